"""What curators decide: kept for good, honoured by whatever writes the graph, taken back without a trace."""

import shutil
from pathlib import Path

import pytest
from pyoxigraph import Quad, QuerySolutions

from extract.fact import LocatedIn, Post, Stat
from graph.build import add, build
from graph.dataset import query
from graph.review.decision import Action
from graph.review.journal import Journal
from graph.terms import term
from graph.validation import check
from tests.conftest import SEEDS, article
from tests.decided import JIAN, JILIN, TERMS, TEXT, Desk, amended, decided, statuses, the, told
from tests.rdf import NAMES


@pytest.fixture
def desk() -> Desk:
    return Desk(article(TEXT), told()).extracted()


def test_a_rejected_fact_leaves_the_facts_with_all_that_it_alone_said(desk: Desk) -> None:
    stat = the(desk, Stat)
    before = desk.all()
    desk.decide(decided("reject", stat.id, reason="wrong-number"))

    node = TERMS.resource(f"fact/{stat.id}")
    moved = {q for q in before if q.subject == node and "provenance" not in str(q.graph_name)}
    assert {q.triple for q in moved} == {q.triple for q in desk.graph("rejected")}
    assert desk.graph("facts", "candidates") == {q for q in before if q not in moved} - {
        q for q in before if "facts" not in str(q.graph_name) and "candidates" not in str(q.graph_name)
    }
    assert desk.status(stat.id) == ["rejected"]
    assert check(desk.store, NAMES) == []


def test_a_rejected_relation_is_no_plain_triple_any_more(desk: Desk) -> None:
    located = the(desk, LocatedIn)
    said = Quad(
        TERMS.resource(JIAN.key),
        TERMS.kou("locatedIn"),
        TERMS.resource(JILIN.key),
        TERMS.graph("facts"),
    )
    assert said in desk.store
    desk.decide(decided("reject", located.id))
    assert said not in desk.store


def test_nothing_follows_from_a_rejected_fact(desk: Desk) -> None:
    post = the(desk, Post)
    follows = Quad(
        TERMS.resource(post.claim.person.key),  # type: ignore[union-attr]
        term("org:memberOf"),
        TERMS.resource(post.claim.organization.key),  # type: ignore[union-attr]
        TERMS.graph("facts"),
    )
    assert follows in desk.store
    desk.decide(decided("reject", post.id))
    assert follows not in desk.store


def test_a_name_that_is_none_is_no_thing_any_more_once_all_its_facts_are_rejected(desk: Desk) -> None:
    about = [f for f in desk.facts if "柳河" in str(f.claim)]
    desk.decide(*(decided("reject", fact.id, second=n) for n, fact in enumerate(about)))
    assert not [q for q in desk.graph("facts", "candidates") if "liuhe" in str(q)]


@pytest.mark.parametrize("action", ["accept", "reject"])
def test_undoing_gives_back_the_graph_to_the_last_quad(desk: Desk, action: Action) -> None:
    before = desk.all()
    for number, fact in enumerate(desk.facts):
        decision = decided(action, fact.id, second=2 * number)
        desk.decide(decision)
        desk.decide(decided("undo", fact.id, second=2 * number + 1, undoes=decision.id))
        assert desk.all() == before, fact.claim


def test_reading_the_document_again_brings_no_rejected_fact_back(desk: Desk) -> None:
    desk.decide(*(decided("reject", fact.id, second=n) for n, fact in enumerate(desk.facts)))
    before = set(desk.store)
    assert set(desk.extracted().store) == before
    assert desk.graph("facts") == set()


def test_a_fresh_store_with_old_decisions_is_the_old_store(desk: Desk) -> None:
    stat = the(desk, Stat)
    located = the(desk, LocatedIn)
    desk.decide(amended(desk, stat, value=365000.0), decided("reject", located.id, second=1))
    again = Desk(desk.document, desk.facts, history=desk.history).extracted()
    assert set(again.store) == set(desk.store)


def test_an_accepted_candidate_is_published_and_never_demoted() -> None:
    desk = Desk(article(TEXT), told(0.3)).extracted()
    assert desk.graph("facts") == set()
    desk.decide(*(decided("accept", fact.id, second=n) for n, fact in enumerate(desk.facts)))
    before = set(desk.store)

    assert desk.graph("candidates") == set()
    assert {tuple(desk.status(fact.id)) for fact in desk.facts} == {("published",)}
    assert set(desk.extracted().store) == before
    assert check(desk.store, NAMES) == []


def test_decisions_are_asked_for_in_sparql(desk: Desk) -> None:
    decision = amended(desk, the(desk, Stat), value=365000.0)
    desk.decide(
        decision, decided("reject", the(desk, LocatedIn).id, "wang", 7, "wrong-relation", note="没有说")
    )
    rows = query(
        desk.store,
        """SELECT ?who ?when ?action ?reason ?note ?status ?old ?new WHERE {
             ?decision a kou:Decision ; kou:action ?action ; prov:wasAssociatedWith/rdfs:label ?who ;
               prov:endedAtTime ?when ; prov:used ?old ; kou:statusAfter ?status .
             OPTIONAL { ?decision kou:reason ?reason } OPTIONAL { ?decision rdfs:comment ?note }
             OPTIONAL { ?decision prov:generated ?new . ?new prov:wasRevisionOf ?old }
           } ORDER BY ?when""",
        names=NAMES,
    )
    assert isinstance(rows, QuerySolutions)
    found = [tuple(value and value.value.rpartition("/")[2] for value in row) for row in rows]
    assert found == [
        ("li", "2025-09-12T08:00:00Z", "amend", None, None, "rejected", decision.fact, decision.revision),
        (
            "wang", "2025-09-12T08:00:07Z", "reject", "wrong-relation", "没有说", "rejected",
            the(desk, LocatedIn).id, None,
        ),
    ]  # fmt: skip


def test_the_graph_with_decisions_conforms_to_the_shapes(seed_store: Path, tmp_path: Path) -> None:
    store = shutil.copytree(seed_store, tmp_path / "store")
    facts = sorted({key for key in statuses(store) if "/fact/" in key})
    chosen = [fact.rpartition("/")[2] for fact in facts]
    Journal(store).append(
        [decided("reject" if n % 2 else "accept", fact, second=n) for n, fact in enumerate(chosen[::7])]
    )
    summary = build(SEEDS, store, names=NAMES, report=lambda line: None)
    assert summary.violations == []

    rejected = {TERMS.resource(f"fact/{fact}").value for fact in chosen[::7][1::2]}
    assert {fact for fact, status in statuses(store).items() if status == "rejected"} == rejected
    add([SEEDS / "pages" / "west-times-2025-09-12-p3.txt"], store, names=NAMES, report=lambda line: None)
    assert {fact for fact, status in statuses(store).items() if status == "rejected"} == rejected
