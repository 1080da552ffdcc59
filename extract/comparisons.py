"""What changes are measured against: 同比 (yoy), 环比 (mom), 较“十三五”末 (vs 2020)."""

import re
from dataclasses import dataclass
from datetime import date

from extract.numerals import chinese

PLAN = r"[“\"]?(?P<plan>十[一二三四五六七]|十)五[”\"]?"
COMPARED = re.compile(
    r"(?P<yoy>同比|(?:比|较|与)?(?:上年|去年|上一年度?)同期(?:相比)?|(?:比|较)(?:上年|去年|上一年)(?!末|底))"
    r"|(?P<mom>环比|(?:比|较)上个?月(?!末))"
    rf"|(?:比|较|与)(?:{PLAN}(?:期)?末|(?P<year>(?:19|20)\d\d)\s?年(?:同期|末|底)?"
    r"|(?P<last>上年末|上年底|去年底|去年末|年初))(?:相比)?"
)


@dataclass(frozen=True, slots=True)
class ChangeBase:
    """What a change is measured against: `yoy`, `mom` or `vs YEAR`."""

    start: int
    end: int
    value: str


def bases(text: str, published: date | None) -> list[ChangeBase]:
    """The bases of comparison that a text names."""
    found = []
    for match in COMPARED.finditer(text):
        if match["yoy"]:
            value = "yoy"
        elif match["mom"]:
            value = "mom"
        elif match["plan"]:
            value = f"vs {1955 + 5 * int(chinese(match['plan']) or 0)}"
        elif match["year"]:
            value = f"vs {match['year']}"
        elif published:
            value = f"vs {published.year - 1}"
        else:
            continue
        found.append(ChangeBase(match.start(), match.end(), value))
    return found
