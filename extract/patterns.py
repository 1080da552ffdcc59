"""Patterns over masked sentences: knowledge that a curator writes as data.

A sentence is masked by putting one private character in place of each mention, period and quantity, so that
a pattern is a short expression over plain Chinese and typed slots:

    {s:Port}[已](正式/全面)~8开通      a slot, [optional], (one/of), ~8 = at most eight characters of one clause
    {o:Organization=检查站|海关}~~20   a slot whose text ends so, ~~20 = at most twenty characters of one sentence

Nothing in the syntax is unbounded, so no pattern can run away. Every entry carries examples that must match
and, where it once went wrong, counter-examples that must not; the tests prove each.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

import ahocorasick_rs
from pydantic import Field, PrivateAttr, field_validator

from extract.data import PATTERNS, Record, load_list
from extract.error import DataError
from extract.fact import EntityClass, EventKind, PortKind
from extract.periods import periods
from extract.quantities import quantities

CLASSES = {
    name: chr(0xE000 + number)  # the private use area: no text has these characters
    for number, name in enumerate((*get_args(EntityClass), "Period", "Qty"))
}
_TYPED = frozenset(CLASSES.values())
GROUPS = {
    "Place": ("Province", "City", "County", "Town"),
    "Area": ("Province", "City", "County", "Town", "Region"),
    "Abroad": ("Country", "Region"),
    "Someone": ("Official", "Person"),
    "Thing": ("Port", "Feature", "Organization"),
}
CLAUSE, SENTENCE = (f"[^{stops}{CLASSES['Port']}]" for stops in ("，。；！？", "。；！？"))
"""What a gap may hold: no punctuation that ends it, and no other port."""
TOKEN = re.compile(r"\{(\w+):([\w|]+)(?:=([\w|]+))?\}|~~(\d+)|~(\d+)|([\[\]()/])|([^\[\](){}~/]+)")


ON_TRIAL = 0.4
"""The most that a pattern in shadow is believed: less than anything is published with."""


class Example(Record):
    """A sentence with the slots that a pattern must find in it, by their text."""

    text: str
    slots: Mapping[str, str] = Field(default_factory=dict)


class Gives(Record):
    """The claim that a match makes; slot names stand where a claim has entities."""

    type: Literal["located_in", "part_of_cluster", "port_kind", "faces", "event", "trade"]
    subject: str
    object: str | None = None
    what: EventKind | None = None
    kind: PortKind | None = None
    direction: Literal["import", "export", "transit"] | None = None
    by: str | None = None
    date: Literal["here", "none", "since"] = "here"
    """Where an event's day stands: before the match or in it, nowhere, or in a time since when, without which it is none."""
    partner: str | None = None
    place: str | None = None


class Pattern(Record):
    """An entry of a pattern file."""

    id: str
    text: str
    unless: tuple[str, ...] = ()
    """Words that turn the meaning round where a match holds them: 恢复 in 恢复了关闭多年的货运."""
    gives: tuple[Gives, ...]
    confidence: float = Field(gt=0, le=1)
    yes: tuple[Example, ...] = Field(min_length=1)
    no: tuple[str, ...] = ()
    status: Literal["live", "shadow", "retired"] = "live"
    """A pattern in shadow is on trial: what it alone finds is too unsure to be published, and waits for review."""
    _compiled: re.Pattern[str] = PrivateAttr()
    _endings: Mapping[str, tuple[str, ...]] = PrivateAttr()

    @field_validator("text")
    @classmethod
    def _has_no_word_that_is_masked(cls, text: str) -> str:
        """A time or an amount is no word in a masked sentence, so a pattern with it would never match."""
        for token in TOKEN.finditer(text):
            for kind, found in (
                ("t:Period", periods(token[7] or "", None)),
                ("n:Qty", quantities(token[7] or "")),
            ):
                if found:
                    said = token[7][found[0].start : found[0].end]
                    raise ValueError(f"{said!r} never matches: times and amounts are slots, {{{kind}}}")
        return text

    def model_post_init(self, _context: object) -> None:
        self._compiled = compile_pattern(self.text)
        self._endings = {
            token[1]: tuple(token[3].split("|")) for token in TOKEN.finditer(self.text) if token[3]
        }

    @property
    def needs(self) -> list[frozenset[str]]:
        """For each slot that is not optional, the masked characters that can fill it."""
        bare = re.sub(r"\[[^\[\]]*\]", "", re.sub(r"\([^()]*\)", "", self.text))
        return [frozenset(_members(token[2])) for token in TOKEN.finditer(bare) if token[2]]

    @property
    def words(self) -> frozenset[str]:
        """Words one of which every match holds: the longest that the text of the pattern must have."""
        required = [frozenset(choice) for choice in _required(self.text)]
        return max(required, key=lambda choice: min(map(len, choice)), default=frozenset())

    @property
    def endings(self) -> Mapping[str, tuple[str, ...]]:
        """How the text of a slot must end: one of these."""
        return self._endings

    @property
    def sure(self) -> float:
        """The confidence of what the pattern finds."""
        return min(self.confidence, ON_TRIAL) if self.status == "shadow" else self.confidence

    @property
    def expression(self) -> re.Pattern[str]:
        return self._compiled


def _required(text: str) -> Iterator[list[str]]:
    """The words that a pattern's text cannot do without: each literal, and each (one/of) as its alternatives."""
    bare = re.sub(r"\{[^{}]*\}|~+\d+", "\0", re.sub(r"\[[^\[\]]*\]", "\0", text))
    for choice in re.findall(r"\(([^()\0]*)\)", bare):
        yield choice.split("/")
    yield from ([word] for word in re.split(r"\0|\([^()]*\)", bare) if word)


def compile_pattern(text: str) -> re.Pattern[str]:
    """The regular expression of a pattern's text; ValueError says what is wrong with it."""
    parts, position = [], 0
    for token in TOKEN.finditer(text):
        if token.start() != position:
            raise ValueError(f"not understood from {text[position:]!r}")
        position = token.end()
        slot, classes, _, far, near, bracket, literal = token.groups()
        if slot:
            parts.append(f"(?P<{slot}>[{_members(classes)}])")
        elif far or near:
            parts.append(f"{SENTENCE if far else CLAUSE}{{0,{far or near}}}?")
        elif bracket:
            parts.append({"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "/": "|"}[bracket])
        else:
            parts.append(re.escape(literal))
    if position != len(text):
        raise ValueError(f"not understood from {text[position:]!r}")
    try:
        return re.compile("".join(parts))
    except re.error as error:
        raise ValueError(str(error)) from error


def _members(classes: str) -> str:
    names = [name for part in classes.split("|") for name in GROUPS.get(part, (part,))]
    unknown = [name for name in names if name not in CLASSES]
    if unknown:
        raise ValueError(f"unknown class {unknown[0]!r}; known are {', '.join([*CLASSES, *GROUPS])}")
    return "".join(CLASSES[name] for name in names)


@dataclass(frozen=True, slots=True)
class Masked:
    """A sentence with one character for each typed span, and where each character came from."""

    text: str
    source: str
    """The sentence itself."""
    offsets: Sequence[int]
    """Where each masked character starts in the sentence, and where the last one ends."""

    def span(self, place: int) -> tuple[int, int]:
        """The half-open span in the sentence of a masked character."""
        return self.offsets[place], self.offsets[place + 1]


def mask(text: str, typed: Sequence[tuple[int, int, str]]) -> Masked:
    """Masks ordered, disjoint spans (start, end, class) of a sentence."""
    parts, offsets, position = list[str](), list[int](), 0
    for start, end, cls in typed:
        parts += text[position:start], CLASSES[cls]
        offsets += range(position, start + 1)
        position = end
    parts.append(text[position:])
    offsets += range(position, len(text) + 1)
    return Masked("".join(parts), text, offsets)


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern found in a sentence: its slots and the whole as half-open spans of the sentence."""

    pattern: Pattern
    start: int
    end: int
    slots: Mapping[str, tuple[int, int]] = field(default_factory=dict)


class PatternSet:
    """All patterns of a folder; all but the retired are looked for."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns = tuple(patterns)
        # taken out of the models once: reading them costs more than most searches
        self._used = [(p, p.expression, p.endings) for p in patterns if p.status != "retired"]
        self._needs = [pattern.needs for pattern, *_ in self._used]
        words = [pattern.words for pattern, *_ in self._used]
        self._told = sorted(frozenset().union(*words))
        self._by_word = [
            frozenset(n for n, any_of in enumerate(words) if word in any_of) for word in self._told
        ]
        self._always = frozenset(n for n, any_of in enumerate(words) if not any_of)
        self._automaton = ahocorasick_rs.AhoCorasick(self._told) if self._told else None
        self._fitting = lru_cache(maxsize=1000)(self._fit)

    @classmethod
    def load(cls, folder: Path = PATTERNS) -> "PatternSet":
        """Loads every `*.yaml` of a folder; a DataError names file, line and key of a fault."""
        found: dict[str, Path] = {}
        patterns = []
        for path in sorted(folder.glob("*.yaml")):
            for pattern in load_list(path, Pattern):
                if pattern.id in found:
                    raise DataError(path, 1, "id", f"{pattern.id} stands already in {found[pattern.id].name}")
                found[pattern.id] = path
                patterns.append(pattern)
        return cls(patterns)

    def may_match(self, text: str, classes: frozenset[str]) -> bool:
        """Whether a pattern may match a sentence that names things of these classes: cheaper than to mask it."""
        fitting = self._fitting(frozenset(CLASSES[name] for name in (*classes, "Period", "Qty")))
        return bool(fitting) and not fitting.isdisjoint(self._possible(text))

    def find(self, masked: Masked) -> Iterator[Match]:
        """Every match of every pattern in use, also where matches of one pattern overlap."""
        fitting = self._fitting(_TYPED.intersection(masked.text))
        for number in sorted(fitting & self._possible(masked.text)):
            pattern, expression, endings = self._used[number]
            start = 0
            while found := expression.search(masked.text, start):
                groups = {name: found.span(name) for name in found.groupdict() if found[name] is not None}
                slots = {name: masked.span(first) for name, (first, _) in groups.items()}
                last = max(found.end() - 1, found.start())
                first_at, last_at = masked.offsets[found.start()], masked.offsets[last + 1]
                refused = any(word in masked.source[first_at:last_at] for word in pattern.unless)
                ended = all(masked.source[slice(*slots[name])].endswith(end) for name, end in endings.items())
                if ended and not refused:
                    yield Match(pattern, first_at, last_at, slots)
                start = found.start() + 1

    def _fit(self, present: frozenset[str]) -> frozenset[int]:
        """The patterns in use whose slots masked characters can fill."""
        return frozenset(
            number
            for number, needs in enumerate(self._needs)
            if not any(present.isdisjoint(need) for need in needs)
        )

    def _possible(self, text: str) -> set[int]:
        """The patterns in use that a text has the words for."""
        found = set(self._always)
        if self._automaton:
            for word, _, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
                found |= self._by_word[word]
        return found
