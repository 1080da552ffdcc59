"""分别: a list of subjects or metrics is shared out to the values of a clause, in order."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extract.clause import Clause
from extract.cues import expression
from extract.draft import Draft
from extract.fact import Entity
from extract.listed import PLACES
from extract.mention import Mention
from extract.metrics import behind_names, spread, trimmed
from extract.sentence import Sentence
from extract.subjects import SUBJECTS


def share_out(clause: Clause, drafts: Sequence[Draft]) -> None:
    """A和B分别为X和Y, 分别以X和Y创造了A和B, A、B达X、Y: the values go to subjects or metrics in order."""
    own = [d for d in drafts if d.clause == clause.start and d.quantity]
    if len(own) < 2 or not ("分别" in clause.text or _is_list(clause, own)):
        return
    subjects = _listed_subjects(clause, own[0])
    if len(subjects) == len(own):
        for draft, subject in zip(own, subjects, strict=True):
            draft.subject, draft.metric = subject, own[0].metric
        return
    for names in _lists(clause, own[-1].end, len(own)):
        if len(names) == len(own):
            share = expression(r"(?<=分别)占.*").search(own[0].metric)
            for draft, name in zip(own, names, strict=True):
                draft.metric = trimmed(name) + (share.group() if share else "") or draft.metric
            return


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


def _lists(clause: Clause, end: int, count: int) -> Iterator[list[str]]:
    """The lists that 分别 may share out: behind the numbers, or before it."""
    behind = expression(r"(?:创造了?|创下了?|刷新了?)?([^，。的]+)和([^，。的]+)的").match(
        clause.sentence.text[end : clause.end]
    )
    if behind:
        yield list(behind.groups())
    if "分别" not in clause.text:
        return
    before = behind_names(clause, clause.start + clause.text.index("分别"))
    yield spread(trimmed(before), count)
