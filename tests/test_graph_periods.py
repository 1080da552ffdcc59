"""Periods as first and last day."""

from datetime import date

import pytest

from graph.periods import bounds


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2025-09-12", date(2025, 9, 12), date(2025, 9, 12)),
        ("2025-02", date(2025, 2, 1), date(2025, 2, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2025-01-01/2025-07-31", date(2025, 1, 1), date(2025, 7, 31)),
        ("2023/2024-06", date(2023, 1, 1), date(2024, 6, 30)),
        ("2021-01-01/..", date(2021, 1, 1), None),
        ("../2025-06-30", None, date(2025, 6, 30)),
        ("2025-02-30", None, None),
        ("2025-13", None, None),
        ("soon", None, None),
    ],
)
def test_a_period_has_a_first_and_a_last_day(period: str, first: date | None, last: date | None) -> None:
    assert bounds(period) == (first, last)
