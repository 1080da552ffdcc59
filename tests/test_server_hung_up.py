"""Workers whose server has hung up, since the client is gone or its time is over."""

import json
import logging
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Store

from graph.releases import find
from server import reader, writing
from server.reading import Source
from server.wire import Job, Role
from tests.rdf import NAMES
from tests.serving import fill

Work = Callable[[socket.socket, Role], None]


def read(connection: socket.socket, role: Role) -> None:
    assert role.release is not None
    reader.work(connection, role, Source(Store.read_only(str(role.release))))


@pytest.mark.parametrize(
    ("work", "job"),
    [
        (read, Job("query", "SELECT * { ?s ?p ?o }", results="json")),
        (writing.work, Job("update", "INSERT DATA { <urn:a> <urn:b> 1 }")),
        (writing.work, Job("update", "no update at all")),
    ],
    ids=["a reader", "a writer", "a writer that refuses"],
)
def test_it_ends_and_nothing_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, work: Work, job: Job
) -> None:
    store = fill(tmp_path / "store")
    role = Role(find(store).path, store, NAMES.base, memory=1 << 30, largest_result=1 << 20, most_rows=100)
    ours, theirs = socket.socketpair()
    with theirs:
        with ours:
            ours.sendall(job.message())
        with caplog.at_level(logging.ERROR):
            work(theirs, role)

    assert caplog.records == []


def test_a_worker_that_nobody_waits_for_and_a_server_that_is_gone_are_no_errors(tmp_path: Path) -> None:
    store = fill(tmp_path / "store")
    role = Role(None, store, NAMES.base, memory=1 << 30, largest_result=1 << 20, most_rows=100)
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-m", "server.zygote", str(theirs.fileno())]
    with subprocess.Popen(command, stderr=subprocess.PIPE, pass_fds=[theirs.fileno()], text=True) as zygote:
        theirs.close()
        assert ours.recv(100) == b"{}"
        near, far = socket.socketpair()
        near.close()
        with far:
            socket.send_fds(ours, [json.dumps({"fork": role.as_json()}).encode()], [far.fileno()])
        worker = json.loads(ours.recv(100))
        ours.sendall(json.dumps({"end": worker}).encode())
        ours.close()  # without reading the answer
        _, told = zygote.communicate(timeout=60)

    assert (zygote.returncode, told) == (0, "")
