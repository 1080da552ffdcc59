"""ISO 8601 periods as the facts write them, as first and last day."""

import calendar
import re
from datetime import date

PART = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def bounds(period: str) -> tuple[date | None, date | None]:
    """First and last day of a date, month, year or interval; None for an open or unreadable end.

    >>> bounds("2025-02")
    (datetime.date(2025, 2, 1), datetime.date(2025, 2, 28))
    >>> bounds("2021-01-01/..")
    (datetime.date(2021, 1, 1), None)
    """
    first, _, last = period.partition("/")
    return _edge(first, end=False), _edge(last or first, end=True)


def _edge(part: str, *, end: bool) -> date | None:
    found = PART.fullmatch(part)
    if found is None:
        return None
    year, month, day = int(found[1]), found[2], found[3]
    try:
        if month is None:
            return date(year, 12, 31) if end else date(year, 1, 1)
        if day is None:
            last = calendar.monthrange(year, int(month))[1]
            return date(year, int(month), last if end else 1)
        return date(year, int(month), int(day))
    except (ValueError, calendar.IllegalMonthError):
        return None
