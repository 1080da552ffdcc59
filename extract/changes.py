"""Changes: percentages that say by how much a value grew or fell go to the values before them, or stand alone."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.clause import Clause
from extract.cues import expression
from extract.draft import Context, Draft
from extract.fact import Entity
from extract.metrics import behind_names, spread, told_before, trimmed
from extract.quantities import Quantity
from extract.quantity_roles import CHANGE_BEHIND, modality
from extract.subjects import NAMED

POINTS = ("百分点", "个百分点", "个百分比")


def give_changes(
    clause: Clause, changes: Sequence[Quantity], subject: Entity, sure: float, context: Context,
    drafts: list[Draft],
) -> None:  # fmt: skip
    """Gives changes to the values before them, or makes statistics that are changes alone."""
    sentence, first = clause.sentence, changes[0]
    base = _base(clause, first) or context.base
    again = [c for c in changes if (_base(clause, c) or context.base) != base]  # 同比增长3%、环比增长8%
    changes = [c for c in changes if c not in again]
    before = expression(r"^.*[转变改]为").sub("", clause.before(first))  # 由增长20.8%转为下降2.4%
    own = any(d.clause == clause.start for d in drafts)
    last = next(reversed([*context.drafts, *drafts]), None)
    improved = expression(r"<better>([^，。0-9]{2,8})$").search(before)
    phrase = improved[1] if improved else _changed(clause, first)
    if not (phrase or own) and (goods := _goods_before(clause)):
        phrase = goods
    if not (phrase or own or drafts):
        said = told_before(clause)  # 吞吐量继续保持高速增长，比去年上升了21.3%
        phrase = said if not context.drafts or expression(r"(?:<measured>)$").search(said) else ""
    if (
        not own
        and expression(r"[一-鿿]{2}").search(phrase)
        and phrase not in ("分别", "增幅", "增速", "预计", "年均", "日均", "月均", "每月", "每年")
    ):
        names = (
            spread(phrase, len(changes))
            if len(changes) > 1
            else expression(r"(?<=[量额])[和与、]").split(phrase)
        )
        for name, change in zip(
            names, changes if len(names) == len(changes) else [first] * len(names), strict=True
        ):
            draft = Draft(subject, sure, name, context.period, clause.start, change.end, modality(before))
            before = before if change is first else _words(clause, change, before)
            _set_change(
                draft, change, before, base or ("vs before" if improved else None), clause.after(change)
            )
            drafts += [draft, *_also(clause, again, draft)]
        return
    if last and not own and last.subject != subject and sure == NAMED:
        # 上海港吞吐量1.3亿吨，青岛港增长2.9%: another subject, the same metric
        draft = Draft(subject, sure, last.metric, context.period, clause.start, first.end, modality(before))
        _set_change(draft, first, before, base or last.change_base, clause.after(first))
        drafts.append(draft)
        return
    if not base and sentence.text.startswith("其中") and drafts:
        base = next((d.change_base for d in reversed(context.drafts) if d.change_base), None)
    values = [d for d in drafts or context.drafts if d.quantity]
    if len(changes) == 1 and first.unit_text not in POINTS and any(not _is_share(d) for d in values):
        values = [d for d in values if not _is_share(d)]  # 外国人8万人次，占比41%，同比增长137%
    values = values[-len(changes) :]
    for draft, change in zip(values, changes, strict=False):
        before = before if change is first else _words(clause, change, before)
        if draft.change is None:
            _set_change(draft, change, before, base, clause.after(change))
            if draft in drafts:
                draft.end = max(draft.end, change.end)
        elif not phrase:  # not 同比增长5%，日均环比增长2%: the second tells of something else
            drafts += _also(clause, [change], draft)
    if values:
        drafts += _also(clause, again, values[-1])
    elif drafts and not phrase:
        drafts += _also(clause, [*changes, *again], drafts[-1])


def _goods_before(clause: Clause) -> str:
    """The goods that the clause before goes on to without a number: 出口茶叶也取得新进展，增长66%."""
    place = clause.sentence.clauses.index((clause.start, clause.end))
    before = Clause(clause.sentence, *clause.sentence.clauses[place - 1]) if place else None
    if not before or before.quantities:
        return ""
    named = expression(r"((?:进出口|出口|进口)[一-鿿]{2,10}?)(?:<goes_on>)").match(
        behind_names(before, before.end)
    )
    return named[1] if named else ""


def _is_share(draft: Draft) -> bool:
    """Whether a value is a share, which grows by points and not by percent."""
    return draft.unit == "%" and draft.metric.endswith(("比重", "占比", "份额"))


def _base(clause: Clause, change: Quantity) -> str | None:
    """What a change is measured against: what was said last before it."""
    return next((b.value for b in reversed(clause.sentence.bases) if b.start < change.start), None)


def _words(clause: Clause, change: Quantity, before: str) -> str:
    """The words of a change in a list: its own, else those of the first: 分别增长4.1%、下降2%."""
    earlier = [q.end for q in clause.quantities if q.end <= change.start]
    own = clause.sentence.text[max([clause.start, *earlier]) : change.start]
    return own if expression(r"<rise>|<fall>").search(own) else before


def _also(clause: Clause, changes: Sequence[Quantity], draft: Draft) -> Iterator[Draft]:
    """Further changes of a value, against other bases; each is a statistic without a value of its own."""
    for change in changes:
        base = _base(clause, change)
        if base and base != draft.change_base:
            more = replace(draft, quantity=None, unit=None, rank=None, end=change.end)
            _set_change(
                more, change, _words(clause, change, clause.before(change)), base, clause.after(change)
            )
            yield more


def _changed(clause: Clause, change: Quantity) -> str:
    """The metric that a clause gives to a change: what stands before the words of change and comparison."""
    text = clause.sentence.text
    cue = expression(r"<rise>|<fall>").search(text, clause.start, change.start)
    ends = [
        cue.start() if cue else change.start,
        *(b.start for b in clause.sentence.bases if b.start >= clause.start),
    ]
    return trimmed(behind_names(clause, min(ends)))


def _set_change(draft: Draft, change: Quantity, before: str, base: str | None, after: str = "") -> None:
    behind = expression(CHANGE_BEHIND).match(after)
    said = before + (behind.group() if behind else "")
    falls = expression(r"<fall>").search(said) and not expression(r"<rise>").search(said)
    draft.change = -change.growth if falls else change.growth
    draft.change_bound = None if change.bound == "exact" else change.bound
    draft.change_base = base
