"""Where things of the gazetteer lie, how exactly that is known, and from which register.

The table `seeds/gazetteer/points.tsv`; extraction has no use for it, only the graph reads it.
"""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Literal as OneOf

from pydantic import Field
from pyoxigraph import Literal, Triple

from extract.data import Record, check_distinct, check_known, load_table
from graph.mapping import Triples
from graph.terms import Terms, decimal, term


class Point(Record):
    """The point of a thing."""

    key: str = Field(pattern=r"^[a-z-]+/[a-z0-9-]+$")
    """The thing, by kind and slug."""
    lat: float = Field(ge=3, le=54)
    lon: float = Field(ge=73, le=136)
    precision: OneOf["port", "locality", "seat"]
    """Of what it is the point: the port itself, the place that a port has its name from, the seat of a county or city."""
    source: str


def load_points(folder: Path, known: Collection[str]) -> Sequence[Point]:
    """The points of things that are known; a DataError names file, line and key of a fault."""
    path = folder / "points.tsv"
    rows = load_table(path, Point)
    check_distinct(path, rows, "key")
    check_known(path, rows, "key", known, "the other tables")
    return rows


def point_triples(points: Sequence[Point], terms: Terms) -> Triples:
    """GeoSPARQL's way, a geometry of its own in WKT, longitude first; and as two plain numbers."""
    for row in points:
        node = terms.resource(row.key)
        geometry = terms.resource(f"geometry/{row.key.removeprefix('port/').replace('/', '-')}")
        yield Triple(node, term("wgs84:lat"), decimal(row.lat))
        yield Triple(node, term("wgs84:long"), decimal(row.lon))
        yield Triple(node, term("geo:hasGeometry"), geometry)
        yield Triple(geometry, term("rdf:type"), term("geo:Geometry"))
        yield Triple(
            geometry,
            term("geo:asWKT"),
            Literal(f"POINT({row.lon} {row.lat})", datatype=term("geo:wktLiteral")),
        )
        yield Triple(geometry, terms.kou("precision"), terms.resource(f"precision/{row.precision}"))
        yield Triple(geometry, term("dcterms:source"), Literal(row.source))
