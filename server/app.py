"""The one place that wires: settings go in, an application comes out."""

from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Match

from graph.dataset import QuerySyntaxError
from graph.egress import EgressError
from graph.queries import load
from graph.store import StoreError
from server.endpoint import add_endpoint
from server.headers import StandingHeaders
from server.health import add_health
from server.negotiation import choose
from server.pages import Pages
from server.problem import MEDIA_TYPE, Problem
from server.releases import CurrentRelease
from server.settings import Settings

STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings) -> FastAPI:
    """The application over the current release of a store; a StoreError or DataError if that cannot be."""
    releases = CurrentRelease(settings.store, settings.names)
    pages = Pages(settings.names, load(settings.queries, settings.names))
    app = FastAPI(
        title="口岸 Kouan",
        version=version("kouan"),
        summary="A knowledge graph of China's ports of entry, read from the news",
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(StandingHeaders)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", "QUERY"],
        allow_headers=["*"],
    )
    add_endpoint(app, settings, releases, pages)
    add_health(app, releases)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    def home(request: Request) -> HTMLResponse:
        release, counts = releases.get_counted()
        return pages.home(root(request), release, counts)

    @app.api_route("/docs", methods=["GET", "HEAD"], include_in_schema=False)
    def docs(request: Request) -> HTMLResponse:
        return pages.docs(root(request), app.openapi())

    def answer_problem(request: Request, error: Exception) -> Response:
        problem = as_problem(error)
        if problem.status == 405:
            problem = _wrong_method(request, app)
        if choose(request.headers.get("accept"), [MEDIA_TYPE, "text/html"]) == "text/html":
            return pages.problem(root(request), problem, request.query_params.get("query"))
        return Response(problem.as_json(), problem.status, problem.headers, MEDIA_TYPE)

    for kind in (Problem, QuerySyntaxError, EgressError, StoreError, HTTPException, Exception):
        app.add_exception_handler(kind, answer_problem)
    return app


def root(request: Request) -> str:
    """Where the application is mounted, without a slash at its end."""
    mounted: Any = request.scope.get("root_path", "")
    return str(mounted).rstrip("/")


def as_problem(error: Exception) -> Problem:
    """What a client is told of an error: the one table from exceptions to HTTP."""
    match error:
        case Problem():
            return error
        case QuerySyntaxError():
            return Problem(400, "query-syntax", error.message, error.line, error.column)
        case EgressError():
            return Problem(403, "service-refused", str(error), error.line, error.column)
        case StoreError():
            return Problem(503, "store", "the store cannot be read now")
        case HTTPException(status_code=404):
            return Problem(404, "not-found", "there is nothing at this address")
        case HTTPException(status_code=405):
            return Problem(405, "method-not-allowed", "this address does not take that method")
        case HTTPException():
            return Problem(error.status_code, "http", str(error.detail), headers=error.headers or {})
    return Problem(500, "internal", "something went wrong here that is not your fault; it has been logged")


def _wrong_method(request: Request, app: FastAPI) -> Problem:
    """A method that an address does not take, with those that it does: the framework names one route's only."""
    methods: set[str] = set()
    for route in app.routes:
        if route.matches(request.scope)[0] is Match.PARTIAL:
            methods |= getattr(route, "methods", None) or set()
    allowed = ", ".join(sorted(methods))
    return Problem(405, "method-not-allowed", f"this address takes {allowed}", headers={"Allow": allowed})
