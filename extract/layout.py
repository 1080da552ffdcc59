"""The lines of a page dump: clean characters with their raw offsets, blocks between blank lines, joins."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract.document import Passage

Char = tuple[str, int]
"""A character and its raw offset."""

CLOSERS = "”’」』）》】)\"'"
ENDS = "。！？…!?"


@dataclass(frozen=True, slots=True)
class Line:
    """A line without outer white space."""

    chars: tuple[Char, ...]

    @property
    def text(self) -> str:
        return "".join(char for char, _ in self.chars)

    @property
    def width(self) -> float:
        """Width in full-width characters: a narrow one counts half."""
        return sum(1 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char, _ in self.chars)


Block = tuple[Line, ...]
"""Lines without a blank line between them."""


def blocks(raw: str) -> list[Block]:
    """The blocks of a dump; the byte order mark and carriage returns are white space."""
    found: list[Block] = []
    lines: list[Line] = []
    offset = 0
    for text in raw.split("\n"):
        chars = tuple((char, offset + i) for i, char in enumerate(text) if char != "﻿")
        offset += len(text) + 1
        first = next((i for i, (char, _) in enumerate(chars) if not char.isspace()), None)
        if first is None:
            if lines:
                found.append(tuple(lines))
            lines = []
            continue
        last = max(i for i, (char, _) in enumerate(chars) if not char.isspace())
        lines.append(Line(chars[first : last + 1]))
    if lines:
        found.append(tuple(lines))
    return found


def joined(lines: Iterable[Line], *, field: str = "text") -> Passage:
    """Lines as one passage: what a line end cut is healed, typesetters' spaces are dropped.

    A space stays only between Latin letters or digits; a line end counts as one only between Latin letters.
    """
    chars: list[Char] = []
    for line in lines:
        if chars and _latin(chars[-1][0]) and _latin(line.chars[0][0]):
            chars.append((" ", chars[-1][1] + 1))
        chars += _spaced(line.chars)
    return Passage("".join(char for char, _ in chars), [offset for _, offset in chars], field)


def _spaced(chars: Sequence[Char]) -> list[Char]:
    kept: list[Char] = []
    for index, (char, offset) in enumerate(chars):
        if not char.isspace():
            kept.append((char, offset))
        elif kept and kept[-1][0].isascii() and kept[-1][0].isalnum():
            after = next((c for c, _ in chars[index:] if not c.isspace()), "")
            if after.isascii() and after.isalnum():
                kept.append((" ", offset))
    return kept


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def ends_sentence(text: str) -> bool:
    """Whether a text is complete: its last mark ends a sentence and its quotation marks are closed."""
    bare = text.rstrip(CLOSERS)
    return bool(bare) and bare[-1] in ENDS and text.count("“") <= text.count("”") + (text[-1] not in CLOSERS)
