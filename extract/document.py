"""What a source becomes: a document of articles, every recovered character knowing its place in the raw text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

BlockKind = Literal["heading", "paragraph"]


class Passage(NamedTuple):
    """Recovered text without line breaks; `offsets[i]` is where `text[i]` stands in the raw field.

    >>> Passage("出境旅游", [3, 6, 7, 8]).raw_span(0, 2)
    (3, 7)
    """

    text: str
    offsets: Sequence[int]
    field: str = "text"

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open raw span that covers the characters `start` to `end`."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def replace(self, text: str) -> "Passage":
        """The same characters in another writing, one for one."""
        if len(text) != len(self.text):
            raise ValueError("a passage keeps its length")
        return Passage(text, self.offsets, self.field)

    def slice(self, start: int, end: int) -> "Passage":
        """A part of this passage."""
        return Passage(self.text[start:end], self.offsets[start:end], self.field)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a section heading, in reading order."""

    kind: BlockKind
    passage: Passage


@dataclass(frozen=True, slots=True)
class Article:
    """One article, put back together."""

    key: str
    """Names the article among all documents: the document's id and a hash of the title, `-` between."""
    title: Passage | None
    kicker: Passage | None
    authors: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def sections(self) -> tuple[str, ...]:
        """The section headings in order."""
        return tuple(block.passage.text for block in self.blocks if block.kind == "heading")


@dataclass(frozen=True, slots=True)
class Document:
    """One source: a newspaper page with its articles, or one clean article."""

    id: str
    raw: Mapping[str, str]
    """The raw text by field: `text` always, `title` where the source keeps it apart (JSON Lines)."""
    articles: tuple[Article, ...]
    publication: str | None = None
    page: str | None = None
    published: date | None = None
    editors: tuple[str, ...] = ()
    url: str | None = None
