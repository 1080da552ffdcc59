"""Names that no gazetteer knows, found by their last word: …口岸, …海关, …有限公司.

The head says the class. The left edge is found by walking left over jieba's words until a boundary word,
a place that stands before the name, or punctuation.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pydantic import Field

from extract.data import LEXICON, Record, load_table
from extract.fact import EntityClass, PortKind
from extract.mention import Mention
from extract.segmentation import Segmenter

STOP_TAGS = ("p", "c", "u", "x", "m", "q", "r", "y", "e", "w")
LONGEST = {"Port": 9, "Organization": 16, "Feature": 10, "PortCluster": 8, "Town": 5, "County": 5}
BRACKETED = re.compile(r"[一-鿿]{2,6}（[一-鿿]{2,4}）$")
QUALIFIED = re.compile(
    r"(?:进境|进口|出口|农产品|药材|粮食|水果|冰鲜|整车|种苗|指定|边境|国家级|国际性?|陆路|双边|多边)+$"
)


class Head(Record):
    """A last word of names: its class, and the kind of port or the sort of organisation it tells."""

    suffix: str
    cls: EntityClass = Field(alias="class")
    sort: Literal["water", "air", "road", "rail", "land", "company", "unit", ""] = ""
    example: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name found by its head; `proper` is what stands before the head (里孜 of 里孜口岸)."""

    start: int
    end: int
    label: str
    proper: str
    head: Head
    known_edge: bool
    """Whether a gazetteer name gave the left edge, so that no segmentation was needed."""


def _lines(name: str) -> frozenset[str]:
    lines = (LEXICON / name).read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


class NameFinder:
    """Finds names by heads in one sentence."""

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self._heads = {head.suffix: head for head in load_table(LEXICON / "heads.tsv", Head)}
        longest = sorted(self._heads, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest)))
        self._boundaries = _lines("boundaries.txt")

    @cached_property
    def generic(self) -> frozenset[str]:
        """Words that qualify a port without naming one."""
        return _lines("generic.txt")

    def find(self, text: str, known: Sequence[Mention]) -> list[Name]:
        """The names of a sentence whose known mentions are given."""
        names: list[Name] = []
        for found in self._pattern.finditer(text):
            head = self._heads[found.group()]
            if any(m.start < found.end() <= m.end and m.entity.cls == head.cls for m in known):
                continue
            ends = {m.end for m in known if m.entity.cls == "Organization"} | {name.end for name in names}
            name = self._walk(
                text, found.start(), found.end(), head, known, ends if head.sort != "unit" else set()
            )
            if name:
                names = [other for other in names if other.start < name.start or other.end <= name.start]
                names.append(name)
        return names

    def _walk(
        self, text: str, start: int, end: int, head: Head, known: Sequence[Mention], stops: set[int]
    ) -> Name | None:  # fmt: skip
        """Extends a head to the left as far as the name goes, `stops` being where other names end."""
        places = {m.end: m for m in known if m.entity.cls not in ("Port", "Commodity", "Organization")}
        ends = {m.end for m in known}
        edge, words, known_edge = start, self._words_before(text, start, ends), False
        floor = max(0, start - LONGEST.get(head.cls, 10))
        proper: list[str] = []
        while edge > floor and edge not in stops:
            place = places.get(edge)
            if place:
                if head.cls in ("Organization", "Feature", "PortCluster") or not self._names(proper):
                    proper.insert(0, text[place.start : edge])
                    edge = place.start
                known_edge = True
                break
            word = words.get(edge)
            if (
                word is None
                or word[1] in self._boundaries
                or (word[2][0] in STOP_TAGS and not word[1].isascii())
            ):
                break
            if not re.fullmatch(r"[一-鿿·A-Z]+", word[1]):
                break
            proper.insert(0, word[1])
            edge = word[0]
        while proper and not known_edge and proper[0] in self.generic:
            edge += len(proper.pop(0))
        bracket = BRACKETED.search(text[max(0, edge - 12) : edge]) if head.sort == "company" else None
        if bracket:
            edge -= len(bracket.group())
            proper.insert(0, bracket.group())
        if not self._names(proper):
            return None
        stem = "".join(proper)
        return Name(edge, end, stem + head.suffix, stem, head, known_edge)

    def _names(self, proper: list[str]) -> bool:
        """Whether words before a head make a name: some word names, and not one character alone."""
        return any(word not in self.generic for word in proper) and len("".join(proper)) > 1

    def _words_before(self, text: str, start: int, ends: set[int]) -> dict[int, tuple[int, str, str]]:
        """The words of the clause before a head, by their end."""
        clause = max(text.rfind(mark, 0, start) for mark in "，。；：！？“”、（）—") + 1
        words = self._segmenter.words(text[clause:start])
        return {clause + w.end: (clause + w.start, w.text, w.tag) for w in words}


def canonical_port(name: Name) -> tuple[str, PortKind | None]:
    """A port's label without what only qualifies it, and the kind its name tells.

    磨憨药材进口边境口岸 is 磨憨口岸; 磨憨铁路口岸 stays, for it is another port than 磨憨口岸.
    """
    head, sort = name.head.suffix, name.head.sort
    kind: PortKind | None = sort if sort and sort not in ("company", "unit") else None
    if head in ("边境口岸", "陆路口岸"):
        head = "口岸"
    proper = QUALIFIED.sub("", name.proper) if head == "口岸" else name.proper
    return (proper or name.proper) + head, kind
