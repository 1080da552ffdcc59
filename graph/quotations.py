"""Search for quotations by their words, in the index of a release (`graph.indexing`)."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from graph.grading import marked
from graph.phrases import all_of
from graph.spelling import CHINESE, runs

MOST = 1000
"""Hits that are given at most."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation that was found."""

    iri: str
    """The evidence that it is."""
    text: str
    """In one line, as the page had it otherwise."""
    facts: tuple[str, ...]
    """The facts that it is evidence of."""
    article: str
    score: float
    """0 to 1: more than 0.8 if it has the text as it stands, more than 0.6 if it has all words of it."""
    marks: tuple[tuple[int, int], ...]
    """Half-open spans of the quotation that were typed."""


def quotations(base: sqlite3.Connection, text: str, limit: int) -> tuple[Quoted, ...]:
    """Quotations in which a text or its words stand, best first."""
    terms = list(runs(text))
    if not terms:
        return ()
    words = list(dict.fromkeys(word for term in terms for word in _words(base, term)))
    anyhow = [f'"{word}"' for word in words]
    ways = [(0.9, f"grams : ({all_of(terms)})", terms)]
    if words:
        ways.append((0.7, f"words : ({' AND '.join(anyhow)})", words))
        ways.append((0.5, f"words : ({' OR '.join(anyhow)})", words))
    found: dict[str, Quoted] = {}
    for score, wanted, sought in ways:
        rows = base.execute(
            "SELECT iri, text, facts, article FROM said JOIN quotation ON quotation.id = said.rowid "
            "WHERE said MATCH ? ORDER BY rank LIMIT ?",
            (wanted, MOST),
        )
        for iri, quotation, facts, article in rows:
            grade = round(score - 0.1 * len(found) / MOST, 4)
            spans = marked(quotation, sought)
            found.setdefault(iri, Quoted(iri, quotation, tuple(facts.split()), article, grade, spans))
        if len(found) >= limit:
            break
    return tuple(found.values())[:limit]


def _words(base: sqlite3.Connection, term: str) -> Iterator[str]:
    """The words of a term, so far as quotations have them: the longest that begins where the last one ended."""
    if not CHINESE.match(term):
        yield term
        return
    parts = {term[start:end] for start in range(len(term)) for end in range(start + 1, start + 9)}
    known = {
        word
        for (word,) in base.execute(
            "SELECT term FROM vocabulary WHERE col = 'words' AND term IN (SELECT value FROM json_each(?))",
            (json.dumps(list(parts)),),
        )
    }
    start = 0
    while start < len(term):
        end = next((end for end in range(start + 8, start, -1) if term[start:end] in known), start + 1)
        if term[start:end] in known:
            yield term[start:end]
        start = end
