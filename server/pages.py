"""The pages: views of counts, queries and results, made from the templates beside this file."""

import hashlib
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from graph.counts import Counts
from graph.queries import NamedQuery
from graph.releases import ReleaseInfo
from graph.terms import term
from server.formats import HTML, Format
from server.language import Language, Strings, as_data
from server.problem import Problem
from server.signposting import Link, header
from server.table import Table
from server.tiles import tiles
from server.view import COOKIE, THEME, View

STATIC = Path(__file__).parent / "static"
NAVIGATION = (
    ("/search", "site.nav.search"),
    ("/statistics", "site.nav.statistics"),
    ("/workbench", "site.nav.workbench"),
    ("/review", "site.nav.review"),
)
"""What every page links to at its top: paths, and the strings that name them."""
MORE = (
    ("/sparql", "site.nav.query"),
    ("/docs", "site.nav.docs"),
    ("/ontology", "site.nav.ontology"),
    ("/dump/", "site.nav.dumps"),
    ("/releases", "site.nav.releases"),
)
"""And at its foot."""
YEAR = 365 * 24 * 3600


class Pages:
    """Makes pages; a `view` says for whom."""

    def __init__(self, queries: Sequence[NamedQuery]) -> None:
        self._queries = queries
        self._strings = Strings.load()
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["reused"] = {term(n).value: n for n in self._strings.part("zh", "terms")}
        self._templates.globals["kinds"] = {term(n).value: n for n in self._strings.part("zh", "classes")}
        self._templates.filters["count"] = lambda number: f"{number:,}"
        self._templates.filters["data"] = as_data
        self._templates.filters["address"] = lambda text: quote(text, safe="")

    def home(
        self,
        view: View,
        release: ReleaseInfo,
        counts: Counts | None,
        newest: Sequence[dict[str, str]],
        links: Sequence[Link],
        embedded: dict[str, Any],
        *,
        base: str,
        ground: bool,
    ) -> HTMLResponse:
        """What there is, for people and for machines, and questions to begin with; without counts, that they will come.

        `base` is how our IRIs begin, `ground` whether something lies beneath maps.
        """
        numbers = [(release.quads, "home.count.triples")]
        if counts:
            published = sum(by_status["published"] for by_status in counts.facts.values())
            ports = counts.entities["Port"].known if "Port" in counts.entities else 0
            numbers[:0] = [
                (counts.documents, "home.count.documents"),
                (counts.articles, "home.count.articles"),
                (published, "home.count.facts"),
                (ports, "home.count.ports"),
            ]
        page = self.page(
            "home.html",
            view,
            queries=self._queries,
            release=release,
            numbers=numbers,
            tiles=list(tiles(counts.ports)) if counts else [],
            newest=newest,
            on_map=ON_MAP,
            base=base,
            ground=ground,
            text=EXAMPLE,
            links=links,
            embedded=embedded,
        )
        page.headers.update(header(links))
        return page

    def form(self, view: View) -> HTMLResponse:
        """An empty query form, for who comes to the endpoint with a browser and no query."""
        return self.page("query.html", view, text=EXAMPLE, queries=self._queries)

    def workbench(self, view: View, text: str | None, setup: dict[str, Any]) -> HTMLResponse:
        """The editor, with a query in it; `setup` is what its script needs to know."""
        return self.page("workbench.html", view, text=text or EXAMPLE, setup=setup, queries=self._queries)

    def results(self, view: View, text: str, table: Table, offered: Sequence[Format]) -> HTMLResponse:
        """The results of a query as a table, or as yes or no, with links to the formats that are offered."""
        named = next((each for each in self._queries if each.text.strip() == text.strip()), None)
        formats = [each for each in offered if each is not HTML]
        return self.page("results.html", view, text=text, named=named, table=table, formats=formats)

    def problem(self, view: View, problem: Problem, text: str | None) -> HTMLResponse:
        """What went wrong, with the line of the query that is at fault."""
        page = self.page("problem.html", view, problem=problem, text=text)
        page.status_code = problem.status
        page.headers.update(problem.headers)
        return page

    def docs(self, view: View, openapi: dict[str, Any]) -> HTMLResponse:
        """The interface of the server as its OpenAPI description has it."""
        return self.page("docs.html", view, openapi=openapi)

    def text(self, language: Language) -> Callable[..., Markup]:
        """What gives our strings in a language."""
        return partial(self._strings.text, language)

    def page(self, template: str, view: View, **known: Any) -> HTMLResponse:
        """The page that a template makes of what is known; a language that was chosen is remembered."""
        html = self._templates.get_template(template).render(
            root=view.root,
            here=view.path,
            view=view,
            other_language=view.here(lang="en" if view.language == "zh" else "zh"),
            asset=lambda name: f"{view.root}/static/{name}?v={_version(STATIC / name)}",
            navigation=NAVIGATION,
            more=MORE,
            **self._strings.tools(view.language),
            **known,
        )
        page = HTMLResponse(html)
        page.headers.add_vary_header("Accept-Language, Cookie")
        page.headers["Content-Language"] = view.language
        chosen: dict[str, str] = {COOKIE: view.language} if view.chosen else {}
        chosen |= {THEME: view.theme} if view.recoloured else {}
        for name, value in chosen.items():
            kept = YEAR if value else 0
            page.set_cookie(name, value, max_age=kept, path=view.root or "/", samesite="lax")
        return page


@cache
def _version(path: Path) -> str:
    """What changes in the address of a file when the file does, so that browsers may keep it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.exists() else "missing"


EXAMPLE = """SELECT ?port ?label WHERE {
  ?port a kou:Port ; rdfs:label ?label .
} LIMIT 20
"""
ON_MAP = """SELECT ?port ?where WHERE {
  ?port a kou:Port ; kou:official true ; geo:hasGeometry/geo:asWKT ?where .
}
"""
