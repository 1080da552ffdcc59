"""The facts about a thing: those that name it in a slot, and those that say its relations."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import Literal, NamedNode, Store

from graph.mapping import FACT_CLASSES, RELATIONS
from graph.resource import Resource
from graph.rows import THINGS
from graph.terms import Terms, term
from graph.told import Teller, Told
from ontology import Namespaces

MOST_READ = 20_000
"""Facts of one slot that are looked at."""
MOST_TOLD = 100
"""Facts of one type on the page of a thing, the latest ones; the counts tell of all."""
ALL_QUOTATIONS = 200
"""Quotations on the page of a fact."""


@dataclass(frozen=True, slots=True)
class About:
    """Facts of a thing and how many there are of each type."""

    told: Told
    counts: dict[str, int]


def about(store: Store, names: Namespaces, resource: Resource) -> About:
    """The published facts that speak of a thing; of a fact, itself with its quotations."""
    terms = Terms(names)
    teller = Teller(store, names)
    start = terms.resource("fact/").value
    if resource.node.value.startswith(start):
        told = teller.tell([resource.node.value.removeprefix(start)], ALL_QUOTATIONS)
        return About(told, {})
    types: dict[object, str] = {terms.kou(name): claim.type for claim, name in FACT_CLASSES.items()}
    found: dict[str, set[NamedNode]] = {}
    for fact in {*_in_slots(store, terms, resource.node), *_relations(store, terms, resource)}:
        classes = store.quads_for_pattern(fact, term("rdf:type"), None, terms.graph("facts"))
        found.setdefault(next((types[q.object] for q in classes if q.object in types), ""), set()).add(fact)
    counts = {kind: len(facts) for kind, facts in sorted(found.items()) if kind}
    newest = [fact for kind in counts for fact in latest(store, terms, found[kind])]
    return About(teller.tell(fact.value.removeprefix(start) for fact in newest), counts)


def _in_slots(store: Store, terms: Terms, node: NamedNode) -> Iterator[NamedNode]:
    slots = [*map(terms.kou, THINGS), term("org:member"), term("org:organization")]
    for slot in slots:
        for quad in islice(store.quads_for_pattern(None, slot, node, terms.graph("facts")), MOST_READ):
            if isinstance(quad.subject, NamedNode):
                yield quad.subject


def _relations(store: Store, terms: Terms, resource: Resource) -> Iterator[NamedNode]:
    """The facts that say where a thing lies, what kind of port it is, what lies in it."""
    said = [terms.kou(name) for name in (*RELATIONS.values(), "portKind")]
    for triple in (*resource.about, *resource.incoming):
        if triple.predicate in said:
            for quad in store.quads_for_pattern(None, term("rdf:reifies"), triple, terms.graph("facts")):
                if isinstance(quad.subject, NamedNode):
                    yield quad.subject


def latest(store: Store, terms: Terms, facts: set[NamedNode], most: int = MOST_TOLD) -> list[NamedNode]:
    """The facts with the latest periods, those without one last."""

    def when(fact: NamedNode) -> str:
        periods = store.quads_for_pattern(fact, terms.kou("period"), None, None)
        return max(
            (quad.object.value.rpartition("/")[2] for quad in periods if isinstance(quad.object, Literal)),
            default="",
        )

    return sorted(facts, key=lambda fact: (when(fact), fact.value), reverse=True)[:most]
