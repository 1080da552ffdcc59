"""The fate of a quantity: a statistic, or the reason why not, which waits for whoever asks (`extract --explain`)."""

import re
from typing import NamedTuple

from extract.clause import Clause, measures
from extract.cues import expression
from extract.quantities import COUNTED, Quantity
from extract.quantity_roles import implied_unit, is_difference, is_rank
from extract.subjects import ATTRIBUTE

_COMPARED_WITH = re.compile(r"(?:(?<![占同环对])比|较)(?!重|例)(?!去年|上年|上月)[^，。；]{2,24}$")
_OTHER_TIME = re.compile(r"(?:同期|同月|同日|[去上前]一?年|\d年|全年)的?[近约超]?$")


class Fate(NamedTuple):
    """What became of a quantity: a statistic, or the reason why not."""

    quantity: Quantity
    reason: str | None


def set_aside(clause: Clause, quantity: Quantity) -> str | None:
    """Why a quantity is no statistic, None if it may be one."""
    text, before, after = clause.sentence.text, clause.before(quantity)[-8:], clause.after(quantity)
    if expression(r"(?:<becomes>)[^，。]*$").search(clause.before(quantity)) and expression(
        r"(?:以上)?的[一-鿿]{0,6}?(?:<what_one_becomes>)"
    ).match(after):
        return "says what is counted"  # 成为全国第10个吞吐量过2亿吨的城市
    if quantity.kind == "multiple" and any(
        p.kind == "base" and clause.start <= p.start < quantity.start and text[p.start - 1] in "是为于"
        for p in clause.sentence.periods
    ):
        return "a comparison with another time"  # 是“十五”投资总量的3.6倍
    if measures(quantity) == "mass" and expression(r"^[一-鿿]{2,12}[0-9]+[座个栋间]").match(after):
        return "the size of a ship or berth"
    if measures(quantity) == "length" and expression(r"(?:往|以)[东南西北]$|方圆$").search(before):
        return "a distance or a speed, told in passing"
    if measures(quantity) == "mass" and before.endswith(("年产", "日产")) and after.startswith("的"):
        return "told of what has no name"
    if measures(quantity) == "money" and expression(r"每[吨箱斤升桶件辆]的?$|每公斤$").search(before):
        return "a price"
    if (
        quantity.bound in ("min", "max")
        and before.endswith("（")
        and expression(r"^(?:以[上下内])?）").match(after)
    ):
        return "says what is counted"
    if quantity.kind == "count" and expression(
        r"^(?:<listed_kind>)[一-鿿]{0,4}?(?:<rise>|<fall>|进出口|出口|进口|通关量|吞吐量|客流|过货)"
    ).match(after):
        return "says what is counted"
    if expression(r"每[列车艘船架](?!次)[^，。；]{0,4}$").search(before) or (
        expression(r"一[列艘辆趟架][^。；]*(?:<load>)").search(text[: quantity.start])
        and expression(r"^[一-鿿]{0,8}的[一-鿿]{0,8}(?:班列|列车|轮|船|车|航班|飞机)").match(after)
    ):
        return "the load of one vehicle"
    if before.endswith("前") and quantity.unit_text in ("位", "名"):
        return "an ordinal"
    if expression(r"^(?:“|‘)?(?:<pronoun>)").match(clause.text):
        return "told of a person"
    placed = any(m.entity.cls == "Port" and m.end <= quantity.start for m in clause.names)
    if not placed and expression(r"(?:<opening>|，|“)*(?:<one_vehicle>)").match(clause.text):
        return "told of one vehicle"
    if expression(r"^的?(?:水深|吃水)").match(after) or before.endswith(("载重", "载重吨", "载重量")):
        return "the size of a ship or berth"
    if expression(r"每\d").search(clause.before(quantity)) and expression(r"[就有]+$").search(before):
        return "told in passing"
    if expression(r"^的[一-鿿]{2,6}(?:由|从|已?达|增至|增加|共|为|有)[^，。；]{0,8}$").match(
        clause.sentence.text[
            quantity.end : next(
                (q.start for q in clause.quantities if q.start > quantity.start), quantity.end
            )
        ]
    ):
        return "says what is counted"  # 超过1亿吨的省市由3个增加到7个
    if quantity.kind == "count" and expression(r"^的(?:时间|日期|节点|目标|关口|天数)").match(after):
        return "a mark told again"
    if measures(quantity) == "time" and expression(r"(?:提前|推迟|晚|早)[了约近整]*$").search(before):
        return "a duration told in passing"
    if expression(r"\d[^，。；0-9]{1,14}中有$").search(clause.before(quantity)):
        return "some of things counted before"
    if measures(quantity) == "degree" or quantity.unit in ("毫米", "厘米"):
        return "the weather, or a size told in passing"
    if expression(r"(?:相当于|折合|合)[约]?$").search(before):
        return "told again in another unit"
    if expression(r"^的(?:频次|频率|航程|路程|间隔)").match(after) or (
        measures(quantity) == "length" and expression(r"^[长宽高深厚]的").match(after)
    ):
        return "told in passing"
    if quantity.unit_text == "次" and expression(r"先后$").search(before):
        return "told in passing"
    if quantity.kind == "percent" and expression(r"[两三四五六七八九十]年平均").search(
        clause.before(quantity)
    ):
        return "an average over years"
    if measures(quantity) == "age" and "平均" not in clause.before(quantity):
        return "an age told in passing"
    if _describes(clause, quantity):
        return "told of what has no name"
    if quantity.unit_text.endswith("点") and expression(
        r"[增降涨跌][速幅][^，。；]{0,8}(?:<rise>|<fall>|加快|放缓|回升|收窄)[了约]?(?:[\d.]+个?(?:百分点)?[、和])?$"
    ).search(clause.before(quantity)):
        return "the change of a change"
    if quantity.kind == "ordinal":
        return None if is_rank(clause.before(quantity), after) else "an ordinal"
    if expression(r"两国[^，。]{0,4}$|双边").search(clause.before(quantity)):
        return "about two countries together"
    if quantity.kind == "count" and measures(quantity) != "ratio" and is_difference(clause, quantity):
        return "a difference, not an amount"
    if quantity.unit_text.endswith("点") and expression(r"(?:拉动|带动|贡献)[^，。；]{2,16}$").search(
        clause.before(quantity)
    ):
        return "a contribution to the growth of another"
    if quantity.unit_text.endswith("点") and expression(
        r"(?:高出|高于|低于|快于|超出|超过)[^，。；]{2,20}$|[比较][^，。；]{2,24}[高低快慢]出?$|(?:占比|比重|份额)[^，。；]{0,12}(?:<rise>|<fall>)[了约]?$"
    ).search(clause.before(quantity)):
        return "a comparison with another rate"
    if measures(quantity) == "mass" and expression(r"^级|^[^，。；、0-9的]{0,8}[船轮舶](?!队)").match(after):
        return "the size of a ship or berth"
    if measures(quantity) in COUNTED and expression(r"^的?[^，。；]{0,12}(?:代表|嘉宾|参会|与会)").match(
        after
    ):
        return "told of a meeting"
    if expression(r"^的(?:优势|差距)").match(after) or expression(r"领先[^，。；]{2,12}$").search(before):
        return "a difference, not an amount"
    if quantity.kind == "label" or not quantity.unit:
        money = not quantity.unit and quantity.value >= 1e8 and expression(r"<money>").search(before)
        return None if money or implied_unit(clause, quantity) else "a label, not an amount"
    if (
        quantity.kind in ("percent", "multiple")
        and expression(r"由[^，。；]{1,10}(?:<rise>|<fall>)[了约近超]?$").search(clause.before(quantity))
        and expression(r"^[^，。；]{0,4}[转变改]为").match(after)
    ):
        return "a change that was before"  # 由上月的增长7%转为下降22%
    changing = expression(r"^[^，。；]{0,8}?(?:<to>)").match(after)
    if (
        quantity.kind in ("percent", "multiple")
        and not changing
        and _OTHER_TIME.search(clause.before(quantity))
    ):
        return "a comparison with another time"
    if expression(r"^(?:这是)?继|继[^，。；]{2,20}$").search(clause.before(quantity)) and expression(
        r"[^，。；]{0,6}(?:之后|后)"
    ).match(after):
        return "an earlier record"
    if expression(r"(?:装载|满载|搭载|载有|载着|乘载)(?![^，。；]*[品种]类)[^，。；、]{0,30}$").search(
        clause.before(quantity)
    ):
        return "the load of one vehicle"
    if measures(quantity) == "length" and expression(
        r"[距离](?!岸|境|港|去)[^，。]{0,50}$|时速[^，。]{0,4}$"
    ).search(clause.before(quantity)):
        return "a distance or a speed, told in passing"
    if expression(r"(?:刷新|打破|超过)[^，。]*创(?:下|造)了?的?$").search(
        clause.before(quantity)
    ) and expression(r"的?[^，。]{0,6}(?:纪录|记录|新高|峰值)").match(after):
        return "an earlier record"
    if expression(r"(?:就能|只要|只需|仅需)[^，。]*$").search(clause.before(quantity)) or after.startswith(
        ("就", "即可", "便可")
    ):
        return "told in passing"
    if expression(r"^也?(?:[仅只]?(?:用时|耗时|历时)|[仅只]用)").match(after) or expression(
        r"[吨箱列辆人次][^，。；]{0,4}[仅只]?(?:用时|耗时|历时)$"
    ).search(clause.before(quantity)):
        return "told of a pace"
    if expression(r"(?:计划|目标|任务)的?$").search(before) and quantity.kind == "percent":
        return "a comparison with a plan"
    if expression(r"^(?:创出?|刷新|打破|改写)").match(after) and quantity.unit_text == "次":
        return "a count of records"
    if expression(r"[超提晚][出前于]?(?:计划|序时|目标)(?:进度)?$").search(before):
        return "a difference, not an amount"
    if "在" in before and expression(r"[^，。；]{1,14}中[，的]").match(after):
        return "speaks of things counted before"
    if quantity.kind == "count" and _COMPARED_WITH.search(clause.before(quantity)):
        rest = clause.sentence.text[quantity.end : quantity.end + 30]
        if expression(r"^[^，。；]{0,28}(?:<rise>|<fall>)").match(rest):
            return "what something is compared with"
    if expression(r"[^，。；]{0,12}之一").match(after):
        return "one of several is meant"
    if expression(r"(?:<shown>)$").search(before):
        return "speaks of things counted before"
    if measures(quantity) == "time" and not expression(
        r"<duration>[^，。、]{0,6}(?:[^，。、]{1,8}、)*$"
    ).search(clause.before(quantity)):
        return "a duration told in passing"
    if measures(quantity) == "length" and expression(r"^(?:<place_after>)").match(after):
        return "a place on the way"
    if quantity.chinese and quantity.value < 10 and measures(quantity) in COUNTED:
        return "a small number in words"
    if text[quantity.start : quantity.end].endswith("半") and expression(r"[期程间季务度]已?经?$").search(
        before
    ):
        return "half of a time"
    return "a vague number" if text[quantity.number_start] in "数几" else None


def _describes(clause: Clause, quantity: Quantity) -> bool:
    """Whether a length, an area or money is an attribute of something that is not named: 总投资3亿元的新码头."""
    behind = expression(ATTRIBUTE).match(clause.after(quantity))
    if measures(quantity) not in ("length", "area", "money") or not behind:
        return False
    stop = quantity.end + behind.end()
    named = any(m.start == stop and m.entity.cls in ("Port", "Feature") for m in clause.sentence.outer)
    said = expression(r"(?:长|投资|造价|面积|宽|高|耗资|斥资)[约达近超逾为]{0,2}$").search(
        clause.before(quantity)
    )
    road = expression(r"[至到—-]").match(
        clause.sentence.text, max((m.end for m in clause.sentence.outer if m.start == stop), default=stop)
    )
    return bool(said) and (not named or bool(road))
