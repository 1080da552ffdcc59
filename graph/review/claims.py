"""Claims and back: a fact of a store as the claim that it was, and claims as JSON that a decision keeps.

In JSON an entity is `{"cls", "label", "key"}`: the key knows no base, so a decision holds for a store under any.
"""

import dataclasses
from dataclasses import dataclass
from itertools import islice
from typing import Any, get_args

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config
from pyoxigraph import Literal, NamedNode, Quad, Store

from extract.fact import KINDS, Claim, Entity, EntityClaim, EntityClass, Evidence, Fact
from graph.mapping import MappedFact, Mapping
from graph.review.decision import Decision, Row
from graph.rows import RowReader
from graph.terms import Terms, term
from ontology import Namespaces

CURATOR = "curator"
"""The rule of evidence that a curator gave."""
CLAIMS: dict[str, type[Claim]] = {each.type: each for each in get_args(Claim)}
SLOTS = {each: tuple(slot.name for slot in dataclasses.fields(each)) for each in CLAIMS.values()}
REQUIRED = {
    each: {slot.name for slot in dataclasses.fields(each) if slot.default is dataclasses.MISSING}
    for each in CLAIMS.values()
}
ADAPTERS: dict[type[Claim], TypeAdapter[Claim]] = {
    each: TypeAdapter(with_config(ConfigDict(extra="forbid"))(each)) for each in CLAIMS.values()
}
CLASSES: dict[str, EntityClass] = {kind: cls for cls, kind in KINDS.items() if cls != "Official"}


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation that a fact rests on, and where it stands."""

    node: str
    doc: str
    article: str
    start: int
    end: int
    text: str
    field: str
    rule: str
    confidence: float

    def as_row(self) -> Row:
        """What an amended claim keeps of it."""
        names = ("doc", "article", "start", "end", "text", "field")
        return {name: getattr(self, name) for name in names}


class FactReader:
    """Reads facts of a store by their ids."""

    def __init__(self, store: Store, names: Namespaces) -> None:
        self._store = store
        self._terms = Terms(names)
        self._rows = RowReader(store, names)
        self._start = names.resource("")

    def claim(self, fact: str) -> Claim | None:
        """The claim of a fact; None if the store has no such fact."""
        row = self._rows.claim(self._terms.resource(f"fact/{fact}"))
        if row is None:
            return None
        kind = CLAIMS[row["type"]]
        if kind is EntityClaim:
            forms = tuple(row["alt"])
            return EntityClaim(entity=Entity(row["class"], row["label"], self._key(row["iri"]), forms))
        slots = {name: self._slot(row, name) for name in SLOTS[kind]}
        given = {name: value for name, value in slots.items() if value is not None or name in REQUIRED[kind]}
        return kind(**given)

    def _slot(self, row: dict[str, Any], name: str) -> Any:
        if f"{name}_iri" not in row:
            return row.get(name)
        iri = row[f"{name}_iri"]
        return Entity(self.cls(iri), row[name], self._key(iri), tuple(row.get(f"{name}_alt", ())))

    def cls(self, iri: str) -> EntityClass:
        """The class of a thing: what its key says, and of people whether they are officials."""
        kind = self._key(iri).partition("/")[0]
        if kind == "person":
            official = self._terms.kou("Official")
            found = self._store.quads_for_pattern(NamedNode(iri), term("rdf:type"), official, None)
            return "Official" if next(iter(found), None) else "Person"
        return CLASSES[kind]

    def _key(self, iri: str) -> str:
        return iri.removeprefix(self._start)

    def quoted(self, fact: str) -> int:
        """How many quotations a fact has."""
        node, kou = self._terms.resource(f"fact/{fact}"), self._terms.kou
        found = self._store.quads_for_pattern(node, kou("evidence"), None, self._terms.graph("provenance"))
        return sum(1 for _ in found)

    def quotations(self, fact: str, most: int | None = None) -> list[Quotation]:
        """The quotations of a fact, all or `most` of them, by document and place, headlines first."""
        node, kou = self._terms.resource(f"fact/{fact}"), self._terms.kou
        provenance = self._terms.graph("provenance")
        found = [
            self._quotation(quad.object)
            for quad in islice(self._store.quads_for_pattern(node, kou("evidence"), None, provenance), most)
            if isinstance(quad.object, NamedNode)
        ]
        return sorted(found, key=lambda each: (each.doc, each.field != "title", each.start, each.end))

    def quotations_in(self, fact: str, doc: str, field: str) -> list[Quotation]:
        """The quotations of a fact that stand in a text, by their place; looked up from the text, which is never long."""
        node, kou = self._terms.resource(f"fact/{fact}"), self._terms.kou
        provenance = self._terms.graph("provenance")
        source = self._terms.named("document" if field == "text" else "headline", doc)
        found = [
            self._quotation(quad.subject)
            for quad in self._store.quads_for_pattern(None, term("oa:hasSource"), source, provenance)
            if isinstance(quad.subject, NamedNode)
            and Quad(node, kou("evidence"), quad.subject, provenance) in self._store
        ]
        return sorted(found, key=lambda each: (each.start, each.end))

    def _quotation(self, node: NamedNode) -> Quotation:
        kou = self._terms.kou
        about = {
            quad.predicate: quad.object.value
            for quad in self._store.quads_for_pattern(node, None, None, self._terms.graph("provenance"))
            if isinstance(quad.object, NamedNode | Literal)
        }
        kind, _, doc = about[term("oa:hasSource")].removeprefix(self._start).partition("/")
        return Quotation(
            node.value,
            doc,
            about[kou("article")].removeprefix(self._start).partition("/")[2],
            int(about[term("oa:start")]),
            int(about[term("oa:end")]),
            about[term("oa:exact")],
            "title" if kind == "headline" else "text",
            about[kou("rule")],
            float(about[kou("confidence")]),
        )


def fact_id(claim: Claim) -> str:
    """The id of the fact that claims so."""
    return Fact(claim, "", "", (), 1.0, "").id


def entity_fact(key: str) -> str:
    """The id of the fact that the text names an entity, by its key."""
    return fact_id(EntityClaim(entity=Entity("Feature", "", key)))


def claim_row(claim: Claim) -> Row:
    """A claim as JSON, with what is empty left out."""
    slots = {name: _plain(getattr(claim, name)) for name in SLOTS[type(claim)]}
    return {"type": claim.type} | {n: v for n, v in slots.items() if v is not None and v != [] and v != ()}


def _plain(value: Any) -> Any:
    if isinstance(value, Entity):
        return {"cls": value.cls, "label": value.label, "key": value.key}
    return list(value) if isinstance(value, tuple) else value


def claim_from(row: Row) -> Claim:
    """The claim that a row of JSON says; a ValueError names the slot that does not fit."""
    kind = CLAIMS.get(row.get("type", ""))
    if kind is None:
        raise ValueError(f"type: there is no kind of claim {row.get('type')!r}")
    given = {name: value for name, value in row.items() if name != "type"}
    given |= dict.fromkeys(REQUIRED[kind] - given.keys())
    try:
        return ADAPTERS[kind].validate_python(given)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise ValueError(f"{place}: {fault['msg']}") from error


def amendment(decision: Decision, mapping: Mapping) -> list[MappedFact]:
    """The facts, one a document, that an amended claim makes: sure, and by the rule `curator`."""
    if decision.amended is None:
        return []
    claim = claim_from(decision.amended)
    facts = []
    for row in decision.evidence:
        span = Evidence(row["start"], row["end"], row["text"], row.get("field", "text"))
        facts.append(Fact(claim, row["doc"], row["article"], (span,), 1.0, CURATOR))
    return [mapping.map(fact) for fact in facts]
