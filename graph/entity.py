"""A thing as a page shows it: its names, what is said of it by property, what points to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pyoxigraph import Literal, NamedNode, Store, Triple

from graph.geojson import position
from graph.resource import LABELS, Node, Resource, labels
from graph.terms import Terms, term

MOST_VALUES = 200
"""Values of one property on a page; the count tells of all."""

Names = Mapping[str, str]
"""Language → name."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a property: a thing with its names, or a text with its language or datatype."""

    text: str
    iri: str | None = None
    names: Names | None = None
    language: str = ""
    datatype: str = ""
    facts: tuple[str, ...] = ()
    """The facts that say so."""


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one property, or the things that point to another by it."""

    property: str
    names: Names
    values: tuple[Value, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing for a page."""

    iri: str
    names: Names
    aliases: tuple[Value, ...]
    classes: tuple[Value, ...]
    groups: tuple[Group, ...]
    incoming: tuple[Group, ...]
    """What points to it, of this page; counted over all pages."""
    page: int
    pages: int
    position: tuple[float, float] | None
    """Longitude and latitude."""
    same: tuple[str, ...]
    """What it is elsewhere: Wikidata, GeoNames, UN/LOCODE."""


ALIAS = term("skos:altLabel")
TYPE = term("rdf:type")
TEXT = term("schema:text")
"""Which a page shows with its facts marked in it (see graph.marked)."""
SAME = (term("owl:sameAs"), term("skos:exactMatch"))
"""Close matches are no claim that two things are one, and stay among the properties."""


def entity(store: Store, terms: Terms, resource: Resource, page: int) -> Entity:
    """A thing with the names of all that it is connected to."""
    node = resource.node
    own = [triple for triple in resource.about if triple.subject == node]
    on_page = resource.incoming_on(page)
    named = labels(store, terms, _nodes([*own, *on_page]))
    said_by: dict[Triple, list[str]] = {}
    for triple in resource.facts:
        if isinstance(triple.object, Triple) and isinstance(triple.subject, NamedNode):
            said_by.setdefault(triple.object, []).append(triple.subject.value)

    def value(thing: object, facts: Iterable[str] = ()) -> Value:
        if isinstance(thing, Literal):
            plain = thing.language or thing.datatype == term("xsd:string")
            return Value(
                thing.value,
                language=thing.language or "",
                datatype="" if plain else thing.datatype.value,
                facts=tuple(facts),
            )
        if isinstance(thing, NamedNode):
            return Value(thing.value, thing.value, named.get(thing, {}), facts=tuple(facts))
        return Value(str(thing), facts=tuple(facts))

    def group(predicate: NamedNode, values: list[Value], count: int) -> Group:
        return Group(predicate.value, named.get(predicate, {}), tuple(values[:MOST_VALUES]), count)

    apart = {*LABELS, ALIAS, TYPE, TEXT}
    groups = []
    for predicate, triples in _by_predicate(own):
        if predicate not in apart:
            values = [value(triple.object, said_by.get(triple, ())) for triple in triples]
            groups.append(group(predicate, values, len(values)))
    counts = {predicate: len(list(same)) for predicate, same in _by_predicate(resource.incoming)}
    where = position(store, terms, node)
    incoming = [
        group(predicate, [value(triple.subject) for triple in triples], counts[predicate])
        for predicate, triples in _by_predicate(on_page)
    ]
    return Entity(
        iri=node.value,
        names=named.get(node, {}),
        aliases=tuple(value(triple.object) for triple in own if triple.predicate == ALIAS),
        classes=tuple(value(t.object, said_by.get(t, ())) for t in own if t.predicate == TYPE),
        groups=tuple(groups),
        incoming=tuple(incoming),
        page=page,
        pages=resource.pages,
        position=(where.longitude, where.latitude) if where else None,
        same=tuple(t.object.value for t in own if t.predicate in SAME and isinstance(t.object, NamedNode)),
    )


def _nodes(triples: Iterable[Triple]) -> set[Node]:
    return {each for triple in triples for each in triple if isinstance(each, Node)}


def _by_predicate(triples: Iterable[Triple]) -> Iterable[tuple[NamedNode, Any]]:
    ordered = sorted(triples, key=lambda triple: triple.predicate.value)
    return groupby(ordered, key=lambda triple: triple.predicate)
