"""A desk with the facts of one document, and decisions about them."""

import dataclasses
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from extract.document import Document
from extract.fact import Claim, DocumentClaim, Entity, EntityClaim, Evidence, Fact, LocatedIn, Post, Stat
from graph.content import Content
from graph.derivation import derive
from graph.documents import document_triples
from graph.mapping import Mapping
from graph.merging import Merger
from graph.releases import open_release
from graph.review.claims import FactReader, claim_row, fact_id
from graph.review.decision import Action, Decision, History, Reason
from graph.review.settling import Settler
from graph.schemes import ontology_quads
from graph.terms import Terms
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


def the(desk: Desk, kind: type) -> Fact:
    """The fact of a kind that the desk's document tells."""
    (fact,) = (fact for fact in desk.facts if isinstance(fact.claim, kind))
    return fact


def amended(desk: Desk, fact: Fact, **slots: object) -> Decision:
    """A fact with some slots changed, as a decision."""
    claim = dataclasses.replace(fact.claim, **slots)  # type: ignore[arg-type]
    rows = tuple(each.as_row() for each in FactReader(desk.store, NAMES).quotations(fact.id))
    return decided("amend", fact.id, amended=claim_row(claim), revision=fact_id(claim), evidence=rows)


def statuses(store: Path) -> dict[str, str]:
    """The facts of a store with their statuses."""
    rows = open_release(store).store.quads_for_pattern(None, TERMS.kou("status"), None, None)
    return {q.subject.value: q.object.value.rpartition("/")[2] for q in rows}  # type: ignore[union-attr]
