"""Where crawlers may go: `/robots.txt`, and sitemaps of the pages of all things."""

import asyncio
from collections.abc import AsyncIterator
from itertools import islice
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse

from graph.described import dumps_of
from graph.releases import ReleaseInfo
from server.answers import fresh, of_release
from server.deriving import Deriving, being_made
from server.endpoint import Services
from server.problem import Problem
from server.spelling import path as ascii_path
from server.view import root_of

PATIENCE = 10.0
"""Seconds to wait for the list of things, before saying that it is being made."""
SITEMAP = 50_000
"""Addresses that one sitemap may hold (https://www.sitemaps.org/protocol.html)."""
ROBOTS = """User-agent: *
Disallow: {root}/sparql
Disallow: {root}/graph-store
Disallow: {root}/search
Disallow: {root}/review
Disallow: {root}/queries
Sitemap: {host}sitemap.xml
"""
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def add_crawling(app: FastAPI, services: Services, deriving: Deriving) -> None:
    """Adds `/robots.txt` and the sitemaps."""
    names = services.settings.names

    async def robots(request: Request) -> Response:
        text = ROBOTS.format(root=root_of(request), host=request.base_url)
        return fresh(request, text.encode(), "text/plain", {"Cache-Control": "public, max-age=3600"})

    async def listed(request: Request) -> tuple[ReleaseInfo, Path, int]:
        """A release, the list of its things, and how many sitemaps they take."""
        info = (await services.releases.get(request.query_params.get("release"), None)).info
        if not await deriving.get(info, dumps_of(info), patience=PATIENCE):
            raise being_made()
        things = dumps_of(info) / "things.txt"
        return info, things, -(-await asyncio.to_thread(_lines, things) // SITEMAP)

    async def sitemap(request: Request) -> Response:
        info, _, parts = await listed(request)
        host = str(request.base_url)
        maps = "".join(f"<sitemap><loc>{host}sitemap-{n}.xml</loc></sitemap>\n" for n in range(1, parts + 1))
        body = f"{XML}<sitemapindex {NAMESPACE}>\n{maps}</sitemapindex>\n"
        return fresh(request, body.encode(), "application/xml", of_release(info))

    async def part(request: Request, number: int) -> Response:
        info, things, parts = await listed(request)
        if not 1 <= number <= parts:
            raise Problem(404, "not-found", "there is no such sitemap")
        host, start = str(request.base_url), names.resource("")
        modified = info.published.date().isoformat()

        async def body() -> AsyncIterator[str]:
            yield f"{XML}<urlset {NAMESPACE}>\n"
            with things.open(encoding="utf-8") as lines:
                for iri in islice(lines, (number - 1) * SITEMAP, number * SITEMAP):
                    address = f"{host}doc/{ascii_path(iri.strip(), start)}.html".replace("&", "&amp;")
                    yield f"<url><loc>{address}</loc><lastmod>{modified}</lastmod></url>\n"
            yield "</urlset>\n"

        return StreamingResponse(body(), headers=of_release(info), media_type="application/xml")

    for address, endpoint, summary in (
        ("/robots.txt", robots, "Where crawlers may go"),
        ("/sitemap.xml", sitemap, "The sitemaps"),
        ("/sitemap-{number}.xml", part, "The pages of things"),
    ):
        app.add_api_route(address, endpoint, methods=["GET"], summary=summary, response_class=Response)
        app.add_api_route(address, endpoint, methods=["HEAD"], include_in_schema=False)


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file)
