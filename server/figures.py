"""Figures of things as tables and charts: bounds, changes, plans and ranks as what they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup

from extract.fact import Stat
from graph.periods import bounds
from server.pages import Pages
from server.telling import Said, Telling, by_type
from server.view import View
from server.words import Words, span

FEWEST = 2
"""Numbers that a chart needs to show more than a table does."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of a table: a fact and its slots in words."""

    fact: Said
    of: Markup
    period: Markup
    amount: Markup
    change: Markup
    notes: Sequence[Markup]


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers that can be compared: of one metric, in one unit, of periods of one length."""

    label: Markup
    points: Sequence[Mapping[str, Any]]
    """`name`, `value`, for a range `upTo`, for a bound `bound`, and whether it is only `expected`."""


@dataclass(frozen=True, slots=True)
class Series:
    """All figures of one thing and one metric, by time."""

    subject: str
    metric: str
    """As the text has it."""
    name: Markup
    """In words of the reader's language."""
    rows: Sequence[Figure]
    charts: Sequence[Chart]


def series(facts: Iterable[Said], words: Words) -> list[Series]:
    """The figures among facts, by subject and metric; those with most numbers first."""

    def measured(fact: Said) -> tuple[str, str]:
        claim = fact.claim
        return (claim.subject.key, claim.metric) if isinstance(claim, Stat) else ("", "")

    stats = sorted((fact for fact in facts if isinstance(fact.claim, Stat)), key=_when)
    found = [
        _series(subject, metric, list(some), words)
        for (subject, metric), some in groupby(sorted(stats, key=measured), measured)
    ]
    return sorted(found, key=lambda each: (-len(each.rows), each.subject, each.metric))


def _series(subject: str, metric: str, facts: list[Said], words: Words) -> Series:
    rows = [_figure(fact, fact.claim, words) for fact in facts if isinstance(fact.claim, Stat)]
    return Series(
        subject,
        metric,
        words.metric(metric),
        rows,
        [*_amounts(metric, facts, words), *_changes(metric, facts, words)],
    )


def _figure(fact: Said, claim: Stat, words: Words) -> Figure:
    notes = []
    if claim.rank is not None:
        notes.append(words.t("claims.figures.rank", rank=claim.rank))
    if claim.modality != "observed":
        notes.append(words.t(f"claims.modality.{claim.modality}"))
    if claim.said_by:
        notes.append(words.t("claims.figures.said_by", name=words.thing(claim.said_by)))
    amount = words.amount(claim) if claim.value is not None else Markup("")
    return Figure(
        fact, words.thing(claim.subject), words.period(claim.period), amount, words.change(claim), notes
    )


def _amounts(metric: str, facts: list[Said], words: Words) -> Iterable[Chart]:
    by_kind: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for fact in facts:
        claim = fact.claim
        if isinstance(claim, Stat) and claim.value is not None and claim.period:
            point: dict[str, Any] = {"name": span(claim.period), "value": claim.value}
            if claim.value_max is not None:
                point["upTo"] = claim.value_max
            if claim.bound in ("min", "max", "approx"):
                point["bound"] = claim.bound
            if claim.modality != "observed":
                point["expected"] = True
            by_kind.setdefault((claim.unit or "", _length(claim.period)), []).append(point)
    for (unit, _), points in by_kind.items():
        if len({point["name"] for point in points}) >= FEWEST:
            yield Chart(
                words.t("claims.figures.chart", metric=words.metric(metric), unit=words.unit(unit, None)),
                points,
            )


def _changes(metric: str, facts: list[Said], words: Words) -> Iterable[Chart]:
    by_base: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for fact in facts:
        claim = fact.claim
        if isinstance(claim, Stat) and claim.change_pct is not None and claim.period:
            point: dict[str, Any] = {"name": span(claim.period), "value": claim.change_pct}
            if claim.change_bound in ("min", "max", "approx"):
                point["bound"] = claim.change_bound
            by_base.setdefault((claim.change_base or "", _length(claim.period)), []).append(point)
    for (base, _), points in by_base.items():
        if len({point["name"] for point in points}) >= FEWEST:
            yield Chart(
                words.t("claims.figures.changes", metric=words.metric(metric), base=words.base(base)), points
            )


def _when(fact: Said) -> tuple[str, str]:
    period = fact.claim.period if isinstance(fact.claim, Stat) else None
    first, _, last = (period or "").partition("/")
    return last or first, first


def _length(period: str) -> str:
    """What periods it can be compared with: those of as many months, or days, or open ones.

    >>> _length("2024"), _length("2023-01-01/2023-12-31"), _length("2025-01/2025-06"), _length("2021-01-01/..")
    ('12 months', '12 months', '6 months', 'open')
    """
    first, last = bounds(period)
    if first is None or last is None:
        return "open"
    if first.day == 1 and bounds(last.isoformat()[:7])[1] == last:
        return f"{(last.year - first.year) * 12 + last.month - first.month + 1} months"
    days = (last - first).days + 1
    return f"{days} days"


def facts_about(view: View, about: Mapping[str, Any] | None, pages: Pages) -> dict[str, Any] | None:
    """The facts about a thing (a graph.about.About as JSON) for its page; None where there are none."""
    if about is None or not about["told"]["facts"]:
        return None
    telling = Telling(pages, view, about["told"])
    facts = telling.facts()
    told = {kind: some for kind, some in by_type(facts).items() if kind != "stat" or not about["counts"]}
    return {
        "facts": told,
        "counts": about["counts"],
        "series": series(facts, telling.words) if about["counts"] else [],
    }
