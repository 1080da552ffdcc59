"""Linked data: each thing has an IRI, `/id/…`, that leads to its document, `/doc/…`, in the format that is asked for.

    GET /id/port/dalian       303 to /doc/port/dalian
    GET /doc/port/dalian      200 in the format that Accept asks for, which Content-Location names
    GET /doc/port/dalian.ttl  200 in Turtle, whatever Accept says

Which fact says a triple is told by rdf:subject, rdf:predicate and rdf:object, which all readers know; who asks for
`text/turtle; version=1.2` is told by rdf:reifies and a triple term, as the graph has it.

The IRIs stand under the base of the settings, the addresses at whatever host the request came to.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request, Response

from graph import gone
from graph.jsonld import compaction
from server import schema_org, signposting, spelling
from server.answers import fresh, of_release, whole
from server.deriving import Deriving
from server.endpoint import Services
from server.figures import facts_about
from server.formats import (
    DOCUMENTS,
    GEOJSON,
    HTML,
    SUFFIXES,
    Format,
    negotiate,
)
from server.negotiation import choose_encoding
from server.problem import Problem
from server.releases import Served
from server.signposting import SCHEMA, Link, header
from server.telling import shown_text
from server.view import View, root_of
from server.wire import Job, Reply

TRIPLE_TERMS = re.compile(r';\s*version\s*=\s*"?1\.2"?', re.IGNORECASE)
"""How a client says that it reads RDF 1.2 (https://www.w3.org/TR/rdf12-turtle/#sec-mediaReg)."""
CONTEXT_TYPE = "application/ld+json"
MISSING = ("not-found", "gone")
"""Kinds of problems with things of which the release says nothing."""
PATIENCE = 2.0
"""Seconds to wait for what tells whether a thing that is not there was there once."""


def add_linked_data(app: FastAPI, services: Services, deriving: Deriving) -> None:
    """Adds `/id/…`, `/doc/…` and `/context.jsonld`."""
    names = services.settings.names

    async def thing(request: Request, key: str) -> Response:
        served = await services.releases.get(request.query_params.get("release"), None)
        job = Job("document", graphs=HTML.name, things=tuple(spelling.iris(names, key)))
        try:
            head = (await whole(request, services, served, job)).head
        except Problem as problem:
            raise await lost(request, served, key, problem) from problem
        moved, query = _moved(head, key, services), _query(request)
        if moved:
            return Response(status_code=301, headers={"Location": f"{root_of(request)}/id/{moved}{query}"})
        if head["withdrawn"]:
            raise Problem(410, "withdrawn", f"{head['iri']} was withdrawn; its document tells what is left")
        place = spelling.path(head["iri"], names.resource(""))
        if any(place.endswith(suffix) for suffix in SUFFIXES):  # `/doc/…/a.ttl` is the document of `a`
            form, _ = negotiate(request.query_params.get("format"), request.headers.get("accept"), DOCUMENTS)
            place += next(suffix for suffix, each in SUFFIXES.items() if each is form)
        return Response(status_code=303, headers={"Location": f"{root_of(request)}/doc/{place}{query}"})

    async def document(request: Request, key: str) -> Response:
        bare, suffix = _suffix(key)
        missing: Problem | None = None
        if suffix:
            try:
                return await given(request, bare, SUFFIXES[suffix], SUFFIXES[suffix].media_type, suffix)
            except Problem as problem:
                if problem.kind not in MISSING:  # else it may be a name that ends like a suffix
                    raise
                missing = problem
        asked, accept = request.query_params.get("format"), request.headers.get("accept")
        form, media_type = negotiate(asked, accept, DOCUMENTS)
        try:
            return await given(request, key, form, media_type)
        except Problem as problem:
            if missing and problem.kind in MISSING:
                raise missing from None
            if problem.kind != "no-position":
                raise
            offered = [each for each in DOCUMENTS if each is not GEOJSON]
            return await given(request, key, *negotiate(asked, accept, offered))

    async def given(request: Request, key: str, form: Format, media_type: str, suffix: str = "") -> Response:
        served = await services.releases.get(request.query_params.get("release"), None)
        try:
            reply = await ask(request, served, key, form)
        except Problem as problem:
            raise await lost(request, served, key, problem) from problem
        if form.name in ("turtle", "ntriples") and TRIPLE_TERMS.search(request.headers.get("accept", "")):
            media_type += "; version=1.2"
        moved = _moved(reply.head, key, services)
        if moved:
            location = f"{root_of(request)}/doc/{moved}{suffix}{_query(request)}"
            return Response(status_code=301, headers={"Location": location})
        return _document(request, services, served, reply, form, media_type)

    async def ask(request: Request, served: Served, key: str, form: Format) -> Reply:
        job = Job(
            "document",
            graphs=form.name,
            encoding=None if form is HTML else choose_encoding(request.headers.get("accept-encoding")),
            things=tuple(spelling.iris(names, key)),
            page=_page(request),
            rdf="1.2" if TRIPLE_TERMS.search(request.headers.get("accept", "")) else None,
            context=f"{str(request.base_url).rstrip('/')}/context.jsonld" if form.name == "jsonld" else None,
        )
        return await whole(request, services, served, job)

    async def lost(request: Request, served: Served, key: str, problem: Problem) -> Problem:
        """A problem; of a thing that an earlier release had, where it is to be found."""
        if problem.kind != "not-found":
            return problem
        try:
            known = await deriving.get(served.info, gone.path_of(served.info), patience=PATIENCE)
        except Problem:
            known = False
        found = gone.read(gone.path_of(served.info)) if known else {}
        iri = next((each for each in spelling.iris(names, key) if each in found), None)
        if iri is None:
            return problem
        place, release = spelling.path(iri, names.resource("")), found[iri]
        address = f"{root_of(request)}/doc/{place}?release={release}"
        links = header([Link("predecessor-version", address)])
        return Problem(
            410, "gone", f"{iri} is no more; release {release} had it last: {address}", headers=links
        )

    async def context(request: Request) -> Response:
        body = json.dumps({"@context": compaction(names).context}, ensure_ascii=False, indent=1).encode()
        return fresh(request, body, CONTEXT_TYPE, {"Cache-Control": "public, max-age=86400"})

    app.add_api_route(
        "/id/{key:path}",
        thing,
        methods=["GET"],
        summary="A thing; leads to its document",
        status_code=303,
        response_class=Response,
        responses={404: {"description": "nothing is known of it"}, 410: {"description": "it was withdrawn"}},
    )
    app.add_api_route(
        "/doc/{key:path}",
        document,
        methods=["GET"],
        summary="What the graph says of a thing, as Turtle, JSON-LD, N-Triples, RDF/XML, GeoJSON or a page",
        response_class=Response,
        responses={404: {"description": "nothing is known of it"}, 410: {"description": "it was withdrawn"}},
    )
    app.add_api_route(
        "/context.jsonld", context, methods=["GET"], summary="The JSON-LD context", response_class=Response
    )
    for path, endpoint in (
        ("/id/{key:path}", thing),
        ("/doc/{key:path}", document),
        ("/context.jsonld", context),
    ):
        app.add_api_route(path, endpoint, methods=["HEAD"], include_in_schema=False)


def _document(
    request: Request, services: Services, served: Served, reply: Reply, form: Format, media_type: str
) -> Response:
    names, head, page = services.settings.names, reply.head, _page(request)
    address = f"{root_of(request)}/doc/{spelling.path(head['iri'], names.resource(''))}"
    offered = {each.name for each in DOCUMENTS if each is not GEOJSON or head["position"]}
    kinds = [SCHEMA + each for each in schema_org.types(head["types"], names)]
    links = signposting.of_document(
        spelling.uri(head["iri"]), address, root_of(request), form.name, kinds, offered
    )
    suffix = next(suffix for suffix, each in SUFFIXES.items() if each is form)
    for relation, number in (("prev", page - 1), ("next", page + 1)):
        if 1 <= number <= head["pages"] and form is not GEOJSON:
            links.append(Link(relation, f"{address}{suffix}?page={number}"))
    if head["rest"] and form is not GEOJSON:
        links.append(Link("related", f"{root_of(request)}/{head['rest']}", SUFFIXES[".nt"].media_type))
    headers = {
        "Content-Location": f"{address}{suffix}" + (f"?page={page}" if page > 1 else ""),
        **of_release(served.info),
        **header(links),
    }
    if "encoding" in head:
        headers["Content-Encoding"] = head["encoding"]
    body = reply.body
    if form is HTML:
        entity: dict[str, Any] = json.loads(body)
        embedded = schema_org.thing(entity, names, str(request.base_url).rstrip("/") + address)
        view = View.of(request)

        def link(iri: str) -> str:
            """Where an IRI leads from the page: to this host if it is ours."""
            return f"{view.root}/{iri.removeprefix(names.base)}" if iri.startswith(names.base) else iri

        shown = services.pages.page(
            "entity.html",
            view,
            entity=entity,
            address=address,
            links=links,
            embedded=embedded,
            withdrawn=head["withdrawn"],
            link=link,
            reading=shown_text(request, entity["reading"], services.pages),
            about=facts_about(view, entity["about"], services.pages),
        )
        body = bytes(shown.body)
        for name in ("Content-Language", "Vary", "Set-Cookie"):
            if name in shown.headers:
                headers[name] = shown.headers[name]
    return fresh(request, body, media_type, headers, 410 if head["withdrawn"] else 200)


def _moved(head: Mapping[str, Any], key: str, services: Services) -> str | None:
    """The key that stands in place of one that was merged, or of one that was spelt in an odd way."""
    names = services.settings.names
    if head["replaced_by"]:
        return spelling.path(head["replaced_by"], names.resource(""))
    if spelling.means(names, key, head["iri"]):
        return None
    return spelling.path(head["iri"], names.resource(""))


def _suffix(key: str) -> tuple[str, str]:
    """A key without the suffix of a format, and the suffix."""
    for suffix in SUFFIXES:
        if key.endswith(suffix):
            return key.removesuffix(suffix), suffix
    return key, ""


def _query(request: Request) -> str:
    return f"?{request.url.query}" if request.url.query else ""


def _page(request: Request) -> int:
    given = request.query_params.get("page", "1")
    if not (given.isascii() and given.isdigit() and int(given[:9]) > 0):
        raise Problem(400, "bad-page", f"page must be a number from 1, not {given[:40]!r}")
    return int(given[:9])
