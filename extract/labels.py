"""Numbers that measure nothing: labels (314国道, 20万吨级), and numerals in words that are no number (一家企业, 九寨沟).

The contexts of labels are data: `lexicon/labels.yaml`.
"""

import re
from functools import cache

from extract.data import LEXICON, Record, load_list
from extract.units import COUNTED, Measured

_CODE = re.compile(r"(?:19|20)\d\d|\d{7,}|0\d+")
"""A bare number that is a year, a telephone number or a code."""
_LISTED = re.compile(r"(?:[、和与及][零〇一二两三四五六七八九十廿卅百千点]+[万亿])+[一-鿿]")
"""What follows a number that leaves its unit to the last of a list: 卅六万、八万人次."""
_COUNTS_ONE = re.compile(r"(?:仅|只|只有|仅有|共|共有|共计|新增|新开|净增|增加|减少|增至|减至|每)$")
_NOT_ONE_BEFORE = tuple("这那每某同另有统唯任单专之万逐")
_NOT_ONE_AFTER = ("一", "来", "四季", "到头", "天", "复", "比")
_VAGUE_AFTER = re.compile(r"[\W有达近超约了出过的是来着为送运到计引集聚迎接每增]")
"""What may stand before 上百 or 数十; 海上百余家 and 人数十分 are cut otherwise."""
_NOT_SOME_BEFORE = tuple("人次总个件辆指系参函字多少半无基倍点岁票户家班架航")
_NOT_HALF_BEFORE = tuple("上下前后大小多夜过")


class Label(Record):
    """Where a number names or classes something: what stands before it or after it (regular expressions)."""

    id: str
    before: str | None = None
    after: str | None = None
    bare: bool = False
    """Only where the number has no unit: A380, but RCEP15个成员国."""
    yes: tuple[str, ...]
    no: tuple[str, ...]


@cache
def _contexts() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What makes a label: text before a bare number, before any number, and after one."""
    rules = load_list(LEXICON / "labels.yaml", Label)
    bare = "|".join(rule.before for rule in rules if rule.before and rule.bare)
    before = "|".join(rule.before for rule in rules if rule.before and not rule.bare)
    after = "|".join(f"(?:{rule.after})" for rule in rules if rule.after)
    return re.compile(rf"(?:{bare})$"), re.compile(rf"(?:{before})$"), re.compile(after)


def is_label(text: str, low: Measured, last: Measured, end: int) -> bool:
    """Whether a number (of a range: its lower and upper end) is only a label."""
    number = low.number
    if number.script == "share":
        return False
    bare, before, after = _contexts()
    if after.match(text, number.end, end):
        return True
    if number.script != "arabic":
        return False
    left = max(0, number.start - 6)
    if before.search(text, left, number.start):
        return True
    digits = text[number.start : number.end]
    return not last.unit and bool(bare.search(text, left, number.start) or _CODE.fullmatch(digits))


def is_number(text: str, low: Measured, last: Measured, *, bounded: bool, label: bool) -> bool:
    """Whether Chinese numerals are a number here and no article, idiom or part of a name."""
    said, left = (
        text[low.number.start : low.number.end],
        text[max(0, low.number.start - 1) : low.number.start],
    )
    if label:
        return said not in ("一", *"百千万亿")
    if not last.unit:
        return bool(_LISTED.match(text, low.number.end)) and said[-1] in "万亿"
    if last.unit.words == "no":
        return False
    if said in "百千万亿":
        return bounded or low.more
    if said[0] == "数":
        return left not in _NOT_SOME_BEFORE or not left
    if said[0] == "上":
        return not left or bool(_VAGUE_AFTER.match(left))
    if said[0] == "半":
        return left not in _NOT_HALF_BEFORE or not left
    if said[0] == "一" and (left in _NOT_ONE_BEFORE or text.startswith(_NOT_ONE_AFTER, last.end)):
        return False
    if said == "一" and last.unit.measures in COUNTED:
        return bounded or bool(_COUNTS_ONE.search(text, max(0, low.number.start - 3), low.number.start))
    return True
