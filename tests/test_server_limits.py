"""A query can always be stopped: by time, by memory, by leaving, by hand; and others see nothing of it."""

import logging
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from server.access import read_tokens
from server.app import create_app
from server.settings import Settings
from tests.processes import descendants, processor_seconds
from tests.serving import fill, in_memory, names, running

NAMES = "SELECT ?name { GRAPH graph:facts { port:p1 rdfs:label ?name } }"
NUMBERS = " ".join(map(str, range(60)))
DENSE = "".join(f"port:p{i} kou:faces port:p{j} .\n" for i in range(60) for j in range(60))
LABELS = "".join(f'port:p{i} rdfs:label "口岸{i}"@zh .\n' for i in range(3000))
STORE = f"""
@prefix kou: <https://w3id.org/kouan/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix port: <https://w3id.org/kouan/id/port/> .
@prefix graph: <https://w3id.org/kouan/graph/> .
graph:facts {{ {DENSE} {LABELS} }}
"""
THREE = "?a rdfs:label ?x . ?b rdfs:label ?y . ?c rdfs:label ?z"
DOUBLED = "".join(f" BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(32))
RUNAWAYS = {
    "cross product": f"SELECT (COUNT(*) AS ?n) {{ {THREE} }}",
    "product of values": f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'VALUES ?v{i} {{ {NUMBERS} }}' for i in range(6))} }}",
    "paths on a dense graph": "SELECT (COUNT(*) AS ?n) { ?a kou:faces*/kou:faces*/kou:faces*/kou:faces*/kou:faces* ?b }",
    "regex": f"SELECT (COUNT(*) AS ?n) {{ {THREE} FILTER(REGEX(CONCAT(?x, ?y, ?z), '(a+)+$')) }}",
    "order by everything": f"SELECT * {{ {THREE} }} ORDER BY ?x ?y ?z",
    "group_concat": f"SELECT (GROUP_CONCAT(CONCAT(?x, ?y, ?z)) AS ?all) {{ {THREE} }}",
    "distinct": f"SELECT DISTINCT ?x ?y ?z {{ {THREE} }} ORDER BY ?x",
    "long path to plan": f"ASK {{ ?a {'/'.join(['kou:faces'] * 1500)} ?b }}",
    "doubling": f"SELECT ?x32 {{ BIND('12345678' AS ?x0){DOUBLED} }}",
    "sum in a sub-select": f"ASK {{ {{ SELECT (SUM(STRLEN(?x)) AS ?s) {{ {THREE} }} }} FILTER(?s = 1) }}",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = Settings(
        store=fill(tmp_path_factory.mktemp("limits") / "store", STORE),
        time_limit=1.0,
        longest_time=60.0,
        query_memory=256 << 20,
        workers=3,
        client_queries=6,
        tokens=read_tokens("boss:admin:s3cret"),
    )
    with running(create_app(settings)) as client:
        in_memory(client)
        yield client


def ask(client: httpx.Client, query: str, **parameters: str) -> httpx.Response:
    return client.post("/sparql", data={"query": query, **parameters}, timeout=30)


def at_rest() -> bool:
    """Whether all that the server has started does nothing for a while."""
    before = processor_seconds(descendants())
    time.sleep(0.3)
    return processor_seconds(descendants()) - before < 0.1


@pytest.mark.parametrize("query", RUNAWAYS.values(), ids=RUNAWAYS.keys())
def test_any_runaway_is_ended_and_frees_the_processor(client: httpx.Client, query: str) -> None:
    begun = time.monotonic()
    response = ask(client, query)
    took = time.monotonic() - begun

    assert (response.status_code, response.json()["kind"]) in ((503, "time-limit"), (503, "memory-limit"))
    assert took < 10
    if sys.platform == "linux":
        deadline = time.monotonic() + 3
        while not at_rest():
            assert time.monotonic() < deadline, "the processor is still at work on it"


def test_while_runaways_work_simple_queries_are_answered(client: httpx.Client) -> None:
    with ThreadPoolExecutor(2) as threads:
        begun = [threads.submit(ask, client, RUNAWAYS["product of values"], timeout="3") for _ in range(2)]
        time.sleep(0.5)
        took = []
        for number in range(20):
            before = time.monotonic()
            assert names(ask(client, f"{NAMES} # {number}")) == ["口岸1"]
            took.append(time.monotonic() - before)
        still = [not each.done() for each in begun]
        ended = [each.result().json()["kind"] for each in begun]

    assert (still, ended) == ([True, True], ["time-limit", "time-limit"])
    assert sorted(took)[10] < 5


def test_when_all_workers_have_long_queries_the_latest_gives_way_to_one_who_waits(
    client: httpx.Client,
) -> None:
    with ThreadPoolExecutor(3) as threads:
        begun = []
        for n in range(3):
            begun.append(threads.submit(ask, client, f"{RUNAWAYS['cross product']} # {n}", timeout="20"))
            time.sleep(0.1)
        time.sleep(1)
        at_work = client.get("/queries").json()
        before = time.monotonic()
        answered = names(ask(client, f"{NAMES} # after long ones"))
        took = time.monotonic() - before
        for each in at_work[:2]:
            client.delete(f"/queries/{each['id']}")
        kinds = [each.result().json()["kind"] for each in begun]

    assert (answered, len(at_work), took < 10) == (["口岸1"], 3, True), took
    assert kinds == ["cancelled", "cancelled", "gave-way"]


def test_a_query_ends_when_its_client_leaves_which_is_no_error(
    client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(httpx.ReadTimeout):
        client.post("/sparql", data={"query": RUNAWAYS["cross product"], "timeout": "60"}, timeout=0.5)

    deadline = time.monotonic() + 10
    while client.get("/queries").json():
        assert time.monotonic() < deadline, "the query is still at work"
        time.sleep(0.02)
    while not at_rest():
        assert time.monotonic() < deadline + 60
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_a_query_at_work_is_listed_and_can_be_cancelled(client: httpx.Client) -> None:
    text = RUNAWAYS["cross product"]
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(ask, client, text, timeout="60")
        while not (listed := client.get("/queries").json()):
            time.sleep(0.02)
        cancelled = client.delete(f"/queries/{listed[0]['id']}")
        response = asked.result()

    assert (listed[0]["query"], listed[0]["limit"], cancelled.status_code) == (text, 60.0, 204)
    assert (response.status_code, response.json()["kind"]) == (503, "cancelled")
    assert response.headers["kouan-query"] == listed[0]["id"]


def test_only_one_who_may_sees_the_queries_of_others(client: httpx.Client) -> None:
    wrong = client.get("/queries", headers={"Authorization": "Bearer guessed"})
    right = client.get("/queries", headers={"Authorization": "Bearer s3cret"})

    assert (wrong.status_code, right.status_code) == (401, 200)
    assert client.delete("/queries/0123456789abcdef").json()["kind"] == "no-such-query"


def test_a_client_with_too_many_queries_waits_its_turn(client: httpx.Client) -> None:
    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(ask, client, f"{RUNAWAYS['cross product']} # {n}") for n in range(8)]
        answers = [each.result() for each in asked]

    refused = [each for each in answers if each.status_code == 429]
    assert len(refused) == 2
    assert {each.json()["kind"] for each in refused} == {"too-many"}
    assert {each.headers["retry-after"] for each in refused} == {"1"}
    assert names(ask(client, NAMES)) == ["口岸1"]


def test_a_stream_that_is_ended_is_seen_to_be_broken(client: httpx.Client) -> None:
    received: list[bytes] = []

    def read() -> None:
        query = {"query": f"SELECT * {{ {THREE} }}", "format": "csv"}
        with client.stream("GET", "/sparql", params=query) as response:
            assert (response.status_code, response.headers["kouan-time-limit"]) == (200, "1")
            received.extend(response.iter_bytes())

    with pytest.raises(httpx.RemoteProtocolError, match="incomplete chunked read"):
        read()


def test_a_query_may_ask_for_more_time_up_to_a_bound(client: httpx.Client) -> None:
    response = ask(client, "ASK {}", timeout="100000")

    assert (response.status_code, response.headers["kouan-time-limit"]) == (200, "60")
