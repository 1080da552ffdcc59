"""The graph store, `/graph-store`: whole graphs by HTTP (https://www.w3.org/TR/sparql11-http-rdf-update/).

A graph is named by `?graph=`, or by an address below `/graph-store/`: `/graph-store/facts` is our graph `facts`.
"""

import asyncio
import secrets
from email import policy
from email.message import MIMEPart
from email.parser import BytesParser, HeaderParser
from typing import Any
from urllib.parse import quote, urljoin

from fastapi import FastAPI, Request, Response
from pyoxigraph import NamedNode, RdfFormat

from server.access import require
from server.body import read_body
from server.endpoint import Services, reply
from server.formats import GRAPHS, HTML, negotiate
from server.problem import MEDIA_TYPE, Problem
from server.protocol import decoded, media_type_of, only
from server.wire import Job

PATH = "/graph-store"
OFFERED = tuple(each for each in GRAPHS if each is not HTML)
MULTIPART = "multipart/form-data"
MOST_PARTS = 100


def add_graph_store(app: FastAPI, services: Services) -> None:
    """Adds the address `/graph-store` and those below it."""
    names = services.settings.names

    def graph_of(request: Request, name: str) -> str | None:
        """The IRI of the graph that a request names; None is the default graph."""
        given = decoded(request.scope["query_string"], "the address")
        if name:
            if not {".", ".."}.isdisjoint(name.split("/")) or not name.isprintable():
                raise Problem(400, "bad-graph", f"no graph can be called {name!r}")
            return names.graph(quote(name, safe="/:@!$&'()*+,;=~-._"))
        if "default" in given and "graph" not in given:
            return None
        if "graph" not in given or "default" in given:
            raise Problem(
                400, "which-graph", "name one graph: ?graph=IRI, ?default, or an address below this one"
            )
        iri = urljoin(str(request.base_url), only("graph", given))
        own = str(request.base_url).rstrip("/") + f"{PATH}/"
        if iri.startswith(own):
            iri = names.graph(iri.removeprefix(own))
        try:
            return NamedNode(iri).value
        except ValueError as error:
            raise Problem(400, "bad-graph", f"graph must be an IRI, not {iri!r}") from error

    async def read(request: Request, name: str = "") -> Response:
        given = decoded(request.scope["query_string"], "the address")
        form, media_type = negotiate(
            request.query_params.get("format"), request.headers.get("accept"), OFFERED
        )
        job = Job("graph", graphs=form.name, graph=graph_of(request, name))
        release = only("release", given) if "release" in given else None
        return await reply(request, services, job, release, None, {form.name: media_type})

    async def write(request: Request, name: str = "") -> Response:
        settings = services.settings
        require(settings.tokens, "write", request.headers.get("authorization"))
        body = await read_body(request, largest=settings.largest_request, patience=settings.patience)
        location = ""
        if request.method == "POST" and not name and not request.scope["query_string"]:
            name = secrets.token_hex(8)
            location = f"{str(request.base_url).rstrip('/')}{PATH}/{name}"
        graph = graph_of(request, name)
        uploads: tuple[tuple[str, str], ...] = ()
        if request.method != "DELETE":
            uploads = await asyncio.to_thread(documents, request.headers.get("content-type"), body)
        job = Job(request.method.lower(), graph=graph, uploads=uploads)
        head, run = await services.writer.change(request, job)
        created = head["new"] and request.method != "DELETE"
        headers = {"Kouan-Release": head["release"], "Kouan-Query": run.id}
        return Response(
            status_code=201 if created else 204,
            headers=headers | ({"Location": location} if location else {}),
        )

    for path in (PATH, f"{PATH}/{{name:path}}"):
        shown = path == PATH
        app.add_api_route(
            path,
            read,
            methods=["GET"],
            include_in_schema=shown,
            summary="A graph",
            response_class=Response,
            **DESCRIBED,
        )
        app.add_api_route(path, read, methods=["HEAD"], include_in_schema=False)
        for method, summary in (
            ("PUT", "Put a graph"),
            ("POST", "Add to a graph"),
            ("DELETE", "Delete a graph"),
        ):
            app.add_api_route(
                path,
                write,
                methods=[method],
                include_in_schema=shown,
                summary=summary,
                status_code=204,
                response_class=Response,
                **DESCRIBED,
            )


def documents(content_type: str | None, body: bytes) -> tuple[tuple[str, str], ...]:
    """Format and text of each document of triples in a body."""
    kind = media_type_of(content_type)
    if kind != MULTIPART:
        return ((_format(kind), _text(body)),)
    head = HeaderParser(policy=policy.HTTP).parsestr(f"Content-Type: {content_type}")
    boundary = (head.get_boundary() or "").encode("latin-1", "replace")
    if body.count(b"--" + boundary) > MOST_PARTS + 1:
        raise Problem(413, "too-many-parts", f"a body may have at most {MOST_PARTS} parts")
    message = BytesParser(policy=policy.HTTP).parsebytes(head.as_bytes() + body)
    if not boundary or not message.is_multipart():
        raise Problem(400, "bad-multipart", "the body has none of the parts that its boundary announces")
    return tuple(_document(part) for part in message.iter_parts())


def _document(part: MIMEPart) -> tuple[str, str]:
    found = part.get_payload(decode=True)
    return _format(media_type_of(part.get("content-type"))), _text(found if isinstance(found, bytes) else b"")


def _format(kind: str | None) -> str:
    for each in OFFERED:
        if isinstance(each.engine, RdfFormat) and kind in (each.media_type, *each.others):
            return each.name
    listed = ", ".join(each.media_type for each in OFFERED)
    found = repr(kind) if kind else "none"
    raise Problem(
        415, "unsupported-media-type", f"the Content-Type of triples must be one of {listed}; it is {found}"
    )


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(400, "not-utf-8", f"the document is not UTF-8 (byte {error.start})") from error


DESCRIBED: dict[str, Any] = {
    "openapi_extra": {
        "parameters": [
            {
                "name": "graph",
                "in": "query",
                "description": "the IRI of a graph",
                "schema": {"type": "string"},
            },
            {
                "name": "default",
                "in": "query",
                "description": "the default graph",
                "schema": {"type": "string"},
            },
        ]
    },
    "responses": {
        status: {"description": what, "content": {MEDIA_TYPE: {}}}
        for status, what in (
            (400, "no graph is named, or a body that cannot be read"),
            (401, "a change without a token"),
            (403, "a change without leave"),
            (404, "no such graph"),
            (406, "none of the formats asked for"),
            (415, "a body that is no RDF"),
            (422, "a body that is not what its Content-Type says"),
        )
    },
}
