"""Results as bytes: in the standard formats, or as a table for a page."""

from io import BytesIO
from typing import IO, Any, Protocol, cast

import pyoxigraph
from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
)

from graph.export import without_terms
from graph.terms import prefixes
from ontology import Namespaces
from server.columns import bounded, write_parquet, write_spreadsheet
from server.formats import HTML, PARQUET, SPREADSHEET, Format
from server.table import MOST_ROWS, Display

Results = QuerySolutions | QueryBoolean | QueryTriples


class Writer(Protocol):
    """What bytes can be written to."""

    def write(self, data: bytes) -> int:
        """Takes bytes, and tells how many."""

    def flush(self) -> None:
        """Called at the end."""


def write(results: Any, form: Format, names: Namespaces, output: Writer, most: int) -> None:
    """Writes results in a format, of at most so many rows or triples; as a table for a page, of fewer."""
    if form is SPREADSHEET:
        write_spreadsheet(results, output.write, most)
    elif form is PARQUET:
        write_parquet(results, output.write, most)
    elif form is HTML:
        output.write(Display(names, prefixes(names)).table(results, MOST_ROWS).as_json())
    elif isinstance(form.engine, QueryResultsFormat):
        if not isinstance(results, QuerySolutions | QueryBoolean):
            raise TypeError(f"{type(results).__name__} cannot be written as {form.name}")
        results.serialize(_stream(output), form.engine)
    elif form.engine in (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS) and isinstance(results, QueryTriples):
        results.serialize(_stream(output), form.engine)
    elif form.engine in (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS):
        pyoxigraph.serialize(bounded(results, most), _stream(output), form.engine)
    elif form.engine is not None:
        write_graph(list(bounded(results, most)), form.engine, names, output)


def graph_bytes(triples: list[Triple], form: RdfFormat, names: Namespaces) -> bytes:
    """Triples in a format."""
    output = BytesIO()
    write_graph(triples, form, names, output)
    return output.getvalue()


def write_graph(triples: list[Triple], form: RdfFormat, names: Namespaces, output: Writer) -> None:
    """Triples with the prefixes that occur. Formats without triple terms get a fact's triple in its three parts.

    So does RDF/XML: what reads it is mostly older than RDF 1.2, and takes nothing of a document that has triple terms.
    """
    if form in (
        RdfFormat.JSON_LD,
        RdfFormat.N3,
        RdfFormat.RDF_XML,
    ):
        triples = [plain for triple in triples for plain in without_terms(triple)]
    # What the prefixes stand for ends in / or #, and so does what is compared with them: there are few of these.
    starts = {_start(node.value) for triple in triples for node in triple if isinstance(node, NamedNode)}
    used = {
        prefix: start
        for prefix, start in prefixes(names).items()
        if any(each.startswith(start) for each in starts)
    }
    pyoxigraph.serialize(triples, _stream(output), form, prefixes=used)


def _start(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def _stream(output: Writer) -> IO[bytes]:
    """What the engine writes to: it is said to need a whole file, and uses `write` alone."""
    return cast("IO[bytes]", output)
