"""Quantities: numbers with a unit, the words that bound them, and numbers that measure nothing.

Numerals, units, bounds and labels have a module each; here they come together.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from extract.bounds import bound_after, bound_before, milestone, share_bound
from extract.fact import Bound
from extract.labels import is_label, is_number
from extract.numerals import NUMERAL_START, SPACE, chinese, numeral
from extract.units import COUNTED, Measured, Unit, measured, units

__all__ = ["COUNTED", "Quantity", "QuantityKind", "Unit", "quantities", "units"]

QuantityKind = Literal["count", "percent", "multiple", "ordinal", "label"]
KINDS: dict[str, QuantityKind] = {"%": "percent", "‰": "percent", "百分点": "percent", "倍": "multiple"}
"""Unit → kind; all others are counts."""

_FOLD = re.compile(r"翻了?(?P<times>[一二两三四五])?[番倍]")
_START = re.compile(rf"{NUMERAL_START.pattern}|翻(?=了?[一二两三四五]?[番倍])")
_RUN = re.compile(r"[0-9０-９.．,]++|[零〇○一二两三四五六七八九十廿卅百千万亿]++|.", re.DOTALL)
_TO = re.compile(rf"{SPACE}(?:至|到|[-—－–~～〜∼]{{1,2}}){SPACE}")
_CALENDAR = re.compile(r"[ \u3000]?(?:月|日(?!元)|年(?=\d))")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SPAN = re.compile(r"[0-9.]+(?:至|到|[-—～~])[0-9.]+[万亿]?[^，。；\d]{1,4}(?:压缩|缩短|降|减|增|提升|延长)")
_MINUS = re.compile(r"(?<![0-9A-Za-z%％])[-－−]$")
_RATE = re.compile(r"[/／](年|月|天|日|周|小时|标箱|吨|箱|人|公里)")


class Quantity(NamedTuple):
    """A number with its unit; the span covers bound words, `number_start:unit_end` the number and unit alone.

    >>> [quantity] = quantities("货值1200余万元")
    >>> quantity.value, quantity.unit, quantity.bound
    (12000000.0, '元', 'min')
    """

    start: int
    end: int
    value: float
    """In base units: 3.5亿吨 is 350000000 吨, 三分之一 is 33.3333 %, 翻一番 is 2 倍; negative for -1.5%."""
    value_max: float | None
    """The upper end of a range."""
    unit: str
    """Canonical; empty for a bare number."""
    unit_text: str
    """As written; 成 and 番 for shares and doublings, empty for 三分之一."""
    bound: Bound
    number_start: int
    unit_end: int
    rate: str | None
    """The denominator of a unit with a slash: 年 of 吨/年."""
    kind: QuantityKind
    chinese: bool = False
    """Written in Chinese numerals."""

    @property
    def growth(self) -> float:
        """The change in percent that it says after 增长: 8% is 8, 1.5倍 is 150, 翻一番 is 100."""
        if self.unit_text == "番":
            return (self.value - 1) * 100
        return self.value * 100 if self.kind == "multiple" else self.value


def quantities(text: str, *, skip: Sequence[tuple[int, int]] = ()) -> list[Quantity]:
    """The quantities of a text, left to right, none of them inside the spans to skip (time expressions)."""
    found = []
    for position, end in _gaps(len(text), skip):
        while start := _START.search(text, position, end):
            quantity = _quantity(text, start.start(), end)
            if quantity:
                found.append(quantity)
                position = quantity.end
            else:
                run = _RUN.match(text, start.start(), end)
                position = run.end() if run else end
    return _with_shared_units(text, found)


def _with_shared_units(text: str, found: list[Quantity]) -> list[Quantity]:
    """The quantities, those of a list that leaves units to its last with its unit: 8.9万、3.8万和1.5万人次."""
    for place in range(len(found) - 2, -1, -1):
        one, following = found[place], found[place + 1]
        listed = text[one.end : following.start] in ("、", "和", "与", "及")
        points = one.unit_text == "个" and following.unit_text.endswith("百分点")  # 0.6个和1.2个百分点
        if listed and (points or (not one.unit and following.unit and text[one.unit_end - 1] in "万亿千百")):
            found[place] = one._replace(
                unit=following.unit, unit_text=following.unit_text, kind=following.kind
            )
    return found


def _gaps(length: int, skip: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    position = 0
    for start, end in sorted(skip):
        if start > position:
            yield position, start
        position = max(position, end)
    if position < length:
        yield position, length


def _quantity(text: str, start: int, end: int) -> Quantity | None:
    if fold := _FOLD.match(text, start, end):
        value, stop = 2.0 ** (chinese(fold["times"] or "一") or 1), fold.end()
        return Quantity(start, stop, value, None, "倍", "番", "exact", start, stop, None, "multiple", True)
    number = numeral(text, start, end)
    if not number or _CALENDAR.match(text, number.end, end):
        return None
    low = measured(text, number, end)
    if start and text[start - 1] == "第":
        return _ordinal(low)
    if low.unit and low.unit.unit == "年" and _YEAR.fullmatch(text, start, number.end):
        return None
    return _described(text, low, _upper(text, low, end), end)


def _ordinal(rank: Measured) -> Quantity:
    """第四个; a place in a ranking (第3位) has no unit."""
    unit = rank.unit.unit if rank.unit and rank.form not in ("位", "名") else ""
    start, words = rank.number.start, rank.number.script == "chinese"
    return Quantity(
        start - 1,
        rank.end,
        rank.value,
        None,
        unit,
        rank.form,
        "exact",
        start,
        rank.end,
        None,
        "ordinal",
        words,
    )


def _upper(text: str, low: Measured, end: int) -> Measured | None:
    """The upper end of a range, with its unit: ～80% after 60%. 从100万吨到200万吨 is no range but a change."""
    to = _TO.match(text, low.end, end)
    if not to or _ends_a_change(text, low):
        return None
    number = numeral(text, to.end(), end) if NUMERAL_START.match(text, to.end(), end) else None
    if not number or number.script != low.number.script:
        return None
    high = measured(text, number, end)
    fits = high.unit and (not low.unit or low.unit == high.unit) and _lower(text, low, high) < high.value
    return high if fits else None


def _ends_a_change(text: str, low: Measured) -> bool:
    """Whether a number is where a change begins (从100万吨到200万吨); 从2至3天压缩至16小时 begins with a range."""
    start = low.number.start
    return (
        start > 0 and text[start - 1] in "从由自" and (low.unit is not None or not _SPAN.match(text, start))
    )


def _lower(text: str, low: Measured, high: Measured) -> float:
    """The lower end takes the upper one's 万 or 亿 where it has none: 3至5万吨."""
    mantissa = re.match(r"[0-9.]+", text[high.number.start : high.number.end])
    if low.unit or not mantissa or not text[low.number.end - 1].isdigit():
        return low.value
    upper = float(mantissa[0])
    return low.value * high.value / upper if low.value < upper else low.value


def _described(text: str, low: Measured, high: Measured | None, end: int) -> Quantity | None:
    """A quantity with its bounds, or None where numerals in words are no number."""
    number, last = low.number, high or low
    word, label = bound_before(text, number.start), is_label(text, low, last, end)
    if number.script == "chinese" and not is_number(text, low, last, bounded=bool(word), label=label):
        return None
    start = text.rindex(word.word, 0, number.start) if word else number.start
    rate = _RATE.match(text, last.end, end) if last.unit else None
    unit_end = rate.end() if rate else last.end
    after = None if label else bound_after(text, unit_end, end)
    stop, climbed = milestone(text, unit_end + (len(after.word) if after else 0), end, before=start)
    value, value_max = (_lower(text, low, high), high.value) if high else (low.value, number.value_max)
    unit, first = last.unit.unit if last.unit else "", number.start
    if unit in KINDS and not high and _MINUS.search(text, max(0, first - 2), first):
        value, start, first = -value, start - 1, first - 1
    bound: Bound = (
        "range" if value_max is not None
        else word.bound if word
        else "min" if climbed or low.more
        else after.bound if after
        else share_bound(text, start) if unit == "%"
        else "exact"
    )  # fmt: skip
    return Quantity(
        start, stop, round(value, 6), None if value_max is None else round(value_max, 6), unit, last.form, bound,
        first, unit_end, rate[1] if rate else None, "label" if label else KINDS.get(unit, "count"),
        number.script == "chinese",
    )  # fmt: skip
