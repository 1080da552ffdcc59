"""Search by name and in quotations: `/search?q=`; the same for a field that completes what is typed: `/search/suggest`."""

from typing import Annotated

from fastapi import FastAPI, Query, Request, Response
from pydantic import BaseModel

from graph.grading import How
from graph.search import LONGEST
from server.endpoint import Services, reply
from server.wire import Job

MOST_HITS = 100
"""Hits of one request."""


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


class FoundQuotation(BaseModel):
    """The words of a page that are evidence of facts."""

    iri: str
    text: str
    facts: list[str]
    article: str
    score: float
    marks: list[tuple[int, int]]
    """Half-open spans of the text that were looked for."""


class Search(BaseModel):
    """What was found for a text, best first."""

    q: str
    hits: list[Found]
    quotations: list[FoundQuotation]


Text = Annotated[str, Query(description=f"what is looked for; {LONGEST} characters of it are read")]
Classes = Annotated[
    list[str] | None, Query(alias="class", description="classes to find: `Port`, `Province` …")
]
Most = Annotated[int, Query(ge=1, le=MOST_HITS, description="how many things at most")]
Candidates = Annotated[bool, Query(description="also what waits for review")]
OfRelease = Annotated[str | None, Query(description="the id of an older release")]


def add_search(app: FastAPI, services: Services) -> None:
    """Adds `/search` and `/search/suggest`."""

    async def answer(request: Request, job: Job, release: str | None) -> Response:
        return await reply(request, services, job, release, None, {"found": "application/json"})

    @app.get(
        "/search",
        summary="Things by name, and quotations: Chinese, pinyin, initials or English",
        response_model=Search,
    )
    @app.head("/search", include_in_schema=False)
    async def search(
        request: Request,
        q: Text = "",
        classes: Classes = None,
        limit: Most = 10,
        quotations: Annotated[int, Query(ge=0, le=MOST_HITS, description="how many quotations at most")] = 5,
        candidates: Candidates = False,
        release: OfRelease = None,
    ) -> Response:
        found = tuple(classes or ())
        job = Job(
            "search", q[:LONGEST], classes=found, limit=limit, quotations=quotations, candidates=candidates
        )
        return await answer(request, job, release)

    @app.get(
        "/search/suggest", summary="Things whose name may be meant, while it is typed", response_model=Search
    )
    @app.head("/search/suggest", include_in_schema=False)
    async def suggest(
        request: Request,
        q: Text = "",
        classes: Classes = None,
        limit: Most = 8,
        candidates: Candidates = False,
        release: OfRelease = None,
    ) -> Response:
        job = Job("search", q[:LONGEST], classes=tuple(classes or ()), limit=limit, candidates=candidates)
        return await answer(request, job, release)
