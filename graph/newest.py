"""The articles that were published last."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import QuerySolutions, Store

from graph.dataset import query
from ontology import Namespaces

QUERY = Path(__file__).with_suffix(".rq")


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article: the document that it stands in, and what is known of its head."""

    document: str
    headline: str
    published: str
    paper: str


def newest(store: Store, names: Namespaces) -> list[NewArticle]:
    """The articles that were published last, newest first, by `newest.rq`."""
    rows = query(store, QUERY.read_text(encoding="utf-8"), names=names)
    if not isinstance(rows, QuerySolutions):
        raise TypeError("newest.rq: a SELECT query is expected")

    def text(value: Any) -> str:
        return "" if value is None else str(value.value)

    return [
        NewArticle(*(text(row[name]) for name in ("key", "headline", "published", "paper"))) for row in rows
    ]
