"""A set of quads behind an endpoint: what a step needs is fetched in bulk and kept near, what it changes is sent in bulk.

The kept part is right as long as nobody else writes: a step begins with nothing kept (`forget`).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    Variable,
    parse,
    parse_query_results,
)

from graph.quads import Answer
from graph.remote.endpoint import TRIPLES, Endpoint, EndpointError

NODES = 500
"""Nodes that are fetched by one query."""
QUADS = 5_000
"""Quads that are sent by one update."""
RESULTS = "application/sparql-results+json"
FROM = re.compile(r"\bFROM\b", re.IGNORECASE)

Sending = Callable[[Collection[Quad], Collection[Quad]], None]


class RemoteStore:
    """Some named graphs of an engine, as a QuadStore; no other graph of it is read or written.

    `sending` is told, before anything is sent, what is about to be added and removed.
    """

    def __init__(
        self, endpoint: Endpoint, graphs: Sequence[NamedNode], sending: Sending = lambda added, removed: None
    ) -> None:
        self._endpoint, self._graphs, self._sending = endpoint, list(graphs), sending
        self.guard = ""
        """What must hold, as a pattern, for what is sent to be done: so that what comes late is not."""
        self.forget()

    def forget(self) -> None:
        """Keeps nothing near, and nothing that was not sent."""
        self._near, self._known = Store(), set[object]()
        self._added, self._removed = dict[Quad, None](), dict[Quad, None]()

    def fetch(self, nodes: Iterable[object]) -> None:
        """Brings near all that is said of some nodes."""
        unknown = iter({node for node in nodes if isinstance(node, NamedNode)} - self._known)
        while some := list(islice(unknown, NODES)):
            values = " ".join(map(str, some))
            found = self._solutions(f"VALUES ?s {{ {values} }}")
            self._near.extend(quad for quad in found if quad not in self._removed)
            self._known.update(some)

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: NamedNode | BlankNode | Literal | Triple | None,
        graph_name: NamedNode | BlankNode | DefaultGraph | None = None,
        /,
    ) -> Iterator[Quad]:
        """The quads that have the terms given; those of one subject are kept near."""
        if isinstance(subject, NamedNode):
            self.fetch([subject])
            return self._near.quads_for_pattern(subject, predicate, object, graph_name)
        self.flush()
        if isinstance(graph_name, NamedNode) and predicate is None and object is None:
            triples = self._endpoint.graph(graph_name)
            return (Quad(each.subject, each.predicate, each.object, graph_name) for each in triples)
        return self._solutions("", s=subject, p=predicate, o=object, g=graph_name)

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
        """The answer of the engine; a SyntaxError comes from here, with the place in the text as it was written."""
        Store().query(query, base_iri=base_iri, prefixes=prefixes)
        self.flush()
        text = _prologue(query, base_iri, prefixes or {}) + query
        if substitutions:
            names = " ".join(map(str, substitutions))
            values = " ".join(map(_written, substitutions.values()))
            text += f"\nVALUES ({names}) {{ ({values}) }}"
        if FROM.search(query) and default_graph is None and named_graphs is None:
            return self._answer(text, [], [])
        named = self._graphs if named_graphs is None else named_graphs
        return self._answer(text, _nodes(default_graph or []), _nodes(named))

    def extend(self, quads: Iterable[Quad], /) -> None:
        """Adds quads, sent with the next question or step."""
        for quad in quads:
            self._near.add(quad)
            if quad in self._removed:
                del self._removed[quad]
            else:
                self._added[quad] = None

    bulk_extend = extend

    def remove(self, quad: Quad, /) -> None:
        """Removes a quad that the store has."""
        self.fetch([quad.subject])
        self._near.remove(quad)
        if quad in self._added:
            del self._added[quad]
        else:
            self._removed[quad] = None

    def __contains__(self, quad: Any, /) -> bool:
        if quad in self._near:
            return True
        self.fetch([quad.subject])
        return quad in self._near

    def __iter__(self) -> Iterator[Quad]:
        return (quad for graph in self._graphs for quad in self.quads_for_pattern(None, None, None, graph))

    def count(self) -> int:
        """How many quads the graphs hold, as the engine tells."""
        found = self._answer("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", [], self._graphs)
        assert isinstance(found, QuerySolutions)  # noqa: S101 - of a SELECT
        return int(next(iter(found))["n"].value)

    def flush(self) -> None:
        """Sends what was changed: in one operation, which an engine does whole or not at all, where it is not too much."""
        if not (self._added or self._removed):
            return
        added, removed = list(self._added), list(self._removed)
        self._sending(added, removed)
        self.send(added, removed)
        self._added, self._removed = {}, {}

    def send(self, added: Sequence[Quad], removed: Sequence[Quad]) -> None:
        """Has the engine add and remove quads, whatever is kept near."""
        where = f"WHERE {{ {self.guard} }}"
        if removed and len(added) + len(removed) <= QUADS:
            self._endpoint.update(f"DELETE {{ {_data(removed)} }} INSERT {{ {_data(added)} }} {where}")
        else:
            for verb, quads in (("DELETE", removed), ("INSERT", added)):
                rest = iter(quads)
                while some := list(islice(rest, QUADS)):
                    self._endpoint.update(f"{verb} {{ {_data(some)} }} {where}")

    def clear(self) -> None:
        """Empties the graphs."""
        self.forget()
        for graph in self._graphs:
            self._endpoint.update(f"CLEAR SILENT GRAPH {graph}")

    def _solutions(self, about: str, **given: Any) -> Iterator[Quad]:
        """The quads that have some terms and of which something else holds."""
        s, p, o, g = (_written(given[name]) if given.get(name) else f"?{name}" for name in "spog")
        text = f"SELECT * {{ {about} GRAPH {g} {{ {s} {p} {o} }} }}"
        found = self._answer(text, [], self._graphs)
        if not isinstance(found, QuerySolutions):
            raise EndpointError(f"{self._endpoint.address}: a SELECT query is answered with something else")
        return (Quad(*(given.get(name) or row[name] for name in "spog")) for row in found)

    def _answer(self, text: str, default: list[NamedNode], named: list[NamedNode]) -> Answer:
        answer = self._endpoint.query(text, default, named)
        try:
            if answer.media_type == RESULTS:
                return parse_query_results(answer.body, format=QueryResultsFormat.JSON)
            if answer.media_type == TRIPLES:
                made = Store()
                made.extend(
                    Quad(each.subject, each.predicate, each.object)
                    for each in parse(answer.body, RdfFormat.N_TRIPLES)
                )
                return made.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        except SyntaxError as error:  # the engine's, not that of the query
            raise EndpointError(f"{self._endpoint.address}: answers what cannot be read: {error}") from error
        raise EndpointError(
            f"{self._endpoint.address}: answers as {answer.media_type}, so it may be no SPARQL endpoint"
        )


def _nodes(graphs: Iterable[NamedNode | BlankNode | DefaultGraph]) -> list[NamedNode]:
    """Graphs that have a name: nothing of ours is in another, and engines differ about what a default graph is."""
    return [graph for graph in graphs if isinstance(graph, NamedNode)]


def _prologue(text: str, base: str | None, prefixes: dict[str, str]) -> str:
    """What a query needs to be told of our base and prefixes, on a line of its own."""
    told = [f"BASE <{base}>"] if base else []
    told += [f"PREFIX {prefix}: <{iri}>" for prefix, iri in prefixes.items() if f"{prefix}:" in text]
    return " ".join(told) + "\n" if told else ""


def _data(quads: Iterable[Quad]) -> str:
    """Quads as an update has them."""
    by_graph: dict[str, list[str]] = defaultdict(list)
    for quad in quads:
        by_graph[str(quad.graph_name)].append(f"{quad.subject} {quad.predicate} {_written(quad.object)} .")
    return " ".join(f"GRAPH {graph} {{ {' '.join(triples)} }}" for graph, triples in by_graph.items())


def _written(value: object) -> str:
    return f"<<( {value} )>>" if isinstance(value, Triple) else str(value)
