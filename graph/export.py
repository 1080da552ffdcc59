"""The graph as a file: sorted, so that the same graph gives the same bytes wherever and whenever it is written."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize

from graph.jsonld import write_jsonld
from graph.quads import QuadStore
from graph.terms import Terms, prefixes, term
from ontology import Namespaces

FORMATS: dict[str, RdfFormat] = {
    "nquads": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
}


class FormatError(ValueError):
    """A format that we do not write."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no such format: {name!r}; there are {', '.join(FORMATS)}")


def export(
    store: QuadStore, output: BinaryIO, format: str, names: Namespaces, graph: str | None = None
) -> None:
    """Writes a store, or one named graph of it by its IRI, to a binary stream.

    Formats of one graph (turtle, ntriples, rdfxml) merge the graphs of the default dataset. JSON-LD has no
    triple terms: there a fact has rdf:subject, rdf:predicate and rdf:object in place of rdf:reifies.
    """
    if format not in FORMATS:
        raise FormatError(format)
    chosen = FORMATS[format]
    graphs = [NamedNode(graph)] if graph else None
    if chosen == RdfFormat.N_QUADS:
        serialize(sorted(_quads(store, graphs), key=str), output, chosen)
    elif chosen == RdfFormat.TRIG:
        serialize(_sorted(_quads(store, graphs)), output, chosen, prefixes=prefixes(names))
    elif chosen == RdfFormat.JSON_LD:
        plain = (
            Quad(triple.subject, triple.predicate, triple.object, each.graph_name)
            for each in _quads(store, graphs)
            for triple in without_terms(each.triple)
        )
        write_jsonld(_sorted(plain), output, names)
    else:
        triples = {each.triple for each in _quads(store, graphs or Terms(names).default_dataset)}
        shown = None if chosen == RdfFormat.N_TRIPLES else prefixes(names)
        serialize(sorted(triples, key=str), output, chosen, prefixes=shown)


def without_terms(triple: Triple) -> Iterator[Triple]:
    """A triple for what knows no triple terms (RDF 1.1): what is reified becomes three triples."""
    said = triple.object
    if isinstance(said, Triple):
        yield Triple(triple.subject, term("rdf:subject"), said.subject)
        yield Triple(triple.subject, term("rdf:predicate"), said.predicate)
        yield Triple(triple.subject, term("rdf:object"), said.object)
    else:
        yield triple


def _quads(store: QuadStore, graphs: list[NamedNode] | None) -> Iterable[Quad]:
    if graphs is None:
        return store
    return (each for graph in graphs for each in store.quads_for_pattern(None, None, None, graph))


def _sorted(quads: Iterable[Quad]) -> list[Quad]:
    """Graph by graph, then subject by subject."""
    return sorted(quads, key=lambda each: (str(each.graph_name), str(each.triple)))
