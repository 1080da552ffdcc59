"""Long work on a release, done by a process of its own while queries are being answered."""

import asyncio
import contextlib
import logging
import sys

from graph.releases import ReleaseInfo
from server.settings import Settings

log = logging.getLogger("kouan")


async def work_aside(module: str, settings: Settings, info: ReleaseInfo, *, missing: str) -> None:
    """Runs a module on a release to its end, and logs what will be missing when that fails; cancelled, it ends at once."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, str(settings.store.resolve()), info.id, settings.names.base,
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
        log.error("no %s of release %s: %s", missing, info.id, told.decode(errors="replace")[-2000:])
