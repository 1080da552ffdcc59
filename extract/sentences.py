"""Passages as sentences: cut after 。！？……, closing marks staying with what they close."""

import re

from extract.document import Passage

SENTENCE = re.compile(r"[^。！？…]*(?:[。！？…]+[”’」』）》】]*|$)")


def sentences(passage: Passage) -> list[Passage]:
    """The sentences of a passage, in order and without loss.

    >>> [s.text for s in sentences(Passage("“来了！”他说。好。", range(9)))]
    ['“来了！”', '他说。', '好。']
    """
    spans = [match.span() for match in SENTENCE.finditer(passage.text)]
    return [passage.slice(start, end) for start, end in spans if end > start]
