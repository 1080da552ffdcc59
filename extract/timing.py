"""When a statistic is of: a time said holds for what follows until another is said, or until it cannot hold."""

import re

from extract.clause import Clause, measures
from extract.cues import expression
from extract.draft import Context
from extract.periods import Period
from extract.quantities import Quantity
from extract.quantity_roles import modality
from extract.sentence import Sentence

_YEAR = re.compile(r"(?:19|20)\d\d ?年(?:以来)?")


def advance_period(sentence: Sentence, context: Context, start: int, end: int) -> None:
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
        if sentence.text.endswith(("由", "从"), 0, period.start) and expression(
            r"的?第[^，。；]{1,12}(?:<to>|至|到)"
        ).match(sentence.text, period.end):
            continue  # 由2015年的第47位上升到第25位
        if (
            period.kind == "since"
            and context.period
            and expression(r"<record>").match(sentence.text, period.end)
        ):
            continue  # 6月24日迎来今年以来客流最高峰
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


def period_of(clause: Clause, quantity: Quantity, name: str, context: Context) -> Period | None:
    """The time of a value whose metric is `name`: what was said last, where that holds for it."""
    before = clause.before(quantity)
    period = context.period
    if (
        period
        and period not in clause.sentence.periods
        and period.kind == "point"
        and expression(r"^[^，。；]{0,6}(?:已|目前|累计|现有|拥有)").match(clause.text)
    ):
        period = None  # 4月1日……。机场已开通14条航线
    if period and period.text in ("今年", "本年") and modality(before) == "observed":
        period = context.until_today(period)
    if (
        period
        and expression(r"[^到至]*年").fullmatch(period.text)
        and "每年" in before
        and period.start < clause.start
    ):
        period = None  # 2016年获批，每年入境150万只
    share = quantity.kind == "percent"
    if (
        period
        and not share
        and period.kind == "since"
        and expression(r"<total>").search(before.replace("数量", ""))
    ):
        period = None  # a total stands at the end of a time, it does not come about in it
    if period and begins_a_change(clause, quantity) and period.start < clause.start:
        period = None  # 从1万列增长到2万列: when it was 1万 is not said
    return period if period and _holds(period, clause, quantity, name) else None


def begins_a_change(clause: Clause, quantity: Quantity) -> bool:
    begins = expression(r"[从由][^，。；]{0,12}$").search(clause.before(quantity))
    return bool(begins and expression(r"^[^，。；]{0,4}(?:<to>)").match(clause.after(quantity)))


def _holds(period: Period, clause: Clause, quantity: Quantity, name: str) -> bool:
    """Whether a time carries over: a bridge's length and its cost are not those of the day it was finished."""
    lasting = measures(quantity) in ("length", "area") or bool(
        (measures(quantity) == "money" and expression(r"投资|概算|造价").search(name))
        or modality(clause.before(quantity)) in ("capacity", "plan")
    )
    if not lasting or period.kind not in ("point", "span") or period.start >= clause.start:
        return True
    sentence = clause.sentence
    if period not in sentence.periods:
        return False
    said = next(span for span in sentence.clauses if span[0] <= period.start < span[1])
    return said[1] - said[0] - (period.end - period.start) < 5


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
