"""Holidays and seasons of travel (春运, 国庆假期, 暑期) by year, from `lexicon/holidays.tsv`."""

from datetime import date, timedelta
from functools import cache

from extract.data import LEXICON, Record, load_table


class Holiday(Record):
    """A holiday's days as MM-DD; a row without a year holds for the years that have none of their own."""

    name: str
    forms: tuple[str, ...]
    year: int | None = None
    start: str
    end: str
    source: str


@cache
def _rows() -> list[Holiday]:
    return load_table(LEXICON / "holidays.tsv", Holiday)


@cache
def forms() -> dict[str, str]:
    """Every written form of a holiday → its name."""
    return {form: row.name for row in _rows() for form in row.forms}


@cache
def _by_year() -> dict[tuple[str, int | None], Holiday]:
    return {(row.name, row.year): row for row in _rows()}


def holiday(form: str, year: int) -> tuple[date, date] | None:
    """The first and last day of a holiday in a year, None where the table does not know it."""
    row = _by_year().get((forms()[form], year)) or _by_year().get((forms()[form], None))
    if not row or not date.min.year <= year <= date.max.year:
        return None
    return date.fromisoformat(f"{year:04}-{row.start}"), date.fromisoformat(f"{year:04}-{row.end}")


def lunar_new_year(year: int) -> date | None:
    """The first day of the lunar year, the sixteenth of the travel rush; None where the table does not know it.

    >>> lunar_new_year(2025)
    datetime.date(2025, 1, 29)
    """
    rush = holiday("春运", year)
    return rush[0] + timedelta(days=15) if rush else None
