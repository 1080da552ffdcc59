"""What the published graph says of one thing: what its document holds.

A document has every triple of the default dataset about its thing (about the blank nodes that these lead to, its geometry,
and the things whose place it took, whose addresses lead here), tells which fact says each of them, and has what points to the
thing, page by page. By the first alone, the documents of all things together are the published graph.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store, Triple

from graph.terms import Terms, term

MOST_INCOMING = 20_000
"""Triples that point to a thing, of which pages are made; a thing with more (a status, a country) says so, and which
query gives all."""
PAGE = 500
"""Triples that point to a thing, on one page of its document."""

Node = NamedNode | BlankNode
REPLACED = term("dcterms:isReplacedBy")


@dataclass(frozen=True, slots=True)
class Resource:
    """A thing with what is said of it. Triples are in the order of their text."""

    node: NamedNode
    replaced_by: NamedNode | None
    """What stands in its place, at the end of however many replacements."""
    about: tuple[Triple, ...]
    facts: tuple[Triple, ...]
    """Which facts say them: `fact rdf:reifies <<( … )>>`."""
    incoming: tuple[Triple, ...]
    pointing: int
    """How many triples point to it, of which `incoming` has MOST_INCOMING at most."""

    @property
    def withdrawn(self) -> bool:
        """Whether it is no longer there, and nothing in its place."""
        return any(
            isinstance(value, Literal) and value.value == "true" for value in self.values("owl:deprecated")
        )

    @property
    def more(self) -> bool:
        """Whether more points to it than its pages hold."""
        return self.pointing > len(self.incoming)

    @property
    def pages(self) -> int:
        """How many pages its document has."""
        return max(1, -(-len(self.incoming) // PAGE))

    def values(self, name: str) -> Iterator[object]:
        """The values of one of its properties, by the prefixed name of a reused vocabulary."""
        return (
            each.object for each in self.about if each.subject == self.node and each.predicate == term(name)
        )

    def page(self, number: int) -> Iterator[Triple]:
        """The triples on a page of its document, from 1; what is said of the thing itself is on the first."""
        first = (*self.about, *self.facts) if number == 1 else ()
        yield from dict.fromkeys((*first, *self.incoming_on(number)))

    @property
    def everything(self) -> str:
        """The query that gives all triples that point to it, in no order."""
        return f"CONSTRUCT {{ ?s ?p {self.node} }} WHERE {{ ?s ?p {self.node} }}"

    def incoming_on(self, number: int) -> tuple[Triple, ...]:
        """What points to it, of one page."""
        return self.incoming[(number - 1) * PAGE : number * PAGE]


def first(store: Store, terms: Terms, iris: Iterable[str]) -> NamedNode | None:
    """The first of some IRIs of which something is said; strings that are no IRIs are passed over."""
    for iri in iris:
        try:
            node = NamedNode(iri)
        except ValueError:
            continue
        if next(_about(store, terms, node), None) is not None:
            return node
    return None


def describe(store: Store, terms: Terms, node: NamedNode) -> Resource:
    """What is said of a thing."""
    about = set(_closed(store, terms, node))
    graphs = terms.default_dataset
    facts = {
        quad.triple
        for triple in about
        for graph in graphs
        for quad in store.quads_for_pattern(None, term("rdf:reifies"), triple, graph)
    }
    pointing = (
        quad.triple
        for graph in graphs
        for quad in store.quads_for_pattern(None, None, node, graph)
        if quad.subject != node
    )
    incoming = set(islice(pointing, MOST_INCOMING))
    more = next(pointing, None) is not None
    return Resource(
        node,
        successor(store, terms, node),
        _sorted(about),
        _sorted(facts - about),
        _sorted(incoming),
        pointing=_pointing(store, terms, node) if more else len(incoming),
    )


def successor(store: Store, terms: Terms, node: NamedNode) -> NamedNode | None:
    """What took the place of a thing, and of that in turn, to the last of which something is said.

    None if nothing did, or they go round in a circle.
    """
    seen, last = {node}, node
    while following := [
        each.object
        for each in _about(store, terms, last)
        if each.predicate == REPLACED
        and isinstance(each.object, NamedNode)
        and next(_about(store, terms, each.object), None) is not None
    ]:
        last = min(following, key=str)
        if last in seen:
            return None
        seen.add(last)
    return last if last != node else None


def _pointing(store: Store, terms: Terms, node: NamedNode) -> int:
    """How many triples point to a thing: counted by the engine, which is many times faster than to read them."""
    counted = store.query(
        f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT ?s ?p {{ ?s ?p {node} FILTER(?s != {node}) }} }}",
        default_graph=[*terms.default_dataset],
    )
    assert isinstance(counted, QuerySolutions)  # noqa: S101 - as SELECT gives
    (number,) = next(counted)
    return int(number.value)


def vocabulary(store: Store, terms: Terms) -> list[Triple]:
    """What is said of the ontology and each of its terms, which have one document together."""
    own = terms.kou("").value
    graph = terms.graph("ontology")
    subjects = {
        quad.subject
        for quad in store.quads_for_pattern(None, None, None, graph)
        if isinstance(quad.subject, NamedNode) and (quad.subject.value + "#").startswith(own)
    }
    return list(_sorted({triple for node in subjects for triple in _closed(store, terms, node)}))


def labels(store: Store, terms: Terms, nodes: Iterable[Node]) -> dict[Node, dict[str, str]]:
    """What things are called, by language; what has no name is shown by a line of its text or by its goods."""
    found: dict[Node, dict[str, str]] = {}
    ways = (LABELS, *((term(name) if ":" in name else terms.kou(name),) for name in NAMING))
    for node in nodes:
        for way in ways:
            for predicate, graph in product(way, terms.default_dataset):
                for quad in store.quads_for_pattern(node, predicate, None, graph):
                    if isinstance(quad.object, Literal):
                        found.setdefault(node, {}).setdefault(quad.object.language or "zh", quad.object.value)
            if node in found:
                break
        else:
            goods = _labels_of_goods(store, terms, node)
            found |= {node: goods} if goods else {}
    return found


def _labels_of_goods(store: Store, terms: Terms, node: Node) -> dict[str, str]:
    """What a fact of trade is called by: its goods."""
    said = (store.quads_for_pattern(node, terms.kou("commodity"), None, g) for g in terms.default_dataset)
    goods = (quad.object for quads in said for quad in quads if isinstance(quad.object, NamedNode))
    return next(iter(labels(store, terms, islice(goods, 1)).values()), {})


LABELS = (term("rdfs:label"), term("skos:prefLabel"))
"""What a thing is called; its English name is in the second where queries for the first expect a Chinese one alone."""
NAMING = (
    "schema:headline", "dcterms:title", "metricText", "statementText", "postTitle", "eventDetail",
    "oa:exact", "dcterms:identifier", "geo:asWKT",
)  # fmt: skip
"""What a thing without a label is called by, the best first."""


def _about(store: Store, terms: Terms, node: Node) -> Iterator[Triple]:
    for graph in terms.default_dataset:
        for quad in store.quads_for_pattern(node, None, None, graph):
            yield quad.triple


def _closed(store: Store, terms: Terms, node: Node) -> Iterator[Triple]:
    """What is said of a node, of the blank nodes that this leads to, of where it lies, and of what it took the place of."""
    waiting: list[Node] = [node]
    seen = {node}
    while waiting:
        one = waiting.pop()
        parts = []
        for triple in _about(store, terms, one):
            yield triple
            if isinstance(triple.object, BlankNode) or triple.predicate == term("geo:hasGeometry"):
                parts.append(triple.object)
        for graph in terms.default_dataset:
            parts += [each.subject for each in store.quads_for_pattern(None, REPLACED, one, graph)]
        for part in parts:
            if isinstance(part, Node) and part not in seen:
                seen.add(part)
                waiting.append(part)


def _sorted(triples: Iterable[Triple]) -> tuple[Triple, ...]:
    return tuple(sorted(triples, key=str))
