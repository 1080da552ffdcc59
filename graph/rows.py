"""Facts of a store as rows of the facts format: the way back from triples, for measuring and for tables."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from extract.fact import Claim, EntityClaim, Event, Faces, LocatedIn, PartOfCluster, PortKindClaim
from graph.mapping import FACT_CLASSES
from graph.terms import Terms, term
from ontology import Namespaces

Row = dict[str, Any]

THINGS = {
    "subject": "subject", "place": "place", "commodity": "commodity", "partner": "partner", "agent": "by",
    "saidBy": "said_by", "speaker": "person",
}  # fmt: skip
"""Property → the slot it fills with a thing."""
CODES = {
    "direction": "direction", "eventKind": "what", "bound": "bound", "modality": "modality",
    "changeBound": "change_bound",
}  # fmt: skip
"""Property → the slot it fills with the last part of an IRI."""
TEXTS = {
    "metricText": "metric", "postTitle": "title", "statementText": "text", "eventDetail": "detail",
    "periodText": "period_text",
}  # fmt: skip
NUMBERS = {"value": "value", "valueMax": "value_max", "change": "change_pct", "rank": "rank"}
TYPES: dict[str, type[Claim]] = {name: claim for claim, name in FACT_CLASSES.items()}


def rows(store: Store, names: Namespaces) -> Iterator[Row]:
    """Every fact as one row for each document that tells it, ordered by fact and document.

    `*_alt` and `alt` hold every other name that the store has for a thing, those of the gazetteer too.
    Documents are no facts to compare and are left out.
    """
    reader = RowReader(store, names)
    nodes = store.quads_for_pattern(
        None, term("rdf:type"), reader.terms.kou("Fact"), reader.terms.graph("provenance")
    )
    for node in sorted((q.subject for q in nodes if isinstance(q.subject, NamedNode)), key=str):
        yield from reader.rows(node)


class RowReader:
    """Reads facts of a store by their nodes."""

    def __init__(self, store: Store, names: Namespaces) -> None:
        self._store = store
        self.terms = Terms(names)
        self._names = names
        self._thing = lru_cache(maxsize=100_000)(self._named)

    def claim(self, node: NamedNode) -> Row | None:
        """What a fact claims, without its evidence; None for what is no fact, and for documents."""
        return self._claim(node, list(self._store.quads_for_pattern(node, None, None, None)))

    def _claim(self, node: NamedNode, about: list[Quad]) -> Row | None:
        claim = next((TYPES[c] for q in about if (c := self._local(q.object)) in TYPES), None)
        if claim is None or claim.type == "document":
            return None
        slots: Row = {"type": claim.type, "id": self._key(node)}
        for quad in about:
            slots |= self._cells(claim, quad)
        return slots

    def rows(self, node: NamedNode) -> Iterator[Row]:
        """A fact as one row for each document that tells it."""
        about = list(self._store.quads_for_pattern(node, None, None, None))
        slots = self._claim(node, about)
        if slots is None:
            return
        evidence: dict[str, list[Row]] = {}
        for quad in about:
            if quad.predicate == self.terms.kou("evidence"):
                document, span = self._evidence(quad.object)
                evidence.setdefault(document, []).append(span)
        for document, spans in sorted(evidence.items()):
            first, *others = sorted(spans, key=lambda span: (span.get("field") != "title", span["start"]))
            row = {"doc": document} | slots | {"evidence": first}
            yield row | ({"more_evidence": others} if others else {})

    def _cells(self, claim: type[Claim], quad: Quad) -> Row:
        name, value = self._local(quad.predicate), quad.object
        if isinstance(value, Triple):
            return self._binary(claim, value)
        if isinstance(value, BlankNode):
            return {}
        if name in THINGS:
            return self._entity(THINGS[name], value)
        if name == "member":
            return self._entity("person", value)
        if name == "organization":
            return self._entity("organization", value)
        if name in CODES:
            return {CODES[name]: self._key(value)}
        if name in TEXTS:
            return {TEXTS[name]: value.value}
        if name in NUMBERS or name == "confidence":
            return {NUMBERS.get(name, name): float(value.value)}
        if name == "quoted":
            return {"quoted": value.value == "true"}
        if name == "period":
            return {"date" if claim is Event else "period": value.value}
        if name == "unit":
            return {"unit": self._label(value)}
        if name == "changeBase" and self._key(value) != "year":
            return {"change_base": "vs before" if self._key(value) == "earlier" else self._key(value)}
        if name == "changeBaseYear":
            return {"change_base": f"vs {value.value}"}
        return {}

    def _binary(self, claim: type[Claim], said: Triple) -> Row:
        one: Any = said.subject
        if claim is EntityClaim:
            label, others = self._thing(one)
            return {"class": self._local(said.object), "label": label, "alt": others, "iri": one.value}
        if claim is PortKindClaim:
            return self._entity("subject", one) | {"object": self._key(said.object)}
        if claim in (LocatedIn, PartOfCluster, Faces):
            return self._entity("subject", one) | self._entity("object", said.object)
        return {}

    def _entity(self, slot: str, node: Any) -> Row:
        label, others = self._thing(node)
        return {slot: label, f"{slot}_iri": node.value} | ({f"{slot}_alt": others} if others else {})

    def _named(self, node: NamedNode) -> tuple[str, list[str]]:
        """The label of a thing and its other names, both in Chinese."""
        others = self._literals(node, "skos:altLabel")
        label = self._label(node)
        return label, sorted({*others, *self._literals(node, "rdfs:label")} - {label})

    def _label(self, node: Any) -> str:
        return next(iter(sorted(self._literals(node, "rdfs:label"))), self._key(node))

    def _literals(self, node: NamedNode, name: str) -> set[str]:
        found = self._store.quads_for_pattern(node, term(name), None, None)
        return {q.object.value for q in found if isinstance(q.object, Literal) and q.object.language != "en"}

    def _evidence(self, node: Any) -> tuple[str, Row]:
        """The document that a quotation stands in, and the quotation."""
        quads = self._store.quads_for_pattern(node, None, None, None)
        about = {self._local(q.predicate): str(getattr(q.object, "value", "")) for q in quads}
        text: Row = {"start": int(about["start"]), "end": int(about["end"]), "text": about["exact"]}
        field = {"field": "title"} if "/headline/" in about["hasSource"] else {}
        return about["hasSource"].rpartition("/")[2], text | field

    def _key(self, node: Any) -> str:
        return str(node.value).rpartition("/")[2]

    @staticmethod
    def _local(node: Any) -> str:
        return str(getattr(node, "value", "")).replace("#", "/").rpartition("/")[2]
