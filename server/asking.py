"""A query on the command line: asked of a store or an endpoint, printed as a table or in a standard format."""

import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, QueryTriples, RdfFormat

from extract.error import SourceError, UserError
from graph import dataset
from graph.quads import QuadStore
from graph.search import Index
from graph.terms import prefixes
from ontology import Namespaces
from server.formats import GRAPHS, RESULTS
from server.remote import RemoteError, ask
from server.serialisation import Results, graph_bytes
from server.table import Display, Table
from server.terminal import print_table

RESULT_FORMATS = {each.name: each.engine for each in RESULTS if isinstance(each.engine, QueryResultsFormat)}
MEDIA_TYPES = {each.name: each.media_type for each in RESULTS + GRAPHS}


class NotInThisFormat(UserError):
    """An answer that the format asked for has no form for."""


def query_text(given: str) -> str:
    """The query that an argument means: itself, a file that ends in .rq, or standard input for `-`."""
    if given != "-" and not given.endswith(".rq"):
        return given
    name = "standard input" if given == "-" else given
    data = sys.stdin.buffer.read() if given == "-" else Path(given).read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(name, "is not UTF-8", offset=error.start) from error


def ask_store(
    store: QuadStore,
    text: str,
    format: str | None,
    names: Namespaces,
    index: Callable[[], Index] | None = None,
) -> None:
    """Asks a store; without a format, solutions are a table and triples are Turtle."""
    results = dataset.query(store, text, names=names, index=index)
    if isinstance(results, QueryTriples):
        if format in (None, "turtle"):
            _write(graph_bytes(list(results), RdfFormat.TURTLE, names))
            return
    elif format in RESULT_FORMATS:
        _write(results.serialize(format=RESULT_FORMATS[format]) or b"")
        return
    if format not in (None, "table"):
        kind = "triples" if isinstance(results, QueryTriples) else "solutions"
        raise NotInThisFormat(f"this query gives {kind}, which cannot be written as {format}")
    _print(results, names)


def ask_endpoint(endpoint: str, text: str, format: str | None, names: Namespaces) -> None:
    """Asks an endpoint; a standard format is printed as it comes."""
    if format not in (None, "table"):
        _write(ask(endpoint, text, MEDIA_TYPES[format])[1])
        return
    json, turtle = MEDIA_TYPES["json"], MEDIA_TYPES["turtle"]
    media_type, body = ask(endpoint, text, f"{json}, {turtle};q=0.9")
    if media_type == json:
        _print(pyoxigraph.parse_query_results(body, format=QueryResultsFormat.JSON), names)
    elif media_type == turtle:
        _write(body)
    else:
        raise RemoteError(f"{endpoint}: answers as {media_type}, so it may be no SPARQL endpoint")


def _print(results: Results, names: Namespaces) -> None:
    if isinstance(results, QueryBoolean):
        print("true" if results else "false")
        return
    table = Display(names, prefixes(names)).table(results, sys.maxsize)
    rows = [[cell.text for cell in row] for row in table.rows]
    print_table(table.columns, rows, numbers=_numbers(table))


def _numbers(table: Table) -> list[int]:
    """The columns that hold nothing but numbers."""
    columns = enumerate(zip(*table.rows, strict=True))
    return [place for place, cells in columns if {cell.kind for cell in cells if cell.text} == {"number"}]


def _write(data: bytes) -> None:
    sys.stdout.buffer.write(data if data.endswith(b"\n") else data + b"\n")
    sys.stdout.buffer.flush()
