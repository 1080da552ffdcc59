"""Where an engine listens, and whether it can do what is asked of it: tried out before anything is written."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pyoxigraph import Literal, NamedNode, Quad, Triple

from graph.remote.endpoint import PAUSES, SECONDS, Endpoint, EndpointError, Layout
from graph.remote.store import RESULTS, RemoteStore
from graph.terms import Terms, boolean, decimal, term, zh
from ontology import Namespaces

LAYOUTS = (Layout("/query", "/update", "/store"),)
"""Of engines that were tried, by what is asked first: Oxigraph."""
ENDPOINTS = ("/sparql", "/query")
"""How the addresses of endpoints end, as a rule."""


def find(address: str, seconds: float = SECONDS, pauses: Sequence[float] = PAUSES) -> Endpoint:
    """The engine at an address; an EndpointError tells that there is none, or none that we know our way about.

    It may be silent for so many seconds, and is asked after each of some pauses.
    """
    problems = []
    for layout in LAYOUTS:
        endpoint = Endpoint(address, layout, seconds, pauses)
        try:
            if b"true" in endpoint.query("ASK {}").body:
                return endpoint
            problems.append(f"{endpoint.address}{layout.query}: answers, but not a query")
        except EndpointError as error:
            problems.append(str(error))
        endpoint.close()
    for path in ENDPOINTS:
        if _answers(address, path):
            raise EndpointError(
                f"{address}: Kouan keeps no graph in this engine (it has no {LAYOUTS[0].update} and "
                f"{LAYOUTS[0].graphs}); it can be asked: kouan query --store {address.rstrip('/')}{path}"
            )
    raise EndpointError("; ".join(dict.fromkeys(problems)))


def _answers(address: str, path: str) -> bool:
    """Whether queries are answered at a path below an address."""
    endpoint = Endpoint(address, Layout(path, path, path))
    try:
        return endpoint.query("ASK {}").media_type in (RESULTS, "application/sparql-results+xml")
    except EndpointError:
        return False
    finally:
        endpoint.close()


def holds_graphs(address: str) -> bool:
    """Whether an address is that of an engine; that of its endpoint, or of another, is none."""
    if address.rstrip("/").endswith(ENDPOINTS):
        return False
    try:
        find(address).close()
    except EndpointError:
        return False
    return True


@contextmanager
def reading(address: str, names: Namespaces) -> Iterator[RemoteStore]:
    """The graph that the engine at an address holds, to read."""
    endpoint = find(address)
    try:
        yield RemoteStore(endpoint, Terms(names).graphs)
    finally:
        endpoint.close()


def probe(endpoint: Endpoint, terms: Terms) -> None:
    """Writes what a graph like ours holds into a graph of its own, reads it back both ways, and removes it.

    An EndpointError names what the engine lacks.
    """
    scratch = NamedNode(terms.names.graph(f"probe-{uuid.uuid4().hex[:12]}"))
    node, said = terms.resource("fact/probe"), Triple(scratch, term("rdf:type"), terms.kou("Port"))
    given = {
        "triple terms (RDF 1.2)": Quad(node, term("rdf:reifies"), said, scratch),
        "Chinese with its language": Quad(node, term("rdfs:label"), zh('口岸 "𠀀"\n'), scratch),
        "decimals": Quad(node, terms.kou("value"), decimal(0.87), scratch),
        "booleans": Quad(node, terms.kou("quoted"), boolean(True), scratch),
        "dates": Quad(
            node, terms.kou("periodStart"), Literal("2025-09-12", datatype=term("xsd:date")), scratch
        ),
        "years": Quad(
            node, terms.kou("changeBaseYear"), Literal("2025", datatype=term("xsd:gYear")), scratch
        ),
    }
    store = RemoteStore(endpoint, [scratch])
    lacks: list[str] = []
    try:
        for name, quad in given.items():
            try:
                store.extend([quad])
                store.flush()
            except EndpointError:
                store.forget()
                lacks.append(name)
        store.forget()
        asked, whole = set(store.quads_for_pattern(node, None, None, scratch)), set(store)
        lacks += [name for name, quad in given.items() if name not in lacks and quad not in asked & whole]
        kept = next(iter(asked & whole), None)
        if kept:
            store.remove(kept)
            store.flush()
            store.forget()
            if kept in store:
                lacks.append("removal of single quads")
    finally:
        endpoint.update(f"DROP SILENT GRAPH {scratch}")
    if lacks:
        raise EndpointError(f"{endpoint.address}: this engine does not keep {', '.join(lacks)}")
