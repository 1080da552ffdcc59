"""A worker that leads answers over the clients' own connections: what it does not answer at once is answered as ever."""

import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from itertools import count
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from graph.store import Master
from server.app import create_app
from server.leader import Leader
from server.settings import Settings
from tests.serving import fill, in_memory, running

NUMBERS = count(1)
RUNAWAY = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'?s{i} ?p{i} ?o{i} .' for i in range(14))} }}"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


class Talk:
    """One connection of a client, which is kept open."""

    def __init__(self, client: httpx.Client) -> None:
        self.connection = HTTPConnection(client.base_url.host, client.base_url.port, timeout=60)

    def ask(self, query: str | None = None, **headers: str) -> HTTPResponse:
        """Asks a query, or another one each time; the answer has been read."""
        self.send(query or f"SELECT ({next(NUMBERS)} AS ?n) {{}}", **headers)
        return self.answer()

    def send(self, query: str, **headers: str) -> None:
        self.connection.request("GET", f"/sparql?query={quote(query)}", headers=headers)

    def answer(self) -> HTTPResponse:
        response = self.connection.getresponse()
        response.body = response.read()  # type: ignore[attr-defined]
        return response

    def number(self) -> None:
        """Asks for a number of its own, and gets it."""
        number = next(NUMBERS)
        response = self.ask(f"SELECT ({number} AS ?n) {{}}")
        assert (response.status, f'"{number}"' in text(response)) == (200, True)


def text(response: HTTPResponse) -> str:
    body: bytes = response.body  # type: ignore[attr-defined]
    return body.decode()


class Lent:
    """What is known of the connections that were lent."""

    def __init__(self, stack: ExitStack) -> None:
        self.times = 0
        self.leader = 0
        """The process that has them."""
        self._stack = stack

    def talk(self, client: httpx.Client) -> Talk:
        """A connection that is lent."""
        made, before = self.other(client), self.times
        while self.times == before:
            made.number()
        return made

    def other(self, client: httpx.Client) -> Talk:
        """A new connection."""
        made = Talk(client)
        self._stack.enter_context(closing(made.connection))
        return made


@pytest.fixture
def lent(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lent]:
    lend = Leader.lend

    def counted(self: Leader, *given: object) -> bool:
        is_lent = lend(self, *given)  # type: ignore[arg-type]
        found.times += is_lent
        if is_lent:
            assert self._lead
            found.leader = self._lead.worker.pid
        return is_lent

    monkeypatch.setattr(Leader, "lend", counted)
    with ExitStack() as stack:
        found = Lent(stack)
        yield found


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    store = fill(tmp_path_factory.mktemp("leading") / "store")
    settings = Settings(store=store, time_limit=2.0, workers=3)
    with running(create_app(settings), settings) as client:
        in_memory(client)
        yield client


@contextmanager
def at_rest(client: httpx.Client) -> Iterator[None]:
    """After the block, no query is at work."""
    yield
    while client.get("/queries").json():
        time.sleep(0.01)


def test_plain_requests_are_answered_by_the_leader(served: httpx.Client, lent: Lent) -> None:
    talks = [lent.talk(served) for _ in range(5)]
    before = lent.times

    for _ in range(20):
        for each in talks:
            each.number()

    assert lent.times == before


def test_answers_of_the_leader_are_as_those_of_the_server(served: httpx.Client, lent: Lent) -> None:
    query = "SELECT ?name { ?s rdfs:label ?name }"
    first = lent.other(served).ask(query, Accept="text/csv", Origin="https://example.org")
    lead = lent.talk(served)
    answers = [lead.ask(query, Accept="text/csv", Origin="https://example.org") for _ in range(2)]
    unchanged = lead.ask(query, Accept="text/csv", **{"If-None-Match": first.headers["ETag"]})

    def heads(response: HTTPResponse) -> dict[str, str]:
        unlike = ("date", "kouan-query", "kouan-cache", "kouan-time-limit")
        return {name: value for name, value in response.getheaders() if name not in unlike}

    assert [heads(answer) for answer in answers] == [heads(first)] * 2
    assert [text(answer) for answer in answers] == [text(first)] * 2
    assert answers[1].headers["kouan-cache"] == "hit"
    assert (unchanged.status, text(unchanged)) == (304, "")


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        pytest.param("ASK {", {}, 400, id="a query that is wrong"),
        pytest.param("ASK {}", {"Accept": "text/html"}, 200, id="a page"),
        pytest.param("ASK {}", {"Accept": "image/png"}, 406, id="a format that we do not have"),
        pytest.param("ASK {}", {"Authorization": "Bearer x"}, 200, id="a token"),
        pytest.param("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", {}, 403, id="another server"),
        pytest.param(LONG, {}, 200, id="a long answer"),
        pytest.param(RUNAWAY, {}, 503, id="a query without end"),
    ],
)
def test_all_else_is_answered_by_the_server(
    served: httpx.Client, lent: Lent, query: str, headers: dict[str, str], status: int
) -> None:
    with at_rest(served):
        lead = lent.talk(served)

        answers = [lead.ask(query, **headers) for _ in range(2)]
        lead.number()

    assert [answer.status for answer in answers] == [status, status]
    assert text(answers[0]) == text(lent.other(served).ask(query, **headers)) or status != 200


def test_other_requests_are_answered_over_the_same_connection(served: httpx.Client, lent: Lent) -> None:
    lead = lent.talk(served)

    lead.connection.request("GET", "/health")
    health = lead.answer()
    lead.number()
    lead.connection.request("POST", "/sparql", "ASK {}", headers={"Content-Type": "application/sparql-query"})
    posted = lead.answer()
    lead.number()

    assert (health.status, posted.status) == (200, 200)


def test_requests_that_come_unasked_are_answered_in_turn(served: httpx.Client, lent: Lent) -> None:
    lead = lent.talk(served)
    numbers = [next(NUMBERS) for _ in range(4)]
    requests = [
        f"GET /sparql?query={quote(f'SELECT ({n} AS ?n) {{}}')} HTTP/1.1\r\nHost: a\r\n\r\n" for n in numbers
    ]

    lead.connection.sock.sendall((requests[0] + requests[1] + requests[2][:30]).encode())
    time.sleep(0.05)
    lead.connection.sock.sendall((requests[2][30:] + requests[3]).encode())

    received = b""
    while received.count(b'"bindings":[{') < 4:
        received += lead.connection.sock.recv(1 << 16)
    places = [received.index(f'"value":"{number}"'.encode()) for number in numbers]
    assert places == sorted(places)


def test_a_long_query_is_listed_cancelled_and_keeps_nobody_waiting(served: httpx.Client, lent: Lent) -> None:
    with at_rest(served), ThreadPoolExecutor(1) as threads:
        long, short = lent.talk(served), lent.talk(served)
        answer = threads.submit(long.ask, f"{RUNAWAY} # to be cancelled")
        while not (found := served.get("/queries").json()):
            short.number()
        socket_of_short = short.connection.sock
        socket_of_short.sendall(b"GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        while socket_of_short.recv(1 << 16):  # ends with the connection, though the query goes on
            pass
        assert served.get("/queries").json()

        served.delete(f"/queries/{found[0]['id']}")

        assert answer.result().status == 503
        assert answer.result().headers["Kouan-Query"] == found[0]["id"]
        assert "was cancelled" in text(answer.result())
        long.number()


def test_a_query_that_is_not_quick_is_answered_all_the_same(served: httpx.Client, lent: Lent) -> None:
    patterns = " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(7))
    with at_rest(served), ThreadPoolExecutor(1) as threads:
        lead = lent.talk(served)
        triples = int(re.findall(r'"(\d+)"', text(lead.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")))[0])

        answer = threads.submit(lead.ask, f"SELECT (COUNT(*) AS ?n) {{ {patterns} }}")
        while not answer.done():
            lent.other(served).number()

        assert f'"{triples**7}"' in text(answer.result())
        lead.number()


def test_a_client_that_leaves_ends_its_query(served: httpx.Client, lent: Lent) -> None:
    with at_rest(served):
        for pause in (0.0, 0.01, 0.3):
            lead = lent.talk(served)
            lead.send(f"{RUNAWAY} # {pause}")
            time.sleep(pause)
            lead.connection.close()
            lent.other(served).number()


def test_who_is_slow_to_take_an_answer_gets_all_of_it(served: httpx.Client, lent: Lent) -> None:
    slow, other = lent.talk(served), lent.talk(served)
    slow.connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    query = f"SELECT ?n ?text {{ VALUES ?n {{ {' '.join(map(str, range(60)))} }} BIND('{'口' * 1000}' AS ?text) }}"

    slow.send(query)
    for _ in range(10):
        other.number()
    time.sleep(0.1)
    first = slow.answer()
    slow.number()

    assert text(first) == text(lent.other(served).ask(query))


def test_the_end_of_the_leader_is_the_end_of_no_connection(served: httpx.Client, lent: Lent) -> None:
    with at_rest(served):
        talks = [lent.talk(served) for _ in range(3)]
        os.kill(lent.leader, signal.SIGKILL)

        for each in talks:
            each.number()


def test_a_new_release_is_answered_from_at_once(tmp_path: Path, lent: Lent) -> None:
    settings = Settings(store=fill(tmp_path / "store"), workers=2)
    with running(create_app(settings), settings) as client:
        in_memory(client)
        lead = lent.talk(client)
        for number in range(3):
            with Master.open(settings.store) as master:
                master.store.update(
                    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> INSERT DATA { "
                    f"GRAPH <https://w3id.org/kouan/graph/facts> {{ <urn:{number}> rdfs:label '新{number}' }} }}"
                )
                master.publish()
            assert f"新{number}" in text(lead.ask("SELECT ?name { ?s rdfs:label ?name }"))


def test_all_queries_are_counted(served: httpx.Client, lent: Lent) -> None:
    def answered() -> float:
        name = 'kouan_requests_total{kind="query",outcome="answered"} '
        return next(
            float(line.removeprefix(name))
            for line in served.get("/metrics").text.splitlines()
            if line.startswith(name)
        )

    before, lead, first = answered(), lent.talk(served), next(NUMBERS)
    for _ in range(10):
        lead.number()
    last = next(NUMBERS)
    lead.connection.close()

    while answered() - before < last - first - 1:
        time.sleep(0.05)


def test_a_server_that_stops_ends_connections_that_are_lent(tmp_path: Path, lent: Lent) -> None:
    settings = Settings(store=fill(tmp_path / "store"), workers=2)
    with running(create_app(settings), settings) as client:
        in_memory(client)
        talks = [lent.talk(client) for _ in range(3)]

    for each in talks:
        assert each.connection.sock.recv(1) == b""
