"""Changes to a store from outside: SPARQL Update, and graphs that are put, added to or deleted.

Each is one transaction: all of it is there afterwards, or none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, NamedNode, Store, Triple

from graph.dataset import QuerySyntaxError, syntax_error
from graph.egress import confined
from graph.terms import prefixes
from graph.tokens import Token, place, tokens
from ontology import Namespaces

Graph = NamedNode | DefaultGraph


@dataclass(frozen=True, slots=True)
class Using:
    """The dataset that a request gives the WHERE of its update (`using-graph-uri`, `using-named-graph-uri`)."""

    default: Sequence[str] = ()
    named: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.default or self.named)

    def __str__(self) -> str:
        named = [f"USING NAMED <{iri}>" for iri in self.named]
        return " ".join([f"USING <{iri}>" for iri in self.default] + named)


def update(
    store: Store, text: str, *, names: Namespaces, using: Using | None = None, allowed: Sequence[str] = ()
) -> None:
    """Carries out an update; a QuerySyntaxError or EgressError says what is wrong, and nothing is changed."""

    def run(target: Store, text: str) -> None:
        target.update(text, base_iri=names.base, prefixes=prefixes(names))

    try:
        inside = confined(text, lambda other: run(Store(), other), allowed)
        run(store, with_dataset(inside, using) if using else inside)
    except SyntaxError as error:
        raise syntax_error(error.msg, text) from error


def with_dataset(text: str, using: Using) -> str:
    """An update whose operations look at the graphs that a request names, since the engine takes none beside the text.

    >>> with_dataset("DELETE WHERE { ?s ?p ?o }", Using(["urn:g"]))
    'DELETE { ?s ?p ?o } USING <urn:g> WHERE { ?s ?p ?o }'
    """
    found = list(tokens(text))
    parts, done, depth = [], 0, 0
    for number, token in enumerate(found):
        if token.text in ("{", "}") and token.kind == "mark":
            depth += 1 if token.text == "{" else -1
        elif depth == 0 and token.says("WITH", "USING"):
            raise QuerySyntaxError(
                f"{token.text.upper()} cannot stand in an update whose request names graphs",
                *place(text, token.start),
            )
        elif depth == 0 and token.says("WHERE"):
            parts.append(text[done : token.start])
            if found[number - 1].says("DELETE"):  # DELETE WHERE: what is looked for is what is deleted
                parts.append(_pattern(text, found[number + 1 :]) + " ")
            parts.append(f"{using} ")
            done = token.start
    return "".join(parts) + text[done:]


def _pattern(text: str, found: Sequence[Token]) -> str:
    """The group that the tokens begin with."""
    depth = 0
    for token in found:
        if token.kind == "mark" and token.text in "{}":
            depth += 1 if token.text == "{" else -1
            if depth == 0:
                return text[found[0].start : token.end]
    return ""  # a group that never ends, which the engine will tell


def put(store: Store, graph: Graph, triples: Iterable[Triple]) -> None:
    """Makes a graph hold just these triples."""
    store.update(f"{_drop(graph)} ; {_create(graph)} {_insert(graph, triples)}")


def add(store: Store, graph: Graph, triples: Iterable[Triple]) -> None:
    """Adds triples to a graph, which need not exist before."""
    store.update(f"{_create(graph)} {_insert(graph, triples)}")


def delete(store: Store, graph: Graph) -> None:
    """Removes a graph."""
    store.update(_drop(graph))


def exists(store: Store, graph: Graph) -> bool:
    """Whether there is such a graph; the default graph is always there."""
    return isinstance(graph, DefaultGraph) or store.contains_named_graph(graph)


def _drop(graph: Graph) -> str:
    return "DROP DEFAULT" if isinstance(graph, DefaultGraph) else f"DROP SILENT GRAPH {graph}"


def _create(graph: Graph) -> str:
    return "" if isinstance(graph, DefaultGraph) else f"CREATE SILENT GRAPH {graph} ;"


def _insert(graph: Graph, triples: Iterable[Triple]) -> str:
    lines = "\n".join(f"{triple} ." for triple in triples)
    return (
        f"INSERT DATA {{ {lines} }}"
        if isinstance(graph, DefaultGraph)
        else f"INSERT DATA {{ GRAPH {graph} {{ {lines} }} }}"
    )
