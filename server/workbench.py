"""The workbench, `/workbench`, where people write queries; without a script, a form that leads to the endpoint."""

import asyncio
from dataclasses import asdict

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response

from graph.releases import ReleaseInfo, open_release
from graph.terms import prefixes
from graph.usage import UsedTerm, used_terms
from server.cache import matches
from server.endpoint import Services
from server.formats import GEOJSON
from server.problem import Problem
from server.view import View


def add_workbench(app: FastAPI, services: Services) -> None:
    """Adds `/workbench`, `/workbench/terms` for its completion, and `/workbench/ground` for its maps."""
    settings = services.settings
    known = sorted(prefixes(settings.names).items(), key=lambda item: -len(item[1]))
    counted: dict[str, list[UsedTerm]] = {}
    counting = asyncio.Lock()

    @app.api_route("/workbench", methods=["GET", "HEAD"], include_in_schema=False)
    async def workbench(request: Request) -> HTMLResponse:
        view = View.of(request)
        setup = {
            "endpoint": f"{view.root}/sparql",
            "search": f"{view.root}/search",
            "terms": f"{view.root}/workbench/terms",
            "root": view.root,
            "base": settings.names.base,
            "ground": f"{view.root}/workbench/ground" if settings.ground else None,
            "prefixes": known,
        }
        return services.pages.workbench(view, request.query_params.get("query"), setup)

    @app.api_route("/workbench/terms", methods=["GET", "HEAD"], include_in_schema=False)
    async def terms(request: Request) -> Response:
        info = (await services.releases.current()).info
        validator = f'"terms-{info.id}"'
        headers = {"ETag": validator, "Cache-Control": "no-cache"}
        if matches(validator, request.headers.get("if-none-match")):
            return Response(status_code=304, headers=headers)
        async with counting:
            if info.id not in counted:
                counted.clear()
                counted[info.id] = await asyncio.to_thread(_count, info)
        return JSONResponse([asdict(term) for term in counted[info.id]], headers=headers)

    @app.api_route("/workbench/ground", methods=["GET", "HEAD"], include_in_schema=False)
    async def ground() -> Response:
        if settings.ground is None:
            raise Problem(404, "no-ground", "maps are drawn without anything beneath their points here")
        return FileResponse(settings.ground, media_type=GEOJSON.media_type)

    def _count(info: ReleaseInfo) -> list[UsedTerm]:
        return used_terms(open_release(settings.store, info.id).store, settings.names)
