"""Connections that are slow, silent, greedy or not HTTP: each ends in time, with a reason where one can be given."""

import json
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

import httpx
import pytest

from server.access import read_tokens
from server.app import create_app
from server.settings import Settings
from tests.processes import descendants
from tests.serving import fill, names, running

PATIENCE = 1.5
ASK = b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: here\r\n"
NAME = "SELECT ?name { port:mohan rdfs:label ?name }"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = Settings(
        store=fill(tmp_path_factory.mktemp("connections") / "store"),
        patience=PATIENCE,
        client_connections=50,
        time_limit=2.0,
        workers=2,
        tokens=read_tokens("s3cret"),
    )
    with running(create_app(settings), settings) as client:
        yield client


def connect(client: httpx.Client) -> socket.socket:
    return socket.create_connection((client.base_url.host, client.base_url.port or 0), timeout=10)


def talk(client: httpx.Client, *parts: bytes, pause: float = 0.0) -> tuple[int, str, bytes]:
    """Sends parts, with pauses between; status and kind of problem of the first answer, and all that came."""
    with connect(client) as connection:
        received = bytearray()
        try:
            for part in parts:
                connection.sendall(part)
                time.sleep(pause)
        except ConnectionError:
            pass
        try:
            while data := connection.recv(1 << 16):
                received += data
        except ConnectionError:
            pass
    head, _, body = bytes(received).partition(b"\r\n\r\n")
    status = int(head.split()[1]) if head else 0
    kind = json.loads(body)["kind"] if b"problem+json" in head else ""
    return status, kind, bytes(received)


CLOSE = b"Connection: close\r\n\r\n"
POST = b"POST /sparql HTTP/1.1\r\nHost: here\r\nContent-Type: application/sparql-query\r\n"


@pytest.mark.parametrize(
    ("parts", "status", "kind"),
    [
        pytest.param([], 408, "too-slow", id="nothing at all"),
        pytest.param([b"GET /sparql HT"], 408, "too-slow", id="half a line"),
        pytest.param([ASK, *[b"X: y\r\n"] * 12], 408, "too-slow", id="a header now and then"),
        pytest.param([POST + b"Content-Length: 10\r\n\r\nASK"], 408, "too-slow", id="half a body"),
        pytest.param([POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nASK\r\n"], 408, "too-slow", id="no last chunk"),
        pytest.param([b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"], 400, "bad-request", id="TLS"),
        pytest.param([b"SSH-2.0-OpenSSH_9.6\r\n"], 400, "bad-request", id="SSH"),
        pytest.param([b"\0" * 100], 400, "bad-request", id="nulls"),
        pytest.param([b"GET /\r\n\r\n"], 200, "", id="HTTP/0.9"),
        pytest.param([b"GET / HTTP/9.9\r\n\r\n"], 400, "bad-request", id="HTTP/9.9"),
        pytest.param([b"BREW /sparql HTTP/1.1\r\n\r\n"], 400, "bad-request", id="no method of HTTP"),
        pytest.param([b"GET /\0 HTTP/1.1\r\n\r\n"], 400, "bad-request", id="a null in the address"),
        pytest.param(["GET /口岸 HTTP/1.1\r\n".encode() + CLOSE], 404, "not-found", id="Chinese that is not escaped"),
        pytest.param([ASK + b"X: a\0b\r\n" + CLOSE], 400, "bad-request", id="a null in a header"),
        pytest.param([ASK + b"X\r\n y: z\r\n" + CLOSE], 400, "bad-request", id="a header without a colon"),
        pytest.param([ASK + b": x\r\n" + CLOSE], 400, "bad-request", id="a header without a name"),
        pytest.param([POST + b"Content-Length: -1\r\n\r\n"], 400, "bad-request", id="a negative length"),
        pytest.param([POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nASK {}"], 400, "bad-request", id="two lengths"),
        pytest.param([POST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"], 400, "bad-request", id="a length and chunks"),
        pytest.param([POST + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n"], 400, "bad-request", id="a chunk without end"),
        pytest.param([b"GET /?" + b"a" * 70_000], 414, "uri-too-long", id="an address too long"),
        pytest.param([ASK + b"X: " + b"y" * 200_000], 431, "head-too-long", id="a header without end"),
        pytest.param([ASK + (b"X: " + b"y" * 100 + b"\r\n") * 3_000], 431, "head-too-long", id="headers without end"),
        pytest.param([POST + b"Transfer-Encoding: chunked\r\n\r\n", *[b"10000\r\n" + b"#" * 65536 + b"\r\n"] * 6], 413, "too-large", id="a body without end"),
        pytest.param([POST + b"Content-Length: 99999999999\r\nExpect: 100-continue\r\n" + CLOSE], 413, "too-large", id="a body that is only announced"),
        pytest.param([ASK + b"Accept: image/png\r\nAccept: text/csv\r\n" + CLOSE], 200, "", id="two headers of a name"),
        pytest.param([ASK + b"Host: there\r\n" + CLOSE], 200, "", id="two hosts"),
        pytest.param([b"GET http://elsewhere/sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: here\r\n" + CLOSE], 200, "", id="an address of elsewhere"),
        pytest.param([b"OPTIONS * HTTP/1.1\r\nHost: here\r\n" + CLOSE], 404, "not-found", id="everything"),
        pytest.param([b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: here\r\n\r\n"], 400, "bad-request", id="a tunnel"),
        pytest.param([b"\r\n\r\n" + ASK + CLOSE], 200, "", id="empty lines before"),
        pytest.param([b"GET /sparql?query=ASK%20%7B%7D HTTP/1.0\r\n\r\n"], 200, "", id="HTTP/1.0"),
    ],
)  # fmt: skip
def test_what_is_slow_or_no_http_is_refused(
    client: httpx.Client, parts: list[bytes], status: int, kind: str
) -> None:
    began = time.monotonic()
    found_status, found_kind, received = talk(client, *parts, pause=0.1 if len(parts) > 3 else 0)

    assert (found_status, found_kind) == (status, kind), received[:300]
    assert time.monotonic() - began < PATIENCE + 2
    assert names(client.get("/sparql", params={"query": NAME})) == ["磨憨口岸"]


def test_requests_in_a_row_are_answered_in_a_row(client: httpx.Client) -> None:
    _, _, received = talk(client, (ASK + b"\r\n") * 20 + ASK + CLOSE)

    assert received.count(b"HTTP/1.1 200 OK") == received.count(b'"boolean":true') == 21


def test_a_client_with_too_many_connections_gets_no_more_and_others_do(client: httpx.Client) -> None:
    client.get("/health/live")
    with ExitStack() as stack:
        for _ in range(60):
            stack.enter_context(connect(client))
        time.sleep(0.1)
        status, kind, _ = talk(client, ASK + CLOSE)
        served = names(client.get("/sparql", params={"query": NAME}))

    assert (status, kind, served) == (429, "too-many", ["磨憨口岸"])


def test_silent_connections_end_and_make_room(client: httpx.Client) -> None:
    with ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(connect(client)).sendall(b"GET / HTTP/1.1\r\nX: ")
        time.sleep(PATIENCE + 0.3)
        status, _, _ = talk(client, ASK + CLOSE)

    assert status == 200


def test_a_client_that_takes_nothing_of_its_answer_costs_one_worker_for_its_time(
    client: httpx.Client,
) -> None:
    numbers = "%20".join(map(str, range(1000)))
    large = f"SELECT%20*%20%7B%20VALUES%20?a%20%7B{numbers}%7D%20VALUES%20?b%20%7B{numbers}%7D%20%7D"
    with connect(client) as greedy:
        greedy.sendall(b"GET /sparql?query=" + large.encode() + b" HTTP/1.1\r\nHost: here\r\n\r\n")
        time.sleep(0.3)
        meanwhile = names(client.get("/sparql", params={"query": NAME}))
        at_work = client.get("/queries").json()
        deadline = time.monotonic() + 4
        while client.get("/queries").json():
            assert time.monotonic() < deadline, "it is still at work"
            time.sleep(0.05)

    assert (meanwhile, len(at_work)) == (["磨憨口岸"], 1)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up as Linux tells of them")
@pytest.mark.parametrize("which", ["workers", "all"])
def test_processes_that_are_killed_from_outside_are_made_again(client: httpx.Client, which: str) -> None:
    killed = descendants()
    for process in killed if which == "all" else killed[1:]:
        with suppress(ProcessLookupError):  # a worker ends with the one that made it
            os.kill(process, signal.SIGKILL)
    time.sleep(0.1)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: client.get("/sparql", params={"query": "ASK {} # again"}), range(4)))
    deadline = time.monotonic() + 60
    while (response := client.get("/sparql", params={"query": f"{NAME} # {which}"})).status_code != 200:
        assert response.status_code == 503
        assert response.json()["kind"] in ("restarting", "time-limit")  # a slow machine makes them slowly
        assert time.monotonic() < deadline, "no workers were made"
        time.sleep(0.1)

    assert names(response) == ["磨憨口岸"]
    written = client.put(
        "/graph-store?graph=urn:g",
        content="<urn:a> <urn:b> 1 .",
        headers={"Content-Type": "text/turtle", "Authorization": "Bearer s3cret"},
    )
    assert written.status_code in (201, 204)
