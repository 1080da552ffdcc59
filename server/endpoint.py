"""The SPARQL endpoint, `/sparql`: a request is read, asked of a release by a worker, and given back as it was asked for.

What has not changed is not answered again, and what was answered is not asked again.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from fastapi import FastAPI, Request, Response
from pyoxigraph import RdfFormat
from starlette.types import Receive, Scope, Send

from server.access import may, require
from server.body import read_body
from server.cache import Cache, matches, tag
from server.description import service_description
from server.formats import GRAPHS, HTML, RESULTS, content_type, negotiate
from server.heads import headers_of, run_headers, type_of
from server.loans import Loan
from server.pages import Pages
from server.problem import MEDIA_TYPE, Problem
from server.protocol import FORM, QUERY, UPDATE, Question, asked
from server.releases import Releases, Served
from server.running import ClientGone, Queries, Run, lent
from server.serialisation import graph_bytes
from server.settings import Settings
from server.table import MOST_ROWS, Table
from server.variants import wanted
from server.view import View
from server.wire import Job, Reply
from server.worker import Worker
from server.writer import Writer

OF_QUERY = 3
"""Bytes of a form for each byte of a query in it, which may be escaped."""


@dataclass(frozen=True, slots=True)
class Services:
    """What the addresses work with."""

    settings: Settings
    releases: Releases
    queries: Queries
    cache: Cache
    writer: Writer
    pages: Pages


def add_endpoint(app: FastAPI, services: Services) -> None:
    """Adds the address `/sparql`."""
    settings = services.settings
    longest_form = OF_QUERY * settings.longest_query

    async def sparql(request: Request) -> Response:
        authorization = request.headers.get("authorization")
        writes = may(settings.tokens, "write", authorization)
        largest = settings.largest_request if writes else min(settings.largest_request, longest_form)
        body = await read_body(request, largest=largest, patience=settings.patience)
        demand = asked(request.method, request.url.query, request.headers.get("content-type"), body)
        if demand is None:
            return _description(request, services)
        if isinstance(demand, Question) and demand.longer_than(settings.longest_query):
            raise Problem(413, "query-too-long", f"a query may have at most {settings.longest_query:,} bytes")
        if isinstance(demand, Question):
            return await answer(request, services, demand)
        require(settings.tokens, "write", authorization)
        job = Job("update", demand.text, demand.using or None, demand.using_named or None)
        head, run = await services.writer.change(request, job, demand.timeout)
        return Response(status_code=204, headers={"Kouan-Release": head["release"], "Kouan-Query": run.id})

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
        summary="Ask a SPARQL query that stands in the body, as a form or by itself; or change the graph",
        response_class=Response,
        openapi_extra={"parameters": PARAMETERS[1:], "requestBody": BODY},
        responses=RESPONSES,
    )
    app.add_api_route("/sparql", sparql, methods=["HEAD", "QUERY"], include_in_schema=False)


async def answer(request: Request, services: Services, question: Question) -> Response:
    """The answer to a question, from the cache or a worker."""
    headers = request.headers
    variant = wanted(question.format, headers.get("accept"), headers.get("accept-encoding"))
    job = variant.job(question)
    return await reply(request, services, job, question.release, question.timeout, variant.types)


async def reply(
    request: Request,
    services: Services,
    job: Job,
    release: str | None,
    timeout: float | None,
    types: Mapping[str, str],
) -> Response:
    """The answer to a job, by the release that the request asks for; `types` are the media types of formats."""
    begun: Begun | None = request.scope.get("extensions", {}).get(BEGUN)
    begun = begun if begun and begun.take() else None
    moment = _moment(request.headers.get("accept-datetime"))
    served = begun.served if begun else await services.releases.get(release, moment)
    limit = time_limit(services.settings, timeout)
    message = job.message()
    validator = tag(served.info.id, served.in_memory, job.text, message)
    pages = HTML.name in types
    shown = None if pages else validator  # a page changes with our templates too
    rows = MOST_ROWS if pages else services.settings.most_rows
    headers = headers_of(served.edition, shown, rows, fixed=release is not None, moment=moment)
    if begun is None:
        if matches(shown, request.headers.get("if-none-match")):
            return Response(status_code=304, headers=headers)
        kept = services.cache.get(validator)
        if kept is not None:
            return _whole(request, services, job, kept, types, headers | {"Kouan-Cache": "hit"})
    async with AsyncExitStack() as stack:
        running = services.queries.running
        run = stack.enter_context(
            begun.go_on(services.queries, request)
            if begun
            else running("query", request, job.text or f"graph {job.graph}", limit)
        )
        headers |= run_headers(run.id, run.limit)
        worker = await stack.enter_async_context(lent(served.pool, run, begun.loan if begun else None))
        if worker.idle:
            worker.begin(message)
        found = await run.within(worker.answer())
        if not found.whole:
            return Streamed(found, worker, run, stack.pop_all(), headers | type_of(found.head, types))
    services.cache.put(validator, found)
    return _whole(request, services, job, found, types, headers)


BEGUN = "kouan.begun"
"""Which extension of a request's scope is the work that has begun on it."""


@dataclass(slots=True)
class Begun:
    """Work that began on a request before it came to the application: a worker has its job, or will be lent."""

    served: Served
    run: Run
    loan: Loan
    _taken: bool = False

    def take(self) -> bool:
        """Tells whether it still is to be had, and takes it."""
        taken, self._taken = self._taken, True
        return not taken

    @contextmanager
    def go_on(self, queries: Queries, request: Request) -> Iterator[Run]:
        """Goes on with it."""
        self.run.watch(request)
        with queries.ending(self.run):
            yield self.run


class Streamed(Response):
    """An answer that is sent as it is made. One that breaks off lacks the end by which HTTP marks a whole one."""

    def __init__(
        self, first: Reply, worker: Worker, run: Run, stack: AsyncExitStack, headers: Mapping[str, str]
    ) -> None:
        super().__init__(headers=headers)
        del self.headers["content-length"]
        self._first, self._worker, self._run, self._stack = first, worker, run, stack

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it, within the time that it may take."""
        with suppress(Problem, ClientGone):  # known and logged; what is missing is the last message
            async with self._stack:
                await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
                if scope["method"] == "HEAD":
                    await send({"type": "http.response.body", "body": b""})
                    return
                parts = self._worker.more()
                part: bytes | None = self._first.body
                while part is not None:
                    await self._run.within(_send(send, part))
                    part = await self._run.within(_next(parts))
                await send({"type": "http.response.body", "body": b""})


async def _send(send: Send, data: bytes) -> None:
    await send({"type": "http.response.body", "body": data, "more_body": True})


async def _next(parts: AsyncIterator[bytes]) -> bytes | None:
    return await anext(parts, None)


def time_limit(settings: Settings, asked: float | None) -> float:
    """Seconds that a request may take: as many as it asks for, up to a bound."""
    return min(asked or settings.time_limit, settings.longest_time)


def _moment(text: str | None) -> datetime | None:
    """The time that an Accept-Datetime header asks for (RFC 7089)."""
    if text is None:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except ValueError as error:
        raise Problem(400, "bad-datetime", f"Accept-Datetime must be an HTTP date, not {text!r}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _whole(
    request: Request,
    services: Services,
    job: Job,
    found: Reply,
    types: Mapping[str, str],
    headers: dict[str, str],
) -> Response:
    if found.head["format"] == HTML.name:
        offered = GRAPHS if found.head["kind"] == "triples" else RESULTS
        page = services.pages.results(View.of(request), job.text, Table.from_json(found.body), offered)
        page.headers.update(headers)
        return page
    return Response(found.body, headers=headers | type_of(found.head, types))


def _description(request: Request, services: Services) -> Response:
    """What the service says of itself; to a browser, an empty form."""
    form, media_type = negotiate(request.query_params.get("format"), request.headers.get("accept"), GRAPHS)
    if not isinstance(form.engine, RdfFormat):
        return services.pages.form(View.of(request))
    described = list(service_description(str(request.url.replace(query="")), services.settings))
    body = graph_bytes(described, form.engine, services.settings.names)
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
    _parameter("timeout", "seconds that the answer may take"),
    _parameter("release", "the id of an older release to ask"),
]
BODY = {
    "required": True,
    "content": {
        FORM: {
            "schema": {
                "type": "object",
                "properties": {
                    **{each["name"]: each["schema"] for each in PARAMETERS},
                    "update": {"type": "string"},
                    "using-graph-uri": {"type": "array", "items": {"type": "string"}},
                    "using-named-graph-uri": {"type": "array", "items": {"type": "string"}},
                },
            }
        },
        QUERY: {"schema": {"type": "string"}},
        UPDATE: {"schema": {"type": "string"}},
    },
}
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "the answer, in the format that was asked for"},
    204: {"description": "the change is made and will last"},
    304: {"description": "the client has the answer already"},
    **{
        status: {"description": what, "content": {MEDIA_TYPE: {}}}
        for status, what in (
            (400, "not a query or update; the problem names its line and column"),
            (401, "an update without a token"),
            (403, "an update without leave, or SERVICE or LOAD"),
            (404, "no such release"),
            (406, "an answer that cannot be had in any of the formats asked for"),
            (413, "a body, a query or an answer that is too large"),
            (414, "an address that is too long"),
            (415, "a body that is neither a form nor a query nor an update"),
            (429, "too many queries of one client"),
            (502, "another server, which SERVICE or LOAD may reach, that does not answer as it should"),
            (503, "a query that takes too long or too much memory, or that was cancelled"),
            (507, "a disk without room for the change"),
        )
    },
}
