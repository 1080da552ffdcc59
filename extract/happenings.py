"""Whether an event that a text speaks of has happened, and when."""

import re

from extract.cues import expression
from extract.periods import Period
from extract.sentence import Sentence

RECENTLY = ("日前", "近日", "近期", "前不久", "不久前", "此前")
NOW = ("目前", "当前", "如今")
SHORT = 10
"""How long a clause may be that only opens the next one: 按计划, 预计年底前."""


def date_of(sentence: Sentence, end: int) -> str | None:
    """The date of an event whose words end there: the last time said before that is a day, a month or a year."""
    said = [p for p in sentence.periods if p.start < end and p.kind in ("point", "span", "vague")]
    if said and not said[-1].value:
        said = [] if said[-1].text in RECENTLY else [p for p in said if p.value]
    return _short(said[-1]) if said and said[-1].text not in NOW else None


def since(sentence: Sentence, at: int) -> Period | None:
    """The time since which an event holds that is told at an offset: 自1月8日恢复通关以来."""
    around = (p for p in sentence.periods if p.kind == "since" and p.start <= at < p.end)
    return next((p for p in around if re.search(r"(?<![年月日初])以来$", p.text)), None)


def first_day(period: Period) -> str | None:
    """The day, month or year that a time begins with, as precise as it is said."""
    if not period.value:
        return None
    precise = 10 if re.search("[日号]", period.text) else 7 if re.search("月", period.text) else 4
    return period.value.split("/")[0][:precise]


def is_long_ago(sentence: Sentence, start: int, end: int) -> bool:
    """Whether an event only dates what is told: 开通五年多以来."""
    follows = re.match(r"[^，。；]{0,8}以来", sentence.text[end:])
    return bool(follows) and not since(sentence, start)


def is_unreal(sentence: Sentence, start: int, end: int) -> bool:
    """Whether an event is planned, hoped for, asked for, denied, or comes after what is told: 有望年内通车, 正式开通前."""
    clauses = [(a, b) for a, b in sentence.clauses if a < end]
    first = next((number for number, (a, b) in enumerate(clauses) if a <= start < b), 0)
    goes_on = first and sentence.text.startswith(("并", "还", "同时"), clauses[first][0])
    if first and (goes_on or clauses[first][0] - clauses[first - 1][0] <= SHORT):
        first -= 1
    said = sentence.text[clauses[first][0] : end] if clauses else ""
    after = expression(r"<not_yet_after>").match(sentence.text, end)
    return after is not None or expression(r"<hoped>").search(said) is not None


def _short(period: Period) -> str | None:
    if not period.value or "/" not in period.value:
        return period.value
    first, last = period.value.split("/")
    if first[:7] == last[:7]:
        return first[:7]
    return first[:4] if first[:4] == last[:4] and period.text.endswith("年") else None
