"""The desk of the current release. Decisions are kept at once; the graph follows when curators pause."""

import asyncio
import logging
from time import monotonic

from starlette.concurrency import run_in_threadpool

from graph.releases import ReleaseInfo, find
from graph.review.desk import Desk
from server.aside import work_aside
from server.problem import Problem
from server.releases import Releases
from server.settings import Settings
from server.writer import Writer

log = logging.getLogger("kouan")
PAUSE = 3.0
"""Seconds without a decision after which the graph follows."""
LONGEST = 20.0
"""Seconds after which it follows in any case."""
AGAIN = 10.0
"""Seconds after which it tries again where it could not."""
PATIENCE = 4.0
"""Seconds to wait for the queue of a release, which is enough for a small one, before its curator is told to wait."""


class Preparing(Exception):
    """The queue is being made."""


class Review:
    """Gives the desk to who asks for it."""

    def __init__(self, settings: Settings, releases: Releases, writer: Writer) -> None:
        self._settings = settings
        self._releases = releases
        self._writer = writer
        self._desk: Desk | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._opening = asyncio.Lock()
        self._making: dict[str, asyncio.Task[None]] = {}
        self._following: asyncio.Task[None] | None = None
        self._settled: asyncio.Task[None] | None = None
        self._first = self._last = 0.0
        """When the first and the last decision that the graph has not followed were made."""

    async def desk(self) -> Desk:
        """The desk, with all that was decided by now; Preparing as long as its queue is being made."""
        self._loop = asyncio.get_running_loop()
        info = (await self._releases.current()).info
        desk = self._desk
        if desk is None or (desk.release != info.id and self._following is None):
            async with self._opening:
                desk = await self._open(info)
        await run_in_threadpool(desk.catch_up)
        return desk

    async def _open(self, info: ReleaseInfo) -> Desk:
        desk = self._desk
        if desk is None:
            desk = await run_in_threadpool(Desk, self._settings.store, self._settings.names)
        if desk.release != info.id and not await run_in_threadpool(desk.take, info):
            making = self._make(info)
            if desk.release is not None:
                return desk  # the queue of the release before serves until that of this one is made
            until = monotonic() + PATIENCE
            while not await run_in_threadpool(desk.take, info):
                if making.done() or monotonic() > until:
                    raise Preparing
                await asyncio.wait([making], timeout=0.1)
        if self._desk is None:
            self._desk = desk
            if desk.pending():
                self._decided()
        return desk

    def _make(self, info: ReleaseInfo) -> asyncio.Task[None]:
        for identity, task in list(self._making.items()):
            if task.done():
                del self._making[identity]
        if info.id not in self._making:
            self._making[info.id] = asyncio.create_task(
                work_aside("graph.review.making", self._settings, info, missing="review queue")
            )
        return self._making[info.id]

    def decided(self) -> None:
        """Something was decided, in whichever thread: the graph is to follow."""
        if self._loop:
            self._loop.call_soon_threadsafe(self._decided)

    def moved(self) -> None:
        """The graph was changed by who may not know of the decisions."""
        if self._desk and self._desk.history.decisions:
            self._decided()

    def _decided(self) -> None:
        self._last = monotonic()
        if self._following is None:
            self._first = self._last
            self._following = asyncio.create_task(self._follow())

    async def _follow(self) -> None:
        try:
            while (rest := min(self._last + PAUSE, self._first + LONGEST) - monotonic()) > 0:
                await asyncio.sleep(rest)
            self._first = monotonic()
            await asyncio.shield(self._settling())
        except Exception as error:
            fault = None if isinstance(error, Problem) else error
            log.error("the graph does not follow the decisions yet; they are kept: %s", error, exc_info=fault)
            await asyncio.sleep(AGAIN)
            self._last = monotonic()
        finally:
            self._following = None
        if self._desk and self._last > self._first:
            self._decided()

    def _settling(self) -> asyncio.Task[None]:
        """The graph at following, which is not to be cut off: it has a writer at work."""
        self._settled = asyncio.create_task(self._settle())
        return self._settled

    async def _settle(self) -> None:
        desk = self._desk
        assert desk is not None  # noqa: S101 - something was decided at it
        settled = await run_in_threadpool(desk.pending)
        told = await self._writer.settle()
        if told["before"] == desk.release:
            await run_in_threadpool(desk.move, find(self._settings.store, told["release"]), settled)

    async def close(self) -> None:
        """Ends what is under way; what was decided is kept, and the graph follows at the next start."""
        tasks = [*self._making.values(), *([self._following] if self._following else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, *([self._settled] if self._settled else []), return_exceptions=True)
        if self._desk:
            self._desk.close()
