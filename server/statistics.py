"""Figures as series: `/statistics?subject=port/mohan&metric=货运量`; without a subject, what there are figures of."""

import json

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse

from server.answers import of_release, whole
from server.endpoint import Services
from server.figures import series
from server.problem import Problem
from server.telling import Telling
from server.view import View
from server.wire import Job

LONGEST = 300
"""Characters of a subject or metric."""


def add_statistics(app: FastAPI, services: Services) -> None:
    """Adds `/statistics`."""

    @app.api_route("/statistics", methods=["GET", "HEAD"], include_in_schema=False)
    async def statistics(request: Request) -> HTMLResponse:
        asked = request.query_params
        subject, metric = (asked.get(name, "").strip()[:LONGEST] for name in ("subject", "metric"))
        served = await services.releases.get(asked.get("release"), None)
        job = Job("statistics", metric, things=(subject,) if subject else ())
        found = json.loads((await whole(request, services, served, job)).body)
        if subject and not found["metrics"]:
            raise Problem(404, "no-figures", f"there are no figures of {subject!r}")
        view = View.of(request)
        telling = Telling(services.pages, view, found["told"])
        page = services.pages.page(
            "statistics.html",
            view,
            found=found,
            metric=metric,
            named=telling.words.metric,
            series=series(telling.facts(), telling.words),
        )
        page.headers.update(of_release(served.info))
        return page
