"""What merging, deriving, settling and checking ask of a store, be it embedded or behind a SPARQL endpoint."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol, runtime_checkable

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Triple,
    Variable,
)

Answer = QuerySolutions | QueryBoolean | QueryTriples


class QuadStore(Protocol):
    """A set of quads, as `pyoxigraph.Store` is one."""

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: NamedNode | BlankNode | Literal | Triple | None,
        graph_name: NamedNode | BlankNode | DefaultGraph | None = None,
        /,
    ) -> Iterator[Quad]:
        """The quads that have the terms given, whatever the others are."""

    def query(
        self,
        query: str,
        /,
        *,
        base_iri: str | None = None,
        prefixes: dict[str, str] | None = None,
        default_graph: list[NamedNode | BlankNode | DefaultGraph] | None = None,
        named_graphs: list[NamedNode | BlankNode] | None = None,
        substitutions: dict[Variable, NamedNode | BlankNode | Literal | Triple] | None = None,
    ) -> Answer:
        """The answer to a query; a SyntaxError tells that it is none."""

    def extend(self, quads: Iterable[Quad], /) -> None:
        """Adds quads."""

    def bulk_extend(self, quads: Iterable[Quad], /) -> None:
        """Adds many quads."""

    def remove(self, quad: Quad, /) -> None:
        """Removes a quad."""

    def __contains__(self, quad: Any, /) -> bool: ...

    def __iter__(self) -> Iterator[Quad]: ...


@runtime_checkable
class Distant(Protocol):
    """A store that every question takes a while to reach."""

    def fetch(self, nodes: Iterable[object]) -> None:
        """Brings near all that is said of some nodes."""


def expect(store: QuadStore, nodes: Iterable[object]) -> None:
    """Tells a store of which nodes it will be asked what it says of them, so that a distant one is asked once."""
    if isinstance(store, Distant):
        store.fetch(nodes)
