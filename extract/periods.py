"""Time expressions, resolved against the day of publication.

今年前7个月 in a page of September 2025 is 2025-01-01/2025-07-31. What cannot be resolved (近年来) keeps no value.
Which expressions there are is data (`extract.time_expressions`), what they mean stands in `extract.resolution`.
"""

import dataclasses
import re
from datetime import date
from typing import NamedTuple

from extract.dates import Anchor
from extract.resolution import READERS, PeriodKind, Reading
from extract.time_expressions import Compiled, Gives, beginning, beginnings, expressions

__all__ = ["Period", "PeriodKind", "periods"]

CREDIBLE = range(1000, 9000)
"""Years of publication; another one is a fault of the source and taken for none."""
_COMPARED = re.compile(r"(?:(?<![占同环])比|(?:同比|环比)(?=$)|较|相较于|对比)(?:疫情前的?)?[\s“\"]?$")
_WITH = re.compile(r"(?:与|和|同|跟)$")
_SAME_TIME = re.compile(r"的?[^，。；0-9较比去上占达为]{0,4}(?:同期|同月|同日)")
_TIMES_OF = re.compile(r"[^，。；0-9]{0,10}的[0-9.]+倍")
_EXCEEDED = re.compile(r"(?:超过|超越|高于|低于|多于|接近)了?$")
_WHOLE = re.compile(r"(?:全年|同期)?的?[^，。；0-9]{0,10}(?:[，。；]|$)")
_EACH_YEAR = re.compile(r"每年的?(?:从|自)?$")
_OF_RECORD = re.compile(r"创(?:下|造)了?的")
_AFTER_MORE = re.compile(r"继(?:[^，。；]{1,6}、)*$")
_ALIKE = re.compile(r"(?:同期|同月|同日)?的?(?:水平)?(?:相比|相较|比较|持平|基本持平|比)")
_EXPECTED = re.compile(r"(?:预计|预期|预测|力争|目标|计划|有望|今年|确保|实现)$")
_FUTURE = re.compile(
    r"(?:将于|将在|定于|拟于|拟在|计划于|计划在|预计于?|预计在|有望于|有望在|将从|将自|力争|将[^，。；]{0,5}[在于]|集中在)$"
)


class Period(NamedTuple):
    """A time expression and what it means: a day, or an interval with both ends, in ISO 8601.

    >>> [period] = periods("今年前7个月", date(2025, 9, 12))
    >>> period.value, period.kind
    ('2025-01-01/2025-07-31', 'span')
    """

    start: int
    end: int
    text: str
    value: str | None
    """None where it cannot be resolved: 近年来, or 今年 without a day of publication."""
    kind: PeriodKind


def periods(
    text: str, published: date | None, day: date | None = None, *,
    month: date | None = None, opening: date | None = None,
) -> list[Period]:  # fmt: skip
    """The time expressions of a text, left to right, the longest where several fit.

    A year carries to the bare months behind it (2024年11月底 … 12月). Without a day of publication only
    expressions that name their year have a value. `day` is the one last named before, for 当日, `month` likewise for
    当月, `opening` the month that the whole text began with, for 本月.
    """
    known = published if published and published.year in CREDIBLE else None
    anchor, found, position = Anchor(known, day=day, spoken=month, opening=opening), [], 0
    table, starts = expressions(), beginnings()
    while start := starts.search(text, position):
        at = start.start()
        how, position = beginning(text, at)
        if how in table and (period := _longest(text, at, table[how], anchor)):
            found.append(period)
            position = period.end
    return found


def _longest(text: str, at: int, candidates: tuple[Compiled, ...], anchor: Anchor) -> Period | None:
    """The longest expression at a place that can be read; of equal ones, the first of the file."""
    matches = [(match, candidate) for candidate in candidates if (match := candidate.match(text, at))]
    if len(matches) > 1:
        matches.sort(key=_length)
    for match, candidate in matches:
        if match.end() > at and (reading := _read(match, candidate.gives, anchor)):
            said = match.group().rstrip()
            return Period(at, at + len(said), said, reading.value, reading.kind)
    return None


def _length(pair: tuple[re.Match[str], Compiled]) -> int:
    return -pair[0].end()


def _read(match: re.Match[str], gives: Gives, anchor: Anchor) -> Reading | None:
    groups = match.groupdict()
    before, after = match.string[max(0, match.start() - 7) : match.start()], match.end()
    compared = gives in ("when", "plan", "base", "holiday") and (
        _COMPARED.search(before)
        or _SAME_TIME.match(match.string, after)
        or _AFTER_MORE.search(before)
        or _OF_RECORD.match(match.string, after)
        or (_WITH.search(before) and _ALIKE.match(match.string, after))
    )
    compared = compared or (
        gives in ("plan", "when")
        and before.endswith(("是", "为", "相当于"))
        and _TIMES_OF.match(match.string, after)
    )
    compared = compared or (
        gives == "when" and _EXCEEDED.search(before) and _WHOLE.match(match.string, after)
    )
    if _EACH_YEAR.search(before) and gives in ("when", "range"):
        reading = READERS[gives](groups, dataclasses.replace(anchor))
        return reading and Reading(reading.value, "recurrent")
    if not compared:
        if (
            anchor.today
            and anchor.year is None
            and groups.get("yp") == "全年"
            and not _EXPECTED.search(before)
        ):
            full = anchor.today.year - (anchor.today.month <= 3)
            anchor = dataclasses.replace(anchor, year=full)  # in February 全年 is the year that has ended
        if _FUTURE.search(before) and gives in ("when", "range") and anchor.today and anchor.year is None:
            anchor = dataclasses.replace(anchor, year=anchor.today.year)
        return READERS[gives](groups, anchor)
    reading = READERS[gives](groups, dataclasses.replace(anchor))
    return reading and Reading(reading.value, "base")
