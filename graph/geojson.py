"""Things that have a place as GeoJSON (RFC 7946)."""

import re
from collections.abc import Iterator
from typing import Any

from pyoxigraph import Literal, NamedNode, Store

from graph.resource import labels
from graph.terms import Terms, term

POINT = re.compile(r"(?:<[^>]*>\s*)?POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)", re.IGNORECASE)
"""A point in WKT, longitude first, as GeoSPARQL has it in CRS84."""


def position(store: Store, terms: Terms, node: NamedNode) -> tuple[float, float] | None:
    """Longitude and latitude of a thing, None where nobody gives them."""
    for geometry in _values(store, terms, node, term("geo:hasGeometry")):
        if isinstance(geometry, NamedNode):
            for text in _values(store, terms, geometry, term("geo:asWKT")):
                found = POINT.fullmatch(text.value) if isinstance(text, Literal) else None
                if found:
                    return float(found[1]), float(found[2])
    return None


def feature(store: Store, terms: Terms, node: NamedNode) -> dict[str, Any] | None:
    """A thing as a GeoJSON feature, None if it has no position."""
    where = position(store, terms, node)
    if where is None:
        return None
    names = labels(store, terms, [node]).get(node, {})
    properties: dict[str, Any] = {f"name_{language}": name for language, name in sorted(names.items())}
    for key in ("iata", "locode", "official"):
        for value in _values(store, terms, node, terms.kou(key)):
            if isinstance(value, Literal):
                properties[key] = value.value == "true" if key == "official" else value.value
    for kind in _values(store, terms, node, terms.kou("portKind")):
        if isinstance(kind, NamedNode):
            properties["kind"] = kind.value.rpartition("/")[2]
    return {
        "type": "Feature",
        "id": node.value,
        "geometry": {"type": "Point", "coordinates": list(where)},
        "properties": properties,
    }


def ports(store: Store, terms: Terms) -> dict[str, Any]:
    """All ports that have a position, as one collection, in the order of their IRIs."""
    nodes = {
        quad.subject
        for graph in terms.default_dataset
        for quad in store.quads_for_pattern(None, term("rdf:type"), terms.kou("Port"), graph)
        if isinstance(quad.subject, NamedNode)
    }
    features = (feature(store, terms, node) for node in sorted(nodes, key=str))
    return {"type": "FeatureCollection", "features": [each for each in features if each]}


def _values(store: Store, terms: Terms, node: NamedNode, predicate: NamedNode) -> Iterator[object]:
    for graph in terms.default_dataset:
        for quad in store.quads_for_pattern(node, predicate, None, graph):
            yield quad.object
