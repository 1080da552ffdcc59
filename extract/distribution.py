"""分别: a list of subjects or metrics is shared out to the values of a clause, in order."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from extract.clause import Clause
from extract.cues import expression
from extract.draft import Draft
from extract.fact import Entity
from extract.listed import PLACES
from extract.mention import Mention
from extract.metrics import behind_names, spread, trimmed, without_times
from extract.sentence import Sentence
from extract.subjects import SUBJECTS


def share_out(clause: Clause, drafts: list[Draft]) -> list[Draft]:
    """A和B分别为X和Y, 分别以X和Y创造了A和B, A、B达X、Y: the values go to subjects or metrics in order.

    Takes out and gives back those that nothing tells apart: several values cannot be that of one metric.
    """
    _share(clause, drafts)
    own = [d for d in drafts if d.clause == clause.start and d.quantity]
    alike = [
        [d for d in own if (d.subject, d.metric, d.unit, d.period) == (e.subject, e.metric, e.unit, e.period)]
        for e in own
    ]
    mixed = [d for d, same in zip(own, alike, strict=True) if len(same) > 1 and _is_list(clause, same)]
    drafts[:] = [d for d in drafts if all(d is not m for m in mixed)]
    return mixed


def _share(clause: Clause, drafts: list[Draft]) -> None:
    own = [d for d in drafts if d.clause == clause.start and d.quantity]
    if len(own) == 1:
        drafts += _each(clause, own[0])
    if len(own) < 2 or not ("分别" in clause.text or _is_list(clause, own)):
        return
    _share_times(clause, own)
    _share_bounds(clause, own)
    subjects = _listed_subjects(clause, own[0])
    if len(subjects) == len(own):
        for draft, subject in zip(own, subjects, strict=True):
            draft.subject, draft.metric = subject, own[0].metric
        return
    if names := _named_before(clause, own):
        for draft, name in zip(own, names, strict=True):
            draft.metric = name + expression(r"^.*?分别").sub("", draft.metric)
        return
    if rate := expression(r"(?:年均|平均)?(?:增幅|增速|涨幅|降幅)(?=分别|各)").match(clause.text):
        told = [d for d in drafts if d.clause < clause.start and d.quantity][-len(own) :]
        if len(told) == len(own):
            for draft, earlier in zip(own, told, strict=True):
                draft.metric = earlier.metric + rate.group()  # 旅客…，车辆…，年均增幅分别约39%和31%
            return
    for names in _lists(clause, own):
        if len(names) == len(own):
            share = expression(r"(?<=分别)占.*").search(own[0].metric)
            for draft, name in zip(own, names, strict=True):
                draft.metric = trimmed(name) + (share.group() if share else "") or draft.metric
            return


def _named_before(clause: Clause, own: Sequence[Draft]) -> list[str]:
    """What an earlier clause lists, for a 分别 with nothing before it: 煤炭、木材是主要货种，分别占36%、32%."""
    said = clause.text.partition("分别")[0] if "分别" in clause.text else "…"
    if trimmed(without_times(clause, clause.start, clause.start + len(said))):
        return []
    groups = [g for g in clause.sentence.groups if len(g) == len(own) and g[-1].end <= clause.start]
    goods = [g for g in groups if g[0].entity.cls == "Commodity"]
    return [clause.sentence.text[m.start : m.end] for m in goods[-1]] if goods else []


def _each(clause: Clause, only: Draft) -> Iterator[Draft]:
    """A、B和C均突破X: the value is that of each subject."""
    subjects = _listed_subjects(clause, only)
    told = (
        expression(r"(?<!日|月|年|人)均|双双|都|各(?:自|达)").search(clause.before(only.quantity))
        if only.quantity
        else None
    )
    if len(subjects) > 1 and told and only.subject in subjects:
        yield from (replace(only, subject=subject) for subject in subjects if subject != only.subject)


def _share_times(clause: Clause, own: Sequence[Draft]) -> None:
    """分别在2010年、2013年突破X、Y; 2日至4日分别为X、Y、Z: as many times or days as values go to them in order."""
    first = own[0].quantity.start if own[0].quantity else clause.end
    said = [
        p for p in clause.sentence.periods if clause.start <= p.start < first and p.value and p.kind != "base"
    ]
    if "分别" not in clause.text or not said:
        return
    listed = [p for p in said if p.kind in ("point", "span")]
    if len(said) == len(own) == len(listed):
        for draft, period in zip(own, listed, strict=True):
            draft.period, draft.metric = period, draft.metric.removeprefix("分别")
        return
    begin, _, end = (said[-1].value or "").partition("/")
    if len(said) == 1 and end and said[0].kind == "span":
        days = (date.fromisoformat(end) - date.fromisoformat(begin)).days + 1
        for number, draft in enumerate(own) if days == len(own) else ():
            day = date.fromisoformat(begin) + timedelta(days=number)
            draft.period = said[0]._replace(value=day.isoformat(), kind="point")


def _share_bounds(clause: Clause, own: Sequence[Draft]) -> None:
    """分别突破X、Y、Z: the word before the first of a bare list holds for each."""
    numbers = [draft.quantity for draft in own if draft.quantity]
    bound = numbers[0].bound
    if bound not in ("min", "max", "approx") or not _is_list(clause, own):
        return
    for draft, number in zip(own[1:], numbers[1:], strict=True):
        if number.bound == "exact":
            draft.quantity = number._replace(bound=bound)


def _is_list(clause: Clause, own: Sequence[Draft]) -> bool:
    """Whether the values of a clause stand side by side: 21.7万、21.4万、12.3万人次."""
    numbers = [draft.quantity for draft in own if draft.quantity]
    text = clause.sentence.text
    return all(text[one.end : other.start] in ("、", "和") for one, other in pairwise(numbers))


def _listed_subjects(clause: Clause, first: Draft) -> list[Entity]:
    """The ports, places or bodies that stand as one list before the values, in their clause or one before."""
    end = first.quantity.start if first.quantity else clause.end
    groups = _across_places(clause.sentence)
    lists = [g for g in groups if len(g) > 1 and g[-1].end <= end]
    lists = [g for g in lists if g[0].start >= clause.start] or lists
    return [m.entity for m in lists[-1]] if lists and lists[-1][0].entity.cls in SUBJECTS else []


def _across_places(sentence: Sentence) -> list[tuple[Mention, ...]]:
    """The lists of a sentence, also those that say of each port where it is: 珠海拱北、深圳罗湖."""
    found: list[tuple[Mention, ...]] = []
    for group in sentence.groups:
        place, before = found[-1] if found else (), found[-2] if len(found) > 1 else ()
        if (
            before
            and (len(place), len(group)) == (1, 1)
            and place[0].entity.cls in PLACES
            and (before[-1].entity.cls, group[0].entity.cls) == ("Port", "Port")
            and place[0].end == group[0].start
            and sentence.text[before[-1].end : place[0].start] in ("、", "和", "与")
        ):
            found[-2:] = [(*before, *group)]
        else:
            found.append(group)
    return found


def _lists(clause: Clause, own: Sequence[Draft]) -> Iterator[list[str]]:
    """The lists that may be shared out: behind the numbers, before 分别, or of measures before the first number."""
    last, count = own[-1].quantity, len(own)
    end = last.end if last else own[-1].end
    behind = expression(r"(?:创造了?|创下了?|刷新了?)?([^，。的]+)和([^，。的]+)的").match(
        clause.sentence.text[end : clause.end]
    )
    if behind:
        yield list(behind.groups())
    if "分别" in clause.text:
        before = behind_names(clause, clause.start + clause.text.index("分别"))
        yield spread(trimmed(before), count)
        told = clause.text.index("分别") + clause.start + 2
        if own[0].quantity and clause.sentence.text[told] != "占":
            yield spread(without_times(clause, told, own[0].quantity.start), count)
    elif own[0].quantity:
        names = spread(trimmed(behind_names(clause, own[0].quantity.start)), count)
        if all(expression(r"(?:<measured>)$").search(name) for name in names):
            yield names
