"""Statistics as the tests of their reading compare them: every slot of each, in order."""

from typing import Any

from tests.conftest import Read

KEYS = ("subject", "metric", "value", "unit", "bound", "period", "change_pct", "change_base")
H1 = "2025-01-01/2025-06-30"
JAN_AUG = "2025-01-01/2025-08-31"


def stat(
    subject: str, metric: str, value: float | None, unit: str, bound: str = "exact", period: str | None = None,
    change_pct: float | None = None, change_base: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """A statistic that is expected."""
    return dict(
        zip(KEYS, (subject, metric, value, unit, bound, period, change_pct, change_base), strict=True)
    )


def told(read: Read, text: str) -> list[dict[str, Any]]:
    """The statistics that a text tells."""
    return read(text, "stat", *KEYS)
