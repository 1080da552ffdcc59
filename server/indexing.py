"""The search indexes of releases, made one after another by a process of its own while queries are being answered."""

import asyncio
import contextlib

from graph import search
from graph.releases import ReleaseInfo
from server.aside import work_aside
from server.settings import Settings


class Indexing:
    """Makes the indexes that are wanted and not there; of several that wait, the newest first."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._wanted: list[ReleaseInfo] = []
        self._task: asyncio.Task[None] | None = None

    def want(self, info: ReleaseInfo) -> None:
        """Sees to it that a release has an index soon."""
        if search.usable(search.path_of(info.path)):
            return
        self._wanted.append(info)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._make())

    async def _make(self) -> None:
        while self._wanted:
            info = self._wanted.pop()
            await work_aside("graph.indexing", self._settings, info, missing="search index")

    async def close(self) -> None:
        """Ends what is being made."""
        self._wanted.clear()
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
