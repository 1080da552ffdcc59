"""For those who watch over the server: whether it lives and is ready, what it did, and what it is doing."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from fastapi import FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, Metric
from prometheus_client.registry import Collector
from pydantic import BaseModel

from server.access import require
from server.endpoint import Services
from server.following import Following
from server.metrics import Metrics, gauges
from server.running import SHOWN, client_of


class Health(BaseModel):
    """A server that can answer."""

    status: Literal["ready"] = "ready"
    release: str
    """The id of the release that queries are answered from."""
    unusable: str | None
    """The id of a newer release that cannot be read, which is why an older one is served."""
    not_following: str | None
    """Why the engine whose copy this is cannot be followed now."""
    published: datetime
    in_memory: bool
    """Whether it is held in memory by now."""
    documents: int
    articles: int
    facts: int
    """Published facts, without candidates."""
    triples: Mapping[str, int]
    """By named graph."""


class Running(BaseModel):
    """A query at work."""

    id: str
    seconds: float
    limit: float
    query: str


def add_watching(app: FastAPI, services: Services, metrics: Metrics, following: Following) -> None:
    """Adds `/health`, `/metrics` and `/queries`."""
    releases, queries = services.releases, services.queries
    metrics.watch(State(services))

    @app.get("/health", summary="Readiness, with the release and what it holds")
    @app.head("/health", include_in_schema=False)
    async def health() -> Health:
        served = await releases.current()
        info, counts = await releases.counted()
        return Health(
            release=info.id,
            unusable=releases.unusable,
            not_following=following.problem,
            published=info.published,
            in_memory=served.in_memory,
            documents=counts.documents,
            articles=counts.articles,
            facts=sum(by_status["published"] for by_status in counts.facts.values()),
            triples=counts.graphs,
        )

    @app.get("/health/live", summary="Liveness: that the server answers at all", status_code=204)
    @app.head("/health/live", include_in_schema=False)
    async def live() -> Response:
        return Response(status_code=204)

    @app.get("/metrics", summary="Numbers in the format of Prometheus", response_class=Response)
    @app.head("/metrics", include_in_schema=False)
    async def numbers() -> Response:
        return Response(metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    def whose(request: Request) -> str | None:
        """Whose queries may be seen: one's own, or with a token of scope admin all."""
        authorization = request.headers.get("authorization")
        if authorization is None:
            return client_of(request)
        require(services.settings.tokens, "admin", authorization)
        return None

    @app.get("/queries", summary="Your queries at work; everybody's with a token of scope admin")
    @app.head("/queries", include_in_schema=False)
    async def running(request: Request) -> list[Running]:
        runs = queries.of(whose(request))
        return [
            Running(id=r.id, seconds=round(r.seconds, 3), limit=r.limit, query=r.text[:SHOWN]) for r in runs
        ]

    @app.delete("/queries/{identity}", summary="Cancel a query", status_code=204, response_class=Response)
    async def cancel(request: Request, identity: str) -> Response:
        queries.find(identity, whose(request)).cancel()
        return Response(status_code=204)


class State(Collector):
    """What the server holds now."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def collect(self) -> Iterable[Metric]:
        """The numbers."""
        served, cache, queries = self._services.releases.served, self._services.cache, self._services.queries
        yield from gauges(
            (
                ("queries_running", "Queries at work", len(queries.of(None))),
                ("cache_bytes", "Bytes of answers that are kept", cache.size),
                ("cache_hits", "Answers that came from the cache", cache.hits),
            )
        )
        if served is not None:
            yield from gauges(
                (
                    ("workers_busy", "Workers at work", served.pool.busy),
                    ("workers_killed", "Workers that were replaced", served.pool.replaced),
                    ("queries_waiting", "Queries that wait for a worker", served.pool.waiting),
                    ("release_quads", "Quads of the current release", served.info.quads),
                    (
                        "release_published_seconds",
                        "When the current release was published",
                        served.info.published.timestamp(),
                    ),
                    ("release_in_memory", "Whether the current release is held in memory", served.in_memory),
                )
            )
