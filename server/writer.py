"""Changes over HTTP: one at a time, each by a process of its own, and on the disk before it is acknowledged."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any

from starlette.requests import Request

from server.releases import Releases
from server.running import Queries, Run, lent
from server.settings import Settings
from server.wire import Job
from server.worker import WorkerEnded


class Writer:
    """Makes changes to the store."""

    def __init__(self, settings: Settings, releases: Releases, queries: Queries) -> None:
        self._settings = settings
        self._releases = releases
        self._queries = queries
        self._turn = asyncio.Lock()

    async def change(
        self, request: Request, job: Job, timeout: float | None = None
    ) -> tuple[Mapping[str, Any], Run]:
        """Makes a change, and waits until readers see it; tells the release, and whether a graph is new."""
        limit = min(timeout or self._settings.time_limit, self._settings.longest_time)
        async with AsyncExitStack() as stack:
            run = stack.enter_context(
                self._queries.running("update", request, job.text or f"graph {job.graph}", limit)
            )
            await run.within(self._turn.acquire())
            stack.callback(self._turn.release)
            pool = await self._releases.writer()
            stack.push_async_callback(pool.close)
            worker = await stack.enter_async_context(lent(pool, run))
            worker.begin(job.message())
            reply = await run.within(worker.answer())
        await self._releases.current()
        return reply.head, run

    async def settle(self) -> Mapping[str, Any]:
        """Has the graph follow what curators decided; tells the releases before and after."""
        return await self._do(Job("settle"))

    async def follow(self) -> None:
        """Brings the copy of an engine up to date."""
        await self._do(Job("follow"))

    async def _do(self, job: Job) -> Mapping[str, Any]:
        async with self._turn:
            pool = await self._releases.writer()
            loan = pool.ask("", lambda: None)
            try:
                worker = await pool.wait(loan)
                worker.begin(job.message())
                reply = await worker.answer()
            except WorkerEnded as ended:
                raise ended.as_problem() from ended
            finally:
                await asyncio.shield(pool.give_back(loan))
                await pool.close()
        await self._releases.current()
        return reply.head
