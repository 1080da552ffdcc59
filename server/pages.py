"""The pages: views of counts, queries and results, made from the templates beside this file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from graph.counts import Counts
from graph.queries import NamedQuery
from graph.releases import ReleaseInfo
from server.formats import HTML, Format
from server.problem import Problem
from server.table import Table


class Pages:
    """Makes pages; `root` in each is where the application is mounted, without a slash at its end."""

    def __init__(self, queries: Sequence[NamedQuery]) -> None:
        self._queries = queries
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["count"] = lambda number: f"{number:,}"
        self._templates.filters["address"] = lambda text: quote(text, safe="")

    def home(self, root: str, release: ReleaseInfo, counts: Counts) -> HTMLResponse:
        """What there is, and questions to begin with."""
        numbers = (
            (counts.documents, "文献", "documents"),
            (counts.articles, "文章", "articles"),
            (sum(by_status["published"] for by_status in counts.facts.values()), "事实", "facts"),
            (counts.entities["Port"].known if "Port" in counts.entities else 0, "口岸", "ports"),
            (sum(counts.graphs.values()), "三元组", "triples"),
        )
        return self._page(
            "home.html", root, queries=self._queries, release=release, numbers=numbers, text=EXAMPLE
        )

    def form(self, root: str) -> HTMLResponse:
        """An empty query form, for who comes to the endpoint with a browser and no query."""
        return self._page("query.html", root, text=EXAMPLE, queries=self._queries)

    def results(self, root: str, text: str, table: Table, offered: Sequence[Format]) -> HTMLResponse:
        """The results of a query as a table, or as yes or no, with links to the formats that are offered."""
        named = next((each for each in self._queries if each.text.strip() == text.strip()), None)
        formats = [each for each in offered if each is not HTML]
        return self._page("results.html", root, text=text, named=named, table=table, formats=formats)

    def problem(self, root: str, problem: Problem, text: str | None) -> HTMLResponse:
        """What went wrong, with the line of the query that is at fault."""
        page = self._page("problem.html", root, problem=problem, text=text)
        page.status_code = problem.status
        page.headers.update(problem.headers)
        return page

    def docs(self, root: str, openapi: dict[str, Any]) -> HTMLResponse:
        """The interface of the server as its OpenAPI description has it."""
        return self._page("docs.html", root, openapi=openapi)

    def _page(self, template: str, root: str, **known: Any) -> HTMLResponse:
        return HTMLResponse(self._templates.get_template(template).render(root=root, **known))


EXAMPLE = """SELECT ?port ?label WHERE {
  ?port a kou:Port ; rdfs:label ?label .
} LIMIT 20
"""
