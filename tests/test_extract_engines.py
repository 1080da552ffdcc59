"""A cluster finds what one process finds, also when it loses a worker."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from extract.bulk import Failure, extract
from extract.engines import Cluster
from extract.error import SourceError
from tests.test_extract_bulk import deadly, ids, made, slowly

dask = pytest.importorskip("dask", reason="needs Dask")
distributed = pytest.importorskip("distributed", reason="needs Dask")
# Dask's own loops leave sockets to the collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


class Scheduler:
    """A scheduler and two workers, as somebody runs them: processes that know each other by an address."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        file = folder / "scheduler.json"
        run = ("-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0")
        self._stack, self._folder = stack, folder
        self._process(*run, "--no-dashboard", "--scheduler-file", str(file))
        deadline = time.monotonic() + 60
        while not file.exists():
            assert time.monotonic() < deadline, "the scheduler did not start"
            time.sleep(0.1)
        with distributed.Client(scheduler_file=str(file)) as client:
            self.address: str = client.scheduler.address
            self.workers = [self._worker(f"w{number}") for number in range(2)]
            client.wait_for_workers(2, timeout=60)

    def _worker(self, name: str) -> "subprocess.Popen[bytes]":
        run = ("-m", "distributed.cli.dask_worker", self.address, "--nthreads", "1", "--no-nanny")
        return self._process(*run, "--name", name, "--no-dashboard", "--local-directory", str(self._folder))

    def _process(self, *arguments: str) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen((sys.executable, *arguments), stderr=subprocess.DEVNULL)
        self._stack.callback(process.wait)
        self._stack.callback(process.kill)
        return process


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[Scheduler]:
    with ExitStack() as stack:
        yield Scheduler(stack, tmp_path)


def test_a_cluster_finds_in_order_what_one_process_finds_though_a_worker_is_killed(
    scheduler: Scheduler, tmp_path: Path
) -> None:
    alone = list(extract(made(tmp_path, 96), ids))
    together = []
    for number, found in enumerate(extract(made(tmp_path, 96), ids, engine=Cluster(scheduler.address))):
        together.append(found)
        if number == 20:
            os.kill(scheduler.workers[0].pid, signal.SIGKILL)

    assert together == alone


def test_a_cluster_of_our_own_leaves_out_what_takes_too_long_and_what_ends_its_worker(tmp_path: Path) -> None:
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}):
        [(_, slow), *_] = extract(made(tmp_path, 1), slowly, engine=Cluster(workers=1), seconds=0.5)
        found = dict(extract(made(tmp_path, 24), deadly, engine=Cluster(workers=1)))

    assert slow == Failure("took longer than 0.5 s and is left out")
    assert found.pop("made-1-20") == Failure("is left out, for it ended the process that read it")
    assert list(found) == [f"made-1-{n}" for n in range(24) if n != 20]


def test_a_cluster_that_is_not_there_is_named() -> None:
    with pytest.raises(SourceError, match=r"^tcp://127\.0\.0\.1:9: no cluster can be reached: "):
        Cluster("tcp://127.0.0.1:9", timeout=1)
