"""Whatever is sent: the right status and a clear reason, and the server goes on as if nothing had been."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, IncompleteRead
from pathlib import Path
from statistics import median
from threading import Event, Thread

import httpx
import pytest

from tests.hostile import DOOR, HOSTILE, LARGEST_REQUEST, LARGEST_RESULT, LONGEST_QUERY, TOKEN, Hostile
from tests.knocking import Door, door
from tests.processes import descendants, resident
from tests.serving import fill, names

KOUAN = Path(sys.executable).parent / "kouan"
NAME = "SELECT ?name { port:p1 rdfs:label ?name }"
DENSE = "".join(f"port:p{i} kou:faces port:p{j} .\n" for i in range(60) for j in range(60))
LABELS = "".join(f'port:p{i} rdfs:label "口岸{i}"@zh .\n' for i in range(3000))
STORE = f"""
@prefix kou: <https://w3id.org/kouan/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix port: <https://w3id.org/kouan/id/port/> .
@prefix graph: <https://w3id.org/kouan/graph/> .
graph:facts {{ {DENSE} {LABELS} }}
"""


@dataclass
class Other:
    """Another client, who asks a simple question again and again: how long each answer took, and which were wrong."""

    seconds: list[float]
    wrong: list[str]


@dataclass
class Victim:
    """A server that is treated badly."""

    client: httpx.Client
    process: int
    log: Path
    other: Other
    door: Door


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victim]:
    folder = tmp_path_factory.mktemp("hostile")
    log = folder / "log"
    environment = {
        **os.environ,
        "KOUAN_STORE": str(fill(folder / "store", STORE)),
        "KOUAN_TOKEN": f"boss:admin:{TOKEN} li:review:s3cret-of-li",
        "KOUAN_TIME_LIMIT": "20",
        "KOUAN_QUERY_MEMORY": str(256 << 20),
        "KOUAN_WORKERS": "3",
        "KOUAN_LARGEST_REQUEST": str(LARGEST_REQUEST),
        "KOUAN_LONGEST_QUERY": str(LONGEST_QUERY),
        "KOUAN_LARGEST_RESULT": str(LARGEST_RESULT),
        "PORT": "0",
    }
    with log.open("wb") as errors, door() as listener:
        process = subprocess.Popen(
            [str(KOUAN), "serve"], env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        other, done = Other([], []), Event()
        with httpx.Client(base_url=address, timeout=30) as client:
            while _live(client) != 204:
                assert process.poll() is None, log.read_text()
                time.sleep(0.05)
            client.get("/sparql", params={"query": NAME})
            thread = Thread(target=_ask_again_and_again, args=(address, other, done))
            thread.start()
            try:
                yield Victim(client, process.pid, log, other, listener)
            finally:
                done.set()
                thread.join()
                process.terminate()
                process.communicate(timeout=30)


def _live(client: httpx.Client) -> int:
    try:
        return client.get("/health/live").status_code
    except httpx.ConnectError:
        return 0


def _ask_again_and_again(address: str, other: Other, done: Event) -> None:
    number = 0
    with httpx.Client(base_url=address, timeout=30) as client:
        while not done.wait(0.05):
            number += 1
            began = time.monotonic()
            response = client.post("/sparql", data={"query": f"{NAME} # {number}"})
            other.seconds.append(time.monotonic() - began)
            if response.status_code != 200 or names(response) != ["口岸1"]:
                other.wrong.append(response.text)


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes
    whole: bool


def send(victim: Victim, hostile: Hostile) -> Answer:
    """Sends a request as it stands: nothing is put right on the way; the address of the door is put in."""
    body = hostile.body.replace(DOOR.encode(), victim.door.address.encode())
    headers = {"Content-Length": str(len(body))} if body or hostile.method in ("POST", "PUT") else {}
    path = hostile.path
    if path == "/sparql" and "time-limit" in (hostile.kind, *hostile.others):
        path += "?timeout=0.7"  # what is harmless has time, however slow the machine
    connection = HTTPConnection(victim.client.base_url.host, victim.client.base_url.port, timeout=60)
    with closing(connection):
        connection.putrequest(
            hostile.method, path, skip_host="Host" in hostile.headers, skip_accept_encoding=True
        )
        for name, value in {**headers, **hostile.headers}.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        response = connection.getresponse()
        received, whole = b"", True
        try:
            received = response.read()
        except IncompleteRead:
            whole = False
        return Answer(response.status, {n.lower(): v for n, v in response.getheaders()}, received, whole)


@pytest.mark.parametrize("hostile", HOSTILE, ids=[each.name for each in HOSTILE])
def test_a_hostile_request_is_answered_as_it_deserves(victim: Victim, hostile: Hostile) -> None:
    answer = send(victim, hostile)

    kind = "" if answer.whole else "broken"
    if answer.status >= 400:
        problem = json.loads(answer.body)
        kind = problem["kind"]
        assert answer.headers["content-type"] == "application/problem+json"
        assert (problem["status"], bool(problem["message"])) == (answer.status, True)
    assert kind in (hostile.kind, *hostile.others), (answer.status, answer.body[:500])
    assert answer.status == hostile.status or hostile.others
    assert {"set-cookie", "x-evil"}.isdisjoint(answer.headers)
    assert victim.door.knocks == 0


def test_afterwards_everything_is_as_before(victim: Victim) -> None:
    """Runs last: nobody else saw anything, nothing was logged as our fault, and memory has come back."""
    everything = "SELECT (COUNT(*) AS ?n) { GRAPH graph:facts { ?s ?p ?o } }"
    response = victim.client.get("/sparql", params={"query": everything})

    assert [row["n"]["value"] for row in response.json()["results"]["bindings"]] == ["6600"]
    assert victim.other.wrong == []
    assert median(victim.other.seconds or [0]) < 0.5
    logged = victim.log.read_text()
    assert [line for line in logged.splitlines() if '"level": "error"' in line or "Traceback" in line] == []
    if sys.platform == "linux":
        workers = descendants(victim.process)
        assert resident(victim.process) < 200 << 20
        assert len(workers) <= 10
        assert max(resident(worker) for worker in workers) < 300 << 20
