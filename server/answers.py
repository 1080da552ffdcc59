"""Answers that are whole before they are sent: from the cache or a worker, with a tag, and of which release they are."""

from collections.abc import Mapping
from datetime import UTC
from email.utils import format_datetime

from fastapi import Request, Response

from graph.releases import ReleaseInfo
from server.cache import body_tag, matches, tag
from server.endpoint import Services
from server.formats import content_type
from server.releases import Served
from server.running import lent
from server.wire import Job, Reply


async def whole(request: Request, services: Services, served: Served, job: Job) -> Reply:
    """All of the answer to a job, from the cache or a worker."""
    message = job.message()
    key = tag(served.info.id, False, job.text, message)
    kept = services.cache.get(key)
    if kept is None:
        about = job.things[0] if job.things else job.kind
        with services.queries.running(job.kind, request, about, services.settings.time_limit) as run:
            async with lent(served.pool, run) as worker:
                worker.begin(message)
                first = await run.within(worker.answer())
                parts = [first.body]
                if not first.whole:
                    rest = worker.more()
                    while (part := await run.within(anext(rest, None))) is not None:
                        parts.append(part)
        kept = Reply(first.head, b"".join(parts), whole=True)
        services.cache.put(key, kept)
    return kept


def fresh(
    request: Request, body: bytes, media_type: str, headers: Mapping[str, str], status: int = 200
) -> Response:
    """An answer whose tag is that of its bytes; 304 to who has them."""
    found = {"Cache-Control": "no-cache", **headers, "ETag": body_tag(body)}
    if status == 200 and matches(found["ETag"], request.headers.get("if-none-match")):
        return Response(status_code=304, headers=found)
    return Response(body, status, found | {"Content-Type": content_type(media_type)})


def of_release(info: ReleaseInfo) -> dict[str, str]:
    """The headers that tell of which release an answer is."""
    published = format_datetime(info.published.astimezone(UTC), usegmt=True)
    return {"Kouan-Release": info.id, "Last-Modified": published}
