"""What the published graph says, by the identifiers that tables have: things by key (`port/dalian`), terms by name (`locatedIn`)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.naming import short_name
from graph.resource import LABELS, successor
from graph.terms import Terms, term
from ontology import Namespaces

Value = NamedNode | Literal
NOTHING = NamedNode("urn:unknown")
"""The node of an identifier that can be none."""


@dataclass(frozen=True)
class Lookup:
    """A store, read by identifiers."""

    store: Store
    names: Namespaces

    @cached_property
    def _terms(self) -> Terms:
        return Terms(self.names)

    @cached_property
    def _graphs(self) -> Sequence[NamedNode]:
        return self._terms.default_dataset

    @cached_property
    def _transitive(self) -> frozenset[object]:
        kind = term("rdf:type"), term("owl:TransitiveProperty")
        return frozenset(
            quad.subject
            for graph in self._graphs
            for quad in self.store.quads_for_pattern(None, *kind, graph)
        )

    def thing(self, identifier: str) -> NamedNode:
        """A thing by its key, or by its IRI in full; of one that was merged, what took its place."""
        node = _node(identifier, self.names.resource(identifier))
        return successor(self.store, self._terms, node) or node

    def term(self, identifier: str) -> NamedNode:
        """A class or property by its name, prefixed if it is not of ours, or by its IRI in full."""
        if ":" in identifier and "://" not in identifier:
            try:
                return term(identifier)
            except KeyError:
                return NOTHING
        return _node(identifier, self.names.term(identifier))

    def identifier(self, iri: str) -> str:
        """How a thing, class or property is told from others in tables."""
        own = self.names.resource("")
        return iri.removeprefix(own) if iri.startswith(own) else short_name(iri, self.names)

    def about(self, node: NamedNode, predicate: NamedNode | None = None) -> Iterator[Quad]:
        """What is said of a thing."""
        for graph in self._graphs:
            yield from self.store.quads_for_pattern(node, predicate, None, graph)

    def labels(self, node: NamedNode) -> Iterator[Literal]:
        """What a thing is called, labels and Chinese ones first."""
        for predicate in (*LABELS, term("skos:altLabel")):
            found = [quad.object for quad in self.about(node, predicate) if isinstance(quad.object, Literal)]
            yield from sorted(found, key=lambda each: each.language != "zh")

    def label(self, node: NamedNode) -> str | None:
        """What a thing is called first; None when it has no name."""
        return next((each.value for each in self.labels(node)), None)

    def values(self, node: NamedNode, predicate: NamedNode) -> Iterator[Value]:
        """The values of a property of a thing; where the property is transitive, theirs too."""
        return self._reached(
            node, predicate, lambda each: (quad.object for quad in self.about(each, predicate))
        )

    def holders(self, predicate: NamedNode, value: Value) -> Iterator[Value]:
        """The things that have a value; where the property is transitive, by way of others too."""

        def subjects(value: Value) -> Iterator[object]:
            for graph in self._graphs:
                for quad in self.store.quads_for_pattern(None, predicate, value, graph):
                    yield quad.subject

        return self._reached(value, predicate, subjects)

    def _reached(
        self, start: Value, predicate: NamedNode, step: Callable[[NamedNode], Iterable[object]]
    ) -> Iterator[Value]:
        waiting: list[Value] = [start]
        seen: set[Value] = set()
        for one in waiting:
            for each in step(one):  # type: ignore[arg-type]
                if isinstance(each, Value) and each not in seen:
                    seen.add(each)
                    yield each
                    if predicate in self._transitive and isinstance(each, NamedNode):
                        waiting.append(each)


def _node(identifier: str, ours: str) -> NamedNode:
    """A node by its IRI in full or by ours; what can be no IRI names nothing."""
    try:
        return NamedNode(identifier if identifier.startswith(("http://", "https://")) else ours)
    except ValueError:
        return NOTHING
