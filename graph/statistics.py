"""A release in numbers, graph by graph, as VoID counts: https://www.w3.org/TR/void/#statistics."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from pyoxigraph import NamedNode, QuerySolutions, Store

from graph.terms import GraphName, Terms, term

GRAPHS: tuple[GraphName, ...] = ("facts", "gazetteer", "ontology", "provenance", "candidates", "rejected")


@dataclass(frozen=True, slots=True)
class GraphStatistics:
    """A graph in numbers."""

    triples: int
    subjects: int
    objects: int
    entities: int
    """Subjects whose IRI stands under our base."""
    classes: Mapping[str, int]
    """Class → its instances that the graph names."""
    properties: Mapping[str, int]
    """Property → its triples."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """The graphs of a release that hold something, by name."""

    graphs: Mapping[str, GraphStatistics]

    def write(self, path: Path) -> None:
        """Writes them to a file."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Reads them from a file."""
        given = json.loads(path.read_text(encoding="utf-8"))
        return cls({name: GraphStatistics(**each) for name, each in given["graphs"].items()})


def statistics(store: Store, terms: Terms) -> Statistics:
    """Counts a store that is read from disk, where the triples of one subject stand together."""
    counted = {name: _count(store, terms, name) for name in GRAPHS}
    return Statistics({name: each for name, each in counted.items() if each.triples})


def _count(store: Store, terms: Terms, name: GraphName) -> GraphStatistics:
    graph, own, kind = terms.graph(name), terms.resource("").value, term("rdf:type")
    triples = subjects = entities = 0
    classes: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    last: object = None
    for quad in store.quads_for_pattern(None, None, None, graph):
        triples += 1
        properties[quad.predicate.value] += 1
        if quad.predicate == kind and isinstance(quad.object, NamedNode):
            classes[quad.object.value] += 1
        if quad.subject != last:
            last = quad.subject
            subjects += 1
            entities += isinstance(last, NamedNode) and last.value.startswith(own)
    rows = store.query(f"SELECT (COUNT(DISTINCT ?o) AS ?n) {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    if not isinstance(rows, QuerySolutions):
        raise TypeError("a SELECT gives solutions")
    objects = int(next(rows)["n"].value)
    return GraphStatistics(
        triples, subjects, objects, entities, dict(sorted(classes.items())), dict(sorted(properties.items()))
    )
