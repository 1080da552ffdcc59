"""Two curators at one desk, each in a browser of their own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from graph.review.journal import Journal, read_decisions
from tests.browser import Visitor, barriers
from tests.desk import fact, press, serving, sign_in, until


@pytest.fixture(scope="module")
def store(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(seed_store, tmp_path_factory.mktemp("curators") / "store")


@pytest.fixture(scope="module")
def site(store: Path) -> Iterator[str]:
    with serving(store, "li:review:secret-of-li wang:review:secret-of-wang") as client:
        sign_in(client, "secret-of-li")
        until(lambda: client.get("/review").status_code == 200)
        yield str(client.base_url)


@pytest.fixture
def desk(browser: Browser, site: str) -> Iterator[Visitor]:
    visitor = Visitor(browser, site)
    yield visitor
    visitor.leave()


def sat_down(desk: Visitor, name: str, path: str) -> Page:
    """A curator who has signed in and is led to where they wanted to go."""
    page = desk.open(path, language="en")
    page.get_by_label("Token").fill(f"secret-of-{name}")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{path}")
    return page


def test_the_second_is_told_gives_an_opinion_and_both_see_how_far_they_agree(
    desk: Visitor, store: Path, tmp_path: Path
) -> None:
    li, wang = (sat_down(desk, name, "/review?type=event") for name in ("li", "wang"))
    shared = fact(li)
    assert fact(wang) == shared
    press(li, "a")
    press(wang, "7")
    expect(wang.get_by_role("alert")).to_contain_text("li has just decided about this fact: accepted")
    assert [each.by for each in Journal(store).history.of(shared)] == ["li"]
    for key in ("1", "a"):
        press(li, key)

    wang.goto("/review?state=second")
    expect(wang.locator("main")).to_contain_text("A second opinion")
    assert "by li" not in wang.locator("main").inner_text()
    for key in ("a", "1", "7"):
        press(wang, key)

    li.goto("/review/progress")
    row = li.get_by_role("row", name="li, wang")
    expect(row.get_by_role("cell")).to_have_text(["3", "2", "0.400"])
    assert barriers(li) == []

    li.goto("/review/history")
    with li.expect_download() as download:
        li.get_by_role("link", name="Export all decisions").click()
    kept = tmp_path / "decisions.jsonl"
    download.value.save_as(kept)
    decisions = {each.id: each for each in read_decisions(kept)}
    assert decisions == Journal(store).history.decisions
