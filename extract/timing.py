"""When a statistic is of: a time said holds for what follows until another is said, or until it cannot hold."""

import re
from datetime import date

from extract.clause import Clause, measures
from extract.cues import expression
from extract.draft import Context
from extract.periods import Period
from extract.quantities import Quantity
from extract.quantity_roles import modality
from extract.sentence import Sentence

FLOWS = frozenset(
    {"mass", "containers", "persons", "vehicles", "trains", "aircraft", "ships", "money", "lots"}
)
"""What adds up over a time, as 条 and 家 do not."""
_YEAR = re.compile(r"(?:19|20)\d\d ?年(?:以来)?")


def advance_period(sentence: Sentence, context: Context, start: int, end: int) -> None:
    """A time said holds until another is said; 截至6月1日 and 今年 (以来) make one interval in either order."""
    for period in sentence.periods:
        if not start <= period.start < end or period.kind in ("base", "recurrent"):
            continue
        if _is_of_something_else(sentence, period, context, end):
            continue
        before = context.period
        if (
            period.kind in ("point", "span")
            and period.value
            and expression(r"[从自][^，。；0-9]{2,16}[到至]$").search(sentence.text[: period.start])
        ):
            period = period._replace(value=period.value.split("/")[-1], kind="until")  # 从开通到今年8月
        if period.kind == "point" and sentence.text.endswith(("，至", "，到"), 0, period.start):
            period = period._replace(kind="until")
        if period.text.endswith("首日") and before and before.kind == "span" and before.value:
            period = period._replace(value=before.value[:10], kind="point")
        now = period.text in ("目前", "当前", "现在", "如今") and before and before.kind == "until"
        if period.kind == "vague" or (now and before in sentence.periods):
            context.period = before or period
        else:
            if before and before.kind != "point" and is_of_a_peak(period, sentence):
                context.aside = before
            context.period = _together(before, period) or period


def is_of_a_founding(period: Period | None, sentence: Sentence) -> bool:
    """Whether a sentence tells with a year or a day when something was founded or opened: 唐山港1992年开港通航."""
    if not period or period not in sentence.periods or period.kind not in ("point", "span"):
        return False
    told = expression(r"[^，。；0-9]{0,12}(?:<founded>)(?![^，。；]*[0-9])").match(sentence.text, period.end)
    return (
        bool(told) and expression(r"\d{4} ?年|[0-9一二三四五六七八九十]+月").search(period.text) is not None
    )


def is_of_a_peak(period: Period, sentence: Sentence) -> bool:
    """Whether a day is told in passing, as that of a peak: 单日最高峰出现在10月5日."""
    peak = expression(r"^[^，。；]{0,10}(?:<peak>)|(?:<peak>)[^，。；]{0,10}$")
    return period.kind == "point" and bool(
        peak.search(sentence.text[: period.start]) or peak.match(sentence.text[period.end :])
    )


def _is_of_something_else(sentence: Sentence, period: Period, context: Context, end: int) -> bool:
    """Whether a time is not that of what follows, up to an offset: of a value before, a record, a bracket, of the news."""
    text, start, stop = sentence.text, period.start, period.end
    if text.endswith(("环比", "同比"), 0, start):
        return True  # 环比5、6月份增长13%
    if text.endswith(("由", "从"), 0, start) and (
        expression(r"的?(?:<rise>|<fall>)").match(text, stop)  # 由上月的增长7%转为下降22.8%
        or expression(r"的?第[^，。；]{1,12}(?:<to>|至|到)").match(text, stop)  # 由2015年的第47位上升到第25位
    ):
        return True
    if period.kind == "since" and expression(r"<record>").match(text, stop):
        # 6月24日迎来今年以来客流最高峰; 这是1956年办理业务以来首次突破千万吨
        return bool(context.period or expression(r"(?:<this_record>)[^，。；]{0,14}$").search(text[:start]))
    opened, closed = text.rfind("（", 0, start), text.find("）", stop)
    bracketed = opened >= 0 and "）" not in text[opened:start] and 0 <= closed < end
    if bracketed and closed - opened - (stop - start) > 3:
        return True  # 邮轮（3月份2次来沪）20艘次
    return period.kind == "point" and bool(expression(r"<learnt>").match(text, stop))  # 12日从会议上获悉


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
    if period and period not in clause.sentence.periods and _cannot_go_on(period, clause, quantity, context):
        period = None
    if period and period.value and period.text.endswith(("年底", "年末")):
        yearly = expression(r"^(?:港口)?(?:货物|集装箱|外贸)?年(?:<measured>)").search(name)
        if yearly:
            period = period._replace(value=f"{period.value[:4]}-01-01/{period.value[:4]}-12-31")
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
    if period and period.kind == "until" and measures(quantity) in FLOWS:
        begun = None if "累计" in before else context.begun
        period = _together(begun, period) or _year_to(period, clause, quantity) or period
    return period if period and _holds(period, clause, quantity, name) else None


def _cannot_go_on(period: Period, clause: Clause, quantity: Quantity, context: Context) -> bool:
    """Whether the time of a sentence before cannot be that of a value: what there is has none, nor has what was observed one to come."""
    before = clause.before(quantity)
    if period.kind in ("point", "span") and expression(r"(?:<there_is>)[^，。；]{0,14}$").search(before):
        return True
    if period.kind in ("point", "span") and expression(
        r"^(?:高峰|峰值)(?:时期?|期|年)?(?:实现|达|曾)"
    ).search(before):
        return True
    coming = bool(context.today and period.value and period.value[:10] > context.today.isoformat())
    return coming and modality(before) not in ("forecast", "plan")


def ends_with_its_time(
    clause: Clause, quantity: Quantity, period: Period | None, outer: Period | None
) -> bool:
    """Whether a value's time holds for it alone: 预计全年将突破700万; 邮轮（3月份2次来沪）20艘次."""
    if period is None or period is outer or outer is None:
        return False
    text = clause.sentence.text
    opened, closed = text.rfind("（", 0, quantity.start), text.find("）", quantity.end)
    following = next((q.start for q in clause.quantities if q.start > quantity.start), len(text))
    bracketed = 0 <= text.rfind("）", 0, quantity.start) < opened or (
        "）" not in text[: quantity.start] and opened >= 0
    )
    return (bracketed and 0 <= closed < following and opened < period.start) or (
        period.text.endswith("全年") and modality(clause.before(quantity)) == "forecast"
    )


def _year_to(period: Period, clause: Clause, quantity: Quantity) -> Period | None:
    """From New Year to the day that a total reaches, where it is compared with a year before: 截至11月20日……同比增长15%."""
    bases, text = clause.sentence.bases, clause.sentence.text
    following = [
        q.start for q in clause.sentence.quantities if q.start > quantity.start and q.kind == "count"
    ]
    stop = min([*following, len(text)])
    yearly = any(
        quantity.end <= b.start
        and b.value == "yoy"
        and (b.start < stop or text.find("分别", b.start - 3, b.end + 6) >= 0)
        for b in bases
    )
    if not period.value or not yearly:
        return None
    return period._replace(value=f"{period.value[:4]}-01-01/{period.value}", kind="span")


def begins_a_change(clause: Clause, quantity: Quantity) -> bool:
    begins = expression(r"[从由][^，。；]{0,12}$").search(clause.before(quantity))
    return bool(begins and expression(r"^[^，。；]{0,4}(?:<to>)").match(clause.after(quantity)))


def _holds(period: Period, clause: Clause, quantity: Quantity, name: str) -> bool:
    """Whether a time carries over: a bridge's length and its cost are not those of the day it was finished."""
    yearly = name.startswith(("年均", "每年")) and _is_shorter_than_a_year(period)
    if yearly and (period.start < clause.start or period not in clause.sentence.periods):
        return False  # 2020年9月试运行。年均进出境13万人次
    lasting = measures(quantity) in ("length", "area") or bool(
        (
            measures(quantity) == "money"
            and expression(r"投资|概算|造价").search(name)
            and "完成" not in clause.before(quantity)
        )
        or expression(r"<capacity>").search(clause.before(quantity))
        or modality(clause.before(quantity)) == "plan"
    )
    sentence = clause.sentence
    here = period in sentence.periods
    if not lasting or period.kind not in ("point", "span") or (here and period.start >= clause.start):
        return True
    if not here:
        return expression(r"新增|增加").search(clause.before(quantity)) is not None
    said = next(span for span in sentence.clauses if span[0] <= period.start < span[1])
    alone = said[1] - said[0] - (period.end - period.start) < 5
    return alone and said[1] == clause.start  # not 1月20日，工程开工，总投资139亿元


def _is_shorter_than_a_year(period: Period) -> bool:
    if not period.value:
        return False
    first, _, last = period.value.partition("/")
    return not last or (date.fromisoformat(last) - date.fromisoformat(first)).days < 360


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
    first_day, _, last_day = (other.value or "").partition("/")
    said = bool(_YEAR.fullmatch(other.text)) and until.value[:4] == first_day[:4]
    said |= (
        other.kind == "span" and first_day < until.value <= last_day
    )  # 7月1日至8月31日的暑运已过半，截至8月2日
    if not this_year and not said:
        return None
    value = f"{other.value[:10]}/{until.value}" if other.value else None
    if value and other.value and other.value[:10] > until.value:
        return None
    return Period(first.start, second.end, f"{first.text}……{second.text}", value, "span")
