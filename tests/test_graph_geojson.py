"""Where a thing is shown: at its own point, or at that of the place that it lies in."""

import pytest
from pyoxigraph import Quad, Store

from graph.geojson import Position, nearest
from graph.terms import Terms
from tests.rdf import NAMES, triples

TERMS = Terms(NAMES)
SAID = """
port:own geo:hasGeometry geometry:own ; kou:locatedIn county:mengla .
geometry:own geo:asWKT "POINT(101.7 21.2)"^^geo:wktLiteral ; kou:precision precision:port .
port:near kou:locatedIn county:mengla .
county:mengla a kou:County ; kou:locatedIn city:banna ; geo:hasGeometry geometry:seat .
geometry:seat geo:asWKT "POINT(101.5 21.5)"^^geo:wktLiteral ; kou:precision precision:seat .
port:deep kou:locatedIn town:mohan .
town:mohan a kou:Town ; kou:locatedIn county:mengla .
port:far kou:locatedIn county:other .
county:other a kou:County ; kou:locatedIn city:banna .
city:banna geo:hasGeometry geometry:city .
geometry:city geo:asWKT "POINT(100.8 22.0)"^^geo:wktLiteral .
town:round a kou:Town ; kou:locatedIn town:round .
"""
SEAT = ("county/mengla", Position(101.5, 21.5, "seat"))


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("port/own", ("port/own", Position(101.7, 21.2, "port"))),
        ("port/near", SEAT),
        ("port/deep", SEAT),
        ("port/far", None),
        ("town/round", None),
        ("city/banna", ("city/banna", Position(100.8, 22.0, None))),
    ],
)
def test_a_thing_is_shown_at_its_own_point_or_at_the_seat_of_its_county(
    key: str, shown: tuple[str, Position] | None
) -> None:
    graph = TERMS.graph("gazetteer")
    store = Store()
    store.extend([Quad(each.subject, each.predicate, each.object, graph) for each in triples(SAID)])

    expected = shown and (TERMS.resource(shown[0]), shown[1])
    assert nearest(store, TERMS, TERMS.resource(key)) == expected
