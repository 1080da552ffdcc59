"""How fast decisions are made."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from graph.review.decision import History


@dataclass(frozen=True, slots=True)
class Pace:
    """How many facts a curator decided about today (UTC) and in the last hour."""

    today: int
    hour: int


def pace(history: History, by: str) -> Pace:
    """The pace of a curator, from the latest decision backwards."""
    now = datetime.now(UTC)
    day = now.date().isoformat()
    hour = (now - timedelta(hours=1)).isoformat(timespec="microseconds").replace("+00:00", "Z")
    today = lately = 0
    for decision in reversed(history.decisions.values()):
        if decision.at < day:
            break
        if decision.by == by and decision.action != "undo" and history.stands(decision):
            today += 1
            lately += decision.at >= hour
    return Pace(today, lately)
