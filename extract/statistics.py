"""Statistics: every quantity of a sentence becomes a value, a change of a value or a rank, or is set aside.

A clause gives subject, period and metric; what it leaves out is what was last spoken of. 分别 shares its list
out in order, and changes attach to the values before them.
"""

import re
from collections.abc import Sequence

from extract.clause import Clause, clauses, measures
from extract.cues import expression
from extract.distribution import share_out
from extract.draft import Context, Draft
from extract.fact import Entity, Modality
from extract.lexicon import Lexicon
from extract.metrics import EACH, behind_names, crossing, metric, spread, trimmed, with_rate
from extract.periods import Period
from extract.quantities import Quantity
from extract.quantity_roles import CHANGE_BEHIND, Fate, implied_unit, role, set_aside
from extract.sentence import Sentence
from extract.subjects import NAMED, TOGETHER, WORKS, SubjectFinder

_YEAR = re.compile(r"(?:19|20)\d\d ?年(?:以来)?")
_COUNTS_PORTS = re.compile(r"口岸$")
_PARTS = re.compile(r"(?:港口|口岸|机场|港区|港|航线|班列)$")
_MEASURE = re.compile(
    r"(?:外贸|内贸)?(?:货物|集装箱|旅客|货邮)?(?:吞吐量|运量|货运量|客运量|进出口额|进出口值|总值|货值)$"
)


class StatisticsReader:
    """Reads the statistics of one sentence after another."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._subjects = SubjectFinder(lexicon)

    def read(self, sentence: Sentence, context: Context) -> tuple[list[Draft], list[Fate]]:
        """The statistics of a sentence and the quantities that gave none; the context moves on."""
        if context.paragraph != sentence.paragraph:
            if not sentence.text.startswith(("其中", "分")):
                context.period, context.drafts = None, []
                context.subject = context.topic or context.subject
            context.paragraph = sentence.paragraph
        first = min((q.start for q in sentence.quantities if q.kind != "label"), default=len(sentence.text))
        if any(p.kind not in ("base", "recurrent") and p.start < first for p in sentence.periods):
            context.period = None
        if not sentence.quantities:
            self._pass(sentence, context)
            return [], []
        drafts: list[Draft] = []
        fates: list[Fate] = []
        context.others = False
        context.aside = None
        for clause in clauses(sentence):
            self._read_clause(clause, context, drafts, fates)
        for draft in drafts:
            if measure := _measured_as(draft.unit or "", [draft]):
                context.measured[draft.unit or ""] = measure
        if drafts:
            context.drafts = drafts
        context.period = context.aside or context.period
        said = [d for d in drafts if expression(r"[一-鿿]{2}").search(d.metric)]
        fates += [
            Fate(d.quantity, "nothing says what it measures") for d in drafts if d not in said and d.quantity
        ]
        return said, fates

    def _pass(self, sentence: Sentence, context: Context) -> None:
        """A sentence without numbers leaves what it names and when to the next."""
        _advance_period(sentence, context, 0, len(sentence.text))
        if subject := self._subjects.left_over(sentence):
            context.subject, context.subject_paragraph = subject, sentence.paragraph
            context.subject_speaker = sentence.speech.person.key if sentence.speech else None

    def _read_clause(self, clause: Clause, context: Context, drafts: list[Draft], fates: list[Fate]) -> None:
        subject, sure = self._subject(clause, context)
        if subject is None:
            fates += [Fate(q, set_aside(clause, q) or "nothing says whose it is") for q in clause.quantities]
            _advance_period(clause.sentence, context, clause.start, clause.end)
            return
        position = clause.start
        changes: list[Quantity] = []
        rank: Quantity | None = None
        for quantity in clause.quantities:
            outer = context.period
            _advance_period(clause.sentence, context, position, quantity.start)
            if reason := set_aside(clause, quantity) or self._subjects.elsewhere(clause, subject):
                context.others |= reason == TOGETHER
                fates.append(Fate(quantity, reason))
                continue
            doing = role(clause, position, quantity, changes)
            if doing == "rank":
                rank = quantity
            elif doing == "change":
                changes.append(quantity)
                if named := expression(CHANGE_BEHIND).match(clause.after(quantity)):
                    position = quantity.end + named.end()  # 5.5%的增速带动吞吐量达到8784万吨
            else:
                draft = _value(clause, position, quantity, subject, sure, context, drafts, self._subjects)
                drafts.append(draft)
                position = quantity.end
                if _begins_a_change(clause, quantity):
                    context.period = outer  # 由2019年的63.9%下降至52.2%
        _advance_period(clause.sentence, context, position, clause.end)
        if changes:
            self._give_changes(clause, changes, subject, sure, context, drafts)
        if rank and drafts:
            drafts[-1].rank = int(rank.value)
        share_out(clause, drafts)

    def _subject(self, clause: Clause, context: Context) -> tuple[Entity | None, float]:
        """The subject of a clause; the context remembers what was named, or that a speaker changed it."""
        if clause.text.startswith("（"):
            context.outside = context.subject
        elif context.outside and "）" in clause.sentence.text[max(0, clause.start - 2) : clause.start]:
            context.subject, context.outside = context.outside, None
        named = self._subjects.named(clause)
        if clause.text.startswith("随着") and not clause.quantities:
            named = None  # what goes on meanwhile
        speech = clause.sentence.speech
        if not named and all(q.kind in ("label", "ordinal") for q in clause.quantities):
            named = self._subjects.partner(clause)
        if named:
            context.others = False
            context.subject, context.subject_paragraph = named, clause.sentence.paragraph
            context.subject_speaker = speech.person.key if speech and speech.end <= clause.end else None
            return named, NAMED
        context.others |= bool(clause.quantities) and self._subjects.is_of_others(clause)
        if context.others:
            return None, 0
        context.reporter = self._subjects.reporter(clause) or context.reporter
        subject, sure = self._subjects.implied(
            clause, context.subject, context.subject_speaker, context.topic or context.reporter
        )
        if clause.quantities and subject != context.subject:
            context.subject = subject
        return subject, sure

    def _give_changes(
        self, clause: Clause, changes: Sequence[Quantity], subject: Entity, sure: float, context: Context,
        drafts: list[Draft],
    ) -> None:  # fmt: skip
        """Gives changes to the values before them, or makes statistics that are changes alone."""
        sentence, first = clause.sentence, changes[0]
        bases = [b for b in sentence.bases if b.start < first.start]
        base = bases[-1].value if bases else None
        before = expression(r"^.*[转变改]为").sub("", clause.before(first))  # 由增长20.8%转为下降2.4%
        own = any(d.clause == clause.start for d in drafts)
        last = next(reversed([*context.drafts, *drafts]), None)
        improved = expression(r"<better>([^，。0-9]{2,8})$").search(before)
        phrase = improved[1] if improved else _changed(clause, first)
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
                draft = Draft(
                    subject, sure, name, context.period, clause.start, change.end, _modality(before)
                )
                _set_change(
                    draft, change, before, base or ("vs before" if improved else None), clause.after(change)
                )
                drafts.append(draft)
            return
        if last and not own and last.subject != subject and sure == NAMED:
            # 上海港吞吐量1.3亿吨，青岛港增长2.9%: another subject, the same metric
            draft = Draft(
                subject, sure, last.metric, context.period, clause.start, first.end, _modality(before)
            )
            _set_change(draft, first, before, base or last.change_base, clause.after(first))
            drafts.append(draft)
            return
        if not base and sentence.text.startswith("其中") and drafts:
            base = next((d.change_base for d in reversed(context.drafts) if d.change_base), None)
        values = [d for d in drafts or context.drafts if d.quantity][-len(changes) :]
        position = first.start
        for draft, change in zip(values, changes, strict=False):
            between = sentence.text[position : change.start]  # 分别增长4.1%、下降2%
            before = between if expression(r"<rise>|<fall>").search(between) else before
            position = change.end
            if draft.change is not None:
                continue  # 同比增长5%，日均环比增长2%: the second tells of something else
            _set_change(draft, change, before, base, clause.after(change))
            if draft in drafts:
                draft.end = max(draft.end, change.end)


def _value(
    clause: Clause, position: int, quantity: Quantity, subject: Entity, sure: float, context: Context,
    drafts: Sequence[Draft], subjects: SubjectFinder,
) -> Draft:  # fmt: skip
    before = clause.before(quantity)
    unit = quantity.unit or implied_unit(clause, quantity) or "元"
    name = metric(clause, position, quantity)
    listed = position > clause.start or clause.sentence.text[clause.start - 1 : clause.start] == "、"
    listed |= bool(drafts) and quantity.start == clause.start <= drafts[-1].end + 1
    if not name:
        alike = next((draft for draft in reversed(drafts) if draft.unit == unit), None)
        alike = drafts[-1] if drafts and listed and (not alike or quantity.start == clause.start) else alike
        name = alike.metric if alike else ""
        if expression(r"^(?:总数)?(?:达到?|增至|增加到)").match(before):
            name = expression(r"^(?:.*<new>)").sub("", name)  # 新增泊位5个，达到242个
        # 一条铁路输送能力1亿吨，另一条7500万吨; 班列2660列、21万标箱
    if drafts and name in ("进口", "出口", "进境", "出境"):
        whole = expression(r"(.+)进出[口境]").fullmatch(drafts[-1].metric.removesuffix("货值"))
        above = next((d.metric for d in reversed(drafts) if d.metric.endswith(("进出口", "进出境"))), "")
        name = above[:-3] + name if whole or above else name  # 水果进出口117万吨，进口109万吨
    if not name and subject.cls in ("Port", "Province", "City", "County"):
        name = _measured_as(unit, [*context.drafts, *drafts]) or context.measured.get(unit, "")
    if not name:
        name = crossing(clause, quantity)
    if name == "占比" and drafts:
        name = drafts[-1].metric.removesuffix(name) + name
    if name in EACH and (earlier := [*context.drafts, *drafts]):
        alike = next((d for d in reversed(earlier) if d.unit == unit), earlier[-1])
        name = with_rate(name, alike.metric)
    if subject.cls == "Region":  # of a river, that metrics may also name as a partner
        name = name.removeprefix(subject.label) or name
    works = expression(WORKS).match(name) if subject.cls == "Feature" else None
    if works and subject.label.endswith(works[1]):
        name = name[works.end() :]
    if _PARTS.search(name):
        name += _measured_as(unit, [*context.drafts, *drafts])  # 全国港口货物吞吐量10亿吨；其中沿海港口7亿吨
    if drafts and expression(r"年均?(?:递增|增速|增幅|增长)").fullmatch(name):
        name = drafts[-1].metric + name
    if _COUNTS_PORTS.search(name) and subject.cls == "Port":
        subject, sure = subjects.around(subject, clause, quantity)
    if drafts and expression(r"(?:<total>)").fullmatch(name):
        name = expression(r"^.*<new>").sub("", drafts[-1].metric) + name  # 新增开放泊位16个，总数达81个
    period = context.period
    if (
        period
        and period not in clause.sentence.periods
        and period.kind == "point"
        and expression(r"^[^，。；]{0,6}(?:已|目前|累计|现有|拥有)").match(clause.text)
    ):
        period = None  # 4月1日……。机场已开通14条航线
    if period and period.text in ("今年", "本年") and _modality(before) == "observed":
        period = context.until_today(period)
    if (
        period
        and expression(r"[^到至]*年").fullmatch(period.text)
        and "每年" in before
        and period.start < clause.start
    ):
        period = None  # 2016年获批，每年入境150万只
    if period and period.kind == "since" and expression(r"<total>").search(before.replace("数量", "")):
        period = None  # a total stands at the end of a time, it does not come about in it
    if period and _begins_a_change(clause, quantity) and period.start < clause.start:
        period = None  # 从1万列增长到2万列: when it was 1万 is not said
    if period and not _holds(period, clause, quantity, name):
        period = None
    behind = clause.after(quantity).find(name) if name else -1
    end = quantity.end + (behind + len(name) if behind >= 0 else 0)
    return Draft(subject, sure, name, period, clause.start, end, _modality(before), quantity, unit)


def _measured_as(unit: str, earlier: Sequence[Draft]) -> str:
    """The measure of a whole that its parts leave out: 货物吞吐量."""
    for draft in reversed(earlier):
        measure = draft.unit == unit and _MEASURE.search(draft.metric)
        if measure:
            return measure.group()
    return ""


def _begins_a_change(clause: Clause, quantity: Quantity) -> bool:
    begins = expression(r"[从由][^，。；]{0,12}$").search(clause.before(quantity))
    return bool(begins and expression(r"^[^，。；]{0,4}(?:<to>)").match(clause.after(quantity)))


def _holds(period: Period, clause: Clause, quantity: Quantity, name: str) -> bool:
    """Whether a time carries over: a bridge's length and its cost are not those of the day it was finished."""
    lasting = measures(quantity) in ("length", "area") or bool(
        (measures(quantity) == "money" and expression(r"投资|概算|造价").search(name))
        or _modality(clause.before(quantity)) in ("capacity", "plan")
    )
    if not lasting or period.kind not in ("point", "span") or period.start >= clause.start:
        return True
    sentence = clause.sentence
    if period not in sentence.periods:
        return False
    said = next(span for span in sentence.clauses if span[0] <= period.start < span[1])
    return said[1] - said[0] - (period.end - period.start) < 5


def _advance_period(sentence: Sentence, context: Context, start: int, end: int) -> None:
    """A time said holds until another is said; 截至6月1日 and 今年 (以来) make one interval in either order."""
    for period in sentence.periods:
        if not start <= period.start < end or period.kind in ("base", "recurrent"):
            continue
        if sentence.text.endswith(("环比", "同比"), 0, period.start):
            continue  # 环比5、6月份增长13%
        if sentence.text.endswith(("由", "从"), 0, period.start) and expression(
            r"的?(?:<rise>|<fall>)"
        ).match(sentence.text, period.end):
            continue  # 由上月的增长7%转为下降22.8%
        before = context.period
        if (
            period.kind in ("point", "span")
            and period.value
            and expression(r"[从自][^，。；0-9]{2,16}[到至]$").search(sentence.text[: period.start])
        ):
            period = period._replace(value=period.value.split("/")[-1], kind="until")  # 从开通到今年8月
        if period.kind == "vague":
            context.period = before or period
        else:
            peak = expression(r"^[^，。；]{0,10}(?:<peak>)|(?:<peak>)[^，。；]{0,10}$")
            if (
                before
                and before.kind != "point"
                and period.kind == "point"
                and (peak.search(sentence.text[: period.start]) or peak.match(sentence.text[period.end :]))
            ):
                context.aside = before
            context.period = _together(before, period) or period


def _together(first: Period | None, second: Period) -> Period | None:
    """The interval that 截至6月1日 makes with 今年 or 今年以来, whichever comes first."""
    if not first or not first.value or not second.value:
        return None
    ends = {first.kind: first, second.kind: second}
    until = ends.get("until")
    other = second if until is first else first
    this_year = other.text in ("今年", "今年以来", "年初以来") or other.kind == "since"
    if not until or not until.value or other is until:
        return None
    said = bool(_YEAR.fullmatch(other.text)) and until.value[:4] == (other.value or "")[:4]
    if not this_year and not said:
        return None
    value = f"{other.value[:10]}/{until.value}" if other.value else None
    return Period(first.start, second.end, f"{first.text}……{second.text}", value, "span")


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


def _modality(before: str) -> Modality:
    """Whether words before a number speak of what was observed, or planned, foreseen, possible."""
    if expression(r"<forecast>").search(before):
        return "forecast"
    if expression(r"<capacity>").search(before):
        return "capacity"
    return "plan" if expression(r"<plan>").search(before) else "observed"
