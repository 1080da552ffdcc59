"""What a release tells of itself, made when somebody first asks for it, by a process of its own, once."""

import asyncio
import contextlib
from pathlib import Path

from graph.releases import ReleaseInfo
from server.aside import work_aside
from server.problem import Problem
from server.settings import Settings


class Deriving:
    """Makes statistics and dumps of the releases that are asked for, one after another."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._turn = asyncio.Lock()

    async def get(self, info: ReleaseInfo, path: Path, *, patience: float) -> bool:
        """Whether something of a release is there, after waiting so many seconds for it; sees to it that it will be.

        A Problem says that it cannot be made.
        """
        until = asyncio.get_running_loop().time() + patience
        while not path.exists():
            task = self._tasks.get(info.id)
            if task is None:
                task = self._tasks[info.id] = asyncio.create_task(self._make(info))
            left = until - asyncio.get_running_loop().time()
            if left <= 0:
                return False
            await asyncio.wait([task], timeout=min(left, 0.1))
            if task.done() and not path.exists():
                del self._tasks[info.id]
                raise Problem(
                    503, "not-described", "what this release holds could not be counted; it has been logged"
                )
        return True

    async def _make(self, info: ReleaseInfo) -> None:
        async with self._turn:
            await work_aside("graph.described", self._settings, info, missing="description")

    async def close(self) -> None:
        """Ends what is being made."""
        for task in self._tasks.values():
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def being_made() -> Problem:
    """What a client is told that asks for what is not there yet."""
    return Problem(
        503,
        "being-made",
        "this is being made of the newest release; ask again soon",
        headers={"Retry-After": "10"},
    )
