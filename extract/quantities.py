"""Quantities: numbers with a unit, the words that bound them, and numbers that measure nothing.

Units are data (`lexicon/units.tsv`). Values are in base units: 3.5亿吨 is 350000000 吨, 三分之一 is 33.3333 %.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extract.data import LEXICON, Record, load_table
from extract.fact import Bound
from extract.numerals import ARABIC, CHINESE, SCALE, arabic, chinese, scale

MIN_BEFORE = "超过|超|突破|逾|不低于|不少于|至少|多达|高达"
MAX_BEFORE = "不超过|不足|不到|将近|接近|近|最多"
APPROX_BEFORE = "大约|约|约为"
MIN_AFTER = "以上|有余|之多"
APPROX_AFTER = "左右|上下"
LABELS = re.compile(r"国道|省道|级|型|次列车|时代|号|[xX×]\d|岁|层|版|座(?:以|及|小|商|车)|[—-]?[A-Za-z]")


class Unit(Record):
    """A unit: its canonical form, the forms it is written in, and what it measures."""

    unit: str
    forms: tuple[str, ...]
    measures: str
    example: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity; the span covers the bound words glued to it, `number_start:unit_end` the number and unit."""

    start: int
    end: int
    value: float
    value_max: float | None
    unit: str
    """Canonical; empty for a bare number."""
    unit_text: str
    bound: Bound
    number_start: int
    unit_end: int
    kind: Literal["count", "percent", "multiple", "ordinal", "label"]
    chinese: bool = False
    """Written with Chinese numerals, which are often no amounts at all (一个, 两项)."""


@cache
def units() -> dict[str, Unit]:
    """Every written form of a unit → the unit."""
    return {form: unit for unit in load_table(LEXICON / "units.tsv", Unit) for form in unit.forms}


@cache
def _pattern() -> re.Pattern[str]:
    forms = "|".join(re.escape(form) for form in sorted(units(), key=len, reverse=True))
    number = (
        rf"(?P<arabic>{ARABIC})(?P<s1>\s?)(?P<more0>[多余]?)(?P<scale>{SCALE}?)"
        rf"|(?P<vague>上|数|几)(?P<vscale>{SCALE}|十)"
        rf"|(?P<denominator>{CHINESE})分之(?P<numerator>{CHINESE})"
        rf"|(?P<tenths>[一二两三四五六七八九])成(?P<half>半?)"
        rf"|(?P<chinese>{CHINESE})"
        rf"|(?P<half_unit>半)"
    )
    upper = (
        rf"(?:(?P<mid_unit>{forms})?\s?[-—~～至到]{{1,2}}\s?(?P<upper>{ARABIC})(?P<upper_scale>{SCALE}?))?"
    )
    return re.compile(
        rf"(?P<ordinal>第)?(?P<before>(?:{MIN_BEFORE}|{MAX_BEFORE}|{APPROX_BEFORE}))?"
        rf"(?:{number}){upper}(?P<more1>[多余]?)\s?(?P<unit>{forms})?(?P<more2>多(?=[家的])|余)?"
        rf"(?P<after>(?:\s?(?:{MIN_AFTER}|{APPROX_AFTER}|以下|大关))*)"
    )


def quantities(text: str, *, skip: Sequence[tuple[int, int]] = ()) -> list[Quantity]:
    """The quantities of a text, left to right, outside the spans to skip (time expressions)."""
    found = []
    for match in _pattern().finditer(text):
        if any(a < match.end() and match.start() < b for a, b in skip):
            continue
        quantity = _read(match, text)
        if quantity:
            found.append(quantity)
    return found


def _read(match: re.Match[str], text: str) -> Quantity | None:
    value, unit, is_chinese = _value(match), match["unit"] or "", False
    if match["chinese"] or match["half_unit"] or match["vague"]:
        is_chinese = True
        if not unit or (
            match["before"] is None
            and match.start()
            and text[match.start() - 1] in "第十统之每逐同单某另万唯如这那有"
        ):
            return _ordinal(match, value) if match["ordinal"] and value else None
    if value is None:
        return None
    if match["ordinal"]:
        return _ordinal(match, value)
    fraction = bool(match["denominator"] or match["tenths"])
    canonical = "%" if fraction else units()[unit].unit if unit else ""
    top = match["upper"]
    factor = scale(match["upper_scale"] or "") if top else 1.0
    low = value * factor if top and not match["scale"] else value
    high = round(arabic(top) * factor, 6) if top else None
    kind: Literal["count", "percent", "multiple", "label"] = {
        "%": "percent",
        "百分点": "percent",
        "倍": "multiple",
    }.get(canonical, "count")  # type: ignore[assignment]
    tail = text[match.end("unit") if unit else match.end() :]
    if (not unit and not fraction) or LABELS.match(tail) or unit == "岁":
        kind = "label"
    end = match.end()
    return Quantity(
        match.start("before") if match["before"] else match.start(),
        end,
        low,
        high,
        canonical,
        unit,
        "range" if high is not None else _bound(match),
        match.end("before") if match["before"] else match.start(),
        match.end("unit") if unit else end,
        kind,
        is_chinese,
    )


def _value(match: re.Match[str]) -> float | None:
    if match["arabic"]:
        return round(arabic(match["arabic"]) * scale(match["scale"] or ""), 6)
    if match["vague"]:
        return scale(match["vscale"])
    if match["denominator"]:
        part, whole = chinese(match["numerator"]), chinese(match["denominator"])
        if match["denominator"] == "百":
            return part
        return round(100 * part / whole, 4) if part and whole else None
    if match["tenths"]:
        return (chinese(match["tenths"]) or 0) * 10 + (5 if match["half"] else 0)
    if match["half_unit"]:
        return 0.5
    return chinese(match["chinese"])


def _ordinal(match: re.Match[str], value: float | None) -> Quantity:
    return Quantity(
        match.start(), match.end(), value or 0, None, "", "", "exact", match.start(), match.end(), "ordinal"
    )


def _bound(match: re.Match[str]) -> Bound:
    before, after = match["before"] or "", match["after"] or ""
    more = match["more0"] or match["more1"] or match["more2"] or match["vague"]
    if re.fullmatch(MIN_BEFORE, before) or more or re.search(MIN_AFTER, after):
        return "min"
    if re.fullmatch(MAX_BEFORE, before) or "以下" in after:
        return "max"
    if re.fullmatch(APPROX_BEFORE, before) or after.strip("大关 "):
        return "approx"
    return "exact"
