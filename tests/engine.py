"""The native Oxigraph server as a process of its own, and one that stands before it and fails as it is told."""

import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

import httpx
import pytest
from pyoxigraph import QuerySolutions

from graph.dataset import query
from graph.quads import QuadStore
from graph.queries import load
from tests.conftest import SEEDS
from tests.rdf import NAMES

OXIGRAPH = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
VIRTUOSO = shutil.which("virtuoso-t")
needs_virtuoso = pytest.mark.skipif(VIRTUOSO is None, reason="Virtuoso is not installed")
needs_oxigraph = pytest.mark.skipif(OXIGRAPH is None, reason="the oxigraph server is not installed")


def answers(store: QuadStore) -> dict[str, list[list[str]]]:
    """What a store answers to the questions of the seeds, by their names, in no order; those that need an index are left out."""
    found = {}
    for question in load(SEEDS / "queries", NAMES):
        if "kou:search" not in question.text:
            rows = query(store, question.text, names=NAMES)
            assert isinstance(rows, QuerySolutions)
            found[question.name] = sorted(
                [_in_order(value.value) if value else "" for value in row] for row in rows
            )
    return found


def _in_order(text: str) -> str:
    """A text whose parts are in order: that of GROUP_CONCAT is the engine's."""
    return "、".join(sorted(text.split("、")))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def oxigraph() -> Iterator[str]:
    """The address of an empty engine."""
    assert OXIGRAPH
    port = free_port()
    process = subprocess.Popen(
        [OXIGRAPH, "serve", "--bind", f"127.0.0.1:{port}"],
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def fill(engine: str, quads: bytes | None) -> None:
    """Loads N-Quads into an engine, by nobody that Kouan knows."""
    told = {"Content-Type": "application/n-quads"}
    httpx.post(f"{engine}/store", content=quads, headers=told, timeout=60).raise_for_status()


@contextmanager
def virtuoso(folder: Path) -> Iterator[str]:
    """The address of an empty Virtuoso that keeps its files in a folder; its administrator is `dba`, password `dba`."""
    assert VIRTUOSO
    http, sql = free_port(), free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(
        f"""[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
""",
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [VIRTUOSO, "-f", "-c", str(settings)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", http), 1).close()
                break
            except OSError:
                assert time.monotonic() < until, "Virtuoso did not start"
                assert process.poll() is None, "Virtuoso ended"
                time.sleep(0.1)
        yield f"http://127.0.0.1:{http}"
    finally:
        process.terminate()
        process.wait(60)


class Faulty:
    """What stands before an engine: it passes requests on, and counts and spoils the updates."""

    def __init__(self, engine: str) -> None:
        self.updates = 0
        self.spoilt: dict[int, str] = {}
        """Number of an update, from 1 → `drop` (done, but the connection breaks), `html` or `500` (not done), or
        `slow` (done when the last moment comes)."""
        self.late = threading.Event()
        """The last moment: what is slow is done then."""
        self.done = threading.Event()
        """Set when it has been done."""
        self.cut: int | None = None
        """Bytes of a graph after which the connection breaks."""
        self.gone_after: int | None = None
        """The number of updates after which nothing is answered any more."""
        outer, place = self, engine.removeprefix("http://")

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                fault = outer.meet(self.path)
                if fault == "gone":
                    self.close_connection = True
                    return
                if fault in ("html", "500"):
                    self.answer(200 if fault == "html" else 500, "text/html", b"<h1>It works!</h1>")
                    return
                if fault == "slow":
                    outer.late.wait()
                try:
                    self.pass_on("POST", body, fault == "drop")
                except BrokenPipeError:
                    """Who asked has left."""
                finally:
                    if fault == "slow":
                        outer.done.set()

            def do_GET(self) -> None:
                if outer.is_gone():
                    self.close_connection = True
                    return
                self.pass_on("GET", None, False)

            def pass_on(self, method: str, body: bytes | None, drop: bool) -> None:
                connection = HTTPConnection(place)
                sent = {k: v for k, v in self.headers.items() if k in ("Content-Type", "Accept")}
                connection.request(method, self.path, body, sent)
                found = connection.getresponse()
                data, kind = found.read(), found.headers.get("Content-Type", "")
                connection.close()
                if drop:
                    self.close_connection = True
                else:
                    self.answer(found.status, kind, data)

            def answer(self, status: int, kind: str, data: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                cut = outer.cut if self.command == "GET" else None
                self.wfile.write(data[:cut])
                self.close_connection |= cut is not None

            def log_message(self, format: str, *args: object) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"

    def meet(self, path: str) -> str | None:
        """What becomes of a request."""
        if path == "/update":
            self.updates += 1
        if self.is_gone():
            return "gone"
        return self.spoilt.get(self.updates) if path == "/update" else None

    def is_gone(self) -> bool:
        """Whether nothing is answered any more."""
        return self.gone_after is not None and self.updates > self.gone_after

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.late.set()
        self._server.shutdown()
        self._server.server_close()
