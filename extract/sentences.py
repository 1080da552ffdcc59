"""Passages as sentences: cut after 。！？……, closing marks staying with what they close.

What goes on without end (a table, a text without punctuation) is cut where it pauses, for the work of reading
a sentence grows faster than its length.
"""

import re
from collections.abc import Iterator

from extract.document import Passage

LONGEST = 400
"""Characters; the longest sentence of real news that was met has some 250."""
PAUSE = re.compile(r"[；，、\s]")
SENTENCE = re.compile(r"[^。！？…]*(?:[。！？…]+[”’」』）》】]*|$)")


def sentences(passage: Passage) -> list[Passage]:
    """The sentences of a passage, in order and without loss.

    >>> [s.text for s in sentences(Passage("“来了！”他说。好。", range(9)))]
    ['“来了！”', '他说。', '好。']
    """
    whole = (match.span() for match in SENTENCE.finditer(passage.text))
    spans = [span for start, end in whole for span in _bounded(passage.text, start, end)]
    return [passage.slice(start, end) for start, end in spans if end > start]


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A span in parts that are not too long, cut behind their last pause if they have one."""
    while end - start > LONGEST:
        pauses = [pause.end() for pause in PAUSE.finditer(text, start, start + LONGEST)]
        cut = pauses[-1] if pauses else start + LONGEST
        yield start, cut
        start = cut
    yield start, end
