"""Facts that curators amend: what took the place of what, and how it is taken back."""

import dataclasses

import pytest

from extract.fact import LocatedIn, Post, Stat
from graph.review.claims import FactReader, claim_row, fact_id
from graph.review.decision import Action, Decision
from graph.review.settling import Settler
from graph.terms import term
from graph.validation import check
from tests.conftest import article
from tests.decided import (
    HARBIN,
    TERMS,
    TEXT,
    Desk,
    amended,
    decided,
    the,
    told,
)
from tests.rdf import NAMES


@pytest.fixture
def desk() -> Desk:
    return Desk(article(TEXT), told()).extracted()


def test_an_amended_fact_is_another_fact_that_revises_the_first(desk: Desk) -> None:
    stat = the(desk, Stat)
    decision = amended(desk, stat, value=365000.0)
    desk.decide(decision)
    assert decision.revision
    reader = FactReader(desk.store, NAMES)

    assert (desk.status(stat.id), desk.status(decision.revision)) == (["rejected"], ["published"])
    assert reader.claim(decision.revision) == dataclasses.replace(stat.claim, value=365000.0)  # type: ignore[arg-type]
    old, new = reader.quotations(stat.id), reader.quotations(decision.revision)
    assert [(q.text, q.start) for q in new] == [(q.text, q.start) for q in old]
    assert {q.rule for q in new} == {"curator"}
    assert check(desk.store, NAMES) == []


def test_undoing_an_amendment_removes_what_it_gave(desk: Desk) -> None:
    before = desk.all()
    decision = amended(desk, the(desk, LocatedIn), object=HARBIN)
    desk.decide(decision)
    assert desk.all() != before
    desk.decide(decided("undo", decision.fact, second=1, undoes=decision.id))
    assert desk.all() == before


def test_an_amended_fact_that_is_rejected_after_all_stays_away(desk: Desk) -> None:
    decision = amended(desk, the(desk, Stat), value=1.0)
    desk.decide(decision)
    assert decision.revision
    desk.decide(decided("reject", decision.revision, second=1))
    assert desk.status(decision.revision) == ["rejected"]
    assert desk.status(decision.fact) == ["rejected"]


def revised(desk: Desk, fact: str, second: int = 0, **slots: object) -> Decision:
    """A fact that the store has with some slots changed, as a decision."""
    reader = FactReader(desk.store, NAMES)
    claim = dataclasses.replace(reader.claim(fact), **slots)  # type: ignore[type-var]
    rows = tuple(each.as_row() for each in reader.quotations(fact))
    assert claim is not None
    return decided(
        "amend", fact, second=second, amended=claim_row(claim), revision=fact_id(claim), evidence=rows
    )


def replaced(desk: Desk) -> dict[str, str]:
    """Which fact took the place of which; each is told both ways."""
    ways = {
        name: {
            (q.subject.value.rpartition("/")[2], q.object.value.rpartition("/")[2])  # type: ignore[union-attr]
            for q in desk.store.quads_for_pattern(None, term(name), None, TERMS.graph("provenance"))
        }
        for name in ("dcterms:isReplacedBy", "prov:wasRevisionOf")
    }
    assert ways["prov:wasRevisionOf"] == {(new, old) for old, new in ways["dcterms:isReplacedBy"]}
    return dict(ways["dcterms:isReplacedBy"])


def test_an_amended_fact_leads_to_what_took_its_place(desk: Desk) -> None:
    old = the(desk, Stat).id
    first = revised(desk, old, value=365000.0)
    desk.decide(first)
    assert replaced(desk) == {old: first.revision}
    second = revised(desk, first.revision or "", 1, unit="箱")
    desk.decide(second)
    assert replaced(desk) == {old: first.revision, first.revision: second.revision}
    assert [desk.status(each or "") for each in (old, first.revision, second.revision)] == [
        ["rejected"], ["rejected"], ["published"],
    ]  # fmt: skip
    desk.decide(decided("undo", first.revision or "", second=2, undoes=second.id))
    assert replaced(desk) == {old: first.revision}
    assert desk.status(second.revision or "") == []


def test_an_amendment_that_is_taken_back_by_another_leads_back(desk: Desk) -> None:
    old = the(desk, Stat).id
    there = revised(desk, old, value=365000.0)
    before = desk.decide(there).all()
    back = revised(desk, there.revision or "", 1, value=356000.0)
    assert back.revision == old
    desk.decide(back)
    assert replaced(desk) == {there.revision: old}
    assert (desk.status(old), desk.status(there.revision or "")) == (["published"], ["rejected"])
    assert check(desk.store, NAMES) == []
    settled = set(desk.store)
    assert set(desk.extracted().store) == set(Desk(desk.document, desk.facts, history=desk.history).extracted().store) == settled  # fmt: skip
    desk.decide(decided("undo", there.revision or "", second=2, undoes=back.id))
    assert desk.all() == before


@pytest.mark.parametrize("action", ["accept", "reject", "amend"])
def test_whoever_decides_otherwise_of_an_amended_fact_takes_away_what_the_amendment_gave(
    desk: Desk, action: Action
) -> None:
    old = the(desk, Stat).id
    first = revised(desk, old, value=365000.0)
    desk.decide(first)
    again = revised(desk, old, 1, unit="箱") if action == "amend" else decided(action, old, second=1)
    desk.decide(again)
    assert replaced(desk) == ({old: again.revision} if again.revision else {})
    assert desk.status(first.revision or "") == []


def test_what_two_amendments_gave_stays_until_both_are_undone(desk: Desk) -> None:
    one = amended(desk, the(desk, Stat), value=365000.0)
    rows = tuple(each.as_row() for each in FactReader(desk.store, NAMES).quotations(the(desk, Post).id))
    other = decided("amend", the(desk, Post).id, second=1, amended=one.amended, revision=one.revision, evidence=rows)  # fmt: skip
    alone = desk.decide(other).all()
    desk.decide(one)
    assert replaced(desk) == {one.fact: one.revision, other.fact: one.revision}
    desk.decide(decided("undo", one.fact, second=2, undoes=one.id))
    assert desk.all() == alone


def test_what_is_withdrawn_replaces_nothing(desk: Desk) -> None:
    old = the(desk, Stat).id
    desk.decide(revised(desk, old, value=365000.0))
    settler = Settler(desk.store, desk.history, NAMES)
    settler.withdraw(settler.evidence_in([desk.document.id]), curated=True)
    assert replaced(desk) == {}
