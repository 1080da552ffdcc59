"""From a question and a store to the answer's bytes.

A whole answer is made before its first byte is sent, so that one that fails half-way has a status that says so.
"""

from dataclasses import dataclass

import pyoxigraph
from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
)  # fmt: skip

from graph import dataset
from graph.export import without_terms
from graph.terms import prefixes
from ontology import Namespaces
from server.formats import GRAPHS, HTML, RESULTS, negotiate
from server.protocol import Question

Results = QuerySolutions | QueryBoolean | QueryTriples


@dataclass(frozen=True, slots=True)
class Answer:
    """The media type of an answer, and its bytes; or the results themselves where they become a page."""

    media_type: str
    body: bytes | Results


def answer(store: Store, question: Question, *, names: Namespaces, accept: str | None) -> Answer:
    """Answers a question in the format that it or the Accept header asks for.

    QuerySyntaxError for what is not SPARQL, EgressError for what would reach another server, Problem for what cannot
    be had as asked.
    """
    results = dataset.query(
        store,
        question.text,
        names=names,
        default_graphs=_listed(question.default_graphs),
        named_graphs=_listed(question.named_graphs),
    )
    offered = GRAPHS if isinstance(results, QueryTriples) else RESULTS
    form, media_type = negotiate(question.format, accept, offered)
    if form is HTML:
        return Answer(media_type, results)
    return Answer(media_type, serialise(results, form.engine, names))


def serialise(results: Results, form: QueryResultsFormat | RdfFormat | None, names: Namespaces) -> bytes:
    """Results in a format that suits their kind."""
    if isinstance(results, QueryTriples) and isinstance(form, RdfFormat):
        return graph_bytes(list(results), form, names)
    if not isinstance(results, QueryTriples) and isinstance(form, QueryResultsFormat):
        return results.serialize(format=form) or b""
    raise ValueError(f"{type(results).__name__} cannot be written as {form}")


def graph_bytes(triples: list[Triple], form: RdfFormat, names: Namespaces) -> bytes:
    """Triples in a format, with the prefixes that occur.

    A fact's triple comes in its three parts where a format has no triple terms: JSON-LD 1.1 and N3.
    """
    if form in (RdfFormat.JSON_LD, RdfFormat.N3):
        triples = [plain for triple in triples for plain in without_terms(triple)]
    iris = {node.value for triple in triples for node in triple if isinstance(node, NamedNode)}
    used = {
        prefix: start
        for prefix, start in prefixes(names).items()
        if any(iri.startswith(start) for iri in iris)
    }
    return pyoxigraph.serialize(triples, format=form, prefixes=used) or b""


def _listed(graphs: tuple[str, ...] | None) -> list[str] | None:
    return None if graphs is None else list(graphs)
