"""The fast path answers as the application does: each request is sent to a server with it and to one without it."""

import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPResponse
from threading import Thread
from typing import IO
from urllib.parse import quote, quote_plus, unquote_plus

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import ASGIApp, Receive, Scope, Send

from graph.store import Master
from server import fast_path, plain
from server.app import create_app
from server.settings import Settings
from tests.serving import fill, in_memory, names, running

NAMES = "SELECT ?name { ?s rdfs:label ?name }"
TRIPLES = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
MANY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
RUNAWAY = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'?s{i} ?p{i} ?o{i} .' for i in range(14))} }}"
Answer = tuple[int, list[tuple[str, str]], bytes]
"""Status, headers and body."""
VOLATILE = "SELECT (0 * RAND() AS ?zero) {}"


class Counted:
    """Counts the requests that come to an application."""

    def __init__(self, app: ASGIApp, seen: list[str]) -> None:
        self._app, self._seen = app, seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/sparql":
            self._seen.append(scope["path"])
        await self._app(scope, receive, send)


class Sides:
    """A server with the fast path, and one without."""

    def __init__(self, fast: httpx.Client, plain: httpx.Client, seen: list[str]) -> None:
        self.fast, self.plain, self._seen = fast, plain, seen

    def answers(self, request: bytes, times: int = 1) -> tuple[list[Answer], bool]:
        """What both answer to a request, sent so many times over one connection; whether the application was asked."""
        self._seen.clear()
        fast = [comparable(answer) for answer in exchange(self.fast, [request] * times)]
        asked = bool(self._seen)
        for mine, yours in zip(fast, map(comparable, exchange(self.plain, [request] * times)), strict=True):
            assert (mine[0], dict(mine[1]), mine[2]) == (yours[0], dict(yours[1]), yours[2])
        return fast, asked


def exchange(client: httpx.Client, requests: list[bytes]) -> list[Answer]:
    """Sends requests over one connection, each when the one before is answered; the answers."""
    found = []
    with socket.create_connection(
        (client.base_url.host, client.base_url.port or 0), timeout=30
    ) as connection:
        for request in requests:
            connection.sendall(request)
            found.append(receive(connection, request))
    return found


def receive(connection: socket.socket, request: bytes = b"GET") -> Answer:
    answer = HTTPResponse(connection, method="HEAD" if request.startswith(b"HEAD") else "GET")
    answer.begin()
    return answer.status, answer.getheaders(), answer.read()


def comparable(answer: Answer) -> Answer:
    """An answer without what is another each time: the date, and the id of a query."""
    status, headers, body = answer
    kept = {name.lower(): value for name, value in headers if name.lower() != "date"}
    assert len(kept) == len([name for name, _ in headers if name.lower() != "date"]), "a header comes twice"
    if "kouan-query" in kept:
        assert re.fullmatch(r"[0-9a-f]{16}", kept["kouan-query"])
        kept["kouan-query"] = ""
    return status, sorted(kept.items()), body


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sides]:
    store = fill(tmp_path_factory.mktemp("paths") / "store")
    settings = Settings(store=store, time_limit=1.0, workers=2, client_queries=2, longest_query=1000)
    with ExitStack() as stack:
        fast, other, seen = create_app(settings), create_app(settings), list[str]()
        fast.add_middleware(Counted, seen=seen)
        del other.state.services
        clients = [stack.enter_context(running(app, settings)) for app in (fast, other)]
        for client in clients:
            in_memory(client)
        yield Sides(clients[0], clients[1], seen)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fast path waits for workers as long as it takes them on a machine that has much to do."""
    monkeypatch.setattr(fast_path, "QUICK", 60.0)


def get(query: str, *headers: str, more: str = "", version: str = "1.1") -> bytes:
    lines = (f"GET /sparql?query={quote(query)}{more} HTTP/{version}", "Host: localhost", *headers, "", "")
    return "\r\n".join(lines).encode("latin-1")


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(get("ASK {}"), id="no header but the host"),
        pytest.param(get(NAMES, "Accept: application/sparql-results+xml"), id="XML"),
        pytest.param(get(NAMES, "accept:text/csv;q=0.5,text/tab-separated-values"), id="TSV by its quality"),
        pytest.param(get(NAMES, more="&format=csv"), id="a format by the address"),
        pytest.param(get(TRIPLES, "Accept: text/turtle"), id="Turtle"),
        pytest.param(get(TRIPLES, "Accept: application/n-triples"), id="N-Triples"),
        pytest.param(get(TRIPLES, "Accept: application/ld+json"), id="JSON-LD"),
        pytest.param(get(TRIPLES, "Accept-Encoding: gzip"), id="packed by gzip"),
        pytest.param(get(TRIPLES, "Accept-Encoding: zstd, gzip;q=0.5"), id="packed by zstd"),
        pytest.param(get(NAMES, "Origin: https://example.org"), id="a page of another site"),
        pytest.param(get(VOLATILE), id="another answer each time"),
        pytest.param(get("SELECT ?name FROM graph:candidates { ?s rdfs:label ?name }"), id="another graph"),
        pytest.param(get("SELECT ('口岸 &+%=#' AS ?x) {\r\n}"), id="characters that are escaped"),
        pytest.param(
            f"GET /sparql?query={quote_plus(NAMES)} HTTP/1.1\r\nHost: a\r\n\r\n".encode(), id="plus for space"
        ),
        pytest.param(get("ASK {}", "Connection: Keep-Alive"), id="kept alive"),
    ],
)
def test_a_plain_request_gets_the_same_answer_and_never_comes_to_the_application(
    sides: Sides, request_: bytes, patient: None
) -> None:
    answers, asked = sides.answers(request_, times=3)

    assert [status for status, *_ in answers] == [200, 200, 200]
    assert not asked


def test_an_answer_is_kept_by_both(sides: Sides) -> None:
    answers, _ = sides.answers(get("SELECT (1 AS ?kept) {}"), times=3)

    assert [dict(headers).get("kouan-cache") for _, headers, _ in answers] == [None, "hit", "hit"]
    assert len({body for *_, body in answers}) == 1


@pytest.mark.parametrize(
    "tags", ["{}", 'W/{}, "another"', "*"], ids=["its tag", "its tag and another", "any tag"]
)
def test_who_has_an_answer_is_told_so(sides: Sides, tags: str, patient: None) -> None:
    [(_, headers, _)], _ = sides.answers(get(NAMES))
    tag = dict(headers)["etag"]

    answers, asked = sides.answers(get(NAMES, f"If-None-Match: {tags.format(tag)}"), times=3)

    assert [(status, body) for status, _, body in answers] == [(304, b"")] * 3
    assert not asked


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        pytest.param(get("ASK {", "Accept: */*"), 400, id="no query"),
        pytest.param(get("ASK {", "Accept: text/html"), 400, id="no query, shown to a person"),
        pytest.param(get(NAMES, "Accept: text/html"), 200, id="a page"),
        pytest.param(get("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"), 403, id="another server"),
        pytest.param(get(TRIPLES, "Accept: text/csv"), 406, id="triples as CSV"),
        pytest.param(get(NAMES, "Accept: image/png"), 406, id="a picture"),
        pytest.param(get(NAMES, more="&format=excel"), 400, id="an unknown format"),
        pytest.param(get(RUNAWAY), 503, id="a query without end"),
        pytest.param(get(MANY), 200, id="an answer that is streamed"),
        pytest.param(get(NAMES, more="&timeout=1"), 200, id="a time limit"),
        pytest.param(get(NAMES, more="&release=nowhere"), 404, id="a release that is not there"),
        pytest.param(get(NAMES, more="&default-graph-uri=graph"), 400, id="a bad graph"),
        pytest.param(get(NAMES, more=f"&query={quote(NAMES)}"), 400, id="two queries"),
        pytest.param(get(NAMES, more="&update=CLEAR+ALL"), 400, id="a query and an update"),
        pytest.param(get(""), 400, id="an empty query"),
        pytest.param(get(" \n"), 400, id="a blank query"),
        pytest.param(get("ASK { ?s ?p '\0' }"), 400, id="a null character"),
        pytest.param(get(f"ASK {{}} #{'x' * 1000}"), 413, id="a query too long"),
        pytest.param(get(f"ASK {{}} #{'口' * 340}"), 413, id="a query of too many bytes"),
        pytest.param(b"GET /sparql?query=%FF HTTP/1.1\r\nHost: a\r\n\r\n", 400, id="not UTF-8"),
        pytest.param(b"GET /sparql?query=ASK+{}%2 HTTP/1.1\r\nHost: a\r\n\r\n", 400, id="half an escape"),
        pytest.param(b"GET /sparql?query=ASK+{}#there HTTP/1.1\r\nHost: a\r\n\r\n", 200, id="a fragment"),
        pytest.param(b"GET /sparql HTTP/1.1\r\nHost: a\r\n\r\n", 200, id="the description of the service"),
        pytest.param(
            b"GET http://a/sparql?query=ASK+{} HTTP/1.1\r\nHost: a\r\n\r\n", 200, id="a whole address"
        ),
        pytest.param(get("ASK {}", "Connection: close"), 200, id="a last request"),
        pytest.param(get("ASK {}", version="1.0"), 200, id="an older HTTP"),
        pytest.param(get("ASK {}", "Accept: text/csv", "Accept: text/html"), 200, id="a header twice"),
        pytest.param(get("ASK {}", "Content-Length: 0"), 200, id="an empty body"),
        pytest.param(get("ASK {}", "Accept-Datetime: yesterday"), 400, id="no date"),
        pytest.param(get("ASK {}", "Authorization: Bearer x"), 200, id="a token"),
        pytest.param(get("ASK {}").replace(b"GET", b"HEAD", 1), 200, id="HEAD"),
    ],
)
def test_all_other_requests_get_the_answer_of_the_application(
    sides: Sides, request_: bytes, status: int
) -> None:
    answers, asked = sides.answers(request_)

    assert [status for status, *_ in answers] == [status]
    assert asked


def test_requests_are_answered_in_turn_however_they_come(sides: Sides) -> None:
    requests = [get(f"SELECT ({n} AS ?n) {{}}") for n in range(3)]
    pieces = {
        "all at once": [b"".join(requests)],
        "one after another, unasked": requests,
        "cut within": [requests[0][:40], requests[0][40:] + requests[1][:99], requests[1][99:] + requests[2]],
    }
    for client in (sides.fast, sides.plain):
        for how, parts in pieces.items():
            with socket.create_connection((client.base_url.host, client.base_url.port or 0)) as connection:
                connection.settimeout(30)
                for part in parts:
                    connection.sendall(part)
                    time.sleep(0.02 if how == "cut within" else 0)
                # An HTTPResponse reads ahead, so that all are read through one file.
                with connection.makefile("rb") as file:
                    assert [_number(file) for _ in range(3)] == [0, 1, 2], how


def _number(file: IO[bytes]) -> int:
    length = 0
    while line := file.readline().strip().lower():
        if line.startswith(b"content-length:"):
            length = int(line.split()[1])
    body = file.read(length)
    return int(re.findall(rb'"value":"(\d)"', body)[0])


def test_a_client_may_have_so_many_queries_and_no_more(sides: Sides) -> None:
    for client in (sides.fast, sides.plain):
        busy = [Thread(target=exchange, args=(client, [get(f"{RUNAWAY} #{n}")])) for n in range(2)]
        for thread in busy:
            thread.start()
        while len(client.get("/queries").json()) < 2:
            time.sleep(0.01)

        [(status, headers, _)] = exchange(client, [get("SELECT (2 AS ?two) {}")])

        assert (status, dict(headers)["retry-after"]) == (429, "1")
        for thread in busy:
            thread.join()


@pytest.mark.parametrize("quick", [60.0, 0.0], ids=["which they get", "which the application gets for them"])
def test_more_clients_than_workers_wait_for_one(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, quick: float
) -> None:
    monkeypatch.setattr(fast_path, "QUICK", quick)
    seen: list[str] = []
    settings = Settings(store=fill(tmp_path_factory.mktemp("few") / "store"), workers=1)
    app = create_app(settings)
    app.add_middleware(Counted, seen=seen)
    with running(app, settings) as client:
        in_memory(client)

        def ask(number: int) -> list[int]:
            requests = [get(f"SELECT ({number * 100 + each} AS ?n) {{}}") for each in range(10)]
            found = exchange(client, requests)
            assert [status for status, *_ in found] == [200] * len(requests)
            return [int(re.findall(rb'"value":"(\d+)"', body)[0]) for *_, body in found]

        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(ask, range(8)))

    assert answers == [[number * 100 + each for each in range(10)] for number in range(8)]
    assert not seen or quick == 0.0


def test_a_query_that_has_begun_can_be_cancelled(sides: Sides) -> None:
    found: list[Answer] = []
    thread = Thread(target=lambda: found.extend(exchange(sides.fast, [get(f"{RUNAWAY} # cancelled")])))
    thread.start()
    while not (running := sides.fast.get("/queries").json()):
        time.sleep(0.01)

    sides.fast.delete(f"/queries/{running[0]['id']}")
    thread.join()

    [(status, headers, body)] = found
    assert (status, dict(headers)["kouan-query"]) == (503, running[0]["id"])
    assert b"was cancelled" in body


def test_a_client_that_leaves_ends_its_query(sides: Sides) -> None:
    for pause in (0.01, 0.3):  # while the fast path waits, and when the application does
        with socket.create_connection(
            (sides.fast.base_url.host, sides.fast.base_url.port or 0)
        ) as connection:
            connection.sendall(get(f"{RUNAWAY} # {pause}"))
            time.sleep(pause)
        time.sleep(0.2)
        assert sides.fast.get("/queries").json() == []
        assert exchange(sides.fast, [get(f"SELECT ({pause} AS ?n) {{}}")])[0][0] == 200


def test_all_queries_are_counted(sides: Sides) -> None:
    def counted(client: httpx.Client) -> dict[str, float]:
        lines = client.get("/metrics").text.splitlines()
        found = [
            line.rpartition(" ")
            for line in lines
            if line.startswith(("kouan_requests_total", "kouan_cache_hits"))
        ]
        return {name: float(value) for name, _, value in found}

    before = [counted(client) for client in (sides.fast, sides.plain)]
    for query in ("SELECT (8 AS ?eight) {}", "SELECT (8 AS ?eight) {}", "ASK {", RUNAWAY):
        sides.answers(get(query))
    after = [counted(client) for client in (sides.fast, sides.plain)]

    rises = [
        {name: value - was.get(name, 0) for name, value in now.items() if value != was.get(name, 0)}
        for was, now in zip(before, after, strict=True)
    ]
    assert rises[0] == rises[1]
    assert rises[0]['kouan_requests_total{kind="query",outcome="answered"}'] == 1
    assert rises[0]['kouan_requests_total{kind="query",outcome="time-limit"}'] == 1


def test_a_new_release_is_answered_from_at_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = Settings(store=fill(tmp_path_factory.mktemp("growing") / "store"))
    with running(create_app(settings), settings) as client:
        for port in range(5):
            for _ in range(3):
                assert len(names(client.get("/sparql", params={"query": NAMES}))) == 2 + port
            with Master.open(settings.store) as master:
                master.store.update(
                    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> INSERT DATA { "
                    f"GRAPH <https://w3id.org/kouan/graph/facts> {{ <urn:{port}> rdfs:label '口岸{port}' }} }}"
                )
                master.publish()


def test_what_is_kept_of_answers_is_bounded(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = Settings(store=fill(tmp_path_factory.mktemp("bounded") / "store"), cache=20_000)
    with running(create_app(settings), settings) as client:
        for number in range(100):
            query = f"SELECT ({number} AS ?number) {{}}"
            for _ in range(2):
                assert names(client.get("/sparql", params={"query": query}), "number") == [str(number)]


@given(st.text(alphabet="%=+3Dd4zE5", max_size=12))
def test_what_is_no_escape_is_left_to_the_library(escaped: str) -> None:
    found = plain.unescaped(escaped.encode())

    valid = re.fullmatch("(%[0-9A-Fa-f]{2}|[^%])*", escaped) and "\ufffd" not in unquote_plus(escaped)
    assert found == (unquote_plus(escaped) if valid else None)


@given(st.text())
def test_escapes_are_read_as_by_the_library(text: str) -> None:
    for escaped in (
        quote(text, errors="replace"),
        quote_plus(text, errors="replace"),
        quote(text, safe="=?/:@!~", errors="replace"),
    ):
        assert plain.unescaped(escaped.encode()) == unquote_plus(escaped)
        assert plain.unescaped(escaped.lower().encode()) == unquote_plus(escaped.lower())
