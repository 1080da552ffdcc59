"""Words that bound a number: 超3000辆, 90%以上, 突破500万标准箱大关. The words are data: `lexicon/bounds.tsv`."""

import re
from functools import cache
from typing import Literal

from extract.data import LEXICON, Record, load_table
from extract.fact import Bound

LONGEST = 3
_MILESTONE = re.compile(r"新?(?:大关|关口|台阶)")
_CLIMB = ("迈上", "站上", "登上", "跃上", "跨上", "踏上", "冲上")
_SHARE_OF = re.compile(
    r"(?:(?P<word>约|近|超过|超|逾|不足|不到|接近|将近|大约)占(?:据|到|了)?[^，。；：、\d]{0,14}"
    r"|(?P<of>超过|逾|不足|接近)[^，。：、\d]{2,14}的)$"
)


class BoundWord(Record):
    """A word beside a number that bounds it, unless it ends another word (`not_after`: 附近3公里)."""

    word: str
    side: Literal["before", "after"]
    bound: Bound
    not_after: tuple[str, ...] = ()
    example: str
    counter: str | None = None


@cache
def bound_words(side: Literal["before", "after"]) -> dict[str, BoundWord]:
    """The words of one side of a number."""
    return {row.word: row for row in load_table(LEXICON / "bounds.tsv", BoundWord) if row.side == side}


def bound_before(text: str, start: int) -> BoundWord | None:
    """The word that bounds the number at `start` from the left."""
    words = bound_words("before")
    stop = start
    while stop and start - stop < 2 and text[stop - 1] in " \u00a0\u3000":
        stop -= 1
    for length in range(min(LONGEST, stop), 0, -1):
        word = words.get(text[stop - length : stop])
        if word and not (word.not_after and text.endswith(word.not_after, 0, stop - length)):
            return word
    return None


def bound_after(text: str, start: int, end: int) -> BoundWord | None:
    """The word that bounds a quantity whose unit ends at `start`."""
    return bound_words("after").get(text[start : min(start + 2, end)])


def milestone(text: str, start: int, end: int, *, before: int) -> tuple[int, bool]:
    """Where a 大关 or 台阶 behind a quantity ends, and whether the verb before it climbed it (迈上…台阶)."""
    found = _MILESTONE.match(text, start, end)
    return (found.end(), text[max(0, before - 2) : before] in _CLIMB) if found else (start, False)


def share_bound(text: str, start: int) -> Bound:
    """The bound of a share that stands before 占 or the whole: 约占全国三分之一, 超过总量的70%."""
    found = _SHARE_OF.search(text, max(0, start - 20), start)
    return bound_words("before")[found["word"] or found["of"]].bound if found else "exact"
