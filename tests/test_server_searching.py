"""`/search`, asked of a real server."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from graph import indexing
from graph.releases import find
from graph.store import Master
from ontology import Namespaces
from server.app import create_app
from server.settings import Settings
from tests.serving import fill, running


@pytest.fixture(scope="module")
def client(seed_store: Path) -> Iterator[httpx.Client]:
    indexing.of(find(seed_store), Namespaces())
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


def test_quotations_are_found_with_the_facts_that_they_are_evidence_of(client: httpx.Client) -> None:
    [quoted] = client.get("/search", params={"q": "国务院批复", "quotations": 1}).json()["quotations"]

    assert quoted["text"] == "国务院批复同意辽宁大连港口岸扩大开放"
    assert [quoted["text"][start:end] for start, end in quoted["marks"]] == ["国务院批复"]
    assert quoted["facts"]


def test_what_is_typed_is_completed(client: httpx.Client) -> None:
    found = client.get("/search/suggest", params={"q": "manzh", "class": "Port"}).json()

    assert found["hits"][0]["label"] == "满洲里口岸"
    assert found["quotations"] == []


def test_a_query_searches_and_the_service_says_so(client: httpx.Client) -> None:
    query = 'SELECT ?name { (?port ?score ?name) kou:search ("erlianhaote" kou:Port 1) }'
    found = client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"})
    wrong = client.get("/sparql", params={"query": "SELECT * { ?p kou:search ?q }"})
    described = client.get("/sparql", headers={"Accept": "application/n-triples"}).text

    assert found.text == "name\r\n二连浩特\r\n"
    assert (wrong.status_code, wrong.json()["message"], wrong.json()["column"]) == (
        400, "a search needs its text in full, not a variable", 26,
    )  # fmt: skip
    assert "#propertyFeature> <https://w3id.org/kouan/ontology#search> ." in described


def test_who_has_an_answer_is_not_sent_it_again(client: httpx.Client) -> None:
    tag = client.get("/search", params={"q": "大连"}).headers["etag"]

    assert client.get("/search", params={"q": "大连"}, headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/search", params={"q": "天津"}, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("text", ["", "，。", '"(*', "x" * 10_000])
def test_a_search_for_nothing_finds_nothing(client: httpx.Client, text: str) -> None:
    answer = client.get("/search", params={"q": text})
    page = client.get("/search", params={"q": text}, headers={"Accept": "text/html"})

    assert (answer.status_code, answer.json()["hits"], page.status_code) == (200, [], 200)


@pytest.mark.parametrize(
    "text", ["港", "x", "NEAR(大连 港)", "label:大连 OR *", "大连\u202e\u200b", "\x00", "' OR 1=1 --"]
)
def test_an_odd_search_is_answered_like_any_other(client: httpx.Client, text: str) -> None:
    answer = client.get("/search", params={"q": text})
    page = client.get("/search", params={"q": text}, headers={"Accept": "text/html"})

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")


@pytest.mark.parametrize("text", ["manzhouli口岸", "满洲li口岸", "滿洲裡口岸", " 满洲里口岸\u200b"])
def test_mixed_and_traditional_writing_finds_what_is_meant(client: httpx.Client, text: str) -> None:
    first = client.get("/search", params={"q": text, "limit": 1}).json()["hits"]

    assert [hit["label"] for hit in first] == ["满洲里口岸"]


def test_a_parameter_out_of_bounds_is_a_problem_that_names_it(client: httpx.Client) -> None:
    answer = client.get("/search", params={"q": "大连", "limit": "1000"})

    assert answer.status_code == 400
    assert answer.json() == {
        "status": 400,
        "title": "Bad Request",
        "kind": "bad-parameter",
        "message": "limit: input should be less than or equal to 100, not '1000'",
    }


def test_a_person_is_shown_a_page_in_their_language(client: httpx.Client) -> None:
    wanted = {"Accept": "text/html", "Accept-Language": "en"}
    page = client.get("/search", params={"q": "liulian"}, headers=wanted)
    empty = client.get("/search", headers=wanted)

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert '<a href="/id/commodity/durian">durian</a>' in page.text
    assert '<span lang="zh"><mark>榴莲</mark></span>' in page.text
    assert "commodity · fresh fruit" in page.text
    assert empty.status_code == 200


def test_what_was_typed_stays_text_on_the_page(client: httpx.Client) -> None:
    page = client.get("/search", params={"q": "<script>alert(1)</script>", "format": "html"})

    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_a_release_that_has_no_index_yet_is_given_one(tmp_path: Path) -> None:
    store = fill(tmp_path / "store")
    with running(create_app(Settings(store=store, workers=1))) as client:
        first = client.get("/search", params={"q": "mohan"}, timeout=60).json()["hits"]
        with Master.open(store) as master:
            master.store.update(
                'INSERT DATA { GRAPH <https://w3id.org/kouan/graph/facts> { <urn:x> <http://www.w3.org/2000/01/rdf-schema#label> "鸡鸣口岸"@zh } }'
            )
            master.publish(b"new")
        second = client.get("/search", params={"q": "jiming"}, timeout=60).json()["hits"]

    assert [hit["label"] for hit in first] == ["磨憨口岸"]
    assert [hit["label"] for hit in second] == ["鸡鸣口岸"]
