"""What curators decide: kept for good, honoured by whatever writes the graph, taken back without a trace."""

import dataclasses
import shutil
import threading
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, QuerySolutions, Store

from extract.document import Document
from extract.error import DataError
from extract.fact import (
    Claim,
    DocumentClaim,
    Entity,
    EntityClaim,
    Evidence,
    Fact,
    LocatedIn,
    Post,
    Stat,
)  # fmt: skip
from graph.build import add, build
from graph.content import Content
from graph.dataset import query
from graph.derivation import derive
from graph.documents import document_triples
from graph.mapping import Mapping
from graph.merging import Merger
from graph.releases import open_release
from graph.review.claims import FactReader, claim_from, claim_row, entity_fact, fact_id
from graph.review.decision import Action, Decision, History, Reason
from graph.review.journal import Journal, read_decisions
from graph.review.settling import Settler
from graph.schemes import ontology_quads
from graph.terms import Terms, term
from graph.validation import check
from ontology import Namespaces
from tests.conftest import SEEDS, article
from tests.rdf import NAMES

TERMS = Terms(NAMES)
TEXT = "位于吉林省集安市的柳河口岸今年前7个月进出口货运量35.6万吨，同比增长8.2%。柳河海关关长孙立说。"
JILIN = Entity("Province", "吉林", "province/jilin", ("吉林省",))
JIAN = Entity("County", "集安市", "county/jian-220582")
LIUHE = Entity("Port", "柳河口岸", "port/liuhekouan-11a3")
CUSTOMS = Entity("Organization", "柳河海关", "organization/liuhehaiguan-db6a")
SUN = Entity("Official", "孙立", "person/sunli-2c43")
HARBIN = Entity("City", "哈尔滨", "city/haerbin")


def decided(
    action: Action, fact: str = "f1", by: str = "li", second: int = 0, reason: Reason | None = None, **more: object
) -> Decision:  # fmt: skip
    """A decision of a made-up morning."""
    if action == "reject":
        reason = reason or "not-a-fact"
    at = f"2025-09-12T08:{second // 60:02}:{second % 60:02}.000000Z"
    return Decision(action=action, fact=fact, by=by, at=at, reason=reason, **more)  # type: ignore[arg-type]


def filled() -> Store:
    """A store that knows the words and nothing else."""
    store = Store()
    store.extend(ontology_quads(NAMES))
    return store


@dataclasses.dataclass
class Desk:
    """A store with the facts of a document, and decisions about them."""

    document: Document
    facts: list[Fact]
    store: Store = dataclasses.field(default_factory=filled)
    history: History = dataclasses.field(default_factory=History)

    def extracted(self) -> "Desk":
        """The document is read, once more."""
        settler = Settler(self.store, self.history, NAMES)
        mapped = list(map(Mapping(NAMES).map, self.facts))
        Merger(self.store, TERMS).merge(mapped, document_triples(self.document, TERMS))
        settler.settle_known({each.node for each in mapped})
        derive(self.store, TERMS)
        settler.settle_all()
        return self

    def decide(self, *decisions: Decision) -> "Desk":
        """Something is decided, and the graph follows."""
        for each in decisions:
            self.history.add(each)
        before = Content.of(self.store)
        change, _ = Settler(self.store, self.history, NAMES).settle_all()
        before.change(change)
        assert before == Content.of(self.store)
        return self

    def graph(self, *names: str) -> set[Quad]:
        """The quads of some graphs, decisions left out."""
        graphs = {NamedNode(NAMES.graph(name)) for name in names}
        return {q for q in self.store if q.graph_name in graphs and "/decision/" not in str(q.subject)}

    def all(self) -> set[Quad]:
        """All quads, but for decisions and curators."""
        told = ("/decision/", "/curator/")
        return {q for q in self.store if not any(kind in str(q.subject) for kind in told)}

    def status(self, fact: str) -> list[str]:
        """The statuses of a fact: one, if all is well."""
        found = self.store.quads_for_pattern(TERMS.resource(f"fact/{fact}"), TERMS.kou("status"), None, None)
        return [str(q.object).rpartition("/")[2].rstrip(">") for q in found]


def told(confidence: float = 0.9) -> list[Fact]:
    """What the text tells."""

    def fact(claim: Claim, words: str) -> Fact:
        start = TEXT.index(words)
        evidence = (Evidence(start, start + len(words), words),)
        return Fact(claim, "test", "test-1", evidence, confidence, "made-up")

    things = {"吉林省": JILIN, "集安市": JIAN, "柳河口岸": LIUHE, "柳河海关": CUSTOMS, "孙立": SUN}
    return [
        fact(DocumentClaim(article="test-1"), TEXT[:3]),
        *(fact(EntityClaim(entity=entity), words) for words, entity in things.items()),
        fact(LocatedIn(subject=JIAN, object=JILIN), "吉林省集安市"),
        fact(Post(person=SUN, title="关长", organization=CUSTOMS), "柳河海关关长孙立"),
        fact(
            Stat(
                subject=LIUHE,
                metric="进出口货运量",
                value=356000.0,
                unit="吨",
                period="2025-01-01/2025-07-31",
                period_text="今年前7个月",
                change_pct=8.2,
                change_base="yoy",
            ),
            "柳河口岸今年前7个月进出口货运量35.6万吨，同比增长8.2%",
        ),
    ]


@pytest.fixture
def desk() -> Desk:
    return Desk(article(TEXT), told()).extracted()


def the(desk: Desk, kind: type) -> Fact:
    """The fact of a kind that the desk's document tells."""
    (fact,) = (fact for fact in desk.facts if isinstance(fact.claim, kind))
    return fact


def amended(desk: Desk, fact: Fact, **slots: object) -> Decision:
    """A fact with some slots changed, as a decision."""
    claim = dataclasses.replace(fact.claim, **slots)  # type: ignore[arg-type]
    rows = tuple(each.as_row() for each in FactReader(desk.store, NAMES).quotations(fact.id))
    return decided("amend", fact.id, amended=claim_row(claim), revision=fact_id(claim), evidence=rows)


# The history


def test_the_last_decision_that_stands_holds() -> None:
    one, two = decided("reject"), decided("accept", second=1, by="wang")
    history = History([one, two])
    assert history.verdict("f1") == two
    history.add(decided("undo", second=2, undoes=two.id))
    assert history.verdict("f1") == one
    assert history.of("f1") == [one, two]


def test_the_order_in_which_decisions_arrive_does_not_matter() -> None:
    events = [decided("reject"), decided("accept", second=1)]
    events.append(decided("undo", second=2, undoes=events[1].id))
    forth, back = History(events), History(reversed(events))
    assert forth.verdict("f1") == back.verdict("f1") == events[0]
    assert forth.version("f1") == back.version("f1")


def test_a_batch_is_undone_at_once() -> None:
    history = History(decided("reject", f"f{n}", batch="b1") for n in range(3))
    undo = decided("undo", "", second=1, undoes="b1")
    history.add(undo)
    assert [history.verdict(f"f{n}") for n in range(3)] == [None, None, None]
    assert history.touched(undo) == {"f0", "f1", "f2"}


def test_a_second_opinion_changes_nothing_but_is_told_where_it_differs() -> None:
    history = History([decided("accept"), decided("accept", by="wang", second=1, opinion=True)])
    assert not history.disputed("f1")
    history.add(decided("reject", by="zhao", second=2, opinion=True))
    assert (history.disputed("f1"), history.status("f1", "candidate")) == (True, "published")
    history.add(decided("reject", second=3))
    assert (history.disputed("f1"), history.status("f1", "candidate")) == (False, "rejected")


def test_whatever_is_decided_of_a_fact_changes_its_version() -> None:
    history = History()
    versions = [history.version("f1")]
    first = decided("accept")
    for event in (first, decided("reject", by="wang", second=1), decided("undo", second=2, undoes=first.id)):
        history.add(event)
        versions.append(history.version("f1"))
    assert len(set(versions)) == 4
    assert history.version("f2") == ""


# The journal


def test_decisions_are_read_back_as_they_were_made(tmp_path: Path) -> None:
    made = [decided("reject", note="“港”不是口岸\n"), decided("accept", second=1, batch="b1")]
    Journal(tmp_path).append(made)
    assert read_decisions(tmp_path / "decisions.jsonl") == made
    assert list(Journal(tmp_path).history.decisions.values()) == made


def test_what_another_process_adds_is_taken_in(tmp_path: Path) -> None:
    one, other = Journal(tmp_path), Journal(tmp_path)
    one.append([decided("accept")])
    assert other.refresh() == [decided("accept")]
    assert other.refresh() == []


def test_a_line_whose_writer_died_is_no_decision_and_spoils_none(tmp_path: Path) -> None:
    Journal(tmp_path).append([decided("accept")])
    with (tmp_path / "decisions.jsonl").open("a") as file:
        file.write('{"action": "rej')
    journal = Journal(tmp_path)
    journal.append([decided("accept", second=1)])
    assert read_decisions(journal.path) == [decided("accept"), decided("accept", second=1)]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "Expecting property name"),
        ('{"action": "accept", "by": "li", "at": "2025-09-12T08:00:00Z", "who": 1}', "'who' is no part"),
        ('{"action": "accept", "by": "li", "at": "yesterday", "fact": "f"}', "at: 'yesterday' is no time"),
        (
            '{"action": "reject", "by": "li", "at": "2025-09-12T08:00:00Z", "fact": "f"}',
            "'reason' is missing",
        ),
        ('{"action": "delete", "by": "li", "at": "2025-09-12T08:00:00Z"}', "action: one of accept, reject,"),
    ],
)
def test_a_line_that_is_no_decision_is_named(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text(decided("accept").as_line() + "\n" + line + "\n")
    with pytest.raises(DataError) as caught:
        Journal(tmp_path)
    assert str(caught.value).startswith(f"{path}:2: decision: {problem}")


def test_curators_who_write_at_once_lose_nothing(tmp_path: Path) -> None:
    def write(name: str) -> None:
        journal = Journal(tmp_path)
        for n in range(50):
            journal.append([decided("accept", f"{name}{n}", name, n)])

    threads = [threading.Thread(target=write, args=(name,)) for name in ("li", "wang", "zhao")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Journal(tmp_path).history.decisions) == 150


def test_what_a_check_forbids_is_not_kept(tmp_path: Path) -> None:
    def forbid(history: History) -> None:
        raise PermissionError

    journal = Journal(tmp_path)
    with pytest.raises(PermissionError):
        journal.append([decided("accept")], forbid)
    assert Journal(tmp_path).history.decisions == {}


# The graph


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


def statuses(store: Path) -> dict[str, str]:
    """The facts of a store with their statuses."""
    rows = open_release(store).store.quads_for_pattern(None, TERMS.kou("status"), None, None)
    return {q.subject.value: q.object.value.rpartition("/")[2] for q in rows}  # type: ignore[union-attr]


# Claims


def test_every_claim_of_the_seeds_is_read_back_from_the_store(seed_store: Path) -> None:
    reader = FactReader(open_release(seed_store).store, Namespaces())
    facts = [iri.rpartition("/")[2] for iri in statuses(seed_store)]
    claims = {fact: claim for fact in facts if (claim := reader.claim(fact))}
    assert len(claims) > 100
    assert {fact: fact_id(claim) for fact, claim in claims.items()} == {fact: fact for fact in claims}
    assert {fact: fact_id(claim_from(claim_row(c))) for fact, c in claims.items()} == {f: f for f in claims}


def test_a_name_is_a_fact_by_its_key_alone(desk: Desk) -> None:
    names = [fact for fact in desk.facts if fact.claim.type == "entity"]
    assert names
    assert [entity_fact(fact.claim.entity.key) for fact in names] == [fact.id for fact in names]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"type": "rumour"}, "type: there is no kind of claim 'rumour'"),
        ({"type": "port_kind", "subject": {"cls": "Port", "label": "a", "key": "port/a"}, "object": "sea"}, "object:"),
        ({"type": "stat", "metric": "m", "unit": "吨"}, "subject:"),
    ],
)  # fmt: skip
def test_a_row_that_claims_nothing_is_refused_by_the_slot(row: dict[str, object], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        claim_from(row)
