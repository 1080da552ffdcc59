"""The releases that are asked: the current one, from disk at once and from memory as soon as it is loaded; older ones.

published ──▶ workers that read it from disk ──▶ (when it is small enough) workers that hold it in memory
"""

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import Coroutine
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from graph import counts, releases
from graph.counts import Counts
from graph.releases import ReleaseInfo
from graph.store import StoreError
from server.heads import Edition
from server.indexing import Indexing
from server.pool import Pool
from server.problem import Problem
from server.settings import Settings
from server.wire import Role
from server.worker import Zygote

log = logging.getLogger("kouan")
SETTLED = 1.0
"""Seconds without another release before one is loaded into memory, so that a burst of updates costs nothing."""
OLDER = 2
"""Older releases that are kept open."""


class Served:
    """A release with the workers that read it."""

    def __init__(self, info: ReleaseInfo, pool: Pool, zygote: Zygote | None = None) -> None:
        self.info = info
        self.pool = pool
        self.in_memory = zygote is not None
        published = format_datetime(info.published.astimezone(UTC), usegmt=True)
        self.edition = Edition(info.id, published, self.in_memory)
        self._zygote = zygote

    async def close(self) -> None:
        """Lets the workers end, and what made them."""
        await self.pool.close()
        if self._zygote:
            await asyncio.to_thread(self._zygote.close)


class Releases:
    """The releases of a store, while new ones are being published."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pointer = settings.store / "current"
        self._zygote: Zygote | None = None
        self._current: Served | None = None
        self._seen: tuple[int, int] | None = None
        """What the pointer was like when it was read."""
        self._older: OrderedDict[str, Served] = OrderedDict()
        self._switching = asyncio.Lock()
        self._loading: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._counts: tuple[str, Counts] | None = None
        self.unusable: str | None = None
        """The id of a newer release that cannot be read; the one before goes on being served."""
        self._indexing = Indexing(settings)

    async def start(self) -> None:
        """Starts the workers of the current release; a StoreError if there is none."""
        info = releases.find(self._settings.store)
        self._zygote = await Zygote.start()
        self._current = await self._serve(info, self._zygote, self._settings.workers)
        self._load(info)
        self._indexing.want(info)

    @property
    def served(self) -> Served | None:
        """The release that is asked now, as far as is known."""
        return self._current

    @property
    def pointer(self) -> tuple[str, tuple[int, int] | None]:
        """Where the current release is named, and what that was like when it was read."""
        return str(self._pointer), self._seen

    @property
    def unchanged(self) -> Served | None:
        """The current release, if the pointer to it has not been written since it was last read, and workers can be had."""
        served = self._current
        return served if served and served.pool.alive and releases.look(self._pointer) == self._seen else None

    async def current(self) -> Served:
        """The current release; a newly published one is there when this returns."""
        served = self._current
        if served is None:
            raise Problem(503, "starting", "the server is starting", headers={"Retry-After": "1"})
        look = releases.look(self._pointer)
        if look == self._seen and served.pool.alive:
            return served
        if self._published(served.info.id) != served.info.id or not served.pool.alive:
            async with self._switching:
                await self._switch()
            assert self._current is not None  # noqa: S101 - once set it stays
            served = self._current
        self._seen = look
        return served

    async def get(self, asked: str | None, moment: datetime | None) -> Served:
        """The release that is asked for, by id or by time; the current one without either."""
        current = await self.current()
        if asked is None and moment is None:
            return current
        try:
            store = self._settings.store
            info = (
                releases.find(store, asked)
                if asked is not None
                else releases.at(store, moment or current.info.published)
            )
        except StoreError as error:
            raise Problem(404, "no-such-release", f"there is no release {asked!r}") from error
        if info.id == current.info.id:
            return current
        async with self._switching:
            return await self._open_older(info)

    async def counted(self) -> tuple[ReleaseInfo, Counts]:
        """The current release with what it holds, counted once."""
        info = (await self.current()).info
        known = self._counts
        if known is None or known[0] != info.id:
            known = info.id, await asyncio.to_thread(counts.make, info, self._settings.names)
            self._counts = known
        return info, known[1]

    async def writer(self) -> Pool:
        """A worker that writes, alone."""
        if self._zygote is None:
            raise Problem(503, "starting", "the server is starting", headers={"Retry-After": "1"})
        await self._revive()
        return await Pool(self._zygote, self._role(None), 1).start()

    async def close(self) -> None:
        """Ends all workers."""
        await self._indexing.close()
        if self._loading:
            self._loading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._loading
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for served in [*self._older.values(), *([self._current] if self._current else [])]:
            await served.close()
        if self._zygote:
            await asyncio.to_thread(self._zygote.close)

    def _published(self, otherwise: str) -> str:
        try:
            return self._pointer.read_text(encoding="utf-8").strip()
        except OSError:
            return otherwise  # the store is being moved or made again: what is open stays readable

    async def _switch(self) -> None:
        """Makes the newest release the current one."""
        served = self._current
        assert served is not None  # noqa: S101 - started
        assert self._zygote is not None  # noqa: S101 - started
        newest = self._published(served.info.id)
        if newest == served.info.id and served.pool.alive:
            return
        await self._revive()
        try:
            info = releases.find(self._settings.store, newest)
            self._current = await self._serve(info, self._zygote, self._settings.workers)
        except (StoreError, Problem) as error:
            if newest == served.info.id or not served.pool.alive:
                raise
            self.unusable = newest
            log.error("release %s cannot be read, %s goes on being served: %s", newest, served.info.id, error)
            return
        self.unusable = None
        self._soon(served.close())
        self._load(info)
        self._indexing.want(info)

    async def _revive(self) -> None:
        """Starts the process that makes workers again if somebody has killed it."""
        if self._zygote is not None and not self._zygote.alive:
            self._zygote.close()
            self._zygote = await Zygote.start()

    async def _open_older(self, info: ReleaseInfo) -> Served:
        served = self._older.pop(info.id, None)
        if served is None or not served.pool.alive:
            await self._revive()
            assert self._zygote is not None  # noqa: S101 - started
            served = await self._serve(info, self._zygote, 2)
            self._indexing.want(info)
            while len(self._older) >= OLDER:
                self._soon(self._older.popitem(last=False)[1].close())
        self._older[info.id] = served
        return served

    async def _serve(self, info: ReleaseInfo, zygote: Zygote, workers: int, loaded: bool = False) -> Served:
        pool = await Pool(zygote, self._role(info.path), workers).start()
        return Served(info, pool, zygote if loaded else None)

    def _role(self, release: Path | None) -> Role:
        settings = self._settings
        return Role(
            release,
            settings.store.resolve(),
            settings.names.base,
            settings.query_memory,
            settings.largest_result,
            settings.most_rows,
            settings.allowed,
            settings.keep,
            settings.endpoint if release is None else None,
        )

    def _load(self, info: ReleaseInfo) -> None:
        """Begins to load a release into memory, if it is small enough; one that is being loaded is given up."""
        if self._loading:
            self._loading.cancel()
            self._soon(self._loading)
        self._loading = None
        if info.quads <= self._settings.in_memory:
            self._loading = asyncio.create_task(self._into_memory(info))

    async def _into_memory(self, info: ReleaseInfo) -> None:
        await asyncio.sleep(SETTLED)
        zygote = await Zygote.start(self._role(info.path))
        try:
            served = await self._serve(info, zygote, self._settings.workers, loaded=True)
        except BaseException:
            await asyncio.to_thread(zygote.close)
            raise
        given_up = True
        try:
            async with self._switching:
                before = self._current
                if before is not None and before.info.id == info.id:
                    self._current, given_up = served, False
                    self._soon(before.close())
        finally:  # another release has come, or the server ends
            if given_up:
                await served.close()

    def _soon(self, work: Coroutine[Any, Any, None] | asyncio.Task[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
