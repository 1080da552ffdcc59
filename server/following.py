"""Serving what an engine holds: from a copy of it here, which follows the engine."""

import asyncio
import contextlib
import logging
from collections.abc import Callable

from graph.releases import current_id
from graph.remote import probe
from graph.remote.endpoint import Endpoint, EndpointError
from graph.remote.replica import Replica
from graph.remote.revision import Revision, content_of
from graph.store import StoreError
from server.settings import Settings
from server.writer import Writer

log = logging.getLogger("kouan")
PAUSE = 5.0
"""Seconds after which the engine is asked again whether it has been changed."""
PATIENCE = 5.0
"""Seconds that it may take to tell."""


def catch_up(settings: Settings, otherwise_last: bool = False) -> None:
    """Brings the copy of an engine up to date; if that cannot be, the copy as it is may do where there is one."""
    assert settings.endpoint  # noqa: S101 - there is nothing to follow otherwise
    try:
        with Replica.of(settings.endpoint, settings.store, settings.names, keep=settings.keep):
            pass
    except EndpointError as error:
        try:
            release = current_id(settings.store)
        except StoreError:
            raise error from None
        if not otherwise_last:
            raise
        log.error("release %s is served, the last that was read of the engine: %s", release, error)


class Following:
    """Has the copy follow the engine, as long as it is served."""

    def __init__(self, settings: Settings, writer: Writer, moved: Callable[[], None]) -> None:
        self._settings = settings
        self._writer = writer
        self._moved = moved
        self._endpoint: Endpoint | None = None
        self._task: asyncio.Task[None] | None = None
        self.problem: str | None = None
        """Why the copy does not follow now."""

    def start(self) -> None:
        """Begins, if there is an engine to follow."""
        if self._settings.endpoint:
            self._task = asyncio.create_task(self._follow())

    async def close(self) -> None:
        """Ends."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _follow(self) -> None:
        while True:
            try:
                if await asyncio.to_thread(self._behind):
                    await self._writer.follow()
                    self._moved()
                self._tell(None)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told, and tried again
                self._tell(str(error) or type(error).__name__)
            await asyncio.sleep(PAUSE)

    def _tell(self, problem: str | None) -> None:
        if problem and problem != self.problem:
            log.warning("the engine is not followed now, its last state goes on being served: %s", problem)
        self.problem = problem

    def _behind(self) -> bool:
        """Whether the engine holds something else, or half of a change of ours that was cut off."""
        settings = self._settings
        assert settings.endpoint  # noqa: S101 - started
        try:
            self._endpoint = self._endpoint or probe.find(settings.endpoint, PATIENCE, (0.0,))
            revision = Revision(self._endpoint, settings.names).read()
        except EndpointError:
            self._endpoint = None
            raise
        content = content_of(revision)
        if content:
            return content.id != current_id(settings.store)
        return revision is None or (settings.store / "undo").exists()
