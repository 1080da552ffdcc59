"""What the server tells of its data: `/.well-known/void` and the dumps.

All of it is made of a release when somebody first asks (`server.deriving`), and lies in the release's own folder.
"""

import asyncio
from typing import Any

from fastapi import FastAPI, Request, Response
from pyoxigraph import RdfFormat
from starlette.responses import FileResponse

from graph.catalogue import GRAPH_TITLES, Catalogue, static
from graph.described import dumps_of, statistics_of
from graph.dumps import Dump, read_dumps
from graph.releases import ReleaseInfo
from graph.statistics import Statistics
from graph.terms import Terms
from ontology import Namespaces
from server.answers import fresh, of_release
from server.cache import matches
from server.deriving import Deriving, being_made
from server.endpoint import Services
from server.formats import DOCUMENTS, GEOJSON, HTML, content_type, negotiate
from server.problem import Problem
from server.serialisation import graph_bytes
from server.signposting import LICENSE, SCHEMA, Link, header
from server.view import View, root_of

PATIENCE = 10.0
"""Seconds to wait for what is being made, before saying so."""
PATIENCE_FOR_FILES = 60.0
"""The same for files, which programs fetch that do not ask again."""
RDF = tuple(each for each in DOCUMENTS if each not in (HTML, GEOJSON))


def add_catalogue(app: FastAPI, services: Services, deriving: Deriving) -> None:
    """Adds `/.well-known/void`, `/dump/…`, `/graph/…`, `/id/dataset/service` and `/id/release/…`."""
    settings, releases = services.settings, services.releases
    names = settings.names

    async def chosen(request: Request) -> ReleaseInfo:
        return (await releases.get(request.query_params.get("release"), None)).info

    async def catalogue(request: Request, info: ReleaseInfo) -> Catalogue:
        if not await deriving.get(info, statistics_of(info), patience=PATIENCE):
            raise being_made()
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
            raise being_made()
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
            raise being_made()
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

    async def service(request: Request) -> Response:
        return Response(status_code=303, headers={"Location": f"{root_of(request)}/.well-known/void"})

    async def graph(request: Request, name: str) -> Response:
        if name not in GRAPH_TITLES:
            raise Problem(404, "not-found", f"there is no graph {name[:80]!r}")
        return await service(request)

    async def release(request: Request, identity: str) -> Response:
        info = (await releases.get(identity, None)).info
        location = f"{root_of(request)}/.well-known/void?release={info.id}"
        return Response(status_code=303, headers={"Location": location})

    for address, endpoint, summary in (
        ("/.well-known/void", void, "What the dataset holds, by VoID and DCAT"),
        ("/dump/", listing, "The files to download"),
        ("/dump/{name}", dump, "A file of the current release"),
        ("/dump/{release}/{name}", dump_of, "A file of a release, which never changes"),
        ("/graph/{name}", graph, "A named graph; leads to its description"),
        ("/id/dataset/service", service, "The SPARQL endpoint as DCAT has it; leads to its description"),
        ("/id/release/{identity}", release, "A release; leads to its description"),
    ):
        app.add_api_route(address, endpoint, methods=["GET"], summary=summary, response_class=Response)
        app.add_api_route(address, endpoint, methods=["HEAD"], include_in_schema=False)


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
