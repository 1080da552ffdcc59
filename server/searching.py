"""Search by name: `/search?q=`, by Chinese, pinyin with or without tones, initials or English."""

from typing import Annotated

from fastapi import FastAPI, Query, Request, Response
from pydantic import BaseModel

from graph.grading import How
from graph.search import LONGEST, MOST
from server.endpoint import Services, reply
from server.wire import Job


class Found(BaseModel):
    """A thing that was found."""

    iri: str
    label: str
    en: str
    """The English label; empty without one."""
    classes: list[str]
    """As queries write them, without the prefix of ours: `Port`, `skos:Concept`."""
    context: str
    """The label of the place or group that it belongs to; empty when none is known."""
    score: float
    """0 to 1; from some 0.9, the whole name was typed, in one way or another."""
    how: How
    name: str
    """The name of the thing that was found."""
    marks: list[tuple[int, int]]
    """Half-open spans of that name that were typed."""
    candidate: bool
    """Whether the thing waits for review."""


class Search(BaseModel):
    """What was found for a text, best first."""

    q: str
    hits: list[Found]


def add_search(app: FastAPI, services: Services) -> None:
    """Adds `/search`."""

    @app.get("/search", summary="Things by name: Chinese, pinyin, initials or English", response_model=Search)
    @app.head("/search", include_in_schema=False)
    async def search(
        request: Request,
        q: Annotated[str, Query(description=f"what is looked for; {LONGEST} characters of it are read")] = "",
        cls: Annotated[
            list[str], Query(alias="class", description="classes to find: `Port`, `Province` …")
        ] = [],  # noqa: B006 - never changed
        limit: Annotated[int, Query(ge=1, le=MOST, description="how many at most")] = 10,
        candidates: Annotated[bool, Query(description="also what waits for review")] = False,
        release: Annotated[str | None, Query(description="the id of an older release")] = None,
    ) -> Response:
        job = Job("search", q[:LONGEST], classes=tuple(cls), limit=limit, candidates=candidates)
        return await reply(request, services, job, release, None, {"hits": "application/json"})
