"""`/search`, asked of a real server."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from server.app import create_app
from server.settings import Settings
from tests.serving import running


@pytest.fixture(scope="module")
def client(seed_store: Path) -> Iterator[httpx.Client]:
    with running(create_app(Settings(store=seed_store, workers=1))) as client:
        yield client


def test_things_are_found_by_name(client: httpx.Client) -> None:
    answer = client.get("/search", params={"q": "榴蓮", "class": "Commodity", "limit": 1})

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["kouan-release"]
    assert [(hit["iri"], hit["label"]) for hit in answer.json()["hits"]] == [
        ("https://w3id.org/kouan/id/commodity/durian", "榴莲")
    ]


def test_who_has_an_answer_is_not_sent_it_again(client: httpx.Client) -> None:
    tag = client.get("/search", params={"q": "大连"}).headers["etag"]

    assert client.get("/search", params={"q": "大连"}, headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/search", params={"q": "天津"}, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("text", ["", "，。", '"(*', "x" * 10_000])
def test_a_search_for_nothing_finds_nothing(client: httpx.Client, text: str) -> None:
    answer = client.get("/search", params={"q": text})

    assert (answer.status_code, answer.json()["hits"]) == (200, [])


def test_a_parameter_out_of_bounds_is_a_problem_that_names_it(client: httpx.Client) -> None:
    answer = client.get("/search", params={"q": "大连", "limit": "1000"})

    assert answer.status_code == 400
    assert answer.json() == {
        "status": 400,
        "title": "Bad Request",
        "kind": "bad-parameter",
        "message": "limit: input should be less than or equal to 100, not '1000'",
    }
