"""Documents and their facts as RDF, without a store on disk."""

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from pyoxigraph import Store

from extract.document import Document
from extract.fact import Fact
from graph.documents import article_of, document_triples
from graph.export import export
from graph.mapping import Mapping
from graph.merging import Merger
from graph.terms import Terms
from ontology import Namespaces


def serialise(
    read: Iterable[tuple[Document, Sequence[Fact]]], output: BinaryIO, format: str, names: Namespaces
) -> None:
    """Writes documents with their facts as turtle, trig, nquads, ntriples, rdfxml or jsonld.

    Formats of one graph leave out the candidates, as the default dataset does.
    """
    store, terms, mapping = Store(), Terms(names), Mapping(names)
    merger = Merger(store, terms)
    for document, facts in read:
        where = article_of(document)
        merger.merge((mapping.map(fact, where) for fact in facts), document_triples(document, terms))
    export(store, output, format, names)
