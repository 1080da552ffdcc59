"""The source page of a fact: its text as it came, with the characters marked that say what the fact claims."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from pyoxigraph import Literal, NamedNode, Store

from extract.fact import Claim, Entity, Event, Stat
from extract.periods import periods
from extract.quantities import quantities
from graph.resource import labels
from graph.review.claims import FactReader, Quotation, entity_fact
from graph.review.making import entities
from graph.terms import Terms, term
from ontology import Namespaces

WHOLE = 6_000
"""Characters of a text that is shown whole; of a longer one the surroundings of what is quoted."""
AROUND = 1_500


@dataclass(frozen=True, slots=True)
class Mark:
    """A half-open span of a text and what it is: quotation, subject, object, value or period."""

    start: int
    end: int
    role: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters that plays the same roles."""

    text: str
    roles: tuple[str, ...]
    start: int


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A text in which a fact is quoted, in pieces; `cut` tells whether some of it is left out."""

    doc: str
    field: str
    headline: str
    publication: Mapping[str, str]
    """Its names by language."""
    published: str
    pieces: tuple[Piece, ...]
    quotations: tuple[Quotation, ...]
    cut: bool


class SourceReader:
    """Reads the source pages of facts."""

    def __init__(self, store: Store, names: Namespaces) -> None:
        self._store = store
        self._terms = Terms(names)
        self._facts = FactReader(store, names)

    def pages(self, claim: Claim, quotations: Sequence[Quotation]) -> list[SourcePage]:
        """The texts that some quotations of a fact stand in, each once."""
        places = dict.fromkeys((each.doc, each.field) for each in quotations)
        return [
            self._page(claim, doc, field, [q for q in quotations if (q.doc, q.field) == (doc, field)])
            for doc, field in places
        ]

    def title(self, doc: str) -> str:
        """What a document is called, by its key; empty where it has no title."""
        return self._value(self._terms.resource(f"document/{doc}"), "dcterms:title")

    def published(self, quotation: Quotation) -> date | None:
        """The day on which the article of a quotation was published, which its times count from."""
        text = self._value(self._terms.named("article", quotation.article), "schema:datePublished")
        return date.fromisoformat(text) if text else None

    def paper(self, quotation: Quotation) -> Mapping[str, str]:
        """The names of the paper that a quotation stands in, by language; none where it is not known."""
        paper = self._node(self._terms.named("article", quotation.article), "publication")
        return labels(self._store, self._terms, [paper]).get(paper, {}) if paper else {}

    def _page(self, claim: Claim, doc: str, field: str, quotations: list[Quotation]) -> SourcePage:
        kind = "document" if field == "text" else "headline"
        text = self._value(self._terms.resource(f"{kind}/{doc}"), "schema:text")
        marks = [Mark(each.start, each.end, "quotation") for each in quotations]
        for number, entity in enumerate(entities(claim)):
            marks += self._mentions(entity, "object" if number else "subject", doc, field, text, quotations)
        published = self.published(quotations[0])
        for each in quotations:
            marks += _figures(claim, text, each, published)
        article = self._terms.named("article", quotations[0].article)
        start, end = _window(text, quotations)
        return SourcePage(
            doc,
            field,
            self._value(article, "schema:headline"),
            self.paper(quotations[0]),
            published.isoformat() if published else "",
            tuple(pieces(text, marks, start, end)),
            tuple(quotations),
            (start, end) != (0, len(text)),
        )

    def _mentions(
        self, entity: Entity, role: str, doc: str, field: str, text: str, quotations: list[Quotation]
    ) -> Iterator[Mark]:
        """Where the text names a thing: as the extractor found it, else by its names in what is quoted."""
        known = self._facts.quotations_in(entity_fact(entity.key), doc, field)
        yield from (Mark(each.start, each.end, role) for each in known)
        if any(q.start <= each.start < q.end for each in known for q in quotations):
            return
        for quotation in quotations:
            yield from _named(entity, role, text, quotation)

    def _value(self, node: NamedNode, name: str) -> str:
        found = self._store.quads_for_pattern(node, term(name), None, None)
        return next((q.object.value for q in found if isinstance(q.object, Literal)), "")

    def _node(self, node: NamedNode, name: str) -> NamedNode | None:
        found = self._store.quads_for_pattern(node, self._terms.kou(name), None, None)
        return next((q.object for q in found if isinstance(q.object, NamedNode)), None)


def _named(entity: Entity, role: str, text: str, quotation: Quotation) -> Iterator[Mark]:
    """The first of the names of a thing that stands in a quotation, whatever line ends cut it."""
    for name in sorted({entity.label, *entity.alt}, key=len, reverse=True):
        spaced = r"\s*".join(map(re.escape, name))
        found = list(re.finditer(spaced, text[quotation.start : quotation.end]))
        if found:
            yield from (Mark(quotation.start + m.start(), quotation.start + m.end(), role) for m in found)
            return


def _figures(claim: Claim, text: str, quotation: Quotation, published: date | None) -> Iterator[Mark]:
    """The number and the time that a claim speaks of, where the quotation says them."""
    where = [i for i in range(quotation.start, min(quotation.end, len(text))) if text[i] not in "\r\n\u3000 "]
    plain = "".join(text[i] for i in where)
    times = periods(plain, published)
    wanted = claim.period if isinstance(claim, Stat) else claim.date if isinstance(claim, Event) else None
    for time in times:
        if wanted and time.value == wanted:
            yield Mark(where[time.start], where[time.end - 1] + 1, "period")
    if isinstance(claim, Stat):
        for number in quantities(plain, skip=[(time.start, time.end) for time in times]):
            if number.value == claim.value or _is(claim.change_pct, number.growth):
                yield Mark(where[number.start], where[number.end - 1] + 1, "value")


def _is(change: float | None, growth: float) -> bool:
    return change is not None and abs(abs(change) - abs(growth)) < 1e-9


def _window(text: str, quotations: Iterable[Quotation]) -> tuple[int, int]:
    if len(text) <= WHOLE:
        return 0, len(text)
    first, last = min(q.start for q in quotations), max(q.end for q in quotations)
    start = text.rfind("\n", 0, max(0, first - AROUND)) + 1
    end = text.find("\n", min(len(text), last + AROUND))
    return start, len(text) if end < 0 else end


def pieces(text: str, marks: Sequence[Mark], start: int, end: int) -> Iterator[Piece]:
    """A part of a text, cut wherever a mark begins or ends.

    >>> [(each.text, each.roles) for each in pieces("大连港扩大", [Mark(0, 3, "subject"), Mark(0, 4, "quotation")], 0, 5)]
    [('大连港', ('quotation', 'subject')), ('扩', ('quotation',)), ('大', ())]
    """
    begins: dict[int, list[str]] = {}
    ends: dict[int, list[str]] = {}
    for mark in marks:
        left, right = max(mark.start, start), min(mark.end, end)
        if left < right:
            begins.setdefault(left, []).append(mark.role)
            ends.setdefault(right, []).append(mark.role)
    current: Counter[str] = Counter()
    for left, right in pairwise(sorted({start, end, *begins, *ends})):
        current.update(begins.get(left, ()))
        current.subtract(ends.get(left, ()))
        yield Piece(text[left:right], tuple(sorted(role for role, count in current.items() if count)), left)
