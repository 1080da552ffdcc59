"""What a quantity does in its clause: says a value, a change or a rank, and of what was observed or is planned."""

from collections.abc import Sequence
from typing import Literal

from extract.clause import Clause
from extract.cues import expression
from extract.fact import Modality
from extract.quantities import Quantity

Role = Literal["value", "change", "rank"]


CHANGE_BEHIND = r"^的[一-鿿]{0,4}?(?:<rise>|<fall>)(?:势头|态势)?"
"""以15.9%的惊人增速, 20.7%的大幅下滑."""


def implied_unit(clause: Clause, quantity: Quantity) -> str:
    """The unit of a round or large number that its metric has said: 出入境人次首次突破60万大关, 出入境人次714.39万."""
    text = clause.sentence.text
    large = quantity.value >= 1000 and text[quantity.unit_end - 1] in "千万亿"
    if quantity.unit or not (large or expression(r"大关|关口").match(text, quantity.unit_end)):
        return ""
    said = expression(r"(人次|辆次|列次|架次|艘次|车次)数?(?:<reach>|首次)*$").search(clause.before(quantity))
    return said[1] if said else ""


def role(clause: Clause, position: int, quantity: Quantity, changes: Sequence[Quantity]) -> Role:
    """What a quantity that is not set aside does; `changes` are those of the clause found before it."""
    if quantity.kind == "ordinal":
        return "rank"
    return "change" if _is_change(clause, position, quantity, changes) else "value"


def modality(before: str) -> Modality:
    """Whether words before a number speak of what was observed, or planned, foreseen, possible."""
    if expression(r"<forecast>").search(before):
        return "forecast"
    if expression(r"<capacity>").search(before):
        return "capacity"
    return "plan" if expression(r"<plan>").search(before) else "observed"


def is_difference(clause: Clause, quantity: Quantity) -> bool:
    """Whether a number says by how much something grew or fell: 比去年同期增加120万吨."""
    cue = r"(?:同比|环比|[比较][^，。]{2,16})(?:分别)?(?:<rise>|<fall>)[了约近超逾]?(?:[0-9.,万亿]+[元吨]?[、和])?$"
    return bool(expression(cue).search(clause.before(quantity)))


def is_rank(before: str, after: str) -> bool:
    ranked = expression(r"(?:<rank>)[^，。]{0,5}$|(?:[位排名]列|[位稳]?居)[^，。]{0,16}$").search(before)
    return bool(ranked) and not after[:1].strip("位，。、名；： ")


def _is_change(clause: Clause, position: int, quantity: Quantity, changes: Sequence[Quantity]) -> bool:
    """Whether a percentage or multiple is a change and not a share or a rate."""
    if quantity.kind not in ("percent", "multiple"):
        return False
    text = clause.sentence.text
    if quantity.unit_text == "番":
        return True  # 换装能力翻倍
    if changes and expression(r"[、，和与及\s]*").fullmatch(text[changes[-1].end : quantity.start]):
        return True
    before = text[position : quantity.start]
    compared = expression(r"同比|环比|比|较").search(before)
    if expression(r"(?:<to>)[^，。]{0,3}$").search(before) or (
        expression(r"节约|节省").search(before) and not compared
    ):
        return False
    if expression(r"[年月]均(?:<rise>)分别[^，。]{0,3}$").search(before):
        return False  # 年均增幅分别约39.6%和31.8%
    if expression(
        r"(?:(?:<rise>|<fall>)(?:分别|更是?|甚至|也|均|都|仅)*[了约近超达为到至逾]*|<better>[^，。]{2,8})$"
    ).search(before):
        return True
    return bool(
        expression(r"同比|环比").search(before) or expression(CHANGE_BEHIND).match(clause.after(quantity))
    )
