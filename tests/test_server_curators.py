"""Several curators at one desk: who may decide, and what the second is told of the first."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from graph.review.journal import Journal
from tests.desk import decide, fields, made, serving, sign_in, signed_in, undo_all, until

TOKENS = "li:review:secret-of-li wang:review:secret-of-wang reader:read:secret-of-reader"


@pytest.fixture(scope="module")
def store(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the seeds that may be changed."""
    return shutil.copytree(seed_store, tmp_path_factory.mktemp("desk") / "store")


@pytest.fixture(scope="module")
def tokens(store: Path) -> Iterator[httpx.Client]:
    """A desk of the same store to which tokens give access."""
    with serving(store, TOKENS) as client:
        sign_in(client, "secret-of-li")
        until(lambda: client.get("/review").status_code == 200)
        client.cookies.clear()
        yield client


@pytest.fixture
def li(tokens: httpx.Client, store: Path) -> Iterator[httpx.Client]:
    """One curator."""
    with signed_in(tokens, "secret-of-li") as client:
        yield client
        undo_all(client, store)


@pytest.fixture
def wang(tokens: httpx.Client) -> Iterator[httpx.Client]:
    """Another."""
    with signed_in(tokens, "secret-of-wang") as client:
        yield client


def test_the_second_of_two_curators_is_told_and_overwrites_nothing(
    li: httpx.Client, wang: httpx.Client, store: Path
) -> None:
    seen = wang.get("/review?type=event")
    decide(li, li.get("/review?type=event"), reason="not-a-fact")
    told = decide(wang, seen, action="accept")

    fact = fields(seen)["fact"]
    assert "li has just decided about this fact: rejected. Nothing was overwritten" in told.text
    assert made(store) == [("li", "reject", fact)]
    decide(wang, told, action="accept")
    assert made(store) == [("li", "reject", fact), ("wang", "accept", fact)]


def test_a_second_opinion_is_blind_and_gives_the_agreement(
    li: httpx.Client, wang: httpx.Client, store: Path
) -> None:
    page = li.get("/review?type=event")
    for choice in (
        {"action": "accept"},
        {"reason": "layout"},
        {"action": "accept"},
        {"action": "accept"},
    ):
        page = decide(li, page, **choice)
    page = wang.get("/review?state=second")
    assert "A second opinion" in page.text
    assert "by li" not in page.text
    for choice in (
        {"action": "accept"},
        {"reason": "layout"},
        {"reason": "duplicate"},
        {"action": "accept"},
    ):
        page = decide(wang, page, **choice)
    assert "No more facts fit" in page.text

    history = Journal(store).history
    opinions = [each for each in history.decisions.values() if each.opinion and history.stands(each)]
    assert [each.by for each in opinions] == ["wang"] * 4
    progress = re.sub(r"<.*?>|\s+", " ", li.get("/review/progress").text)
    assert re.search(r"li, wang +4 +\d +-?\d\.\d{3}", progress)


def test_nobody_but_a_curator_decides(tokens: httpx.Client) -> None:
    with httpx.Client(base_url=tokens.base_url, headers=tokens.headers) as client:
        client.follow_redirects = True
        assert str(client.get("/review?type=stat").url).endswith(
            "/review/sign-in?back=%2Freview%3Ftype%3Dstat"
        )
        assert client.post("/review/decide", data={"fact": "f", "action": "accept"}).status_code == 401
        for wrong in ("", "secret", "secret-of-reader"):
            refused = sign_in(client, wrong)
            assert (refused.status_code, "This token is not known" in refused.text) == (401, True)
        assert sign_in(client, "secret-of-li").status_code in (200, 503)
        cookie = client.cookies["kouan-curator"]
        assert "secret" not in cookie
        other = "1" if cookie.endswith("0") else "0"
        for forged in (cookie.replace("li.", "wang.", 1), cookie[:-1] + other, "li.9999999999."):
            answer = httpx.get(
                f"{client.base_url}/review",
                headers={"Cookie": f"kouan-curator={forged}", "Accept": "text/html"},
            )
            assert (answer.status_code, "sign-in" in answer.headers["location"]) == (303, True)
        client.post("/review/sign-out")
        assert "sign-in" in str(client.get("/review").url)


def test_a_program_decides_with_its_token_in_a_header(li: httpx.Client, store: Path) -> None:
    with httpx.Client(base_url=li.base_url, headers=li.headers, follow_redirects=True) as client:
        client.headers["Authorization"] = "Bearer secret-of-wang"
        decide(client, client.get("/review"), action="accept")
        assert [by for by, _, _ in made(store)] == ["wang"]
        client.headers["Authorization"] = "Bearer secret-of-reader"
        assert client.get("/review").status_code == 403
