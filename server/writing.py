"""The work of a writer: one change to the store, published before it is acknowledged."""

import hashlib
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, Triple, parse

from graph import changes
from graph.changes import Graph, Using
from graph.releases import current_id
from graph.remote.replica import writing
from graph.review.settling import settle_store
from graph.store import Master
from graph.tokens import deeper
from server.confinement import close_network
from server.formats import GRAPHS
from server.problem import Problem
from server.reader import receive
from server.reading import DEEPEST
from server.wire import WHOLE, Job, Role, message, problem_message, with_head

PATIENCE = 5.0
"""Seconds to wait for another writer (`kouan add`) to end."""
DEEPEST_JSON = 64


def work(connection: socket.socket, role: Role) -> None:
    """Does one job; that the server has hung up meanwhile is no failure."""
    body = receive(connection)
    if body is None:
        return
    try:
        reply = message(WHOLE, with_head(_change(role, Job.read(body), body), b""))
    except Exception as error:  # noqa: BLE001 - whatever it is, the client is told
        reply = problem_message(error)
    with suppress(BrokenPipeError):
        connection.sendall(reply)


def _change(role: Role, job: Job, body: bytes) -> dict[str, object]:
    """Changes the store and publishes it; tells the release, and whether a graph is new."""
    if job.kind == "settle":
        settled = settle_store(role.store, role.names, keep=role.keep, wait=PATIENCE, endpoint=role.endpoint)
        return asdict(settled)
    if job.kind == "follow":
        with _master(role):
            return {"release": current_id(role.store)}
    graph = NamedNode(job.graph) if job.graph else DefaultGraph()
    triples = [triple for form, text in job.uploads for triple in read(form, text.encode(), job.graph)]
    if job.kind == "update" and deeper(job.text, DEEPEST):
        raise Problem(400, "too-deep", f"brackets stand in one another more than {DEEPEST} deep")
    with _master(role) as master, _apart(role) as apart:
        new = not changes.exists(master.store, graph)
        apart.submit(_apply, master.store, role, job, graph, triples, new).result()
        return {"release": master.publish(hashlib.sha256(body).digest(), role.keep), "new": new}


def _master(role: Role) -> Master:
    return writing(role.store, role.names, role.endpoint, keep=role.keep, wait=PATIENCE)


def _apart(role: Role) -> ThreadPoolExecutor:
    """Where a client's request is carried out: out of reach of the network, though this process reaches the engine."""
    closed = role.endpoint and not role.allowed
    return ThreadPoolExecutor(1, initializer=close_network if closed else None)


def _apply(store: Store, role: Role, job: Job, graph: Graph, triples: list[Triple], new: bool) -> None:
    match job.kind:
        case "update":
            using = Using(job.default_graphs or (), job.named_graphs or ())
            changes.update(store, job.text, names=role.names, using=using, allowed=role.allowed)
        case "put":
            changes.put(store, graph, triples)
        case "post":
            changes.add(store, graph, triples)
        case "delete":
            if new:
                raise Problem(404, "no-such-graph", f"there is no graph {job.graph}")
            changes.delete(store, graph)
        case _:
            raise ValueError(f"no such change: {job.kind}")


def read(form: str, data: bytes, base: str | None) -> list[Triple]:
    """The triples of a document; a Problem says what is wrong with it.

    Documents that would grow when read (entities) or nest without end are refused before the parser sees them.
    """
    engine = next(each.engine for each in GRAPHS if each.name == form)
    if not isinstance(engine, RdfFormat):
        raise Problem(415, "unsupported-media-type", f"{form} holds no triples")
    if engine == RdfFormat.RDF_XML and b"<!" in data.replace(b"<!--", b"").replace(b"<![CDATA[", b""):
        raise Problem(422, "bad-document", "RDF/XML with a document type declaration is not read")
    if engine == RdfFormat.JSON_LD and deeper(data.decode(), DEEPEST_JSON):
        raise Problem(422, "bad-document", f"JSON-LD that nests more than {DEEPEST_JSON} deep is not read")
    try:
        return [quad.triple for quad in parse(data, engine, base_iri=base)]
    except SyntaxError as error:
        line = error.lineno if error.lineno else None
        raise Problem(422, "bad-document", f"not {form}: {error.msg}", line, error.offset) from error
