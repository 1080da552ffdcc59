"""What was measured, in the text's own words: the phrase before a number, or the counted thing behind it."""

import re
from collections.abc import Sequence

from extract.clause import Clause, measures
from extract.cues import expression
from extract.lexicon import CHINA
from extract.mention import Mention
from extract.periods import PeriodKind
from extract.quantities import COUNTED, Quantity
from extract.subjects import SUBJECTS

EACH = (
    "单日",
    "单月",
    "单年",
    "全年",
    "每日",
    "每天",
    "每周",
    "每月",
    "每年",
    "日均",
    "周均",
    "月均",
    "年均",
)
"""Rates that leave out what they are rates of."""


COUNTED_PLACES = {"国": "国家", "省": "省份", "市": "城市", "县": "县"}
"""Units that are themselves what is counted: 10余国."""


def metric(clause: Clause, position: int, quantity: Quantity) -> str:
    """The metric of a quantity; `position` is where the clause is not yet read. Empty where nothing is said."""
    if told := whole_in_bracket(clause, quantity):
        position = told.start()
    share = expression(r"<share>").search(clause.sentence.text, position, quantity.start)
    if quantity.kind == "percent":
        if share:
            return _share(clause, position, quantity, share.start())
        if whose := expression(r"^[是为](?=[一-鿿]{3})").match(clause.after(quantity)):
            return _noun(clause.after(quantity)[whose.end() :]) + "比重"  # 近七成是澳门机动车
        if expression(r"^(?:<share>|来自)").match(clause.after(quantity)):
            return clause.after(quantity).strip("，。") + "比重"
    said = _phrase(clause, _left(clause, position, quantity), quantity)
    if expression(r"^[^，。；]{0,8}?(?:<to>)").match(clause.after(quantity)):
        said = expression(r"(?<=[一-鿿]{2})[从由](?![事于此]).*$").sub(
            "", said
        )  # 进出境车辆从设立前的980辆增至1600辆
    elif expression(r"^(?:<to>)[^，。；]").match(said) and position > clause.start:
        return ""
    elif expression(r"(?:<to>)$").search(said):
        # 交货期也由20天缩短至15天
        said = expression(r"(?<=[一-鿿]{2})(?:也|则|已)?[从由](?![事于此]).*$").sub("", said)
    if expression(r"(?:<rise>|<fall>)的?(?:<each>)?").fullmatch(said) and position > clause.start:
        return ""  # 由3个增加（到目前）的7个
    said = expression(r"(?<=[一-鿿]{3})(?:<of_range>).*$").sub("", said)
    said = expression(r"(?<=[一-鿿]{2})[由从][^，]{0,4}(?:首月|首年|初期|之初)的?(?:日均|月均)?$").sub(
        "", said
    )
    said = expression(r"(?<=港口|口岸|机场|港区|联运|班列)(?:已|共|累计)*完成(?=[一-鿿]{2})").sub("", said)
    said = expression(r"^.*(?:时的?|至|到)(?=每[周天日月]$)").sub("", said)  # 加密到每周40架次
    said = expression(
        r"^(.{3,}?)(?:达到|达|约为|约|近|超过|超)?((?<!假)日均|月均|年均)(?:达到|达|约为|约|近|超过|超)?$"
    ).sub(r"\2\1", said)
    said = expression(r"^.*?((?:<reaches>)?)[^，]*等$").sub(r"\1", said)  # 通达德国、波兰等10余国
    phrase = trimmed(said)
    phrase = phrase if len(phrase) > 1 and not expression(r"<no_measure>").fullmatch(phrase) else ""
    noun = _noun(_until_next(clause, quantity)) or COUNTED_PLACES.get(quantity.unit_text, "")
    if graded := expression(r"[0-9.]+[万千]?吨级").fullmatch(noun):
        rest = clause.sentence.text[quantity.end : clause.end]
        alike = expression(r"[和、及]\S{0,3}[0-9.]+[万千]?吨级([一-鿿]{0,8}?(?:泊位|码头|航道))").search(rest)
        noun = graded.group() + alike[1] if alike else ""  # 2个7万吨级和1个5万吨级通用泊位
    joint = clause.sentence.text[position : quantity.start]
    if noun and position > clause.start and expression(r"[一-鿿]{2,6}[、和及]").fullmatch(joint):
        return noun  # 2万人次旅客、27万吨货物
    ranked = expression(r"^(?:稳?[居列]|[位排][居列])([一-鿿]{2,12}?)(?:<first_place>)").match(
        clause.after(quantity)
    )
    if ranked and not phrase:
        return ranked[1]  # 上海港以2.4亿吨位居货物吞吐量榜首
    if (not phrase or phrase in EACH) and not noun and position == clause.start:
        return phrase + _of_clause_before(clause, quantity)
    if noun and quantity.kind == "percent" and expression(r"[^，。；]{0,10}的").match(clause.after(quantity)):
        return (phrase + noun)[-30:]
    if expression(r"(?:<total>|<measured>)$").search(phrase):
        return phrase
    if noun and (not phrase or measures(quantity) in COUNTED):
        new = expression(r"<new>").fullmatch(phrase) or expression(r"(?:<new>)(?=(?:“[^“”]*”)+$)").search(
            said
        )
        doing = expression(r"(?:平均)?(?:<each>)?(?:<doing>)?").fullmatch(phrase)
        return (new.group() if new else phrase.removeprefix("平均") if doing else "") + noun
    return phrase or noun


def with_rate(name: str, measure: str) -> str:
    """A rate with what an earlier metric measured: 单日 and 日均客流 make 单日客流."""
    return name + expression(r"^(?:<each>)").sub("", measure)


def crossing(clause: Clause, quantity: Quantity) -> str:
    """The metric of 640万人次、4.8万架次出入境: who or what is said, behind a list, to have crossed."""
    said = expression(r"入出境|出入境|进出境|出境|入境|通关").search(
        clause.sentence.text[quantity.end : quantity.end + 40]
    )
    who = {"persons": "人员", "vehicles": "车辆", "trains": "列车", "aircraft": "航班", "ships": "船舶"}
    return said.group() + who[measures(quantity)] if said and measures(quantity) in who else ""


def _of_clause_before(clause: Clause, quantity: Quantity) -> str:
    """The metric of a clause without numbers that this one goes on from: 单日客流创新高，达12.7万人次."""
    said = trimmed(without_times(clause, clause.start, quantity.start))
    return told_before(clause) if said in ("", *EACH) else ""


def told_before(clause: Clause) -> str:
    """The metric that the clause before names without a number; empty where it has one."""
    place = clause.sentence.clauses.index((clause.start, clause.end))
    if not place:
        return ""
    before = Clause(clause.sentence, *clause.sentence.clauses[place - 1])
    counted = [q for q in before.quantities if q.kind != "label"]
    if after_record := expression(r"(.{2,}?)继.+后，?$").fullmatch(before.text):
        return trimmed(after_record[1])  # 集装箱吞吐量继去年突破300万标箱后，今年实现350万标箱
    if counted and all(q.kind == "ordinal" for q in counted):
        return _noun(before.after(counted[-1]))  # 今年的第6001列班列，突破6000列
    if counted:
        return ""
    said = trimmed(expression(r"（[^（）]*）").sub("", behind_names(before, before.end)))
    broken = expression(
        r"(?:刷新|创下?|打破)了?(?!历史|新高)([^，]{2,12}?)(?:历史)?(?:新高|纪录|记录)"
    ).match(said)
    return _noun(said) or (trimmed(broken[1]) if broken else "")  # 不断刷新集装箱吞吐量新高，达202.7万标箱


def trimmed(phrase: str) -> str:
    """A phrase without the words that lead to a number or away from a subject."""
    phrase = expression(r"^（[^（）]*）|（[^（）]*[0-9、，][^（）]*）").sub("", phrase)
    phrase = expression(r"[，：；]|（(?![^（]*）)|、(?=海拔|面积)").split(phrase.strip("，、：（）“” -－—"))[
        -1
    ]
    while True:
        shorter = expression(r"^(?:<lead>)").sub("", trimmed_end(phrase)).strip("“”")
        shorter = expression(r"^(?:比去年|较去年)?提前\d+[天日个月]+").sub("", shorter)
        shorter = expression(r"(?<=[一-鿿])\d+$|第[一二三四五六七八九十\d]{1,3}次$").sub("", shorter)
        shorter = expression(r"连续[一二三四五六七八九十\d]{1,3}个?[日天年月]$").sub("", shorter)
        if shorter == phrase:
            return phrase
        phrase = shorter


def trimmed_end(phrase: str) -> str:
    """A phrase without the verbs that lead to its number."""
    while True:
        shorter = expression(r"(?:<reach>|<to>)$").sub("", phrase)
        if shorter == phrase:
            return phrase
        phrase = shorter


def spread(phrase: str, count: int) -> list[str]:
    """The metrics that a list names when it shares its ends: 对越南、泰国进出口, 铁路、公路货运量.

    Gives the phrase alone where it does not name as many as asked for.
    """
    phrase = expression(r"较(?:[一-鿿]{2,6}(?:初期|之初|以前|之前|前))$").sub("", phrase)
    phrase = expression(r"(?<=[一-鿿])进、出口").sub(
        "进口、出口", expression(r"^([一-鿿]{0,4})进、出口").sub(r"进口、出口", phrase)
    )
    items = expression(r"[、和与及]").split(phrase)
    if len(items) != count:
        return [phrase]
    items = [item + items[-1][1:] if len(item) == 1 else item for item in items]  # 内、外贸吞吐量
    if items[0] == "进口" and items[-1].startswith("出口"):
        items[0] += items[-1][2:]  # 进、出口货物通关时间
    ended = expression(r"(?:<measured>|进出口|出口|进口|收入)$")
    tail = ended.search(items[-1])
    head = expression(r"[对向从自与]").match(items[0])
    names = [item if not tail or ended.search(item) else item + tail.group() for item in items]
    return [name if not head or name.startswith(head.group()) else head.group() + name for name in names]


def behind_names(clause: Clause, end: int) -> str:
    """The text of a clause behind its names and times, up to an offset of the sentence."""
    edges = [m.end for m in clause.sentence.outer if _is_edge(m, clause.start, end, clause)]
    return without_times(clause, max([clause.start, *edges]), end)


def whole_in_bracket(clause: Clause, quantity: Quantity) -> re.Match[str] | None:
    """What a number, in a bracket or behind it, is told of as a whole: 占全国总额（3012亿美元）的29.3%."""
    text = clause.sentence.text
    if "占" not in text or "（" not in text:
        return None
    inside = expression(r"占([^，。；（）]{2,24})（$").search(text[: quantity.start])
    if inside and expression(r"[^，。；（）]{0,4}）的").match(text, quantity.end):
        return inside
    return expression(r"占([^，。；（）]{2,24})（[^，。；（）]{2,16}）的?[近约超过]*$").search(
        text[: quantity.start]
    )


def _share(clause: Clause, position: int, quantity: Quantity, cue: int) -> str:
    """过境班列占全国的三成: the part, the cue and the whole."""
    left = _left(clause, position, quantity, upto=cue)
    whole = without_times(clause, left, quantity.start, but=("vague", "since", "recurrent", "base"))
    whole = expression(r"（[^（）]*）").sub("", whole)
    if expression(r"(?:<to>)[^，。；0-9]*$").search(whole) or expression(
        r"^[^，。；0-9]{0,8}?(?:<to>)"
    ).match(clause.after(quantity)):
        whole = expression(r"(?<=[一-鿿]{2})[从由].*$").sub("", whole)  # 煤炭比重由2012年的63.9%下降至52.2%
    part = _noun(clause.after(quantity)) if clause.after(quantity).startswith("的") else ""
    named = trimmed_end(expression("[“”]|(?:超过|超)(?=.{2,}的$)").sub("", whole)).strip("的，约近了曾")
    named = expression(r"^(?:其中，?|超过|超)+").sub("", named)
    if named == "占":
        return "占比"
    if not part and expression(r"(?:承担|贡献)$").search(named):
        part = _noun(clause.after(quantity))  # 承担超九成外贸进出口货量
    return named if named.endswith(("占比", "比重", "份额")) else f"{named}{part}比重"


def _left(clause: Clause, position: int, quantity: Quantity, *, upto: int | None = None) -> int:
    """Where the phrase before a quantity starts: behind the last name that is no part of it."""
    stop = quantity.start if upto is None else upto
    return max([position, *(m.end for m in clause.sentence.outer if _is_edge(m, position, stop, clause))])


def _is_edge(mention: Mention, start: int, end: int, clause: Clause) -> bool:
    """Whether a mention between two offsets is a subject before the metric, and not part of it (对俄贸易额)."""
    text = clause.sentence.text
    if not (start <= mention.start and mention.end <= end) or mention.entity.cls not in SUBJECTS:
        return False
    abroad = mention.entity.cls in ("Country", "Region") and mention.entity != CHINA
    bracketed = text[mention.start - 1 : mention.start] == "（" or (
        text.rfind("（", start, mention.start) > text.rfind("）", start, mention.start)
        and text.find("）", mention.end, end) >= 0
    )
    listed = text[mention.end : mention.end + 1] in ("、", "和", "与")
    harbour = mention.entity.cls in ("Port", "Organization")  # 大连口岸旅客 are no people of that name
    counted = not harbour and expression(r"<inhabitants>").match(text, mention.end)
    return not (abroad or bracketed or listed or counted or mention.origin == "pair")


def _phrase(clause: Clause, left: int, quantity: Quantity) -> str:
    """The text from an offset up to a quantity or what it is compared with, without times."""
    end = quantity.start
    for base in reversed([b for b in clause.sentence.bases if left <= b.start < end]):
        if base.start - left < 2 and end - base.end > 1:
            left = base.end  # 较2021年末新增国际航线13条
        else:
            end = base.start
    return without_times(clause, left, end)


def without_times(
    clause: Clause, start: int, end: int, *, but: Sequence[PeriodKind] = ("recurrent", "base")
) -> str:
    """A part of the sentence without the times said in it, `but` those of some kinds."""
    text, parts = clause.sentence.text, []
    for period in clause.sentence.periods:
        if start <= period.start and period.end <= end and period.kind not in but:
            parts.append(text[start : period.start])
            start = period.end
    return "".join([*parts, text[start:end]])


def _until_next(clause: Clause, quantity: Quantity) -> str:
    """The clause behind a quantity, up to the next one."""
    following = [q.start for q in clause.quantities if q.start >= quantity.end and q.kind != "label"]
    text = clause.sentence.text
    joined = [m.start - 1 for m in clause.names if m.start > quantity.end and text[m.start - 1] in "和与及、"]
    return text[quantity.end : min([clause.end, *following, *joined])]


def _noun(rest: str) -> str:
    """The counted thing behind a number, up to the verb."""
    rest = rest.removeprefix("的")
    end = expression(
        r"[，。；：“”！？—]|（(?!地区）)|(?<!地区)）|、(?!地区)|大关|关口|<noun_end>|<to>|<rise>|<fall>"
    ).search(rest)
    noun = (rest[: end.start()] if end else rest).rstrip("上和及与、等的也又还外")
    known = expression(r"^.{0,10}?(?:<measured>)").match(noun)
    noun = known.group() if known else noun
    return noun[:12] if len(noun) > 20 else noun if len(noun) > 1 else ""
