"""What the parts of a time expression (a year, a month, 底, 上半年 …) mean as days.

Parts come as the named groups of `lexicon/time_parts.tsv`; what a text leaves out is filled from its anchor:
the day of publication and the year, month and day last spoken of.
"""

import calendar
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from extract.numerals import DIGITS, chinese

Parts = Mapping[str, str | None]
Days = tuple[date, date]

YEARS_FROM_TODAY = {
    "今年": 0, "本年": 0, "本年度": 0, "去年": -1, "上年": -1, "上年度": -1, "上一年": -1, "上一年度": -1,
    "前年": -2, "明年": 1, "后年": 2,
}  # fmt: skip
YEARS_FROM_SPOKEN = {"当年": 0, "同年": 0, "次年": 1, "翌年": 1}
SOON = 31
"""Days within which a day that is said without a year is a day to come."""
QUARTERS = {"首": 1, "一": 1, "二": 2, "三": 3, "四": 4, "两": 2}
TENS = {"上": (1, 10), "中上": (1, 20), "中": (11, 20), "中下": (11, 31), "下": (21, 31), "底": (21, 31),
        "末": (21, 31), "初": (1, 10)}  # fmt: skip


@dataclass(slots=True)
class Anchor:
    """Where a text stands in time: the day of publication, and what it last spoke of."""

    today: date | None
    year: int | None = None
    month: int | None = None
    day: date | None = None
    spoken: date | None = None
    """The first day of the month that sentences before spoke of last, for 当月."""
    opening: date | None = None
    """The first day of the month with which the text opened, for 本月 in a monthly report."""

    def latest(self, month: int, day: int = 0) -> int | None:
        """The year of a month (and day) said without one: the year spoken of, or the latest that has come.

        A day of the weeks to come is that one, for of the same day a year ago news would say so.
        """
        if self.year is not None and (self.today is None or self.year <= self.today.year + 1):
            turned = self.month is not None and self.month - month > 8  # 2022年12月20日出发，1月11日抵达
            come = self.today is not None and (self.year + 1, month) <= (self.today.year, self.today.month)
            return self.year + (turned and come)
        if self.today is None:
            return None
        if day and (coming := self._coming(self.today, month, day)):
            return coming
        return self.today.year - ((month, day or 1) > (self.today.month, self.today.day))

    @staticmethod
    def _coming(today: date, month: int, day: int) -> int | None:
        """The year of a day that lies within the next weeks."""
        days = (today + timedelta(after) for after in range(1, SOON + 1))
        return next((coming.year for coming in days if (coming.month, coming.day) == (month, day)), None)


def number(text: str | None) -> int:
    """A small whole number in Arabic or Chinese digits, 0 for none."""
    if not text:
        return 0
    plain = unicodedata.normalize("NFKC", text)
    if plain.isdecimal():
        return int(plain)
    if len(plain) == 4:
        return int("".join(str(DIGITS[char]) for char in plain))
    return int(chinese(plain) or 0)


def days(parts: Parts, anchor: Anchor, *, default_year: int | None = None) -> Days | None:
    """The first and last day of an expression; None if it has none, as 2月30日. Moves the anchor.

    >>> days({"y": "2024", "m": "11", "p": "底"}, Anchor(None))
    (datetime.date(2024, 11, 21), datetime.date(2024, 11, 30))
    """
    year = said_year(parts, anchor)
    said = year is not None
    if year is None and parts.get("r"):
        return None
    found = _within_year(parts, anchor, year if said else default_year, said)
    if found and said:
        anchor.year = found[0].year
    return found


def said_year(parts: Parts, anchor: Anchor) -> int | None:
    """The year that an expression names, None where it names none or it cannot be known."""
    if parts.get("y"):
        return number(parts["y"])
    word = parts.get("r")
    if word in YEARS_FROM_TODAY:
        return anchor.today.year + YEARS_FROM_TODAY[word] if anchor.today else None
    if word in YEARS_FROM_SPOKEN:
        year = anchor.year or (anchor.today.year if anchor.today else None)
        return year + YEARS_FROM_SPOKEN[word] if year else None
    return None


def _within_year(parts: Parts, anchor: Anchor, year: int | None, said: bool) -> Days | None:
    if parts.get("m") or parts.get("mc") or parts.get("mr"):
        return _month(parts, anchor, year)
    if parts.get("d") or parts.get("dc"):
        return _bare_day(number(parts.get("d") or parts.get("dc")), anchor)
    first, last = _months(parts)
    if not first:
        return span(year, 1, 12) if said and year else None
    if year is None:
        started = last if parts.get("n") or parts.get("fq") else first
        year = anchor.latest(started) if parts.get("yp") is None else _this_year(anchor)
        if parts.get("yp") == "年内" and anchor.today:
            year = anchor.today.year
    return span(year, first, last)


def _months(parts: Parts) -> tuple[int, int]:
    """The first and last month that a part of a year means; zeros for no such part."""
    if parts.get("h"):
        return (1, 6) if parts["h"] == "上" else (7, 12)
    if parts.get("fm"):
        return 1, 1
    if parts.get("q"):
        last = 3 * (QUARTERS.get(parts["q"] or "") or number(parts["q"]))
        return last - 2, last
    if parts.get("fq"):
        return 1, 3 * (QUARTERS.get(parts["fq"] or "") or number(parts["fq"]))
    if parts.get("n"):
        months = number(parts["n"])
        return (1, months) if 1 <= months <= 12 else (0, 0)
    if part := parts.get("yp"):
        return (12, 12) if part[-1] in "底末" else (1, 1) if part[-1] == "初" else (1, 12)
    return 0, 0


def _this_year(anchor: Anchor) -> int | None:
    return anchor.year or (anchor.today.year if anchor.today else None)


def _month(parts: Parts, anchor: Anchor, year: int | None) -> Days | None:
    day = number(parts.get("d") or parts.get("dc"))
    if word := parts.get("mr"):
        found = _relative_month(word, anchor, bare=not day)
        if found is None:
            return None
        year, month = found
    else:
        month = number(parts.get("m") or parts.get("mc"))
        if not 1 <= month <= 12:
            return None
        year = year or anchor.latest(month, day)
    if not year or not 1 <= year <= 9999:
        return None
    length = calendar.monthrange(year, month)[1]
    if day > length or (day == 0 and (parts.get("d") or parts.get("dc"))):
        return None
    anchor.month = month
    if day:
        anchor.day = date(year, month, day)
        return anchor.day, anchor.day
    low, high = 1, length
    if part := parts.get("p"):
        low, high = TENS[part.removesuffix("旬").removeprefix("月")]
    return date(year, month, low), date(year, month, min(high, length))


def _relative_month(word: str, anchor: Anchor, *, bare: bool) -> tuple[int, int] | None:
    """The year and month of 本月, 上月, 当月, 次月; 本月 with a day is always that of publication."""
    told = None if not bare else anchor.opening if word == "本月" else anchor.spoken
    if word in ("当月", "同月", "次月") and anchor.month:
        year, month = _this_year(anchor), anchor.month
    elif told and word in ("本月", "当月", "同月", "次月"):
        year, month = told.year, told.month
    elif anchor.today:
        year, month = anchor.today.year, anchor.today.month
    else:
        return None
    if year is None:
        return None
    shift = -1 if word[0] == "上" else 1 if word[0] in "下次" else 0
    return year + (month - 1 + shift) // 12, (month - 1 + shift) % 12 + 1


def _bare_day(day: int, anchor: Anchor) -> Days | None:
    """A day without its month: the latest such day that has come."""
    if not anchor.today or not 1 <= day <= 31:
        return None
    found = anchor.today
    for _ in range(62):
        if found.day == day:
            return found, found
        found -= timedelta(days=1)
    return None


def span(year: int | None, first: int, last: int) -> Days | None:
    """Whole months of a year."""
    if not year or not 1 <= year <= 9999:
        return None
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def whole_month(value: str) -> date | None:
    """The first day of an interval that is a calendar month, None for any other.

    >>> whole_month("2025-05-01/2025-05-31")
    datetime.date(2025, 5, 1)
    """
    first, _, last = value.partition("/")
    if not last or first[:7] != last[:7] or not first.endswith("-01"):
        return None
    begin = date.fromisoformat(first)
    return begin if int(last[-2:]) == calendar.monthrange(begin.year, begin.month)[1] else None


def years_before(day: date, years: int) -> date:
    """The same day some years ago; 28 February for a leap day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def months_before(day: date, months: int) -> date:
    """The same day some months ago, or the last one of that month."""
    index = day.year * 12 + day.month - 1 - months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
