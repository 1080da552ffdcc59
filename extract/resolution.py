"""What time expressions mean: a reader for each thing that `lexicon/periods.yaml` says an expression gives.

A reader takes the named parts of an expression and the anchor of its text, and gives a value and a kind, or None
where the parts say no time after all.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal, NamedTuple

from extract.dates import Anchor, Days, Parts, days, months_before, number, said_year, years_before
from extract.holidays import holiday, lunar_new_year
from extract.time_expressions import Gives

PeriodKind = Literal["point", "span", "since", "until", "base", "vague", "recurrent"]


class Reading(NamedTuple):
    """The value of an expression (ISO 8601, None where it has none) and its kind."""

    value: str | None
    kind: PeriodKind


Reader = Callable[[Parts, Anchor], Reading | None]
VAGUE = Reading(None, "vague")
SOON = timedelta(days=30)
"""A holiday this near is the coming one, a later one is that of last year."""
_WEEKDAYS = {char: index for index, char in enumerate("一二三四五六日")} | {"天": 6}


def _text(found: Days) -> str:
    first, last = found
    return first.isoformat() if first == last else f"{first}/{last}"


def _second(parts: Parts) -> Parts:
    return {name[:-1]: value for name, value in parts.items() if name.endswith("2")}


def _named(parts: Parts) -> bool:
    """Whether anything was said at all: every part of {when} may be missing, and 初 or 底 needs a year."""
    said = {name for name, value in parts.items() if value and name not in ("mark", "word")}
    if said == {"yp"}:
        return len(parts["yp"] or "") > 1
    return bool(said)


def _when(parts: Parts, anchor: Anchor) -> Reading | None:
    if not _named(parts):
        return None
    found = days(parts, anchor)
    if not found:
        return VAGUE if _needs_today(parts, anchor) else None
    return Reading(_text(found), "point" if found[0] == found[1] else "span")


def _needs_today(parts: Parts, anchor: Anchor) -> bool:
    """Whether an expression has no value only because the day of publication is unknown."""
    if anchor.today is not None or parts.get("y"):
        return False
    return days(parts, Anchor(date(2024, 12, 31))) is not None


def _since(parts: Parts, anchor: Anchor) -> Reading | None:
    if not _named(parts):
        return None
    found = days(parts, anchor)
    if not found or not anchor.today or found[0] > anchor.today:
        return VAGUE
    return Reading(f"{found[0]}/{anchor.today}", "since")


def _until(parts: Parts, anchor: Anchor) -> Reading | None:
    if not _named(parts):
        return None
    parts = {**parts, "d": parts.get("bare") or parts["d"]}
    found = days(parts, anchor)
    if found and anchor.today and found[0] > anchor.today and said_year(parts, anchor) is None:
        found = days(parts, anchor, default_year=found[0].year - 1) if anchor.year is None else found
    if not found:
        return Reading(None, "until")
    last = found[1]
    if anchor.today and found[0] <= anchor.today < last:
        last = anchor.today
    return Reading(last.isoformat(), "until")


def _until_day(parts: Parts, anchor: Anchor) -> Reading | None:
    reading = _today(parts, anchor)
    if reading == VAGUE and parts["word"] in ("当日", "当天"):
        return VAGUE  # what is spoken of goes on
    return Reading(reading.value if reading else None, "until")


def _range(parts: Parts, anchor: Anchor) -> Reading | None:
    second = _second(parts)
    if not _named(parts) or not _named(second):
        return None
    year2 = said_year(second, anchor) if second.get("r") not in ("次年", "翌年") else None
    if said_year(parts, anchor) is None and year2 is not None:
        end = days(second, anchor)
        begin = days(parts, anchor, default_year=year2)
    elif said_year(parts, anchor) is None and not second.get("r"):
        end = days(_month_of_first(second, parts), anchor)
        begin = days(parts, anchor, default_year=end[0].year if end else None)
        if begin and end and begin[0] > end[1]:
            begin = days(parts, anchor, default_year=end[0].year - 1)
    else:
        begin = days(parts, anchor)
        if begin and anchor.year is None:
            anchor = replace(anchor, year=begin[0].year)
        end = days(_month_of_first(second, parts), anchor, default_year=begin[0].year if begin else None)
        if begin and end and end[1] < begin[0] and said_year(second, anchor) is None:
            end = days(_month_of_first(second, parts), anchor, default_year=begin[0].year + 1)
    if not begin or not end or end[1] < begin[0]:
        return VAGUE
    return Reading(f"{begin[0]}/{end[1]}", "span")


def _month_of_first(second: Parts, first: Parts) -> Parts:
    """The end of 8月1日至8日, which leaves the month out."""
    month = {name: first.get(name) for name in ("m", "mc", "mr")}
    if any(second.get(name) for name in month) or not (second.get("d") or second.get("dc")):
        return second
    return {**second, **month}


def _base(parts: Parts, anchor: Anchor) -> Reading | None:
    found = days(parts, replace(anchor)) if _named(parts) else None
    return Reading(_text(found) if found else None, "base")


def _plan(parts: Parts, anchor: Anchor) -> Reading | None:
    first = 1951 + 5 * number(parts["plan"])
    tail = parts["tail"] or ""
    if tail in ("以来", "至今"):
        begun = anchor.today is not None and first <= anchor.today.year
        return Reading(f"{first}-01-01/{anchor.today}", "since") if begun else VAGUE
    if "末" in tail or "收官" in tail:
        return Reading(f"{first + 4}-01-01/{first + 4}-12-31", "span")
    if "初" in tail or "开局" in tail:
        return Reading(f"{first}-01-01/{first}-12-31", "span")
    last = first + number(parts.get("n")) - 1 if parts.get("n") else first + 4
    return Reading(f"{first}-01-01/{last}-12-31", "span")


def _last(parts: Parts, anchor: Anchor) -> Reading | None:
    count, unit, today = parts["n"] or "", parts["unit"] or "", anchor.today
    if (
        not today
        or count in ("几", "数")
        or parts["more"]
        or (parts["tail"] or "")[-1:] in ("高", "低", "期")
    ):
        return VAGUE
    if count == "半":
        return Reading(f"{months_before(today, 6)}/{today}", "span") if unit == "年" else VAGUE
    many = number(count)
    if unit == "年":
        first = years_before(today, many)
    elif unit in ("个月", "个季度"):
        first = months_before(today, many * (3 if unit == "个季度" else 1))
    else:
        first = today - timedelta(days=many * (7 if unit in ("周", "个星期") else 1))
    return Reading(f"{first}/{today}", "span")


def _decade(parts: Parts, anchor: Anchor) -> Reading | None:
    first = 100 * ({"21": 21, "二十一": 21}.get(parts["century"] or "", 20) - 1) + number(parts["decade"])
    return Reading(f"{first}-01-01/{first + 9}-12-31", "span")


def _holiday(parts: Parts, anchor: Anchor) -> Reading | None:
    name, year, today = parts["holiday"] or "", said_year(parts, anchor), anchor.today
    if year is not None:
        anchor.year = year
    found = holiday(name, said) if (said := year or anchor.year) else None
    if not found and today and not parts.get("r"):
        near = [holiday(name, today.year + shift) for shift in (1, 0, -1)]
        found = next((days for days in near if days and days[0] - today <= SOON), None)
    if not found:
        return VAGUE
    if first := number(parts.get("n")):
        found = found[0], min(found[1], found[0] + timedelta(days=first - 1))
    if parts.get("tail") == "以来":
        return Reading(f"{found[0]}/{today}", "since") if today and found[0] <= today else VAGUE
    return Reading(_text(found), "span" if found[0] < found[1] else "point")


def _new_year_day(parts: Parts, anchor: Anchor) -> Reading | None:
    """除夕, 大年初四: a day about the lunar new year."""
    today = anchor.today
    year = said_year(parts, anchor) or anchor.year
    years = [year] if year else [today.year + 1, today.year, today.year - 1] if today else []
    near = (first for each in years if (first := lunar_new_year(each)))
    first = next((day for day in near if year or not today or day - today <= 2 * SOON), None)
    if not first:
        return VAGUE
    anchor.day = first + timedelta(days=number(parts.get("nd")) - 1 if parts.get("nd") else -1)
    return Reading(anchor.day.isoformat(), "point")


def _today(parts: Parts, anchor: Anchor) -> Reading | None:
    word = parts["word"] or ""
    inside = days({**parts, "d": parts["bare"] or parts["d"]}, anchor) if _named(parts) else None
    if inside:
        return Reading(_text(inside), "point")
    if word in ("当日", "当天"):
        return Reading(anchor.day.isoformat(), "point") if anchor.day else VAGUE
    if not anchor.today or word == "日前":
        return VAGUE
    shift = {"昨": -1, "前": -2, "明": 1}.get(word[0], 0)
    said = anchor.today + timedelta(days=shift)
    anchor.day = said if shift else anchor.day
    return Reading(said.isoformat(), "point")


def _week(parts: Parts, anchor: Anchor) -> Reading | None:
    if not anchor.today:
        return VAGUE
    shift = {"上": -7, "下": 7}.get((parts["word"] or "")[0], 0)
    monday = anchor.today - timedelta(days=anchor.today.weekday()) + timedelta(days=shift)
    if parts["weekday"]:
        return Reading((monday + timedelta(days=_WEEKDAYS[parts["weekday"]])).isoformat(), "point")
    return Reading(_text((monday, monday + timedelta(days=6))), "span")


def _now(parts: Parts, anchor: Anchor) -> Reading | None:
    return Reading(anchor.today.isoformat(), "point") if anchor.today else VAGUE


READERS: dict[Gives, Reader] = {
    "when": _when, "since": _since, "until": _until, "until-day": _until_day, "range": _range, "base": _base,
    "plan": _plan, "last": _last, "decade": _decade, "holiday": _holiday, "new-year-day": _new_year_day, "today": _today, "week": _week,
    "now": _now, "recurrent": lambda parts, anchor: Reading(None, "recurrent"),
    "vague": lambda parts, anchor: VAGUE,
}  # fmt: skip
