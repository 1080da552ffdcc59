"""Facts as pages tell them: what each claims, where it is quoted, and the names of all that it speaks of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Store

from graph.resource import LABELS, labels
from graph.review.claims import FactReader, Quotation, claim_row
from graph.review.decision import Row
from graph.review.making import entities
from graph.terms import Terms, term
from ontology import Namespaces

MOST_QUOTATIONS = 3
"""Quotations of one fact on a page about a thing; the fact's own page has all."""

Names = Mapping[str, str]
"""Language → name."""


@dataclass(frozen=True, slots=True)
class ToldFact:
    """A fact: its claim as a row, its status and what it is quoted from."""

    id: str
    claim: Row
    status: str
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """An article that facts are quoted from; what is not known is empty."""

    headline: str = ""
    publication: Names = field(default_factory=dict)
    published: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """Facts, the names of the things in them by key, and the articles they are quoted from by key."""

    facts: tuple[ToldFact, ...]
    names: Mapping[str, Names] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)


class Teller:
    """Reads facts of a store, with all that a page needs to tell them."""

    def __init__(self, store: Store, names: Namespaces) -> None:
        self._store = store
        self._base = names
        self._terms = Terms(names)
        self._reader = FactReader(store, names)

    def tell(self, ids: Iterable[str], quotations: int = MOST_QUOTATIONS) -> Told:
        """The facts of some ids, each with some quotations; what is no fact, or is rejected, is passed over."""
        facts, keys = [], set[str]()
        for each in dict.fromkeys(ids):
            status = self.status(each)
            claim = self._reader.claim(each) if status in ("published", "candidate") else None
            if claim is not None:
                quoted = tuple(self._reader.quotations(each, quotations))
                facts.append(ToldFact(each, claim_row(claim), status, quoted))
                keys |= {entity.key for entity in entities(claim)}
        articles = {q.article for fact in facts for q in fact.quotations}
        return Told(
            tuple(facts),
            {key: names_of(self._store, self._base, key) for key in sorted(keys)},
            {article: self._source(article) for article in sorted(articles)},
        )

    def status(self, fact: str) -> str:
        """The status of a fact: `published`, `candidate` or `rejected`; empty for what is no fact."""
        found = self._object(self._terms.resource(f"fact/{fact}"), self._terms.kou("status"))
        return found.value.rpartition("/")[2] if found else ""

    def _source(self, article: str) -> Source:
        node = self._terms.resource(f"article/{article}")
        headline = self._object(node, term("schema:headline"))
        paper = self._object(node, self._terms.kou("publication"))
        published = self._object(node, term("schema:datePublished"))
        named = labels(self._store, self._terms, [paper]) if isinstance(paper, NamedNode) else {}
        return Source(
            headline.value if headline else "",
            named.get(paper, {}) if isinstance(paper, NamedNode) else {},
            published.value if published else "",
        )

    def _object(self, node: NamedNode, predicate: NamedNode) -> NamedNode | Literal | None:
        graph = self._terms.graph("provenance")
        found = (quad.object for quad in self._store.quads_for_pattern(node, predicate, None, graph))
        return next((each for each in found if isinstance(each, NamedNode | Literal)), None)


def names_of(store: Store, names: Namespaces, key: str) -> dict[str, str]:
    """The names of a thing by language, in whatever graph they stand."""
    node = NamedNode(names.resource(quote(key)))
    return {
        quad.object.language or "": quad.object.value
        for predicate in LABELS
        for quad in store.quads_for_pattern(node, predicate, None, None)
        if isinstance(quad.object, Literal)
    }
