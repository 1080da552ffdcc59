"""Workers and who borrows them, while others leave and the server ends: none is lost, and none is left behind."""

import asyncio
import gc
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Coroutine
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import uvloop

from graph.releases import find
from server import releases
from server.pool import Pool
from server.releases import Releases
from server.settings import Settings
from server.wire import Role
from server.worker import Zygote
from tests.processes import descendants
from tests.rdf import NAMES
from tests.serving import fill


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("pool") / "store")


def run(work: Coroutine[Any, Any, None]) -> None:
    """Runs to the end, and ends the loop, as a server does; fails if that takes too long."""
    failed: list[BaseException] = []

    def main() -> None:
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(work)
        except BaseException as error:  # noqa: BLE001 - told in the thread that waits
            failed.append(error)

    thread = Thread(target=main, daemon=True)
    thread.start()
    thread.join(120)
    assert not thread.is_alive(), "the loop does not end"
    if failed:
        raise failed[0]


def nobody() -> None:
    """Gives no way."""


def test_a_worker_is_not_lent_to_who_has_just_left(store: Path) -> None:
    async def scenario() -> None:
        zygote = await Zygote.start()
        role = Role(
            find(store).path, store, NAMES.base, memory=1 << 30, largest_result=1 << 20, most_rows=100
        )
        pool = await Pool(zygote, role, 1).start()
        first, second, third = (pool.ask(client, nobody) for client in "abc")
        await pool.wait(first)
        leaving, staying = asyncio.create_task(pool.wait(second)), asyncio.create_task(pool.wait(third))
        await asyncio.sleep(0)
        leaving.cancel()
        assert pool.take_back(first)  # before who left has been taken off the list

        await asyncio.wait_for(staying, 60)
        assert (leaving.cancelled(), pool.busy, pool.waiting) == (True, 1, 0)
        assert pool.take_back(third)
        await pool.close()
        await asyncio.to_thread(zygote.close)

    run(scenario())


def test_a_worker_that_nobody_waits_for_any_more_is_not_left_to_another(store: Path) -> None:
    async def scenario() -> None:
        zygote = await Zygote.start()
        role = Role(
            find(store).path, store, NAMES.base, memory=1 << 30, largest_result=1 << 20, most_rows=100
        )
        for moment in (0, 0, 0.001, 0.002, 0.005):
            leaving = [asyncio.create_task(zygote.fork(role)) for _ in range(2)]
            await asyncio.sleep(moment)
            for each in leaving:
                each.cancel()
            staying = await zygote.fork(role)
            await asyncio.wait(leaving)
            assert await staying.kill() == signal.SIGKILL
        await asyncio.to_thread(zygote.close)

    run(scenario())
    gc.collect()  # a socket that was left open is told of as a fault


def test_workers_that_are_being_replaced_do_not_wait_for_each_other_when_a_pool_closes(store: Path) -> None:
    async def scenario() -> None:
        zygote = await Zygote.start()
        role = Role(
            find(store).path, store, NAMES.base, memory=1 << 30, largest_result=1 << 20, most_rows=100
        )
        pool = await Pool(zygote, role, 2).start()
        loans = [pool.ask(client, nobody) for client in "ab"]
        for loan in loans:
            (await pool.wait(loan)).idle = False  # as if it were still at work
        await asyncio.gather(*(pool.give_back(loan) for loan in loans), pool.close())
        await asyncio.to_thread(zygote.close)

    run(scenario())


def test_a_server_that_ends_while_it_loads_a_release_leaves_no_process(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases, "SETTLED", 0.0)
    moments = random.Random(7)  # noqa: S311 - moments, not secrets
    before = set(descendants())

    async def scenario(seconds: float) -> None:
        served = Releases(Settings(store=store, workers=4))
        await served.start()
        await asyncio.sleep(seconds)
        await served.close()

    for _ in range(6):
        run(scenario(moments.uniform(0, 0.8)))

    assert set(descendants()) == before


def test_a_server_that_ends_before_its_workers_can_be_made_leaves_no_complaint() -> None:
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-m", "server.zygote", str(theirs.fileno())]
    with subprocess.Popen(command, pass_fds=[theirs.fileno()], stderr=subprocess.PIPE) as zygote:
        theirs.close()
        ours.close()
        assert (zygote.communicate(timeout=60)[1], zygote.returncode) == (b"", 0)
