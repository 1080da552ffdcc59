"""What the addresses of the desk share: who asks, the desk for them alone, and how its pages are made."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from extract.lexicon import Lexicon
from graph.review.desk import Desk
from graph.review.queue import FOUND_BY, Filter, Item
from graph.review.source import SourceReader
from graph.told import names_of
from server.body import read_body
from server.endpoint import Services
from server.problem import Problem
from server.review.access import curator
from server.review.filters import parameters_of, query_of
from server.review.service import Review
from server.view import View, root_of
from server.words import Words

T = TypeVar("T")
Form = dict[str, str]
TABS = ("queue", "conflicts", "bulk", "progress", "history", "lexicon")


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that facts can be found by, and how many there are."""

    key: str
    label: str
    facts: int


class Shared:
    """What the addresses of the desk share."""

    def __init__(self, services: Services, review: Review) -> None:
        self._services = services
        self.review = review
        self.names = services.settings.names
        self.store = services.settings.store
        self.known: Lexicon | None = None
        """The names of the gazetteer, once somebody teaches one."""
        self._choices: tuple[str | None, dict[str, list[Choice]]] = (None, {})

    async def at(self, request: Request, work: Callable[[Desk, str], T]) -> T:
        """What some work at the desk gives, for the curator who asks, while nobody else is at it."""
        who = curator(request, self._services.settings)
        desk = await self.review.desk()

        def alone() -> T:
            with desk.lock:
                return work(desk, who)

        return await run_in_threadpool(alone)

    def show(self, request: Request, name: str, **known: Any) -> HTMLResponse:
        """A page."""
        page = self._services.pages.page(f"review/{name}.html", View.of(request), **known)
        page.headers["Cache-Control"] = "no-store"
        return page

    def words(self, request: Request, desk: Desk) -> Words:
        """Says claims in the language of who asks."""
        view = View.of(request)
        named = partial(names_of, desk.store, self.names)
        return Words(view.language, self._services.pages.text(view.language), named)

    def choices(self, desk: Desk, kind: str, words: Words) -> list[Choice]:
        """What facts can be found by, with names that people know, once for each release."""
        if self._choices[0] != desk.release:
            self._choices = (desk.release, {})
        known = self._choices[1]
        if kind not in known:
            found = desk.queue.choices(kind)
            known[kind] = [Choice(key, self.name(desk, kind, key, words), n) for key, n in found]
        return known[kind]

    def name(self, desk: Desk, kind: str, key: str, words: Words) -> str:
        """What people call something that facts can be found by; empty for what is called by its key itself."""
        return SourceReader(desk.store, self.names).title(key) if kind == "doc" else words.name(key)

    def naming(self, desk: Desk, wanted: Filter, words: Words) -> dict[str, str]:
        """What a filter's facts are found by, by the names that people know where there are any."""
        keys = {kind: getattr(wanted, kind) for kind in FOUND_BY if getattr(wanted, kind)}
        return {kind: self.name(desk, kind, key, words) or key for kind, key in keys.items()}

    def standing(self, desk: Desk, who: str, tab: str) -> dict[str, Any]:
        """What every page of the desk shows."""
        return {
            "tab": tab,
            "tabs": TABS,
            "who": who,
            "signed": bool(self._services.settings.tokens),
            "last": desk.last(who),
            "batch_of": desk.history.batch,
            "pending": len(desk.pending()),
            "parameters_of": parameters_of,
            "query_of": query_of,
            "value_of": getattr,
        }


def form_of(services: Services) -> Any:
    """What reads the fields of a form."""
    settings = services.settings

    async def form(request: Request) -> Form:
        data = await read_body(request, largest=settings.largest_request, patience=settings.patience)
        try:
            return dict(parse_qsl(data.decode(), keep_blank_values=True, max_num_fields=100))
        except ValueError as error:
            raise Problem(400, "bad-form", "this is not the form of a page of ours") from error

    return form


def chosen(desk: Desk, fact: str | None) -> Item | None:
    """A fact that is asked for by its id; a Problem if there is none such."""
    if not fact:
        return None
    found = desk.queue.item(fact)
    if found is None:
        raise Problem(404, "no-such-fact", f"there is no fact {fact!r} in the queue")
    return found


def onward(request: Request, query: str, path: str = "/review") -> Response:
    """See other: so that loading the page again decides nothing again."""
    return RedirectResponse(f"{root_of(request)}{path}{query}", 303)
