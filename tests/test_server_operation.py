"""For those who run the server: health, numbers, the log, stopping it, and what it says when it cannot start."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from graph.releases import current_id
from graph.store import Master
from tests.processes import command, descendants
from tests.serving import fill, names

KOUAN = Path(sys.executable).parent / "kouan"
NAME = "SELECT ?name { port:mohan rdfs:label ?name }"
FACTS = "https://w3id.org/kouan/graph/facts"
NUMBERS = " ".join(map(str, range(60)))
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'VALUES ?v{i} {{ {NUMBERS} }}' for i in range(6))} }}"
A_WHILE = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{i} {{ {NUMBERS} }}" for i in range(4)) + " }"


@dataclass
class Server:
    """The command that serves, as one who runs it sees it."""

    process: subprocess.Popen[str]
    address: str
    log: Path

    def events(self) -> list[dict[str, object]]:
        """What it has logged."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]


@contextmanager
def serving(store: Path, log: Path, **settings: str) -> Iterator[Server]:
    environment = {**os.environ, "KOUAN_STORE": str(store), "PORT": "0", "KOUAN_LOG": "info", **settings}
    with log.open("w") as errors:
        process = subprocess.Popen(
            [str(KOUAN), "serve"], env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    assert process.stdout is not None
    try:
        address = process.stdout.readline().split()[-1].rstrip("/")
        assert httpx.get(f"{address}/health/live", timeout=60).status_code == 204
        yield Server(process, address, log)
    finally:
        process.terminate()
        process.communicate(timeout=60)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("operation")
    store = fill(folder / "store")
    with serving(
        store, folder / "log", KOUAN_SLOW="0.3", KOUAN_TIME_LIMIT="0.5", KOUAN_WORKERS="2"
    ) as server:
        httpx.get(f"{server.address}/sparql", params={"query": NAME})
        yield server


def test_a_release_that_cannot_be_read_is_not_served(tmp_path: Path) -> None:
    store = fill(tmp_path / "store")
    first = current_id(store)
    with serving(store, tmp_path / "log", KOUAN_WORKERS="2") as server:

        def health() -> tuple[object, object]:
            told = httpx.get(f"{server.address}/health", timeout=60).json()
            return told["release"], told["unusable"]

        assert health() == (first, None)
        second = published(store, "port:mohan rdfs:label '磨憨边境口岸'", damaged=True)
        answered = names(httpx.get(f"{server.address}/sparql", params={"query": NAME}, timeout=60))
        assert (answered, health()) == (["磨憨口岸"], (first, second))
        third = published(store, "port:mohan rdfs:label '磨憨陆路口岸'")
        answered = names(httpx.get(f"{server.address}/sparql", params={"query": NAME}, timeout=60))
        assert (len(answered), health()) == (3, (third, None))
        errors = [str(event["event"]) for event in server.events() if event["level"] == "error"]

    assert errors[-1].startswith(f"release {second} cannot be read, {first} goes on being served: ")


def published(store: Path, data: str, *, damaged: bool = False) -> str:
    """A further release; a damaged one has lost the table of its files."""
    with Master.open(store) as master:
        text = (
            f"PREFIX port: <https://w3id.org/kouan/id/port/> INSERT DATA {{ GRAPH <{FACTS}> {{ {data} }} }}"
        )
        master.store.update("PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> " + text)
        release = master.publish(data.encode())
    if damaged:
        for each in (store / "releases" / release).glob("MANIFEST-*"):
            each.write_bytes(b"")
    return release


def test_health_is_ready_and_alive(server: Server) -> None:
    ready, live = (httpx.get(f"{server.address}/health{part}") for part in ("", "/live"))

    assert (ready.status_code, ready.json()["status"], live.status_code) == (200, "ready", 204)
    assert ready.json()["triples"]["facts"] == 5


def test_metrics_tell_what_was_asked_and_how_it_ended(server: Server) -> None:
    while not httpx.get(f"{server.address}/health").json()[
        "in_memory"
    ]:  # what is kept is of one way of reading
        time.sleep(0.05)
    httpx.get(f"{server.address}/sparql", params={"query": "ASK {} # counted"})
    httpx.get(f"{server.address}/sparql", params={"query": "ASK {} # counted"})
    httpx.get(f"{server.address}/sparql", params={"query": "ASK"})
    httpx.get(f"{server.address}/sparql", params={"query": f"{ENDLESS} # counted"})

    response = httpx.get(f"{server.address}/metrics")
    found = dict(line.rsplit(" ", 1) for line in response.text.splitlines() if not line.startswith("#"))
    numbers = {name: float(value) for name, value in found.items()}

    assert response.headers["content-type"].startswith("text/plain; version=")
    assert numbers['kouan_requests_total{kind="query",outcome="answered"}'] >= 2
    assert numbers['kouan_requests_total{kind="query",outcome="query-syntax"}'] == 1
    assert numbers['kouan_requests_total{kind="query",outcome="time-limit"}'] == 1
    assert numbers['kouan_request_seconds_count{kind="query"}'] >= 4
    assert numbers['kouan_request_seconds_bucket{kind="query",le="0.25"}'] >= 3
    assert numbers["kouan_cache_hits"] >= 1
    assert numbers["kouan_workers_killed"] >= 1
    assert (numbers["kouan_queries_running"], numbers["kouan_queries_waiting"]) == (0, 0)
    assert numbers["kouan_release_quads"] == 6


def test_the_log_shows_slow_and_killed_queries_and_nobodys_address(server: Server) -> None:
    httpx.get(f"{server.address}/sparql", params={"query": "ASK {} # not shown"})
    httpx.get(f"{server.address}/sparql", params={"query": f"{ENDLESS} # shown"})

    requests = [event for event in server.events() if event["event"] == "request"]
    slow = [event for event in requests if "# shown" in str(event.get("query"))]

    assert [(each["level"], each["kind"], each["outcome"]) for each in slow] == [
        ("warning", "query", "time-limit")
    ]
    assert re.fullmatch("[0-9a-f]{12}", str(slow[0]["text"]))
    log = server.log.read_text()
    assert ("# not shown" in log, "127.0.0.1" in log) == (False, False)


def test_a_server_that_is_stopped_finishes_what_it_does_and_leaves_no_process(tmp_path: Path) -> None:
    with serving(fill(tmp_path / "store"), tmp_path / "log") as server, ThreadPoolExecutor(1) as threads:
        httpx.get(f"{server.address}/sparql", params={"query": NAME})
        workers = descendants(server.process.pid)
        asked = threads.submit(httpx.get, f"{server.address}/sparql", params={"query": A_WHILE}, timeout=60)
        while not httpx.get(f"{server.address}/queries").json():
            time.sleep(0.01)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{server.address}/health")
        answer = asked.result()
        status = server.process.wait(30)

    assert (answer.status_code, names(answer, "n")) == (200, [str(60**4)])
    assert status == 0
    assert [worker for worker in workers if _lives(worker)] == []


def test_a_server_that_is_killed_leaves_no_process(tmp_path: Path) -> None:
    with serving(fill(tmp_path / "store"), tmp_path / "log") as server:
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{server.address}/sparql", params={"query": ENDLESS}, timeout=0.5)
        workers = [each for each in descendants(server.process.pid) if "server.zygote" in command(each)]
        server.process.kill()
        deadline = time.monotonic() + 5
        while [worker for worker in workers if _lives(worker)]:
            assert time.monotonic() < deadline, "they live on"
            time.sleep(0.05)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def start(store: Path, **settings: str) -> tuple[int, str]:
    """Exit status and message of a server that cannot start."""
    environment = {**os.environ, "KOUAN_STORE": str(store), "PORT": "0", **settings}
    done = subprocess.run(
        [str(KOUAN), "serve"], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stderr


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        status, message = start(fill(tmp_path / "store"), PORT=str(port))

    assert (status, message.count("\n")) == (1, 1)
    assert f"cannot listen at 127.0.0.1 port {port}: Address already in use" in message


@pytest.mark.parametrize(
    ("module", "unneeded"),
    [
        ("server.serving", {"jieba", "pyarrow", "pypinyin", "pyshacl", "rdflib"}),
        ("server.zygote", {"fastapi", "jieba", "pyarrow", "pypinyin", "pyshacl", "rdflib", "starlette"}),
    ],
)
def test_what_takes_long_to_load_does_not_delay_the_first_answer(module: str, unneeded: set[str]) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert unneeded.isdisjoint(loaded.stdout.split())


@pytest.mark.parametrize("damage", ["no database", "half a database", "no release", "no pointer", "no store"])
def test_a_store_that_cannot_be_served_is_named_with_what_is_wrong(tmp_path: Path, damage: str) -> None:
    store = tmp_path / "store"
    if damage != "no store":
        release = fill(store) / "releases" / current_id(store)
        if damage == "no database":
            for file in release.iterdir():
                file.unlink()
        if damage == "half a database":
            for file in release.glob("*.sst"):
                file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
        if damage == "no release":
            (store / "current").write_text("000000000000\n")
        if damage == "no pointer":
            (store / "current").unlink()
    status, message = start(store)

    assert (status, message.count("\n")) == (1, 1), message
    assert message.startswith(f"kouan: {store}: ")


def test_a_store_that_another_writes_to_is_served_and_changed_later(tmp_path: Path) -> None:
    store = fill(tmp_path / "store")
    settings = {"KOUAN_TOKEN": "s3cret"}
    with serving(store, tmp_path / "log", **settings) as server:
        send = {
            "headers": {"Authorization": "Bearer s3cret"},
            "data": {"update": "CLEAR SILENT GRAPH <urn:g>"},
        }
        with Master.open(store):
            asked = httpx.get(f"{server.address}/sparql", params={"query": NAME})
            changed = httpx.post(f"{server.address}/sparql", timeout=30, **send)  # type: ignore[arg-type]
        later = httpx.post(f"{server.address}/sparql", timeout=30, **send)  # type: ignore[arg-type]

    assert names(asked) == ["磨憨口岸"]
    assert (changed.status_code, changed.json()["kind"], changed.headers["retry-after"]) == (503, "busy", "5")
    assert later.status_code == 204


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("KOUAN_WORKERS", "0", "KOUAN_WORKERS: a whole number above 0 is expected, not '0'"),
        ("KOUAN_LOG", "loud", "KOUAN_LOG: info, warning or error is expected, not 'loud'"),
        ("KOUAN_TIME_LIMIT", "-1", "KOUAN_TIME_LIMIT: a number of seconds is expected, not '-1'"),
        ("KOUAN_TOKEN", "li:boss:x", "KOUAN_TOKEN: SECRET or NAME:SCOPE:SECRET is expected, SCOPE one of read, review, write, admin"),
    ],
)  # fmt: skip
def test_a_setting_that_is_wrong_is_named(tmp_path: Path, name: str, value: str, message: str) -> None:
    assert start(tmp_path, **{name: value}) == (2, f"kouan: {message}\n")
