"""Things that have a place as GeoJSON (RFC 7946)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode, Store

from graph.resource import labels
from graph.terms import Terms, term

POINT = re.compile(r"(?:<[^>]*>\s*)?POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)", re.IGNORECASE)
"""A point in WKT, longitude first, as GeoSPARQL has it in CRS84."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a thing is."""

    longitude: float
    latitude: float
    precision: str | None
    """What it is the point of, by the name of the concept: `port`, `locality`, `seat`; None where nobody says."""


def position(store: Store, terms: Terms, node: NamedNode) -> Position | None:
    """Where a thing is, None where nobody says it."""
    for geometry in _values(store, terms, node, term("geo:hasGeometry")):
        if isinstance(geometry, NamedNode):
            for text in _values(store, terms, geometry, term("geo:asWKT")):
                found = POINT.fullmatch(text.value) if isinstance(text, Literal) else None
                if found:
                    precisions = map(_local, _values(store, terms, geometry, terms.kou("precision")))
                    return Position(float(found[1]), float(found[2]), next(precisions, None))
    return None


def nearest(store: Store, terms: Terms, node: NamedNode) -> tuple[NamedNode, Position] | None:
    """What lies where a thing is, and where: itself, or the place that it lies in; of a town also what this lies in."""
    waiting = [node]
    for each in waiting:
        found = position(store, terms, each)
        if found:
            return each, found
        if each == node or terms.kou("Town") in _values(store, terms, each, term("rdf:type")):
            above = _values(store, terms, each, terms.kou("locatedIn"))
            places = (place for place in above if isinstance(place, NamedNode) and place not in waiting)
            waiting += sorted(places, key=str)
    return None


def feature(store: Store, terms: Terms, node: NamedNode) -> dict[str, Any] | None:
    """A thing as a GeoJSON feature, None if neither it nor the place that it lies in has a position."""
    found = nearest(store, terms, node)
    if found is None:
        return None
    place, where = found
    names = labels(store, terms, [node]).get(node, {})
    properties: dict[str, Any] = {f"name_{language}": name for language, name in sorted(names.items())}
    for key in ("iata", "locode", "official"):
        for value in _values(store, terms, node, terms.kou(key)):
            if isinstance(value, Literal):
                properties[key] = value.value == "true" if key == "official" else value.value
    for kind in _values(store, terms, node, terms.kou("portKind")):
        properties["kind"] = _local(kind)
    if where.precision:
        properties["precision"] = where.precision
    if place != node:
        properties["position_of"] = place.value
    return {
        "type": "Feature",
        "id": node.value,
        "geometry": {"type": "Point", "coordinates": [where.longitude, where.latitude]},
        "properties": properties,
    }


def ports(store: Store, terms: Terms) -> dict[str, Any]:
    """All ports that have a position, or whose place has one, as one collection, in the order of their IRIs."""
    nodes = {
        quad.subject
        for graph in terms.default_dataset
        for quad in store.quads_for_pattern(None, term("rdf:type"), terms.kou("Port"), graph)
        if isinstance(quad.subject, NamedNode)
    }
    features = (feature(store, terms, node) for node in sorted(nodes, key=str))
    return {"type": "FeatureCollection", "features": [each for each in features if each]}


def _local(concept: object) -> str:
    """The name of a concept within its scheme."""
    return concept.value.rpartition("/")[2] if isinstance(concept, NamedNode) else str(concept)


def _values(store: Store, terms: Terms, node: NamedNode, predicate: NamedNode) -> Iterator[object]:
    for graph in terms.default_dataset:
        for quad in store.quads_for_pattern(node, predicate, None, graph):
            yield quad.object
