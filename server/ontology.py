"""The ontology at its namespace, `/ontology`, for machines and people; its shapes at `/ontology/shapes`."""

import json
from functools import lru_cache
from typing import Any

from fastapi import FastAPI, Request, Response
from pyoxigraph import RdfFormat, Triple, parse

from ontology import DEFAULT_BASE, SHAPES, Namespaces
from server.answers import fresh, of_release, whole
from server.endpoint import Services
from server.formats import HTML, SUFFIXES, Format, negotiate
from server.negotiation import choose_encoding
from server.problem import Problem
from server.serialisation import graph_bytes
from server.signposting import LICENSE, SCHEMA, Link, header
from server.view import View, root_of
from server.wire import Job

OFFERED = tuple(form for suffix, form in SUFFIXES.items() if suffix != ".geojson")


def add_ontology(app: FastAPI, services: Services) -> None:
    """Adds `/ontology`, with a suffix and by its version too, `/ontology/shapes` and `/id/shape/…`."""
    names = services.settings.names

    async def ontology(request: Request, suffix: str = "") -> Response:
        if suffix:
            form = SUFFIXES.get(f".{suffix}")
            if form not in OFFERED or form is None:
                raise Problem(404, "not-found", f"the ontology is not given as .{suffix[:20]}")
            return await given(request, form, form.media_type)
        return await given(
            request, *negotiate(request.query_params.get("format"), request.headers.get("accept"), OFFERED)
        )

    async def version(request: Request, number: str) -> Response:
        served = await services.releases.get(request.query_params.get("release"), None)
        found = json.loads((await whole(request, services, served, Job("ontology", graphs=HTML.name))).body)
        if number != found["version"]:
            problem = f"there is no version {number[:20]!r} of the ontology here; this is {found['version']}"
            raise Problem(404, "no-such-version", problem)
        return await ontology(request)

    async def given(request: Request, form: Format, media_type: str) -> Response:
        served = await services.releases.get(request.query_params.get("release"), None)
        root = root_of(request)
        html = form is HTML
        job = Job(
            "ontology",
            graphs=form.name,
            encoding=None if html else choose_encoding(request.headers.get("accept-encoding")),
            context=f"{str(request.base_url).rstrip('/')}/context.jsonld" if form.name == "jsonld" else None,
        )
        reply = await whole(request, services, served, job)
        headers = of_release(served.info) | header(_links(root, names, form))
        headers["Content-Location"] = f"{root}/ontology{_suffix(form)}"
        if "encoding" in reply.head:
            headers["Content-Encoding"] = reply.head["encoding"]
        body = reply.body
        if html:
            view = View.of(request)
            found: dict[str, Any] = json.loads(body)
            page = services.pages.page(
                "ontology.html",
                view,
                ontology=found,
                links=_links(root, names, form),
                link=lambda iri: (
                    f"{root}/{iri.removeprefix(names.base)}" if iri.startswith(names.base) else iri
                ),
            )
            body = bytes(page.body)
            headers |= {name: page.headers[name] for name in ("Content-Language", "Vary")}
        return fresh(request, body, media_type, headers)

    async def shapes(request: Request) -> Response:
        offered = [form for form in OFFERED if form is not HTML]
        form, media_type = negotiate(
            request.query_params.get("format"), request.headers.get("accept"), offered
        )
        assert isinstance(form.engine, RdfFormat)  # noqa: S101 - pages are not offered
        links = [Link("license", LICENSE), Link("describes", f"{root_of(request)}/ontology", "text/html")]
        return fresh(request, graph_bytes(_shapes(names), form.engine, names), media_type, header(links))

    async def shape(request: Request, name: str) -> Response:
        return Response(status_code=303, headers={"Location": f"{root_of(request)}/ontology/shapes"})

    for path, endpoint, summary in (
        ("/ontology", ontology, "The ontology"),
        ("/ontology.{suffix}", ontology, "The ontology in a format"),
        ("/ontology/shapes", shapes, "What data must be like, in SHACL"),
        ("/ontology/{number}", version, "A version of the ontology"),
        ("/id/shape/{name}", shape, "A shape; leads to the document of all"),
    ):
        app.add_api_route(path, endpoint, methods=["GET"], summary=summary, response_class=Response)
        app.add_api_route(path, endpoint, methods=["HEAD"], include_in_schema=False)


def _links(root: str, names: Namespaces, form: Format) -> list[Link]:
    address = f"{root}/ontology"
    others = [each for each in OFFERED if each is not form]
    links = [
        Link("canonical", address),
        Link("license", LICENSE),
        Link("collection", f"{root}/", "text/html"),
        *(Link("alternate", address + _suffix(each), each.media_type) for each in others),
    ]
    if form is not HTML:
        return [Link("describes", f"{address}.html", "text/html"), *links]
    return [
        Link("cite-as", f"{names.base}ontology"),
        *(Link("describedby", address + _suffix(each), each.media_type) for each in others),
        Link("type", SCHEMA + "DefinedTermSet"),
        Link("type", SCHEMA + "AboutPage"),
        *links,
    ]


def _suffix(form: Format) -> str:
    return next(suffix for suffix, each in SUFFIXES.items() if each is form)


@lru_cache(maxsize=4)
def _shapes(names: Namespaces) -> list[Triple]:
    text = SHAPES.read_text(encoding="utf-8").replace(DEFAULT_BASE, names.base)
    return [quad.triple for quad in parse(text, RdfFormat.TURTLE)]
