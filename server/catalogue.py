"""What the server tells of its data: `/.well-known/void`, the dumps, and where crawlers may go.

All of it is made of a release when somebody first asks (`server.deriving`), and lies in the release's own folder.
"""

import asyncio
from collections.abc import AsyncIterator
from itertools import islice
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse
from pyoxigraph import RdfFormat
from starlette.responses import FileResponse

from graph.catalogue import Catalogue, static
from graph.described import dumps_of, statistics_of
from graph.dumps import Dump, read_dumps
from graph.releases import ReleaseInfo
from graph.statistics import Statistics
from graph.terms import Terms
from ontology import Namespaces
from server.answers import fresh, of_release
from server.cache import matches
from server.deriving import Deriving
from server.endpoint import Services
from server.formats import DOCUMENTS, GEOJSON, HTML, content_type, negotiate
from server.problem import Problem
from server.serialisation import graph_bytes
from server.signposting import LICENSE, SCHEMA, Link, header
from server.spelling import path as ascii_path
from server.view import View, root_of

PATIENCE = 10.0
"""Seconds to wait for what is being made, before saying so."""
PATIENCE_FOR_FILES = 60.0
"""The same for files, which programs fetch that do not ask again."""
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
RDF = tuple(each for each in DOCUMENTS if each not in (HTML, GEOJSON))


def add_catalogue(app: FastAPI, services: Services, deriving: Deriving) -> None:
    """Adds `/.well-known/void`, `/dump/…`, `/graph/…`, `/robots.txt` and the sitemaps."""
    settings, releases = services.settings, services.releases
    names = settings.names

    async def chosen(request: Request) -> ReleaseInfo:
        return (await releases.get(request.query_params.get("release"), None)).info

    async def catalogue(request: Request, info: ReleaseInfo) -> Catalogue:
        if not await deriving.get(info, statistics_of(info), patience=PATIENCE):
            raise _later()
        whole = await deriving.get(info, dumps_of(info), patience=PATIENCE)
        dumps = read_dumps(dumps_of(info)) if whole else []
        return Catalogue(info, Statistics.read(statistics_of(info)), dumps, str(request.base_url))

    async def void(request: Request) -> Response:
        info = await chosen(request)
        form, media_type = negotiate(request.query_params.get("format"), request.headers.get("accept"), RDF)
        found = await catalogue(request, info)
        triples = list(dict.fromkeys(found.triples(Terms(names))))
        assert isinstance(form.engine, RdfFormat)  # noqa: S101 - RDF has no other
        body = await asyncio.to_thread(graph_bytes, triples, form.engine, names)
        root = root_of(request)
        links = [
            Link("describes", f"{root}/", "text/html"),
            Link("license", LICENSE),
            *(
                Link("alternate", f"{root}/.well-known/void?format={each.name}", each.media_type)
                for each in RDF
                if each is not form
            ),
        ]
        return fresh(request, body, media_type, of_release(info) | header(links))

    async def listing(request: Request) -> Response:
        info = await chosen(request)
        found = await catalogue(request, info)
        if not found.dumps:
            raise _later()
        embedded = dataset(names, found)
        links = landing_links(root_of(request), names, found)
        page = services.pages.page(
            "dumps.html", View.of(request), catalogue=found, embedded=embedded, links=links
        )
        page.headers.update(of_release(info) | header(links))
        return page

    async def dump(request: Request, name: str) -> Response:
        return await file(request, await chosen(request), name, fixed=False)

    async def dump_of(request: Request, release: str, name: str) -> Response:
        return await file(request, (await releases.get(release, None)).info, name, fixed=True)

    async def file(request: Request, info: ReleaseInfo, name: str, *, fixed: bool) -> Response:
        if not await deriving.get(info, dumps_of(info), patience=PATIENCE_FOR_FILES):
            raise _later()
        folder = dumps_of(info)
        known = {each.name: each for each in read_dumps(folder)}
        known["SHA256SUMS"] = Dump("SHA256SUMS", "text/plain", False, None, 0, info.id)
        each = known.get(name)
        if each is None:
            raise Problem(404, "no-such-dump", f"there is no dump {name[:80]!r}; /dump/ lists all")
        root = root_of(request)
        headers = of_release(info) | {
            "ETag": f'"{each.sha256}"',
            "Content-Location": f"{root}/dump/{info.id}/{name}",
            "Cache-Control": "public, max-age=31536000, immutable" if fixed else "no-cache",
            **header([Link("collection", f"{root}/", "text/html"), Link("license", LICENSE)]),
        }
        if matches(headers["ETag"], request.headers.get("if-none-match")):
            return Response(status_code=304, headers=headers)
        media_type = "application/gzip" if each.packed else content_type(each.media_type)
        return FileResponse(folder / name, headers=headers | {"Content-Type": media_type})

    async def graph(request: Request, name: str) -> Response:
        if name not in ("facts", "gazetteer", "ontology", "provenance", "candidates", "rejected"):
            raise Problem(404, "not-found", f"there is no graph {name[:80]!r}")
        return Response(status_code=303, headers={"Location": f"{root_of(request)}/.well-known/void"})

    async def release(request: Request, identity: str) -> Response:
        info = (await releases.get(identity, None)).info
        location = f"{root_of(request)}/.well-known/void?release={info.id}"
        return Response(status_code=303, headers={"Location": location})

    async def robots(request: Request) -> Response:
        text = ROBOTS.format(root=root_of(request), host=request.base_url)
        return fresh(request, text.encode(), "text/plain", {"Cache-Control": "public, max-age=3600"})

    async def sitemap(request: Request) -> Response:
        info = await chosen(request)
        if not await deriving.get(info, dumps_of(info), patience=PATIENCE):
            raise _later()
        things = dumps_of(info) / "things.txt"
        count = await asyncio.to_thread(_lines, things)
        host = str(request.base_url)
        parts = -(-count // SITEMAP)
        maps = "".join(f"<sitemap><loc>{host}sitemap-{n}.xml</loc></sitemap>\n" for n in range(1, parts + 1))
        body = f"{XML}<sitemapindex {NAMESPACE}>\n{maps}</sitemapindex>\n"
        return fresh(request, body.encode(), "application/xml", of_release(info))

    async def part(request: Request, number: int) -> Response:
        info = await chosen(request)
        if not await deriving.get(info, dumps_of(info), patience=PATIENCE):
            raise _later()
        things = dumps_of(info) / "things.txt"
        if not 1 <= number <= -(-await asyncio.to_thread(_lines, things) // SITEMAP):
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
        ("/.well-known/void", void, "What the dataset holds, by VoID and DCAT"),
        ("/dump/", listing, "The files to download"),
        ("/dump/{name}", dump, "A file of the current release"),
        ("/dump/{release}/{name}", dump_of, "A file of a release, which never changes"),
        ("/graph/{name}", graph, "A named graph; leads to its description"),
        ("/id/release/{identity}", release, "A release; leads to its description"),
        ("/robots.txt", robots, "Where crawlers may go"),
        ("/sitemap.xml", sitemap, "The sitemaps"),
        ("/sitemap-{number}.xml", part, "The pages of things"),
    ):
        app.add_api_route(address, endpoint, methods=["GET"], summary=summary, response_class=Response)
        app.add_api_route(address, endpoint, methods=["HEAD"], include_in_schema=False)


XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


async def landing(
    request: Request, services: Services, deriving: Deriving, info: ReleaseInfo
) -> tuple[list[Link], dict[str, Any]]:
    """What the home page tells machines of the dataset: links, and its description. It does not wait for the dumps."""
    whole = await deriving.get(info, dumps_of(info), patience=0)
    dumps = read_dumps(dumps_of(info)) if whole else []
    found = Catalogue(info, Statistics({}), dumps, str(request.base_url))
    names = services.settings.names
    return landing_links(root_of(request), names, found), dataset(names, found)


def landing_links(root: str, names: Namespaces, catalogue: Catalogue) -> list[Link]:
    """The links of the page that the dataset is cited by."""
    items = [
        Link("item", f"{root}/dump/{each.name}", "application/gzip" if each.packed else each.media_type)
        for each in catalogue.dumps
    ]
    return [
        Link("cite-as", names.resource("dataset/kouan")),
        *(
            Link("describedby", f"{root}/.well-known/void?format={each.name}", each.media_type)
            for each in RDF
        ),
        Link("type", SCHEMA + "Dataset"),
        Link("type", SCHEMA + "AboutPage"),
        Link("license", LICENSE),
        Link("service-desc", f"{root}/sparql", "text/turtle"),
        *items,
    ]


def dataset(names: Namespaces, catalogue: Catalogue) -> dict[str, Any]:
    """The dataset in the words of schema.org."""
    said: dict[str, list[Any]] = {}
    node = names.resource("dataset/kouan")
    for triple in static(names):
        if triple.subject.value == node:  # type: ignore[union-attr]
            said.setdefault(triple.predicate.value.rpartition("/")[2].rpartition("#")[2], []).append(
                triple.object
            )

    def texts(name: str) -> list[dict[str, str]]:
        return [{"@value": each.value, "@language": each.language} for each in said[name]]

    published = catalogue.info.published.isoformat()
    creator = {"@type": "Organization", "@id": names.resource("agent/kouan"), "name": "Kouan 口岸"}
    return {
        "@context": SCHEMA,
        "@id": node,
        "@type": "Dataset",
        "name": texts("title"),
        "description": texts("description"),
        "keywords": [each.value for each in said["keyword"]],
        "identifier": node,
        "url": catalogue.host,
        "creator": creator,
        "publisher": creator,
        "license": LICENSE,
        "isAccessibleForFree": True,
        "inLanguage": ["zh", "en"],
        "version": catalogue.info.id,
        "datePublished": published,
        "dateModified": published,
        "spatialCoverage": {"@type": "Country", "name": "China"},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": each.name,
                "contentUrl": f"{catalogue.host}dump/{catalogue.info.id}/{each.name}",
                "encodingFormat": each.media_type,
                "contentSize": f"{each.size} B",
                "sha256": each.sha256,
            }
            for each in catalogue.dumps
        ],
    }


def _later() -> Problem:
    return Problem(
        503,
        "being-made",
        "this is being made of the newest release; ask again soon",
        headers={"Retry-After": "10"},
    )


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file)
