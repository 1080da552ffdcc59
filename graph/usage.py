"""The classes and properties that a graph uses, so that who writes a query is offered what has an answer."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal as OneOf

from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions, Store

from graph.dataset import query
from ontology import Namespaces

COUNTING = Path(__file__).parent / "counting"
HIDDEN = "http://www.w3.org/1999/02/22-rdf-syntax-ns#_"


@dataclass(frozen=True, slots=True)
class UsedTerm:
    """A class or property, how often it is used, and what it is called."""

    iri: str
    kind: OneOf["class", "property"]
    count: int
    """Things of a class, or triples with a property."""
    labels: dict[str, str]
    """By language."""
    definitions: dict[str, str]
    pinyin: str = ""
    """The Chinese label in pinyin without tones, in one word; empty without one."""
    initials: str = ""


def used_terms(store: Store, names: Namespaces) -> list[UsedTerm]:
    """Classes, then properties, each by how often it is used."""
    named: dict[str, tuple[dict[str, str], dict[str, str]]] = {}
    for term, label, definition in _rows("terms", store, names):
        if isinstance(term, NamedNode) and isinstance(label, Literal):
            labels, definitions = named.setdefault(term.value, ({}, {}))
            labels[label.language or ""] = label.value
            if isinstance(definition, Literal):
                definitions[label.language or ""] = definition.value
    found = [
        UsedTerm(term.value, kind, int(count.value), *named.get(term.value, ({}, {})))
        for kind, name in KINDS
        for term, count in _rows(name, store, names)
        if isinstance(term, NamedNode) and isinstance(count, Literal)
    ]
    return [_spoken(each) for each in found if not each.iri.startswith(HIDDEN)]


KINDS: tuple[tuple[OneOf["class", "property"], str], ...] = (
    ("class", "classes"),
    ("property", "properties"),
)
"""Kinds of terms, and the queries in `counting/` that count them."""


def _spoken(term: UsedTerm) -> UsedTerm:
    from pypinyin import lazy_pinyin  # loads 50 MB for a quarter of a second

    syllables = lazy_pinyin(term.labels.get("zh", ""))
    return replace(term, pinyin="".join(syllables), initials="".join(syllable[:1] for syllable in syllables))


def _rows(name: str, store: Store, names: Namespaces) -> Iterator[QuerySolution]:
    rows = query(store, (COUNTING / f"{name}.rq").read_text(encoding="utf-8"), names=names)
    if not isinstance(rows, QuerySolutions):
        raise TypeError(f"{name}.rq: a SELECT query is expected")
    yield from rows
