"""Units: what a number counts, and numbers with the unit behind them. The units are data: `lexicon/units.tsv`."""

import re
from functools import cache
from typing import Literal, NamedTuple

from extract.data import LEXICON, Record, load_table
from extract.numerals import Numeral

Measures = Literal[
    "mass", "containers", "persons", "vehicles", "trains", "aircraft", "ships", "declarations", "lots",
    "count", "money", "ratio", "length", "area", "volume", "energy", "power", "time", "age", "degree",
]  # fmt: skip
COUNTED = {"persons", "vehicles", "trains", "aircraft", "ships", "declarations", "lots", "count"}
"""Measures whose 一 is an article more often than a number (一家企业)."""
DIVISIBLE = {"time", "length", "mass", "money", "ratio"}
"""Measures whose unit takes 多 behind it (三年多)."""
LONGEST = 6
_NOT_MORE = tuple("式元种边国样方位次家个热量额部层重点")
"""What 多 or 余 begins instead when it follows a unit: 5条多式联运线路."""
_TIMES = re.compile(r"[（(][、/，辆架艘列车船机]{1,9}[)）]次|(?:[/／][辆架艘列车]){1,3}次")


class Unit(Record):
    """A unit: its canonical form, how it is written, and what may not follow (三家 but not 三家庭)."""

    unit: str
    forms: tuple[str, ...]
    measures: Measures
    not_before: tuple[str, ...] = ()
    words: Literal["yes", "no"] = "yes"
    """Whether Chinese numerals count it: 55国 is a quantity, 两国 is not."""
    example: str


class Measured(NamedTuple):
    """A numeral with the unit behind it, if any; `value` counts the half of 一个半小时."""

    number: Numeral
    value: float
    unit: Unit | None
    form: str
    """The unit as written; 成 for tenths."""
    end: int
    more: bool


@cache
def units() -> dict[str, Unit]:
    """Every written form of a unit → the unit."""
    return {form: unit for unit in load_table(LEXICON / "units.tsv", Unit) for form in unit.forms}


def measured(text: str, number: Numeral, end: int) -> Measured:
    """A numeral of the text with its unit, read no further than `end`."""
    if number.script == "share":
        form = "成" if "成" in text[number.start : number.end] else ""
        return Measured(number, number.value, units()["%"], form, number.end, number.more)
    start = number.end
    while start < end and start - number.end < 2 and text[start] in " \u00a0\u3000\t":
        start += 1
    inside = text[start + 1 : start + 2] if text.startswith(("个多", "个半"), start) else ""
    window = (
        f"个{text[start + 2 : min(start + 1 + LONGEST, end)]}"
        if inside
        else text[start : min(start + LONGEST, end)]
    )
    form = _form(window)
    if not form or (inside and len(form) == 1):
        return Measured(number, number.value, None, "", number.end, number.more)
    unit, stop = units()[form], start + len(form) + len(inside)
    if text.startswith(("（", "(", "/", "／"), stop) and (times := _TIMES.match(text, stop, end)):
        form, stop = f"{form}次", times.end()
        unit = units().get(form, unit)
    outside = _outside(text, stop, unit)
    half = 0.5 * ("半" in (inside, outside))
    more = number.more or "多" in (inside, outside) or outside == "余"
    return Measured(number, number.value + half, unit, form, stop + len(outside), more)


def _outside(text: str, stop: int, unit: Unit) -> str:
    """The 多, 余 or 半 behind a unit: 三年多, 两年半."""
    char = text[stop : stop + 1]
    if char == "半":
        return char if unit.measures == "time" else ""
    fits = char in ("多", "余") and unit.measures in DIVISIBLE and not text.startswith(_NOT_MORE, stop + 1)
    return char if fits else ""


def _form(window: str) -> str:
    """The longest unit that begins a stretch of text and is not the head of another word."""
    forms = units()
    for length in range(len(window), 0, -1):
        unit = forms.get(window[:length])
        if unit and not (unit.not_before and window.startswith(unit.not_before, length)):
            return window[:length]
    return ""
