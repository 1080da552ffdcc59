"""The lines of a page dump: text with its raw offset, blocks between blank lines, joins."""

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extract.document import Passage

CLOSERS = "”’」』）》】)\"'"
ENDS = "。！？…!?"
SPACES = re.compile(r"\s+")
OUTSIDE = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\ufeff"
"""White space around lines, of any width, and the byte order mark: nobody's text."""


WIDEST = 50
"""Full-width characters that a column has at most."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line without outer white space, and where it starts in the raw text."""

    text: str
    start: int

    @property
    def width(self) -> float:
        """Width in full-width characters: an ASCII one counts half."""
        return len(self.text) - len(self.text.encode("ascii", "ignore")) / 2


Block = tuple[Line, ...]
"""Lines without a blank line between them."""


def blocks(raw: str) -> list[Block]:
    """The blocks of a dump."""
    found: list[Block] = []
    lines: list[Line] = []
    offset = 0
    for full in raw.split("\n"):
        text = full.strip(OUTSIDE)
        if text:
            lines.append(Line(text, offset + full.index(text[0])))
        elif lines:
            found.append(tuple(lines))
            lines = []
        offset += len(full) + 1
    return [*found, tuple(lines)] if lines else found


def broken(found: Sequence[Block]) -> bool:
    """Whether lines are parts of paragraphs: most stop in mid-sentence at nearly one width, and some end one."""
    inner = [line for block in found for line in block[:-1]]
    cut = [line.width for line in inner if not _ends(line)]
    if len(cut) < max(3, len(inner) / 2) or not any(_ends(line) for block in found for line in block):
        return False
    return max(cut) <= WIDEST and sum(width > 0.7 * max(cut) for width in cut) >= 0.7 * len(cut)


def _ends(line: Line) -> bool:
    return line.text.rstrip(CLOSERS)[-1:] in tuple(ENDS)


@dataclass(slots=True)
class Paragraph:
    """Lines that are being joined; it is complete when its last mark ends a sentence outside of quotations."""

    lines: list[Line] = field(default_factory=list)
    open_quotations: int = 0

    def add(self, line: Line) -> None:
        self.lines.append(line)
        self.open_quotations += line.text.count("“") - line.text.count("”")

    @property
    def complete(self) -> bool:
        if not self.lines:
            return True
        last = self.lines[-1].text
        bare = last.rstrip(CLOSERS)
        ended = bare[-1:] in ENDS if bare else True
        return ended and (self.open_quotations <= 0 or last[-1] not in CLOSERS)


def joined(lines: Iterable[Line], *, name: str = "text") -> Passage:
    """Lines as one passage of the raw field `name`: cuts by line ends are healed, typesetters' spaces dropped.

    A space stays only between Latin letters or digits; a line end counts as one only between Latin letters.
    """
    parts: list[str] = []
    offsets = array("L")
    last = ""
    for line in lines:
        if _letter(last) and _letter(line.text[0]):
            parts.append(" ")
            offsets.append(offsets[-1] + 1)
        position = 0
        for space in SPACES.finditer(line.text):
            before, after = line.text[space.start() - 1], line.text[space.end()]
            kept = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
            end = space.start() + kept
            parts.append(line.text[position:end])
            offsets.extend(range(line.start + position, line.start + end))
            position = space.end()
        parts.append(line.text[position:])
        offsets.extend(range(line.start + position, line.start + len(line.text)))
        last = line.text[-1]
    return Passage("".join(parts), offsets, name)


def _letter(char: str) -> bool:
    return char.isascii() and char.isalpha()
