"""The SPARQL endpoint, `/sparql`: a request is read, answered by a thread, and given back as it was asked for."""

from traceback import clear_frames
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request, Response
from pyoxigraph import RdfFormat

from server.answer import answer, graph_bytes
from server.description import service_description
from server.formats import GRAPHS, content_type, negotiate
from server.pages import Pages
from server.problem import MEDIA_TYPE, Problem
from server.protocol import FORM, QUERY, question
from server.releases import CurrentRelease
from server.settings import Settings


def add_endpoint(app: FastAPI, settings: Settings, releases: CurrentRelease, pages: Pages) -> None:
    """Adds the address `/sparql` over the current release."""

    async def body(request: Request) -> bytes:
        """The body of a request, whose size is limited."""
        received = bytearray()
        async for chunk in request.stream():
            received += chunk
            if len(received) > settings.largest_request:
                limit = f"{settings.largest_request:,} bytes"
                raise Problem(413, "too-large", f"the body of a request may have at most {limit}")
        return bytes(received)

    def sparql(request: Request, body: Annotated[bytes, Depends(body)]) -> Response:
        try:
            return respond(request, body)
        except Exception as error:
            # The engine's results must end in the thread that they began in, and an error's frames hold them.
            clear_frames(error.__traceback__)
            raise

    def respond(request: Request, body: bytes) -> Response:
        root, accept = request.scope.get("root_path", "").rstrip("/"), request.headers.get("accept")
        asked = question(request.method, request.url.query, request.headers.get("content-type"), body)
        if asked is None:
            form, media_type = negotiate(request.query_params.get("format"), accept, GRAPHS)
            if not isinstance(form.engine, RdfFormat):
                return pages.form(root)
            described = list(service_description(str(request.url.replace(query="")), settings.names))
            return _response(media_type, graph_bytes(described, form.engine, settings.names))
        given = answer(releases.get().store, asked, names=settings.names, accept=accept)
        if isinstance(given.body, bytes):
            return _response(given.media_type, given.body)
        return pages.results(root, asked.text, given.body)

    app.add_api_route(
        "/sparql",
        sparql,
        methods=["GET"],
        summary="Ask a SPARQL query; without one, the description of the service",
        response_class=Response,
        openapi_extra={"parameters": PARAMETERS},
        responses=RESPONSES,
    )
    app.add_api_route(
        "/sparql",
        sparql,
        methods=["POST"],
        summary="Ask a SPARQL query that stands in the body, as a form or by itself",
        response_class=Response,
        openapi_extra={"parameters": PARAMETERS[1:], "requestBody": BODY},
        responses=RESPONSES,
    )
    app.add_api_route("/sparql", sparql, methods=["HEAD", "QUERY"], include_in_schema=False)


def _response(media_type: str, body: bytes) -> Response:
    return Response(body, headers={"Content-Type": content_type(media_type)})


def _parameter(name: str, description: str, many: bool = False) -> dict[str, Any]:
    plain = {"type": "string"}
    schema = {"type": "array", "items": plain} if many else plain
    return {"name": name, "in": "query", "description": description, "schema": schema}


PARAMETERS = [
    _parameter("query", "the query"),
    _parameter("default-graph-uri", "a graph whose triples the query sees by default", many=True),
    _parameter("named-graph-uri", "a graph that the query reaches by GRAPH", many=True),
    _parameter("format", "a short name (json, xml, csv, tsv; turtle, jsonld, …) that wins over Accept"),
]
BODY = {
    "required": True,
    "content": {
        FORM: {
            "schema": {
                "type": "object",
                "required": ["query"],
                "properties": {each["name"]: each["schema"] for each in PARAMETERS},
            }
        },
        QUERY: {"schema": {"type": "string"}},
    },
}
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "the answer, in the format that was asked for"},
    **{
        status: {"description": what, "content": {MEDIA_TYPE: {}}}
        for status, what in (
            (400, "not a query; the problem names its line and column"),
            (403, "an update, or a query with SERVICE"),
            (406, "an answer that cannot be had in any of the formats asked for"),
            (413, "a body that is too large"),
            (415, "a body that is neither a form nor a query"),
        )
    },
}
