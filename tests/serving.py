"""A real server on a free port of this machine, over a store that a test has filled."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from pyld import jsonld
from pyoxigraph import RdfFormat, parse

from graph.store import Master
from server.serving import configured
from server.settings import Settings

SMALL = """
@prefix kou: <https://w3id.org/kouan/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix port: <https://w3id.org/kouan/id/port/> .
@prefix graph: <https://w3id.org/kouan/graph/> .

graph:facts {
  port:mohan a kou:Port ; rdfs:label "磨憨口岸"@zh ; kou:faces <https://example.org/老挝> .
  port:dalian rdfs:label "大连港"@zh .
  <https://w3id.org/kouan/id/fact/1> rdf:reifies <<( port:mohan kou:faces <https://example.org/老挝> )>> .
}
graph:candidates { port:erenhot rdfs:label "二连浩特口岸"@zh . }
"""


def fill(path: Path, trig: str = SMALL) -> Path:
    """A store of what a TriG text says, published."""
    with Master.open(path, create=True) as master:
        master.store.extend(parse(trig, format=RdfFormat.TRIG))
        master.publish()
    return path


@contextmanager
def running(app: FastAPI, settings: Settings | None = None) -> Iterator[httpx.Client]:
    """A client of an application that is served until the block ends."""
    config = configured(app, settings or Settings())
    config.port = 0
    server = uvicorn.Server(config)
    thread = Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
            assert thread.is_alive(), "the server did not start"
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


def in_memory(client: httpx.Client) -> None:
    """Waits until a server has its release in memory, and is at rest."""
    while not client.get("/health").json()["in_memory"]:
        time.sleep(0.05)


def wait_until_described(client: httpx.Client) -> None:
    """Waits until a server has made what it tells of its release: counts, what is gone, statistics, dumps."""
    until = time.monotonic() + 120
    while client.get("/dump/").status_code == 503:  # as the answer says
        assert time.monotonic() < until, "the release is not described"
        time.sleep(0.1)


def media_type(response: httpx.Response) -> str:
    """The media type of an answer, without parameters."""
    return response.headers["content-type"].partition(";")[0]


def from_json_ld(response: httpx.Response) -> bytes:
    """An answer in JSON-LD as a JSON-LD processor reads it, which fetches its context: N-Quads."""
    quads: str = jsonld.to_rdf(response.json(), {"documentLoader": _load, "format": "application/n-quads"})
    return quads.encode()


def _load(url: str, options: Any) -> dict[str, Any]:
    response = httpx.get(url)
    return {
        "contentType": media_type(response),
        "contextUrl": None,
        "documentUrl": url,
        "document": response.json(),
    }


def names(response: httpx.Response, variable: str = "name") -> list[str]:
    """The values of one variable in SPARQL results as JSON, sorted."""
    bindings: Iterable[dict[str, dict[str, str]]] = response.json()["results"]["bindings"]
    return sorted(row[variable]["value"] for row in bindings)
