"""How well a name fits what was typed, and which of its characters were typed."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from graph.spelling import Spoken, folded, grams, within_one, written

How = Literal["name", "pinyin", "initials", "beginning", "part", "error", "similar"]
WHOLE = 0.9
"""The grade from which the whole name was typed, in one way or another."""
ORDER = (
    "Port", "Province", "City", "Country", "Commodity", "Organization", "Person", "PortCluster", "County", "Town",
)  # fmt: skip
"""Of things that fit equally, those that people ask for more often come first."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, in all the ways that it is compared."""

    text: str
    key: str
    letters: str
    """What it sounds like; for other letters than Chinese, these letters."""
    tones: str
    """The tones, if they were typed."""
    chinese: bool
    """Whether it has Chinese characters, whose sound is one guess among others."""
    terms: tuple[str, ...]
    """The keys of its words: what stands between spaces, Chinese apart from other letters."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name with its thing, as an index has them."""

    kind: str
    name: str
    spoken: str
    bare: int
    thing: int
    iri: str
    label: str
    en: str
    classes: str
    context: str
    context_en: str
    weight: int
    candidate: bool


def grade(typed: Typed, named: Named) -> tuple[float, How]:
    """How well a name fits, 0 to 1 and how; 0 if it does not."""
    score, how = max(_fits(typed, named))
    return (score - _plainness(named), how) if score else (0.0, how)


def _fits(typed: Typed, named: Named) -> Iterator[tuple[float, How]]:
    """Each way in which a name fits.

    The steps between the ways are wider than what the length of a name, its kind and its fame can make up for.
    """
    key = written(named.name)
    covered = len(typed.key) / max(len(key), 1)
    if typed.key == key:
        plain = typed.tones and not named.spoken  # Shaanxi is none of the names that shānxī may be
        yield 0.9 if plain else {"label": 1.0, "other": 0.98}.get(named.kind, 0.96), "name"
    elif named.bare and typed.key == written(named.name[: named.bare]):
        yield 0.86, "beginning"
    elif key.startswith(typed.key):
        yield 0.62 + 0.2 * covered, "beginning"
    elif typed.key in key:
        yield 0.5 + 0.2 * covered, "part"
    elif all(_singular(term) in key for term in typed.terms):
        yield 0.45 + 0.2 * min(covered, 1.0), "part"
    elif within_one(typed.key, key):
        yield 0.7 - 0.3 / len(key), "error"
    elif named.bare and within_one(typed.key, bare := written(named.name[: named.bare])):
        yield 0.64 - 0.3 / len(bare), "error"
    if named.spoken:
        read = named.spoken.split(" ")
        yield from _sounds(typed, Spoken.of(read), 0.0)
        if named.bare:
            yield from _sounds(typed, Spoken.of(read[: named.bare]), 0.06)
    together = set(grams(typed.text)), set(grams(named.name))
    shared = len(together[0] & together[1])
    if 2 * shared >= len(together[0]):
        yield 0.2 + 0.3 * 2 * shared / (len(together[0]) + len(together[1])), "similar"
    yield 0.0, "similar"


def _sounds(typed: Typed, spoken: Spoken, less: float) -> Iterator[tuple[float, How]]:
    """The ways in which the pinyin of a name fits. What was typed in Chinese and only sounds alike is an error."""
    guess = less + (0.12 if typed.chinese else 0.0)
    right_tones = not typed.tones or spoken.tones.startswith(typed.tones)
    covered = len(typed.letters) / max(len(spoken.letters), 1)
    if typed.letters == spoken.letters:
        yield (0.94 if right_tones else 0.7) - guess, "error" if typed.chinese else "pinyin"
    elif spoken.letters.startswith(typed.letters):
        yield (0.6 if right_tones else 0.5) + 0.2 * covered - guess, "error" if typed.chinese else "beginning"
    elif within_one(typed.letters, spoken.letters):
        yield 0.68 - 1 / len(spoken.letters) - guess / 2, "error"
    if typed.key == spoken.initials and len(typed.key) > 1:
        yield 0.92 - less, "initials"
    elif spoken.initials.startswith(typed.key) and len(typed.key) > 1:
        yield 0.55 + 0.15 * len(typed.key) / len(spoken.initials) - less, "beginning"


def _singular(term: str) -> str:
    """A term without an English plural, so far that it is a part of the singular: batteries, battery."""
    return term[:-3] if term.endswith("ies") else term.removesuffix("s") if term.isascii() else term


def _plainness(named: Named) -> float:
    """What a thing lacks in fame, 0 to 0.028."""
    classes = named.classes.split(" ")
    rank = next((place for place, name in enumerate(ORDER) if name in classes), len(ORDER))
    fame = min(1.0, math.log1p(named.weight) / math.log1p(100))
    return 0.02 * rank / len(ORDER) + 0.008 * (1 - fame)


def marks(typed: Typed, name: str, spoken: str) -> tuple[tuple[int, int], ...]:
    """The half-open spans of a name that were typed; all of it when it fits in no plainer way."""
    keys = folded(name)
    found = list(_spans(keys, typed.key))
    if not found and spoken:
        read = [Spoken.of([each]) for each in spoken.split(" ")]
        found = [span for span in _spans([each.letters for each in read], typed.letters) if span[0] == 0]
        found = found or [
            span for span in _spans([each.initials for each in read], typed.key) if span[0] == 0
        ]
    found = found or [span for term in typed.terms for span in _spans(keys, term)]
    return tuple(_joined(found)) or ((0, len(name)),)


def marked(text: str, terms: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """The half-open spans of a text in which terms stand.

    >>> marked("大连港集装箱码头，大连", ["大连", "码头"])
    ((0, 2), (6, 8), (9, 11))
    """
    keys = folded(text)
    return tuple(_joined(span for term in terms for span in _spans(keys, term)))


def _spans(keys: list[str], term: str) -> Iterator[tuple[int, int]]:
    """Where a term stands in the keys of characters, as spans of characters."""
    places = [place for place, key in enumerate(keys) for _ in key]
    together = "".join(keys)
    start = together.find(term) if term else -1
    while start >= 0:
        yield places[start], places[start + len(term) - 1] + 1
        start = together.find(term, start + len(term))


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans in order, those that touch as one."""
    now: tuple[int, int] | None = None
    for start, end in sorted(spans):
        if now and start <= now[1]:
            now = now[0], max(now[1], end)
            continue
        if now:
            yield now
        now = start, end
    if now:
        yield now
