"""Queries over the graph: the default dataset, the prefixes that go without saying, errors with their place."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Store

from extract.error import UserError
from graph.egress import confined
from graph.quads import Answer, QuadStore
from graph.search import Index
from graph.search_property import SearchError, answered
from graph.terms import Terms, prefixes
from graph.tokens import tokens
from ontology import Namespaces

PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(.*)", re.DOTALL)
TOGETHER = 300
"""Nodes that one query is about: the engine takes their number times itself, 1.7 s for 2,000 and 0.02 s for 400."""
Graphs = list[NamedNode | BlankNode | DefaultGraph]


@cache
def default_dataset(names: Namespaces) -> tuple[NamedNode | DefaultGraph, ...]:
    """The graphs whose merge a query sees when it names none."""
    return *Terms(names).default_dataset, DefaultGraph()


@dataclass
class QuerySyntaxError(UserError):
    """A query that is not SPARQL: what is wrong, at which line and column (from 1)."""

    message: str
    line: int | None
    column: int | None

    def __str__(self) -> str:
        return (
            self.message if self.line is None else f"line {self.line}, column {self.column}: {self.message}"
        )


def query(
    store: QuadStore,
    text: str,
    *,
    names: Namespaces,
    default_graphs: Collection[str] | None = None,
    named_graphs: Collection[str] | None = None,
    merged: bool = False,
    allowed: Collection[str] = (),
    index: Callable[[], Index] | None = None,
) -> Answer:
    """Answers a query; graphs that the caller names (the protocol's dataset) win over those of the text.

    Without any, the query sees the merge of facts, gazetteer, ontology and provenance, and reaches every
    graph by name. Our prefixes and those of the vocabularies we reuse need no declaration, and relative IRIs
    stand under our base: `<id/port/dalian>`. A `merged` store has what the default dataset shows in one graph, and
    is for queries that name none (`names_graphs`). SERVICE reaches the addresses in `allowed` and no other; an
    EgressError says so. Searches (`graph.search_property`) are answered by the index, where there is one.
    """
    if default_graphs is None and named_graphs is None:
        given: Graphs | None = None if merged or _says(text, "FROM") else [*default_dataset(names)]
        reachable: list[NamedNode | BlankNode] | None = None
    else:
        given = [NamedNode(iri) for iri in default_graphs or []]
        reachable = [NamedNode(iri) for iri in named_graphs or []]

    def parse(text: str) -> object:
        return Store().query(text, base_iri=names.base, prefixes=prefixes(names))

    def ask(text: str, known: dict[str, str]) -> Answer:
        return store.query(
            text, base_iri=names.base, prefixes=known, default_graph=given, named_graphs=reachable
        )

    try:
        inside = confined(text, parse, allowed)
        asked = answered(inside, names, index) if index else inside
        try:
            return ask(asked, {})  # reading fifty prefixes takes the engine longer than a short query
        except SyntaxError:
            pass
        try:
            return ask(asked, prefixes(names))
        except SyntaxError:
            if asked != inside:
                parse(inside)  # tells what is wrong by the lines that were written
            raise
    except SearchError as error:
        raise QuerySyntaxError(error.message, error.line, error.column) from error
    except SyntaxError as error:
        raise syntax_error(error.msg, text) from error


def about(text: str, variable: str, nodes: Iterable[NamedNode] | None) -> Iterator[str]:
    """A query of ours about some nodes alone, those that a variable may stand for; without any, as it is.

    It becomes several, each about as many nodes as the engine joins without comparing all with all. The nodes stand
    before the pattern, whose optional parts would else be looked for in the whole graph.

    >>> list(about("SELECT ?s WHERE { ?s ?p ?o }", "s", [NamedNode("urn:x")]))
    ['SELECT ?s WHERE { VALUES ?s { <urn:x> } ?s ?p ?o }']
    """
    if nodes is None:
        yield text
        return
    head, where, pattern = text.partition("WHERE {")
    rest = iter(nodes)
    while some := list(islice(rest, TOGETHER)):
        yield f"{head}{where} VALUES ?{variable} {{ {' '.join(map(str, some))} }}{pattern}"


def names_graphs(text: str) -> bool:
    """Whether a query may see more than what the default dataset shows."""
    return _says(text, "GRAPH", "FROM")


def _says(text: str, *words: str) -> bool:
    """Whether some words of the language stand in a text."""
    upper = text.encode(errors="replace").upper()  # of bytes, which is many times as fast as of Chinese text
    return any(word.encode() in upper for word in words) and any(token.says(*words) for token in tokens(text))


def syntax_error(message: str, text: str) -> QuerySyntaxError:
    """The parser's message as one that a person can read."""
    found = PLACE.match(message)
    if found is None:
        return QuerySyntaxError(message, None, None)
    line, column, expected = int(found[1]), int(found[2]), found[3]
    reason = next(filter(_is_sentence, expected.removeprefix("one of ").split(", ")), None)
    lines = text.split("\n")
    stripped = (each.strip() for each in (lines[line - 1][: column - 1], *reversed(lines[: line - 1])))
    before = next(filter(None, stripped), None)
    mistake = f"cannot go on after {before[-20:]!r}" if before else "the query is empty"
    return QuerySyntaxError(reason or mistake, line, column)


def _is_sentence(expected: str) -> bool:
    """Whether one of the things that the parser expected is a reason in words, and not a token."""
    return expected[:1].isalpha() and " " in expected and not expected.isupper()
