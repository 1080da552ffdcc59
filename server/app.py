"""The one place that wires: settings go in, an application comes out."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect
from starlette.routing import Match

from graph.counts import counts_of
from graph.dataset import QuerySyntaxError
from graph.queries import load
from graph.releases import open_release
from graph.store import StoreError
from server.answers import whole
from server.cache import Cache
from server.catalogue import add_catalogue, landing
from server.causes import as_problem
from server.crawling import add_crawling
from server.deriving import Deriving
from server.endpoint import Services, add_endpoint
from server.following import Following
from server.graph_store import add_graph_store
from server.headers import StandingHeaders
from server.heads import EXPOSED
from server.history import add_history
from server.linked_data import add_linked_data
from server.metrics import Metrics
from server.negotiation import choose
from server.ontology import add_ontology
from server.pages import STATIC, Pages
from server.problem import MEDIA_TYPE, Problem
from server.reconciliation import add_reconciliation
from server.releases import Releases
from server.review.addresses import add_review
from server.review.service import Review
from server.running import ClientGone, Queries
from server.searching import add_search
from server.settings import Settings
from server.statistics import add_statistics
from server.view import View
from server.watching import add_watching
from server.wire import Job
from server.workbench import add_workbench
from server.writer import Writer

AT_ONCE = 300_000
"""Quads that are counted while a visitor waits; the home page of more is shown at once, and its numbers follow."""


def create_app(settings: Settings) -> FastAPI:
    """The application over the current release of a store; a StoreError or DataError if that cannot be.

    Its workers live as long as its lifespan, which an application that mounts it must run.
    """
    open_release(settings.store)
    metrics = Metrics()
    releases = Releases(settings)
    deriving = Deriving(settings)
    queries = Queries(metrics, most=settings.client_queries, slow=settings.slow)
    pages = Pages(load(settings.queries, settings.names))
    writer = Writer(settings, releases, queries)
    services = Services(settings, releases, queries, Cache(settings.cache), writer, pages)

    review = Review(settings, releases, writer)
    following = Following(settings, writer, review.moved)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await releases.start()
        following.start()
        try:
            yield
        finally:
            await following.close()
            await review.close()
            await deriving.close()
            await releases.close()

    app = FastAPI(
        title="口岸 Kouan",
        version=version("kouan"),
        summary="A knowledge graph of China's ports of entry, read from the news",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        responses={"4XX": {"description": "a request that is wrong, and why", "content": {MEDIA_TYPE: {}}}},
    )
    app.add_middleware(StandingHeaders)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", "PUT", "DELETE", "QUERY"],
        allow_headers=["*"],
        expose_headers=EXPOSED,
    )
    app.state.services = services
    add_endpoint(app, services)
    add_graph_store(app, services)
    add_search(app, services)
    add_reconciliation(app, services)
    add_catalogue(app, services, deriving)
    add_crawling(app, services, deriving)
    add_ontology(app, services)
    add_linked_data(app, services, deriving)
    add_statistics(app, services)
    add_review(app, services, review)
    add_history(app, services)
    add_watching(app, services, metrics, following)
    add_workbench(app, services)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    async def home(request: Request) -> HTMLResponse:
        release = (await releases.current()).info
        links, embedded = await landing(request, services, deriving, release)
        found, known = await asyncio.gather(
            whole(request, services, await releases.current(), Job("newest")),
            deriving.get(release, counts_of(release), patience=1.0)
            if release.quads > AT_ONCE
            else asyncio.sleep(0, True),
        )
        counts = (await releases.counted())[1] if known else None
        return pages.home(
            View.of(request),
            release,
            counts,
            json.loads(found.body),
            links,
            embedded,
            base=settings.names.base,
            ground=settings.ground is not None,
        )

    @app.api_route("/docs", methods=["GET", "HEAD"], include_in_schema=False)
    async def docs(request: Request) -> HTMLResponse:
        return pages.docs(View.of(request), app.openapi())

    def answer_problem(request: Request, error: Exception) -> Response:
        problem = _of_framework(error) or as_problem(error)
        if problem.status == 405:
            problem = _wrong_method(request, app)
        if choose(request.headers.get("accept"), [MEDIA_TYPE, "text/html"]) == "text/html":
            return pages.problem(View.of(request), problem, request.query_params.get("query"))
        return Response(problem.as_json(), problem.status, problem.headers, MEDIA_TYPE)

    def answer_nobody(request: Request, error: Exception) -> Response:
        return Response(status_code=503)  # which is not sent: the client has left

    app.add_exception_handler(ClientGone, answer_nobody)
    app.add_exception_handler(ClientDisconnect, answer_nobody)
    for kind in (Problem, QuerySyntaxError, StoreError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, answer_problem)
    return app


def _of_framework(error: Exception) -> Problem | None:
    """What a client is told of an error that the framework raised."""
    match error:
        case HTTPException(status_code=404):
            return Problem(404, "not-found", "there is nothing at this address")
        case HTTPException(status_code=405):
            return Problem(405, "method-not-allowed", "this address does not take that method")
        case HTTPException():
            return Problem(error.status_code, "http", str(error.detail), headers=error.headers or {})
        case RequestValidationError():
            return Problem(400, "bad-parameter", "; ".join(map(_fault, error.errors())))
    return None


def _fault(fault: dict[str, Any]) -> str:
    """What is wrong with a parameter, as one sentence."""
    return f"{fault['loc'][-1]}: {fault['msg'].lower()}, not {fault['input']!r}"


def _wrong_method(request: Request, app: FastAPI) -> Problem:
    """A method that an address does not take, with those that it does: the framework names one route's only."""
    methods: set[str] = set()
    for route in app.routes:
        if route.matches(request.scope)[0] is Match.PARTIAL:
            methods |= getattr(route, "methods", None) or set()
    allowed = ", ".join(sorted(methods))
    return Problem(405, "method-not-allowed", f"this address takes {allowed}", headers={"Allow": allowed})
