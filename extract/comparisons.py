"""What changes are measured against: 同比 (yoy), 环比 (mom), 较“十三五”末 (vs 2020).

>>> [base] = bases("较“十三五”末分别增长37.5%", date(2025, 9, 12))
>>> base.value
'vs 2020'
"""

import re
from datetime import date
from typing import NamedTuple

from extract.dates import number

THAN = r"(?:(?<![占同环])比|较|相较于?|相比于?|对比)(?:疫情前的?)?[ \u3000]?"
WITH = r"(?:与|同|和|跟)(?:疫情前的?)?[ \u3000（]?"
LAST_YEAR = r"(?:上一?年度?|去年)"
YEAR = (
    r"(?:(?P<year{n}>(?:19|20|１９|２０)[0-9０-９]{{2}})[ \u3000]?年|(?P<word{n}>上一?年|去年|前年|今年)年?)"
)
PLAN = r"[“\"‘「『]?(?P<plan{n}>十[一二三四五六七八九]?)五[”\"’」』]?(?:规划)?(?P<plan_part{n}>期?末|时期|期间|收官之年|期?初)"
MONTH = r"(?:[0-9０-９]{1,2}[ \u3000]?月份?|同期|同月|同日)"

YOY = rf"同比|按年|(?:{THAN}|{WITH})?{LAST_YEAR}的?(?:同期|同月|同日)(?:水平)?(?:相比)?|{THAN}{LAST_YEAR}(?:全年|{MONTH})?(?![末底初0-9０-９年])"
MOM = rf"环比|按月|{THAN}(?:上个?月|上一?个?季度?|前一?个?月)末?"


def _other(n: int) -> str:
    year = YEAR.format(n=n)
    return rf"(?:{year}(?:全年|{MONTH})?(?P<edge{n}>[末底初])?|{PLAN.format(n=n)}|(?P<start{n}>年初)|(?P<ago{n}>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})年前)"


BEFORE = rf"{WITH}[0-9]{{1,2}}月份?(?:相比|相较|比较)|{THAN}(?:非节假日|节前|平日|平时|日常|常态)(?:期间)?|(?:{WITH}|{THAN})(?:上一?次|前一?次|上一?轮|此前|以往|之前)[^，。0-9]{{0,6}}(?:相比|相较|比较)"
OPENING = "比较相对与同和跟上去环按"
"""What a comparison begins with, looked at before all that it may be."""
COMPARED = re.compile(
    rf"(?=[{OPENING}])(?:(?P<before>{BEFORE})|(?P<yoy>{YOY})|(?P<mom>{MOM})"
    rf"|{THAN}{_other(1)}(?:相比)?|{WITH}{_other(2)}）?(?:水平)?(?:相比|相较|比较))"
)
_SAID_YEAR = re.compile(r"((?:19|20)[0-9]{2})[ \u3000]?年(?!来)")


class ChangeBase(NamedTuple):
    """What a change is measured against: `yoy`, `mom`, `vs YEAR` or `vs before`."""

    start: int
    end: int
    value: str


def bases(text: str, published: date | None) -> list[ChangeBase]:
    """The bases of comparison that a text names; those told from the day of publication need it."""
    found = []
    for match in COMPARED.finditer(text):
        named = next((name for name in ("yoy", "mom") if match[name]), None)
        value = "vs before" if match["before"] else named or _versus(match, published)
        if value:
            found.append(ChangeBase(match.start(), match.end(), value))
    return found


def _versus(match: re.Match[str], published: date | None) -> str | None:
    said = {name[:-1]: value for name, value in match.groupdict().items() if name[-1] in "12" and value}
    if plan := said.get("plan"):
        first = 1951 + 5 * number(plan)
        return f"vs {first if said['plan_part'].endswith('初') else first + 4}"
    if "year" in said:
        year = number(said["year"])
    elif word := said.get("word"):
        spoken = [number(year) for year in _SAID_YEAR.findall(match.string, 0, match.start())]
        now = spoken[-1] if spoken and word[0] == "上" else published.year if published else None
        if now is None:
            return None
        year = now - {"上": 1, "去": 1, "前": 2, "今": 0}[word[0]]
    elif published:
        year = published.year - (number(said["ago"]) if "ago" in said else 0)
    else:
        return None
    start_of_year = said.get("edge") == "初" or "start" in said
    return f"vs {year - 1 if start_of_year else year}"
