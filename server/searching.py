"""Search by name and in quotations: `/search?q=`; the same for a field that completes what is typed: `/search/suggest`."""

import json
from typing import Annotated

from fastapi import FastAPI, Query, Request, Response
from pydantic import BaseModel
from pyoxigraph import Literal, NamedNode

from graph.grading import How
from graph.naming import short_name
from graph.schemes import ontology_quads
from graph.search import LONGEST
from graph.terms import term
from ontology import Namespaces
from server.answers import whole
from server.endpoint import Services, reply
from server.formats import HTML, Format, negotiate
from server.language import LANGUAGES, Language
from server.view import View
from server.wire import Job

FORMATS = (Format("json", "application/json", None), HTML)
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
    context_en: str
    """The English one."""
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
    tuple[str, ...], Query(alias="class", description="classes to find: `Port`, `Province` …")
]
Most = Annotated[int, Query(ge=1, le=MOST_HITS, description="how many things at most")]
Candidates = Annotated[bool, Query(description="also what waits for review")]
OfRelease = Annotated[str | None, Query(description="the id of an older release")]


def add_search(app: FastAPI, services: Services) -> None:
    """Adds `/search` and `/search/suggest`."""
    names = services.settings.names
    classes_by_language = {language: class_labels(names, language) for language in LANGUAGES}

    async def answer(request: Request, job: Job, release: str | None) -> Response:
        return await reply(request, services, job, release, None, {"found": "application/json"})

    async def page(request: Request, job: Job, release: str | None) -> Response:
        view = View.of(request)
        served = await services.releases.get(release, None)
        found = json.loads((await whole(request, services, served, job)).body)

        def link(iri: str) -> str:
            return f"{view.root}/{iri.removeprefix(names.base)}" if iri.startswith(names.base) else iri

        return services.pages.page(
            "search.html", view, link=link, classes=classes_by_language[view.language], **found
        )

    @app.get(
        "/search",
        summary="Things by name, and quotations: Chinese, pinyin, initials or English",
        response_model=Search,
        responses={200: {"content": {HTML.media_type: {}}}},
    )
    @app.head("/search", include_in_schema=False)
    async def search(
        request: Request,
        q: Text = "",
        classes: Classes = (),
        limit: Most = 10,
        quotations: Annotated[int, Query(ge=0, le=MOST_HITS, description="how many quotations at most")] = 5,
        candidates: Candidates = False,
        release: OfRelease = None,
        format: Annotated[str | None, Query(description="`json` or `html`; wins over Accept")] = None,
    ) -> Response:
        form, _ = negotiate(format, request.headers.get("accept"), FORMATS)
        job = Job(
            "search",
            q[:LONGEST],
            classes=classes,
            limit=limit,
            quotations=quotations,
            candidates=candidates,
        )
        return await (page if form is HTML else answer)(request, job, release)

    @app.get(
        "/search/suggest", summary="Things whose name may be meant, while it is typed", response_model=Search
    )
    @app.head("/search/suggest", include_in_schema=False)
    async def suggest(
        request: Request,
        q: Text = "",
        classes: Classes = (),
        limit: Most = 8,
        candidates: Candidates = False,
        release: OfRelease = None,
    ) -> Response:
        job = Job("search", q[:LONGEST], classes=classes, limit=limit, candidates=candidates)
        return await answer(request, job, release)


def class_labels(names: Namespaces, language: Language) -> dict[str, str]:
    """What our classes are called in a language, by the names that hits have."""
    return {
        short_name(quad.subject.value, names): quad.object.value
        for quad in ontology_quads(names)
        if isinstance(quad.subject, NamedNode)
        and quad.predicate == term("rdfs:label")
        and isinstance(quad.object, Literal)
        and quad.object.language == language
    }
