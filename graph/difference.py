"""What two releases differ in, quad by quad."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nsmallest
from itertools import groupby

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from graph.entity import Value
from graph.resource import labels
from graph.terms import Terms

MOST = 1000
"""Quads that a page of changes shows."""
FIRST = ("facts", "candidates", "rejected", "gazetteer", "ontology")
"""The graphs whose changes are shown first."""


@dataclass(frozen=True, slots=True)
class Line:
    """A statement that was `removed` or `added`."""

    kind: str
    property: Value
    value: Value


@dataclass(frozen=True, slots=True)
class Thing:
    """What was changed of one thing in one graph."""

    graph: str
    thing: Value
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """A difference to be read."""

    counts: tuple[tuple[str, int, int], ...]
    """Graph, and how many quads of it were removed and added."""
    things: tuple[Thing, ...]
    left_out: int
    """Quads that are counted and not shown."""


def difference(before: Store, after: Store) -> Iterator[tuple[str, Quad]]:
    """`removed` and `added` quads that make one store the other, in no order, in bounded memory."""
    removed = len(before) - len(after)
    for quad in after:
        if quad not in before:
            removed += 1
            yield "added", quad
    for quad in before:
        if not removed:
            return
        if quad not in after:
            removed -= 1
            yield "removed", quad


def readable(before: Store, after: Store, terms: Terms) -> Changes:
    """A difference with the names of things, in the order of graphs and things; of a large one the beginning."""
    counts: Counter[tuple[str, str]] = Counter()

    def counted() -> Iterator[tuple[str, Quad]]:
        for kind, quad in difference(before, after):
            counts[_graph(quad), kind] += 1
            yield kind, quad

    def order(change: tuple[str, Quad]) -> tuple[int, str, str, str, str, str]:
        kind, quad = change
        graph = _graph(quad)
        place = FIRST.index(graph) if graph in FIRST else len(FIRST)
        return place, graph, str(quad.subject), str(quad.predicate), kind, str(quad.object)

    shown = nsmallest(MOST, counted(), key=order)
    nodes = {term for _, quad in shown for term in quad.triple if isinstance(term, NamedNode | BlankNode)}
    named = labels(before, terms, nodes) | labels(after, terms, nodes)

    def value(term: object) -> Value:
        if isinstance(term, NamedNode):
            return Value(term.value, term.value, named.get(term, {}))
        if isinstance(term, Literal):
            return Value(term.value, language=term.language or "")
        return Value(" ".join(map(short, term)) if isinstance(term, Triple) else str(term))

    def short(term: object) -> str:
        if not isinstance(term, NamedNode):
            return value(term).text
        return term.value.removeprefix(terms.names.resource("")).rpartition("#")[2]

    things = tuple(
        Thing(
            graph, value(subject), tuple(Line(kind, value(q.predicate), value(q.object)) for kind, q in same)
        )
        for (graph, subject), same in groupby(
            shown, key=lambda change: (_graph(change[1]), change[1].subject)
        )
    )
    graphs = sorted({graph for graph, _ in counts})
    return Changes(
        tuple((graph, counts[graph, "removed"], counts[graph, "added"]) for graph in graphs),
        things,
        counts.total() - len(shown),
    )


def _graph(quad: Quad) -> str:
    """The short name of the graph that a quad stands in."""
    return quad.graph_name.value.rpartition("/")[2] if isinstance(quad.graph_name, NamedNode) else "default"


def as_graphs(changes: Iterator[tuple[str, Quad]], terms: Terms, before: str, after: str) -> Iterator[Quad]:
    """A difference as RDF: the triples of graph `facts` that were added stand in `diff/BEFORE/AFTER/added/facts`."""
    for kind, quad in changes:
        name = NamedNode(terms.names.graph(f"diff/{before}/{after}/{kind}/{_graph(quad)}"))
        yield Quad(quad.subject, quad.predicate, quad.object, name)
