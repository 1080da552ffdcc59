"""The releases of the store as pages, and what each has changed.

GET /releases                          all that are kept, the newest first
GET /releases/9b8a7c6d5e4f             what it changed of the release before, as a page, TriG or N-Quads
GET /releases/9b8a7c6d5e4f?since=…     … of another
"""

import json

from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool

from graph.releases import ReleaseInfo, releases
from server.answers import of_release, whole
from server.endpoint import Services
from server.formats import DIFFERENCES, HTML, content_type, negotiate
from server.negotiation import choose_encoding
from server.problem import Problem
from server.view import View
from server.wire import Job


def add_history(app: FastAPI, services: Services) -> None:
    """Adds `/releases` and `/releases/{release}`."""
    settings = services.settings

    async def kept() -> list[ReleaseInfo]:
        return await run_in_threadpool(releases, settings.store)

    @app.api_route("/releases", methods=["GET", "HEAD"], include_in_schema=False)
    async def history(request: Request) -> Response:
        current = await services.releases.current()
        found = list(reversed(await kept()))
        return services.pages.page("releases.html", View.of(request), releases=found, current=current.info.id)

    async def changes(request: Request, release: str, since: str | None = None) -> Response:
        form, media_type = negotiate(
            request.query_params.get("format"), request.headers.get("accept"), DIFFERENCES
        )
        served = await services.releases.get(release, None)
        before = _before(await kept(), served.info, since)
        if before is None:
            raise Problem(404, "no-release-before", f"release {release} is the oldest that is kept")
        job = Job(
            "difference",
            str(before.path),
            graphs=form.name,
            encoding=None if form is HTML else choose_encoding(request.headers.get("accept-encoding")),
            things=(before.id, served.info.id),
        )
        reply = await whole(request, services, served, job)
        if form is not HTML:
            coded = {"Content-Encoding": reply.head["encoding"]} if "encoding" in reply.head else {}
            headers = {"Content-Type": content_type(media_type), **coded, **of_release(served.info)}
            return Response(reply.body, headers=headers)
        view = View.of(request)
        page = services.pages.page(
            "changes.html",
            view,
            before=before,
            after=served.info,
            changes=json.loads(reply.body),
            base=settings.names.base,
        )
        page.headers.update(of_release(served.info))
        return page

    app.add_api_route(
        "/releases/{release}",
        changes,
        methods=["GET"],
        summary="What a release changed of the one before, or of another (`since`), as TriG, N-Quads or a page",
        response_class=Response,
        responses={404: {"description": "there is no such release, or none before it"}},
    )
    app.add_api_route("/releases/{release}", changes, methods=["HEAD"], include_in_schema=False)


def _before(kept: list[ReleaseInfo], after: ReleaseInfo, since: str | None) -> ReleaseInfo | None:
    """The release to compare with: the one named, or the last before."""
    if since is not None:
        found = next((each for each in kept if each.id == since), None)
        if found is None:
            raise Problem(404, "no-such-release", f"there is no release {since!r}")
        return found
    earlier = [each for each in kept if each.published < after.published]
    return earlier[-1] if earlier else None
