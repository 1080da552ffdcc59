"""Quantities: numbers with a unit, the words that bound them, and numbers that measure nothing.

Units, bound words and the contexts of mere labels are data: `lexicon/units.tsv`, `bounds.tsv`, `labels.yaml`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extract.data import LEXICON, Record, load_list, load_table
from extract.fact import Bound
from extract.numerals import NUMERAL_START, SPACE, Numeral, chinese, numeral

Measures = Literal[
    "mass", "containers", "persons", "vehicles", "trains", "aircraft", "ships", "declarations", "lots",
    "count", "money", "ratio", "length", "area", "volume", "energy", "power", "time", "age", "degree",
]  # fmt: skip
QuantityKind = Literal["count", "percent", "multiple", "ordinal", "label"]
COUNTED = {"persons", "vehicles", "trains", "aircraft", "ships", "declarations", "lots", "count"}
"""Measures whose 一 is an article more often than a number (一家企业)."""


class Unit(Record):
    """A unit: its canonical form, how it is written, and what may not follow (三家 but not 三家庭)."""

    unit: str
    forms: tuple[str, ...]
    measures: Measures
    not_before: tuple[str, ...] = ()
    words: Literal["yes", "no"] = "yes"
    """Whether Chinese numerals count it: 55国 is a quantity, 两国 is not."""
    example: str


class BoundWord(Record):
    """A word beside a number that bounds it, unless it ends another word (`not_after`: 附近3公里)."""

    word: str
    side: Literal["before", "after"]
    bound: Bound
    not_after: tuple[str, ...] = ()
    example: str
    counter: str | None = None


class Label(Record):
    """Where a number names or classes something: 314国道, 20万吨级."""

    id: str
    before: str | None = None
    after: str | None = None
    bare: bool = False
    """Only where the number has no unit: A380, but RCEP15个成员国."""
    yes: tuple[str, ...]
    no: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; the span covers bound words, `number_start:unit_end` the number and unit alone.

    >>> [quantity] = quantities("货值1200余万元")
    >>> quantity.value, quantity.unit, quantity.bound
    (12000000.0, '元', 'min')
    """

    start: int
    end: int
    value: float
    """In base units: 3.5亿吨 is 350000000 吨, 三分之一 is 33.3333 %, 翻一番 is 2 倍."""
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


@cache
def units() -> dict[str, Unit]:
    """Every written form of a unit → the unit."""
    return {form: unit for unit in load_table(LEXICON / "units.tsv", Unit) for form in unit.forms}


@cache
def _bounds(side: str) -> dict[str, BoundWord]:
    rows = load_table(LEXICON / "bounds.tsv", BoundWord)
    return {row.word: row for row in rows if row.side == side}


@cache
def _labels() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What makes a label: text before a bare number, before any number, and after one."""
    rules = load_list(LEXICON / "labels.yaml", Label)
    bare = "|".join(rule.before for rule in rules if rule.before and rule.bare)
    before = "|".join(rule.before for rule in rules if rule.before and not rule.bare)
    after = "|".join(f"(?:{rule.after})" for rule in rules if rule.after)
    return re.compile(rf"(?:{bare})$"), re.compile(rf"(?:{before})$"), re.compile(after)


_CODE = re.compile(r"(?:19|20)\d\d|\d{7,}|0\d+")
_TO = re.compile(rf"{SPACE}(?:至|到|[-—－–~～〜∼]{{1,2}}){SPACE}")
_ARTICLE = re.compile(r"(?:仅|只|只有|仅有|共|共有|共计|新增|新开|净增|增加|减少|增至|减至|每)$")
_AFTER_ONE = ("一", "来", "四季", "到头", "天", "复", "比")
_FOLD = re.compile(r"翻了?(?P<times>[一二两三四五])?[番倍]")
_START = re.compile(rf"{NUMERAL_START.pattern}|翻(?=了?[一二两三四五]?[番倍])")
_RUN = re.compile(r"[0-9０-９.．,]++|[零〇○一二两三四五六七八九十百千万亿]++|.", re.DOTALL)
_TIME = re.compile(r"[ \u3000]?(?:月|日(?!元)|年(?=\d))")
_TIMES = re.compile(r"[（(][、/，辆架艘列车船机]{1,9}[)）]次")
_RATE = re.compile(r"[/／](年|月|天|日|周|小时|标箱|吨|箱|人|公里)")
_MILESTONE = re.compile(r"(?:新)?(?:大关|关口|台阶)")
_CLIMB = ("迈上", "站上", "登上", "跃上", "跨上", "踏上", "冲上")
_SHARE_OF = re.compile(
    r"(?P<word>约|近|超过|超|逾|不足|不到|接近|将近|大约)占(?:据|到|了)?[^，。；：、\d]{0,14}$"
)


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
                position = _past(text, start.start(), end)
    return found


def _gaps(length: int, skip: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    position = 0
    for start, end in sorted(skip):
        if start > position:
            yield position, start
        position = max(position, end)
    if position < length:
        yield position, length


def _past(text: str, start: int, end: int) -> int:
    run = _RUN.match(text, start, end)
    return run.end() if run else start + 1


def _quantity(text: str, start: int, end: int) -> Quantity | None:
    if fold := _FOLD.match(text, start, end):
        value = 2.0 ** (chinese(fold["times"] or "一") or 1)
        return Quantity(
            start, fold.end(), value, None, "倍", "番", "exact", start, fold.end(), None, "multiple", True
        )
    number = numeral(text, start, end)
    if not number or _TIME.match(text, number.end, end):
        return None
    if text[start - 1 : start] == "第" and start:
        return _ordinal(text, number, end)
    low = _measured(text, number, end)
    high = _upper(text, low, end)
    return _described(text, low, high, end)


@dataclass(frozen=True, slots=True)
class _Measured:
    """A numeral with the unit behind it, if any."""

    number: Numeral
    value: float
    unit: Unit | None
    form: str
    end: int
    more: bool


def _measured(text: str, number: Numeral, end: int) -> _Measured:
    at = number.end
    while at < end and at - number.end < 2 and text[at] in " \u00a0\u3000\t":
        at += 1
    value, more = number.value, number.more
    if number.script == "share":
        form = "成" if "成" in text[number.start : number.end] else ""
        return _Measured(number, value, units()["%"], form, number.end, more)
    cut = ""
    if text[at : at + 2] in ("个多", "个半"):
        cut, more, value = (
            text[at : at + 2],
            more or text[at + 1] == "多",
            value + 0.5 * (text[at + 1] == "半"),
        )
    form = _form("个" + text[at + 2 : at + 6] if cut else text[at : min(at + 6, end)])
    if not form or (cut and len(form) == 1):
        return _Measured(number, number.value, None, "", number.end, number.more)
    unit, stop = units()[form], at + len(form) + bool(cut)
    if text[stop : stop + 1] in ("（", "(") and (times := _TIMES.match(text, stop, end)):
        form, stop = f"{form}次", times.end()
        unit = units().get(form, unit)
    if unit.measures in ("time", "length", "mass", "money", "ratio") and text[stop : stop + 1] in (
        "多",
        "余",
        "半",
    ):
        tail = text[stop]
        if tail == "半" and unit.measures == "time":
            value, stop = value + 0.5, stop + 1
        elif tail != "半" and text[stop + 1 : stop + 2] not in tuple("式元种边国样方位次家个热量额部层重点"):
            more, stop = True, stop + 1
    return _Measured(number, value, unit, form, stop, more)


def _form(window: str) -> str:
    """The longest unit that begins a stretch of text and is not the head of another word."""
    forms = units()
    for length in range(min(6, len(window)), 0, -1):
        unit = forms.get(window[:length])
        if unit and not (unit.not_before and window.startswith(unit.not_before, length)):
            return window[:length]
    return ""


def _upper(text: str, low: _Measured, end: int) -> _Measured | None:
    """The upper end of a range, with its unit: ～80% after 60%."""
    to = _TO.match(text, low.end, end)
    if not to or text[max(0, low.number.start - 1) : low.number.start] in ("从", "由", "自"):
        return None
    number = numeral(text, to.end(), end) if NUMERAL_START.match(text, to.end(), end) else None
    if not number or number.script != low.number.script:
        return None
    high = _measured(text, number, end)
    if not high.unit or (low.unit and low.unit != high.unit):
        return None
    return high if _lower(text, low, high) < high.value else None


def _lower(text: str, low: _Measured, high: _Measured) -> float:
    """The lower end takes the upper one's 万 or 亿 where it has none: 3至5万吨."""
    raw = text[high.number.start : high.number.end]
    mantissa = re.match(r"[0-9.]+", raw)
    if low.unit or not mantissa or not text[low.number.end - 1].isdigit():
        return low.value
    first = float(mantissa[0])
    return low.value * high.value / first if first and low.value < first else low.value


def _described(text: str, low: _Measured, high: _Measured | None, end: int) -> Quantity | None:
    number, last = low.number, high or low
    start, word = _bound_before(text, number.start)
    label = _is_label(text, low, last, end)
    if number.script == "chinese" and not _counts(text, low, last, word, label):
        return None
    if (
        last.unit
        and last.unit.unit == "年"
        and re.fullmatch(r"(?:19|20)\d\d", text[number.start : number.end])
    ):
        return None
    stop, bound = last.end, word.bound if word else "exact"
    rate = _RATE.match(text, stop, end) if last.unit else None
    unit_end = stop = rate.end() if rate else stop
    after = _bound_after(text, stop, end)
    if after and not label:
        stop += len(after.word)
    if milestone := _MILESTONE.match(text, stop, end):
        stop = milestone.end()
        bound = "min" if text[start - 2 : start] in _CLIMB else bound
    if bound == "exact":
        bound = "min" if last.more or low.more else after.bound if after else bound
    value, value_max = low.value, number.value_max
    if high:
        value, value_max = _lower(text, low, high), high.value
    if (bound == "exact" and number.script == "share") or (
        last.unit and last.unit.unit == "%" and bound == "exact"
    ):
        share = _SHARE_OF.search(text, max(0, start - 20), start)
        bound = _bounds("before")[share["word"]].bound if share else bound
    unit = last.unit.unit if last.unit else ""
    return Quantity(
        start,
        stop,
        round(value, 6),
        None if value_max is None else round(value_max, 6),
        unit,
        last.form,
        "range" if value_max is not None else bound,
        number.start,
        unit_end,
        rate[1] if rate else None,
        "label" if label else _kind(unit),
        number.script == "chinese",
    )


def _is_label(text: str, measured: _Measured, last: _Measured, end: int) -> bool:
    number = measured.number
    bare, before, after = _labels()
    if after.match(text, number.end, end):
        return True
    if number.script != "arabic":
        return False
    left = max(0, number.start - 6)
    if before.search(text, left, number.start):
        return True
    digits = text[number.start : number.end]
    return not last.unit and bool(bare.search(text, left, number.start) or _CODE.fullmatch(digits))


def _kind(unit: str) -> QuantityKind:
    if unit in ("%", "‰", "百分点"):
        return "percent"
    return "multiple" if unit == "倍" else "count"


def _counts(text: str, low: _Measured, last: _Measured, word: BoundWord | None, label: bool) -> bool:
    """Whether a numeral in words is a number here and no article, idiom or part of a name."""
    number = low.number
    said, left = text[number.start : number.end], text[max(0, number.start - 1) : number.start]
    if label:
        return said not in ("一", *"百千万亿")
    if not last.unit or last.unit.words == "no":
        return False
    if (
        said[0] in "上数几好"
        and left
        and not re.match(r"[\W有达近超约了出过的是来着为送运到计引集聚迎接每增]", left)
    ):
        return said[0] in "几好" or (
            said[0] == "数" and left not in "人次总个件辆指系参函字多少半无基倍点岁票户家班架航"
        )
    if said in "百千万亿":
        return word is not None or low.more
    if said[0] == "半":
        return left not in tuple("上下前后大小多夜过")
    if said[0] == "一" and (
        left in tuple("这那每某同另有统唯任单专之万逐") or text.startswith(_AFTER_ONE, last.end)
    ):
        return False
    if said == "一" and last.unit.measures in COUNTED:
        return word is not None or bool(_ARTICLE.search(text, max(0, number.start - 3), number.start))
    return True


def _bound_before(text: str, start: int) -> tuple[int, BoundWord | None]:
    """Where the quantity begins with its bound word, and that word."""
    at = start
    while at and start - at < 2 and text[at - 1] in " \u00a0\u3000":
        at -= 1
    words = _bounds("before")
    for length in range(min(3, at), 0, -1):
        word = words.get(text[at - length : at])
        if word and not (word.not_after and text[: at - length].endswith(word.not_after)):
            return at - length, word
    return start, None


def _bound_after(text: str, start: int, end: int) -> BoundWord | None:
    words = _bounds("after")
    return words.get(text[start : min(start + 2, end)])


def _ordinal(text: str, number: Numeral, end: int) -> Quantity:
    measured = _measured(text, number, end)
    unit = measured.unit.unit if measured.unit and measured.form not in ("位", "名") else ""
    start = number.start - 1
    return Quantity(
        start,
        measured.end,
        number.value,
        None,
        unit,
        measured.form,
        "exact",
        number.start,
        measured.end,
        None,
        "ordinal",
        number.script == "chinese",
    )


__all__ = ["BoundWord", "Label", "Quantity", "QuantityKind", "Unit", "quantities", "units"]
