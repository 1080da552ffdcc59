"""What a page says about itself: masthead (paper, page, date), editors and bylines."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from extract.data import GAZETTEER, LEXICON, Record, load_list, load_table
from extract.gazetteer import Publication

NAME = r"(?!通讯员|记者|摄影|摄制|报道)[一-鿿]{2,4}(?:·[一-鿿]{1,8})*"
DAY = r"(?P<year>(?:19|20)\d\d)\s*(?:年|-|/|\.)\s*(?P<month>\d{1,2})\s*(?:月|-|/|\.)\s*(?P<day>\d{1,2})\s*日?"
MASTHEAD = re.compile(
    rf"^(?P<paper>[^\d]*?)\s*(?:第?\s*(?P<page>[A-Z]?\d{{1,3}}?)\s*版?)?\s*{DAY}\s*(?:星期[一二三四五六日天])?\s*(?P<rest>.*)$"
)
PAGE_BEHIND = re.compile(r"(?:第\s*)?(?P<page>[A-Z]?\d{1,3})\s*版|版\s*(?P<page2>[A-Z]?\d{1,3})")


class LinePattern(Record):
    """A form of line that is no text."""

    id: str
    kind: Literal["byline", "editors", "dateline"]
    pattern: str
    yes: tuple[str, ...]
    no: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Masthead:
    """Publication as the page writes it, page label and date."""

    paper: str | None
    page: str | None
    published: date | None


@cache
def line_patterns(kind: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of bylines, of editors' lines or of datelines."""
    compiled = []
    for row in load_list(LEXICON / "bylines.yaml", LinePattern):
        if row.kind == kind:
            parts = row.pattern.split("{names}")
            names = rf"{NAME}(?:[\s、　]+{NAME})*"
            text = parts[0] + "".join(f"(?P<names{i}>{names}){part}" for i, part in enumerate(parts[1:]))
            compiled.append(re.compile(text))
    return tuple(compiled)


def masthead(line: str) -> Masthead | None:
    """The masthead that a line is, with page numbers glued to the date told apart (32025年 is page 3)."""
    if len(line) > 80:
        return None
    match = MASTHEAD.match(unicodedata.normalize("NFKC", line))
    if not match:
        return None
    rest, paper = match["rest"].strip(), re.sub(r"[\s:：|·—-]+$", "", match["paper"].strip())
    behind = PAGE_BEHIND.search(rest)
    if len(rest) > 30 or len(paper) > 20 or re.search("[，。！？]", paper + rest):
        return None
    try:
        published = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    page = match["page"] or (behind and (behind["page"] or behind["page2"])) or None
    if not paper and rest:
        paper = PAGE_BEHIND.sub("", re.sub(r"^星期.|责编.*", "", rest)).strip(" |·")
    return Masthead(paper or None, page.lstrip("0") if page else None, published)


def byline(line: str) -> tuple[str, ...] | None:
    """The authors that a line names, if it is a byline."""
    if len(line) > 80:
        return None
    for pattern in line_patterns("byline"):
        if match := pattern.fullmatch(line):
            names = [match[group] for group in match.groupdict() if match[group]]
            return tuple(dict.fromkeys(name for part in names for name in re.split(r"[\s、　]+", part)))
    return None


def editors(line: str) -> tuple[str, ...] | None:
    """The people that an editors' line names, if it is one."""
    if len(line) > 200 or not any(pattern.fullmatch(line) for pattern in line_patterns("editors")):
        return None
    return tuple(re.findall(rf"[:：]\s*({NAME})", line))


def dateline(paragraph: str) -> tuple[int, str]:
    """How many characters at the start of a paragraph say only where, when and by whom it was sent, and this when.

    >>> dateline("新华社北京9月16日电（记者 张三）今年以来，")
    (18, '9月16日')
    """
    found = (pattern.match(paragraph) for pattern in line_patterns("dateline"))
    return max(((match.end(), match["sent"]) for match in found if match), default=(0, ""))


@cache
def publications() -> dict[str, Publication]:
    """Every name and masthead form of a publication → the publication."""
    rows = load_table(GAZETTEER / "publications.tsv", Publication)
    return {name.upper(): row for row in rows for name in (row.name, *row.aliases)}
