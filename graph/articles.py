"""Articles as pages list them: those that were published last, and the prints of one report in several papers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, QuerySolutions, Store

from graph.dataset import about, query
from graph.resource import labels
from graph.terms import Terms
from ontology import Namespaces

NEWEST, REPRINTS = (Path(__file__).with_name(f"{name}.rq") for name in ("newest", "reprints"))


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """An article: the document that it stands in, and what is known of its head; what is not known is empty."""

    document: str
    headline: str
    published: str
    paper: Mapping[str, str]
    """Its names by language."""


def newest(store: Store, names: Namespaces) -> list[ListedArticle]:
    """The articles that were published last, newest first."""
    return list(_listed(store, names, NEWEST.read_text(encoding="utf-8")))


def reprints(store: Store, names: Namespaces, document: NamedNode) -> list[ListedArticle]:
    """The articles of other documents that have nearly the same wording as one of a document, oldest first."""
    asked = about(REPRINTS.read_text(encoding="utf-8"), "document", {document})
    return [each for text in asked for each in _listed(store, names, text)]


def _listed(store: Store, names: Namespaces, text: str) -> Iterator[ListedArticle]:
    rows = query(store, text, names=names)
    if not isinstance(rows, QuerySolutions):
        raise TypeError("articles are listed by a SELECT query")

    def said(value: Any) -> str:
        return "" if value is None else str(value.value)

    found = list(rows)
    papers = labels(
        store, Terms(names), {row["paper"] for row in found if isinstance(row["paper"], NamedNode)}
    )
    for row in found:
        key, headline, published = (said(row[name]) for name in ("key", "headline", "published"))
        yield ListedArticle(key, headline, published, papers.get(row["paper"], {}))
