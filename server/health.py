"""Whether the server lives and is ready, for those who watch over it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from fastapi import FastAPI
from pydantic import BaseModel

from server.releases import CurrentRelease


class Health(BaseModel):
    """A server that can answer."""

    status: Literal["ready"] = "ready"
    release: str
    """The id of the release that queries are answered from."""
    published: datetime
    documents: int
    articles: int
    facts: int
    """Published facts, without candidates."""
    triples: Mapping[str, int]
    """By named graph."""


def add_health(app: FastAPI, releases: CurrentRelease) -> None:
    """Adds the address `/health`."""

    @app.get("/health", summary="Liveness and readiness, with the release and what it holds")
    @app.head("/health", include_in_schema=False)
    def health() -> Health:
        release, counts = releases.get_counted()
        return Health(
            release=release.id,
            published=release.published,
            documents=counts.documents,
            articles=counts.articles,
            facts=sum(by_status["published"] for by_status in counts.facts.values()),
            triples=counts.graphs,
        )
