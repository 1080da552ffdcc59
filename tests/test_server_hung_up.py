"""Workers whose server has hung up, since the client is gone or its time is over."""

import logging
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Store

from graph.releases import find
from server import reading, writing
from server.reading import Source
from server.wire import Job, Role
from tests.rdf import NAMES
from tests.serving import fill

Work = Callable[[socket.socket, Role], None]


def read(connection: socket.socket, role: Role) -> None:
    assert role.release is not None
    reading.work(connection, role, Source(Store.read_only(str(role.release))))


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
