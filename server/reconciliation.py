"""Tables of others matched to our things: the Reconciliation Service API 0.2 at `/reconcile`, for OpenRefine and others."""

import json
from collections.abc import Mapping
from importlib.metadata import version
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request, Response
from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter, ValidationError

from server.answers import whole
from server.body import read_body
from server.endpoint import Services, reply
from server.problem import Problem
from server.protocol import FORM, decoded, media_type_of, only
from server.view import View
from server.wire import Job

LARGEST = 100
"""Queries, or things to extend, of one request."""
MOST = 1000
"""Suggestions that can be passed over."""
TYPES = (("Port", "口岸"), ("Province", "省级行政区"), ("City", "地级行政区"), ("Country", "国家"), ("Commodity", "商品"), ("Organization", "机构"), ("Person", "人物"))  # fmt: skip
"""What people match to first."""


def add_reconciliation(app: FastAPI, services: Services) -> None:
    """Adds `/reconcile` and what belongs to it."""
    settings = services.settings

    async def ask(request: Request, asked: Mapping[str, Any]) -> Response:
        job = Job("reconcile", json.dumps(asked, ensure_ascii=False))
        return await reply(request, services, job, None, None, {"found": "application/json"})

    async def reconcile(request: Request) -> Response:
        given = decoded(request.url.query.encode(), "the address")
        if request.method == "POST":
            if media_type_of(request.headers.get("content-type")) != FORM:
                raise Problem(415, "unsupported-media-type", f"the Content-Type must be {FORM}")
            body = await read_body(request, largest=settings.largest_request, patience=settings.patience)
            given |= decoded(body, "the form")
        if "queries" in given:
            return await ask(request, {"queries": _read("queries", given, QUERIES)})
        if "extend" in given:
            return await ask(request, {"extend": _read("extend", given, EXTENSION)})
        manifest = _manifest(str(request.base_url).rstrip("/"), services)
        return Response(json.dumps(manifest, ensure_ascii=False), media_type="application/json")

    app.add_api_route("/reconcile", reconcile, methods=["GET"], summary="Names matched to things: the Reconciliation API 0.2", response_class=Response)  # fmt: skip
    app.add_api_route("/reconcile", reconcile, methods=["HEAD"], include_in_schema=False)
    app.add_api_route("/reconcile", reconcile, methods=["POST"], summary="The same, with queries in a form", response_class=Response)  # fmt: skip

    @app.get("/reconcile/suggest/{what}", include_in_schema=False)
    async def suggest(
        request: Request, what: str, prefix: str = "", cursor: Annotated[int, Query(ge=0, le=MOST)] = 0
    ) -> Response:
        if what not in SUGGESTED:
            raise Problem(404, "not-found", f"suggestions are of {', '.join(SUGGESTED)}")
        return await ask(request, {"suggest": prefix, "classes": SUGGESTED[what], "skip": cursor})

    @app.get("/reconcile/properties", include_in_schema=False)
    async def properties(
        request: Request, type: str = "Port", limit: Annotated[int, Query(ge=1, le=100)] = 30
    ) -> Response:
        return await ask(request, {"propose": type, "limit": limit})

    @app.get("/reconcile/preview", include_in_schema=False)
    async def preview(request: Request, id: str) -> Response:
        view = View.of(request)
        served = await services.releases.get(None, None)
        job = Job("reconcile", json.dumps({"preview": id}, ensure_ascii=False))
        found = json.loads((await whole(request, services, served, job)).body)
        if found is None:
            raise Problem(404, "not-found", f"nothing is called {id!r}")
        page = services.pages.page("preview.html", view, found=found)
        page.headers["Content-Security-Policy"] = PREVIEWED
        return page


SUGGESTED = {
    "entity": [],
    "type": ["owl:Class"],
    "property": ["owl:ObjectProperty", "owl:DatatypeProperty"],
}
PREVIEWED = "default-src 'none'; style-src 'self'; base-uri 'none'"
"""A preview stands in a frame of the program that asks for it."""


def _texts(given: Any) -> list[str]:
    """The values of a property as cells have them: a thing is its id."""
    return [_text(each) for each in (given if isinstance(given, list) else [given])]


def _text(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str() | int() | float():
            return str(value)
        case {"id": str(identity)}:
            return identity
    raise ValueError("must be a text, a number, a truth or an object with an id, or a list of these")


def _manifest(address: str, services: Services) -> dict[str, Any]:
    """What the service can do."""
    names = services.settings.names
    here = {"service_url": address}
    return {
        "versions": ["0.2"],
        "name": "口岸 Kouan",
        "identifierSpace": names.resource(""),
        "schemaSpace": names.term(""),
        "documentation": f"{address}/docs",
        "serviceVersion": version("kouan"),
        "logo": f"{address}/static/kouan.svg",
        "batchSize": LARGEST,
        "view": {"url": f"{address}/id/{{{{id}}}}"},
        "defaultTypes": [{"id": identity, "name": name} for identity, name in TYPES],
        "preview": {"url": f"{address}/reconcile/preview?id={{{{id}}}}", "width": 400, "height": 260},
        "suggest": {what: here | {"service_path": f"/reconcile/suggest/{what}"} for what in SUGGESTED},
        "extend": {
            "propose_properties": here | {"service_path": "/reconcile/properties"},
            "property_settings": [
                {"type": "number", "name": "limit", "label": "Most values", "default": 10, "help_text": "How many values a cell takes at most"}
            ],
        },
    }  # fmt: skip


class _Property(BaseModel):
    """A column beside the name."""

    pid: str
    v: Annotated[list[str], BeforeValidator(_texts), Field(max_length=LARGEST)]


class _Query(BaseModel):
    """A row of a table: a name, other columns, or both."""

    query: str = ""
    type: str | list[str] = []
    type_strict: str = "any"
    limit: int = Field(0, ge=0)
    properties: list[_Property] = Field([], max_length=LARGEST)


class _Fetched(BaseModel):
    """A property that a table is extended by."""

    id: str
    settings: dict[str, Any] = {}


class _Extension(BaseModel):
    """Things and the properties to extend them by."""

    ids: list[str] = Field(max_length=LARGEST)
    properties: list[_Fetched] = Field(max_length=LARGEST)


QUERIES = TypeAdapter(Annotated[dict[str, _Query], Field(max_length=LARGEST)])
EXTENSION = TypeAdapter(_Extension)


def _read(name: str, given: Mapping[str, list[str]], kind: TypeAdapter[Any]) -> Any:
    """A parameter as JSON has it, if it is what it must be; a Problem says where it is not."""
    try:
        return kind.dump_python(kind.validate_json(only(name, dict(given))))
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join([name, *map(str, fault["loc"])])
        raise Problem(400, f"bad-{name}", f"{place}: {fault['msg']}") from error
