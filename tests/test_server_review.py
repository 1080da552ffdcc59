"""The curator's desk over HTTP: who may sit there, what a decision does, what nobody is allowed to overwrite."""

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest

from graph.build import add
from graph.review.claims import entity_fact
from graph.review.decision import Decision
from graph.review.journal import Journal
from tests.conftest import SEEDS
from tests.desk import answers, decide, fields, made, serving, undo_all, until
from tests.rdf import NAMES


@pytest.fixture(scope="module")
def store(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the seeds that may be changed."""
    return shutil.copytree(seed_store, tmp_path_factory.mktemp("desk") / "store")


@pytest.fixture(scope="module")
def served(store: Path) -> Iterator[httpx.Client]:
    with serving(store) as client:
        yield client


@pytest.fixture
def desk(served: httpx.Client, store: Path) -> Iterator[httpx.Client]:
    """The desk of this machine, at which nothing is decided; nor is it afterwards."""
    yield served
    undo_all(served, store)


def test_a_decision_moves_on_to_the_next_card_and_can_be_undone(desk: httpx.Client, store: Path) -> None:
    first = desk.get("/review?type=stat")
    fact = fields(first)["fact"]
    second = decide(desk, first, action="accept")

    assert second.url.params["after"] == fact
    assert fields(second)["fact"] != fact
    assert "Accepted." in second.text
    what = Journal(store).history.of(fact)[-1].id
    undone = desk.post("/review/undo", data={"what": what, "filter": "type=stat"})
    assert fields(undone)["fact"] == fact
    assert made(store) == []
    assert [each.action for each in Journal(store).history.decisions.values()][-2:] == ["accept", "undo"]


def test_the_card_shows_the_source_with_the_exact_characters_marked(desk: httpx.Client) -> None:
    page = desk.get("/review?type=part_of_cluster&order=document").text
    raw = (SEEDS / "pages" / "west-times-2025-09-12-p3.txt").read_text(encoding="utf-8")
    text = re.search(r'<div class="text".*?>(.*?)</div>', page, re.DOTALL)
    assert text

    assert unescape(re.sub(r"</?mark.*?>", "", text[1])) == raw.removeprefix("\ufeff")
    marked = re.findall(r'<mark class="([^"]*)"[^>]*>(.*?)</mark>', text[1], re.DOTALL)
    assert any("quotation" in roles and "subject" in roles for roles, _ in marked)
    assert any("object" in roles and "集群" in words for roles, words in marked)


def test_a_card_shows_some_of_many_quotations_and_all_when_asked(desk: httpx.Client) -> None:
    some = desk.get(f"/review?fact={entity_fact('country/cn')}")
    told = re.search(r"Evidence \((\d+) quotations\)", some.text)
    every = re.search(r'5 of them are shown. <a href="([^"]*)">Show all (\d+)<', some.text)
    assert told
    assert every
    assert told[1] == every[2]

    whole = desk.get(unescape(every[1])).text

    assert "of them are shown" not in whole
    assert (
        some.text.count('class="quotation') < whole.count('class="quotation') == int(told[1]) + 1
    )  # and the legend


def test_the_graph_follows_in_a_moment_and_can_be_asked(desk: httpx.Client) -> None:
    page = desk.get("/review?type=post")
    fact = fields(page)["fact"]
    decide(desk, page, reason="wrong-entity", note="另一位民警")

    ask = f"""ASK {{ ?d a kou:Decision ; prov:used fact:{fact} ; kou:action action:reject ; kou:statusBefore
        status:published ; kou:statusAfter status:rejected ; kou:reason reason:wrong-entity ;
        rdfs:comment "另一位民警" ; prov:wasAssociatedWith/rdfs:label "local" }}"""
    until(lambda: answers(desk, ask))
    assert answers(desk, f"ASK {{ GRAPH graph:rejected {{ fact:{fact} a kou:PostFact }} }}")
    assert not answers(desk, f"ASK {{ GRAPH graph:facts {{ fact:{fact} ?p ?o }} }}")
    page = desk.get(f"/review?fact={fact}&state=all")
    assert "status: rejected" in page.text


def test_decisions_hold_when_a_document_is_read_again(desk: httpx.Client, store: Path) -> None:
    page = desk.get("/review?type=trade")
    facts = []
    for reason in ("wrong-relation", "layout", "duplicate"):
        facts.append(fields(page)["fact"])
        page = decide(desk, page, reason=reason)
    rejected = [f"ASK {{ fact:{fact} kou:status status:rejected }}" for fact in facts]
    until(lambda: all(answers(desk, ask) for ask in rejected))
    add([SEEDS / "pages" / "west-times-2025-09-12-p3.txt"], store, names=NAMES, report=lambda line: None)

    assert all(answers(desk, ask) for ask in rejected)
    assert "rejected by local" in desk.get(f"/review?fact={facts[0]}").text
    assert re.search(r"\n<p>3 of \d+ decided", desk.get("/review/progress").text)


def test_filters_and_orders_stand_in_the_address(desk: httpx.Client) -> None:
    for query, shown in (
        ("type=trade&port=port/mohan", "磨憨口岸"),
        ("province=province/liaoning&order=impact", "left"),
        ("rule=quantity&order=rule", "rule quantity"),
        ("doc=west-times-2025-09-12-p3&order=document", "left"),
        ("state=accepted", "No more facts fit this filter."),
        ("state=disputed", "No more facts fit this filter."),
        ("violation=1", "No more facts fit this filter."),
        ("conflict=1", "No more facts fit this filter."),
    ):
        page = desk.get(f"/review?{query}")
        assert (page.status_code, shown in page.text) == (200, True), query
    assert desk.get("/review?order=size").status_code == 400
    assert desk.get("/review?fact=nothing").status_code == 404


def test_doubt_comes_first(desk: httpx.Client) -> None:
    found = re.search(r"confidence (0\.\d+)", desk.get("/review").text)
    assert found
    assert float(found[1]) <= 0.7


def test_a_batch_shows_its_scope_first_and_is_undone_at_once(desk: httpx.Client, store: Path) -> None:
    page = desk.get("/review/bulk?type=trade")
    expected = re.search(r'name="expected" value="(\d+)"', page.text)
    assert expected
    assert f"This concerns all {expected[1]} facts that fit" in page.text
    assert page.text.count("<li><a href") == 10

    form = {"filter": "type=trade", "expected": expected[1], "reason": "layout"}
    done = desk.post("/review/bulk", data=form)
    assert f"{expected[1]} facts decided as one batch" in done.text
    assert {action for _, action, _ in made(store)} == {"reject"}
    assert len(made(store)) == int(expected[1])
    batch = list(Journal(store).history.decisions.values())[-1].batch
    desk.post("/review/undo", data={"what": batch, "filter": "type=trade"})
    assert f"all {expected[1]} facts that fit" in desk.get("/review/bulk?type=trade").text
    assert "<strong>all open facts</strong>" in desk.get("/review/bulk").text


def test_a_batch_whose_scope_has_changed_decides_nothing(desk: httpx.Client, store: Path) -> None:
    decide(desk, desk.get("/review?type=trade"), action="accept")
    form = {"filter": "type=trade", "expected": "99", "action": "accept"}
    assert "facts fit now, not as many as you saw" in desk.post("/review/bulk", data=form).text
    assert len(made(store)) == 1


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "null"}],
)  # fmt: skip
def test_a_page_of_another_site_cannot_decide(
    desk: httpx.Client, store: Path, headers: dict[str, str]
) -> None:
    form = fields(desk.get("/review")) | {"action": "accept"}
    for path in ("decide", "undo", "bulk", "conflicts", "sign-out"):
        assert desk.post(f"/review/{path}", data=form, headers=headers).status_code == 403
    assert made(store) == []


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=10.0.0.1"}]
)
def test_without_tokens_only_this_machine_reviews(desk: httpx.Client, headers: dict[str, str]) -> None:
    assert desk.get("/review", headers=headers).status_code == 403


def test_what_was_decided_elsewhere_shows_at_once(desk: httpx.Client, store: Path) -> None:
    fact = fields(desk.get("/review?type=faces"))["fact"]
    Journal(store).append(
        [Decision(action="reject", fact=fact, by="zhao", at="2025-09-12T08:00:00Z", reason="layout")]
    )
    assert fields(desk.get("/review?type=faces"))["fact"] != fact
    assert "rejected by zhao" in desk.get(f"/review?fact={fact}").text
    assert f'"fact": "{fact}"' in desk.get("/review/decisions.jsonl").text


def test_a_rule_says_how_often_it_was_right(desk: httpx.Client) -> None:
    page = desk.get("/review?rule=quantity")
    for choice in ({"action": "accept"}, {"action": "accept"}, {"reason": "wrong-number"}):
        page = decide(desk, page, **choice)
    assert "right in 2 of 3 decided (67%)" in page.text


def test_the_desk_goes_on_with_the_release_that_its_decisions_make(desk: httpx.Client) -> None:
    page = desk.get("/review")
    for _ in range(3):
        before = page.headers.get("x"), desk.get("/health").json()["release"]
        page = decide(desk, page, action="accept")
        until(lambda: desk.get("/health").json()["release"] != before[1])  # noqa: B023 - asked at once
        page = desk.get("/review")
        assert page.status_code == 200
