"""The search indexes of releases, made one after another by a process of its own while queries are being answered."""

import asyncio
import contextlib
import logging
import sys

from graph import search
from graph.releases import ReleaseInfo
from server.settings import Settings

log = logging.getLogger("kouan")


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
            store = self._settings.store.resolve()
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "graph.indexing", str(store), info.id, self._settings.names.base,
                stdin=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE, start_new_session=True,
            )  # fmt: skip
            try:
                _, told = await process.communicate()
            except asyncio.CancelledError:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
                raise
            if process.returncode:
                log.error("no search index of release %s: %s", info.id, told.decode(errors="replace")[-2000:])

    async def close(self) -> None:
        """Ends what is being made."""
        self._wanted.clear()
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
