"""Values: a quantity with its metric; what its clause leaves out of the metric, earlier values have said."""

import re
from collections.abc import Sequence

from extract.clause import Clause, measures
from extract.cues import expression
from extract.draft import Context, Draft
from extract.fact import Entity
from extract.metrics import EACH, crossing, metric, trimmed, whole_in_bracket, with_rate
from extract.quantities import Quantity
from extract.quantity_roles import implied_unit, modality
from extract.subjects import NAMED, SUBJECTS, SubjectFinder
from extract.timing import period_of

_COUNTS_PORTS = re.compile(r"口岸$")
_PARTS = re.compile(r"(?:港口|口岸|机场|港区|港|航线|班列|沿江|沿海|内河)$")
_MEASURE = re.compile(
    r"(?:外贸|内贸)?(?:货物|集装箱|旅客|货邮)?(?:吞吐量|运量|货运量|客运量|进出口额|进出口值|总值|货值)$"
)


def value(
    clause: Clause, position: int, quantity: Quantity, subject: Entity, sure: float, context: Context,
    drafts: Sequence[Draft], subjects: SubjectFinder,
) -> Draft:  # fmt: skip
    """The statistic of a quantity; `position` is where the clause is not yet read, `drafts` are the sentence's so far."""
    unit = quantity.unit or implied_unit(clause, quantity) or "元"
    name = _completed(
        _metric(clause, position, quantity, unit, drafts), unit, subject, clause, quantity, context, drafts
    )
    if quantity.kind != "percent" and (told := whole_in_bracket(clause, quantity)):
        subject, sure, name = _of_the_whole(clause, told.span(1), subject, sure)
    if _COUNTS_PORTS.search(name) and subject.cls == "Port":
        subject, sure = subjects.around(subject, clause, quantity)
    if drafts and expression(r"(?:<total>)").fullmatch(name):
        name = expression(r"^.*<new>").sub("", drafts[-1].metric) + name  # 新增开放泊位16个，总数达81个
    period = period_of(clause, quantity, name, context)
    behind = clause.after(quantity).find(name) if name else -1
    grade = expression(r"[0-9.]+[万千]?吨级").match(clause.after(quantity))
    end = quantity.end + (behind + len(name) if behind >= 0 else grade.end() if grade else 0)
    doing = modality(clause.before(quantity))
    if doing == "observed" and drafts and drafts[-1].modality in ("forecast", "plan"):
        goal = expression(r"<goal>").search(clause.sentence.text[: quantity.start])
        doing = drafts[-1].modality if goal else doing  # 目标任务是投资20亿元，吞吐量达6000万吨
    if doing == "observed" and period and context.is_to_come(period):
        doing = "forecast"  # 预计2030年吞吐量达5000万吨，其中外贸2000万吨
    return Draft(subject, sure, name, period, clause.start, end, doing, quantity, unit)


def _of_the_whole(
    clause: Clause, whole: tuple[int, int], subject: Entity, sure: float
) -> tuple[Entity, float, str]:
    """Whose a whole is of which a share is told, and what: 占上海港货物吞吐量（6494万吨）的45%."""
    start, end = whole
    named = [m for m in clause.sentence.outer if start <= m.start and m.end <= end]
    owner = next((m for m in named if m.start == start and m.entity.cls in SUBJECTS), None)
    if owner:
        return owner.entity, NAMED, clause.sentence.text[owner.end : end].removeprefix("的")
    return subject, sure, clause.sentence.text[start:end]


def _metric(clause: Clause, position: int, quantity: Quantity, unit: str, drafts: Sequence[Draft]) -> str:
    """The metric that the clause gives, else that of the list or the sentence it stands in."""
    name = metric(clause, position, quantity)
    listed = position > clause.start or clause.sentence.text[clause.start - 1 : clause.start] == "、"
    listed |= bool(drafts) and quantity.start == clause.start <= drafts[-1].end + 1
    if len(drafts) > 1 and expression(r"<summed>$").search(clause.before(quantity)):
        return "合计"
    if not name:
        alike = next((draft for draft in reversed(drafts) if draft.unit == unit), None)
        alike = drafts[-1] if drafts and listed and (not alike or quantity.start == clause.start) else alike
        name = alike.metric if alike else ""
        if expression(r"^(?:总数)?(?:达到?|增至|增加到)").match(clause.before(quantity)):
            name = expression(r"^(?:.*<new>)").sub("", name)  # 新增泊位5个，达到242个
        # 一条铁路输送能力1亿吨，另一条7500万吨; 班列2660列、21万标箱
    return name


def _completed(
    name: str, unit: str, subject: Entity, clause: Clause, quantity: Quantity, context: Context,
    drafts: Sequence[Draft],
) -> str:  # fmt: skip
    """A metric with what it leaves out because it was said before, without what its subject says."""
    earlier = [*context.drafts, *drafts]
    if drafts and name in ("进口", "出口", "进境", "出境"):
        whole = expression(r"(.+)进出[口境]").fullmatch(drafts[-1].metric.removesuffix("货值"))
        above = next((d.metric for d in reversed(drafts) if d.metric.endswith(("进出口", "进出境"))), "")
        name = above[:-3] + name if whole or above else name  # 水果进出口117万吨，进口109万吨
    if not name and subject.cls in ("Port", "Province", "City", "County"):
        name = measured_as(unit, earlier) or context.measured.get(unit, "")
    if not name:
        name = crossing(clause, quantity)
    if name == "占比" and drafts:
        name = drafts[-1].metric.removesuffix(name) + name
    if name in EACH and earlier:
        alike = next((d for d in reversed(earlier) if d.unit == unit), earlier[-1])
        name = with_rate(name, alike.metric)
    if subject.cls in ("Region", "Feature"):  # of a river, that metrics may also name as a partner
        name = expression(r"^[^“”]{0,8}”(?:号|轮|邮轮|货轮|客轮|班列)*").sub("", name)
        built = "投资" if measures(quantity) == "money" else ""  # 平陆运河工程累计完成335亿元
        ends = (subject.label[at:] for at in range(len(subject.label) - 1))
        said = next((end for end in ends if name.startswith(end)), "")  # 厦门｜自贸片区进出口
        name = trimmed(name.removeprefix(said)) or built or name
    group = drafts and expression(r"(?:<groups>)[^，。]{0,8}港口").match(drafts[-1].metric)
    if (
        group
        and not clause.names
        and subject == drafts[-1].subject
        and name.startswith(("外贸", "内贸", "集装箱"))
    ):
        name = group.group() + name  # 沿江港口货物吞吐量8亿吨，外贸吞吐量2亿吨
    if _PARTS.search(name):
        totals = [d for d in earlier if not d.metric.endswith(("外贸吞吐量", "外贸货物吞吐量"))]
        name += measured_as(unit, totals or earlier)  # 全国港口货物吞吐量10亿吨；其中沿海港口7亿吨
    if drafts and expression(r"年均?(?:递增|增速|增幅|增长)").fullmatch(name):
        name = drafts[-1].metric + name
    return name


def measured_as(unit: str, earlier: Sequence[Draft]) -> str:
    """The measure of a whole that its parts leave out: 货物吞吐量."""
    for draft in reversed(earlier):
        measure = draft.unit == unit and _MEASURE.search(draft.metric)
        if measure:
            return measure.group()
    return ""
