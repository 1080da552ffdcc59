"""What two releases differ in, quad by quad."""

from collections.abc import Iterator

from pyoxigraph import NamedNode, Quad, Store

from graph.terms import Terms


def difference(before: Store, after: Store) -> Iterator[tuple[str, Quad]]:
    """`removed` and `added` quads that make one store the other, in no order, in bounded memory."""
    for kind, one, other in (("removed", before, after), ("added", after, before)):
        for quad in one:
            if quad not in other:
                yield kind, quad


def as_graphs(changes: Iterator[tuple[str, Quad]], terms: Terms, before: str, after: str) -> Iterator[Quad]:
    """A difference as RDF: the triples of graph `facts` that were added stand in `diff/BEFORE/AFTER/added/facts`."""
    for kind, quad in changes:
        graph = (
            quad.graph_name.value.rpartition("/")[2] if isinstance(quad.graph_name, NamedNode) else "default"
        )
        name = NamedNode(terms.names.graph(f"diff/{before}/{after}/{kind}/{graph}"))
        yield Quad(quad.subject, quad.predicate, quad.object, name)
