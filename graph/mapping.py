"""Facts as triples: what a fact claims, and what it rests on.

A binary claim is a plain triple that the fact's node reifies; an n-ary claim is the node itself. Whatever its
kind, a fact's node has a class, and in the provenance graph a status, a confidence and its evidence.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import singledispatchmethod

from pyoxigraph import Literal, NamedNode, Triple

from extract.fact import (
    Claim,
    DocumentClaim,
    Entity,
    EntityClaim,
    Event,
    Evidence,
    Faces,
    Fact,
    LocatedIn,
    PartOfCluster,
    PortKindClaim,
    Post,
    Stat,
    Statement,
    Trade,
)  # fmt: skip
from extract.lexicon import is_minted, mint
from graph.english import default_names
from graph.periods import bounds
from graph.schemes import schemes
from graph.terms import Terms, boolean, day, decimal, integer, romanized, term, zh
from ontology import Namespaces

FACT_CLASSES: dict[type[Claim], str] = {
    DocumentClaim: "DocumentFact",
    EntityClaim: "EntityFact",
    LocatedIn: "LocationFact",
    PartOfCluster: "ClusterFact",
    PortKindClaim: "KindFact",
    Faces: "BorderFact",
    Post: "PostFact",
    Statement: "StatementFact",
    Trade: "TradeFact",
    Stat: "StatisticFact",
    Event: "EventFact",
}

RELATIONS: dict[type[Claim], str] = {
    LocatedIn: "locatedIn",
    PartOfCluster: "partOfCluster",
    Faces: "faces",
}
"""Claims of two things → the property between them."""

PLACES = ("Province", "City", "County", "Town", "Country", "Region")
BROADER = {"Official": "Person"} | dict.fromkeys(PLACES, "Place")
"""Class → the class above it that a thing is also given, so that a query for people finds officials."""

Triples = Iterator[Triple]
ArticleOf = Callable[[Evidence], str]
"""The key of the article that a quotation stands in."""


@dataclass(frozen=True, slots=True)
class Support:
    """One quotation in support of a fact, as the triples of its node."""

    node: NamedNode
    confidence: float
    triples: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class MappedFact:
    """A fact ready for a graph: its node, what it claims (with the things it speaks of), what it rests on."""

    node: NamedNode
    claim: tuple[Triple, ...]
    things: tuple[Triple, ...]
    support: tuple[Support, ...]


class Mapping:
    """Maps facts to triples under one base."""

    def __init__(self, names: Namespaces) -> None:
        self.terms = Terms(names)
        self.schemes = schemes(names)

    def map(self, fact: Fact, article_of: ArticleOf | None = None) -> MappedFact:
        """A fact as triples; `article_of` tells articles of one page apart."""
        node = self.terms.resource(f"fact/{fact.id}")
        things = [t for entity in _entities(fact.claim) for t in self.thing(entity)]
        support = tuple(
            self._support(fact, evidence, article_of(evidence) if article_of else fact.article)
            for evidence in fact.evidence
        )
        return MappedFact(node, self.claimed(fact), tuple(things), support)

    def claimed(self, fact: Fact) -> tuple[Triple, ...]:
        """What a fact claims, without what it rests on and what its things are called."""
        node = self.terms.resource(f"fact/{fact.id}")
        kind = Triple(node, term("rdf:type"), self.terms.kou(FACT_CLASSES[type(fact.claim)]))
        return kind, *self._claim(fact.claim, node)

    def thing(self, entity: Entity) -> Triples:
        """The class and the names of an entity, in English too by the rule if no gazetteer knows it."""
        node = self.terms.resource(entity.key)
        yield Triple(node, term("rdf:type"), self.terms.kou(entity.cls))
        if entity.cls in BROADER:
            yield Triple(node, term("rdf:type"), self.terms.kou(BROADER[entity.cls]))
        yield Triple(node, term("rdfs:label"), zh(entity.label))
        for form in entity.alt:
            yield Triple(node, term("skos:altLabel"), zh(form))
        english = default_names().of(entity.cls, entity.label) if is_minted(entity) else None
        if english:
            yield Triple(node, term("skos:prefLabel"), romanized(english))

    def _support(self, fact: Fact, evidence: Evidence, article: str) -> Support:
        kou = self.terms.kou
        place = [fact.id, fact.doc, evidence.field, str(evidence.start), str(evidence.end)]
        digest = hashlib.sha256("\n".join(place).encode()).hexdigest()[:20]
        node = self.terms.resource(f"evidence/{digest}")
        source = "document" if evidence.field == "text" else "headline"
        confidence = round(fact.confidence, 3)
        triples = [
            Triple(node, term("rdf:type"), kou("Evidence")),
            Triple(node, term("oa:hasSource"), self.terms.named(source, fact.doc)),
            Triple(node, term("oa:start"), integer(evidence.start)),
            Triple(node, term("oa:end"), integer(evidence.end)),
            Triple(node, term("oa:exact"), Literal(evidence.text)),
            Triple(node, kou("article"), self.terms.named("article", article)),
            Triple(node, kou("rule"), Literal(fact.rule)),
            Triple(node, kou("confidence"), decimal(confidence)),
        ]
        return Support(node, confidence, tuple(triples))

    def _binary(self, node: NamedNode, subject: NamedNode, predicate: NamedNode, value: NamedNode) -> Triples:
        said = Triple(subject, predicate, value)
        yield Triple(node, term("rdf:reifies"), said)
        yield said

    def _slots(self, node: NamedNode, **slots: Entity | None) -> Triples:
        for name, entity in slots.items():
            if entity is not None:
                yield Triple(node, self.terms.kou(name), self.terms.resource(entity.key))

    def _period(self, node: NamedNode, period: str | None) -> Triples:
        if period is not None:
            yield Triple(node, self.terms.kou("period"), Literal(period))
            for name, edge in zip(("periodStart", "periodEnd"), bounds(period), strict=True):
                if edge is not None:
                    yield Triple(node, self.terms.kou(name), day(edge))

    @singledispatchmethod
    def _claim(self, claim: Claim, node: NamedNode) -> Triples:
        raise TypeError(f"no mapping for {type(claim).__name__}")

    @_claim.register
    def _(self, claim: DocumentClaim, node: NamedNode) -> Triples:
        article = self.terms.named("article", claim.article)
        yield Triple(node, term("rdf:reifies"), Triple(article, term("rdf:type"), term("schema:NewsArticle")))

    @_claim.register
    def _(self, claim: EntityClaim, node: NamedNode) -> Triples:
        entity = claim.entity
        thing = self.terms.resource(entity.key)
        yield from self._binary(node, thing, term("rdf:type"), self.terms.kou(entity.cls))

    @_claim.register
    def _(self, claim: LocatedIn | PartOfCluster | Faces, node: NamedNode) -> Triples:
        one, other = self.terms.resource(claim.subject.key), self.terms.resource(claim.object.key)
        yield from self._binary(node, one, self.terms.kou(RELATIONS[type(claim)]), other)

    @_claim.register
    def _(self, claim: PortKindClaim, node: NamedNode) -> Triples:
        kind = self.terms.resource(f"port-kind/{claim.object}")
        yield from self._binary(
            node, self.terms.resource(claim.subject.key), self.terms.kou("portKind"), kind
        )

    @_claim.register
    def _(self, claim: Post, node: NamedNode) -> Triples:
        yield Triple(node, term("org:member"), self.terms.resource(claim.person.key))
        yield Triple(node, self.terms.kou("postTitle"), zh(claim.title))
        if claim.organization:
            yield Triple(node, term("org:organization"), self.terms.resource(claim.organization.key))

    @_claim.register
    def _(self, claim: Statement, node: NamedNode) -> Triples:
        yield from self._slots(node, speaker=claim.person)
        yield Triple(node, self.terms.kou("statementText"), zh(claim.text))
        yield Triple(node, self.terms.kou("quoted"), boolean(claim.quoted))

    @_claim.register
    def _(self, claim: Trade, node: NamedNode) -> Triples:
        yield from self._slots(node, place=claim.place, commodity=claim.commodity, partner=claim.partner)
        if claim.direction:
            yield Triple(
                node, self.terms.kou("direction"), self.terms.resource(f"direction/{claim.direction}")
            )

    @_claim.register
    def _(self, claim: Event, node: NamedNode) -> Triples:
        yield from self._slots(node, subject=claim.subject, agent=claim.by)
        yield Triple(node, self.terms.kou("eventKind"), self.terms.resource(f"event-kind/{claim.what}"))
        yield from self._period(node, claim.date)
        if claim.detail:
            yield Triple(node, self.terms.kou("eventDetail"), zh(claim.detail))

    @_claim.register
    def _(self, claim: Stat, node: NamedNode) -> Triples:
        kou, resource = self.terms.kou, self.terms.resource
        yield Triple(node, term("qb:dataSet"), resource("dataset/statistics"))
        yield from self._slots(node, subject=claim.subject, saidBy=claim.said_by)
        yield Triple(node, kou("metricText"), zh(claim.metric))
        metric = self.schemes.metric(claim.metric)
        if metric:
            yield Triple(node, kou("metric"), metric)
        for name, number in (
            ("value", claim.value),
            ("valueMax", claim.value_max),
            ("change", claim.change_pct),
        ):
            if number is not None:
                yield Triple(node, kou(name), decimal(number))
        if claim.unit:
            yield from self._unit(node, claim.unit)
        yield Triple(node, kou("bound"), resource(f"bound/{claim.bound}"))
        yield Triple(node, kou("modality"), resource(f"modality/{claim.modality}"))
        yield from self._period(node, claim.period)
        if claim.period_text:
            yield Triple(node, kou("periodText"), zh(claim.period_text))
        if claim.change_bound:
            yield Triple(node, kou("changeBound"), resource(f"bound/{claim.change_bound}"))
        if claim.change_base:
            yield from self._change_base(node, claim.change_base)
        if claim.rank is not None:
            yield Triple(node, kou("rank"), integer(claim.rank))

    def _change_base(self, node: NamedNode, base: str) -> Triples:
        """`yoy`, `mom`, or `vs` and a year or another time before."""
        kind, _, earlier = base.partition(" ")
        if kind == "vs":
            kind = "year" if earlier.isdigit() else "earlier"
        yield Triple(node, self.terms.kou("changeBase"), self.terms.resource(f"change-base/{kind}"))
        if kind == "year":
            year = Literal(earlier, datatype=term("xsd:gYear"))
            yield Triple(node, self.terms.kou("changeBaseYear"), year)

    def _unit(self, node: NamedNode, name: str) -> Triples:
        unit = self.schemes.units.get(name)
        if unit is None:  # a unit that the scheme does not know yet is not lost
            unit = self.terms.resource(f"unit/{mint('Feature', name).key.partition('/')[2]}")
            yield Triple(unit, term("rdf:type"), self.terms.kou("Unit"))
            yield Triple(unit, term("rdfs:label"), zh(name))
        yield Triple(node, self.terms.kou("unit"), unit)


def _entities(claim: Claim) -> Iterator[Entity]:
    for name in claim.__dataclass_fields__:
        value = getattr(claim, name)
        if isinstance(value, Entity):
            yield value
