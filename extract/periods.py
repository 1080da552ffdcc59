"""Time expressions, resolved against the day of publication.

今年前7个月 in a page of September 2025 is 2025-01-01/2025-07-31. What cannot be resolved (近年来) keeps no value.
"""

import calendar
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from extract.data import LEXICON, Record, load_table
from extract.numerals import CHINESE, chinese

PeriodKind = Literal["point", "span", "since", "until", "base", "vague", "recurrent"]
D = r"[0-9０-９]"
YEAR = rf"(?:(?P<year>(?:19|20|１９|２０){D}{{2}})\s?年|(?P<relative>今年|去年|前年|明年|当年|本年度?|上年))"
MONTH = rf"(?P<month>{D}{{1,2}})\s?月(?:份)?"
DAY = rf"(?P<day>{D}{{1,2}})\s?(?:日|号)"
CLOCK = (
    rf"(?:(?:清晨|凌晨|早上|上午|中午|下午|傍晚|晚上?|深夜|零时|{D}{{1,2}}时许?(?:{D}{{1,2}}分许?)?)(?:起)?)?"
)
PLAN = r"[“\"]?(?P<plan>十[一二三四五六七]|十)五[”\"]?"
QUARTERS = {"一": 1, "首": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}


class Season(Record):
    """A time of the year that news calls by a name, as month and day."""

    name: str
    start: str
    end: str
    example: str


@dataclass(frozen=True, slots=True)
class Period:
    """A time expression and what it means: a date, or an interval with both ends, in ISO 8601."""

    start: int
    end: int
    text: str
    value: str | None
    kind: PeriodKind


@dataclass(frozen=True, slots=True)
class ChangeBase:
    """What a change is measured against: `yoy`, `mom` or `vs YEAR`."""

    start: int
    end: int
    value: str


@dataclass(slots=True)
class _Clock:
    """The day of publication and the year last spoken of."""

    today: date | None
    year: int | None = None

    def pick(self, match: re.Match[str]) -> int | None:
        """The year that an expression names, or the one that goes without saying."""
        groups = match.groupdict()
        if groups.get("year"):
            self.year = int(unicodedata.normalize("NFKC", groups["year"]))
        elif groups.get("relative") and self.today:
            shift = {"去年": -1, "上年": -1, "前年": -2, "明年": 1}.get(groups["relative"], 0)
            self.year = self.today.year + shift
        elif not groups.get("relative"):
            return None
        return self.year

    def month_year(self, month: int, year: int | None, day: int = 1) -> int | None:
        """The year of a bare month: the year spoken of, else the latest such month that has come."""
        if year:
            return year
        if not self.today:
            return self.year
        return (
            self.today.year
            if (month, day) <= (self.today.month, max(self.today.day, day if month < self.today.month else 0))
            or month <= self.today.month
            else self.today.year - 1
        )


def _span(year: int, first: int, last: int) -> str:
    return f"{year}-{first:02}-01/{year}-{last:02}-{calendar.monthrange(year, last)[1]:02}"


def _number(text: str | None) -> int:
    if not text:
        return 0
    plain = unicodedata.normalize("NFKC", text)
    return int(plain) if plain.isdigit() else int(chinese(text) or 0)


Reader = Callable[[re.Match[str], _Clock], tuple[str | None, PeriodKind]]


def _range(match: re.Match[str], clock: _Clock) -> tuple[str | None, PeriodKind]:
    """去年8月到今年3月底, 2012年至2016年, 1至7月, 1月14日到2月22日."""
    whole = re.split(
        r"(?<=[年月日号份底初末\d０-９])\s?(?:至|到|—|-|~|～|－|–)+\s?(?:今年)?(?=\S)",
        re.sub("^[从自]|开始|起", "", match.group()),
        maxsplit=1,
    )
    first, last = whole[0], whole[-1]
    later_this_year = "今年" in match.group()[len(first) :]
    if (
        "月" not in first
        and re.search(r"\d", first)
        and "年" not in first.rsplit("年", 1)[-1]
        and "月" in last
        and not first.endswith("年")
    ):
        first += "月"
    begin = _point(first, clock, None)
    end = _point(("今年" if later_this_year else "") + last, clock, begin)
    if not begin or not end:
        return None, "vague"
    return f"{begin[0]}/{end[1]}", "span"


def _point(text: str, clock: _Clock, after: tuple[str, str] | None) -> tuple[str, str] | None:
    """The first and last day of a simple expression."""
    match = re.match(rf"{YEAR}?\s?(?:{MONTH})?\s?(?:{DAY})?", text)
    if not match or not match.group():
        return None
    year = clock.pick(match) or (int(after[0][:4]) if after else None)
    month, day = _number(match["month"]), _number(match["day"])
    if not month and not day:
        return (f"{year}-01-01", f"{year}-12-31") if year else None
    if day and not month and after:
        month = int(after[0][5:7])
    year = year or clock.month_year(month or 1, None, day or 1)
    if not year or not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    if day > last:
        return None
    return (f"{year}-{month:02}-{day or 1:02}", f"{year}-{month:02}-{day or last:02}")


def _date(match: re.Match[str], clock: _Clock) -> tuple[str | None, PeriodKind]:
    found = _point(match["date"], clock, None)
    return (found[0], "point") if found else (None, "vague")


def _month(match: re.Match[str], clock: _Clock) -> tuple[str | None, PeriodKind]:
    year = clock.pick(match)
    month = _number(match["month"])
    year = clock.month_year(month, year)
    return (_span(year, month, month), "span") if year and 1 <= month <= 12 else (None, "vague")


def _year(match: re.Match[str], clock: _Clock) -> tuple[str | None, PeriodKind]:
    year = clock.pick(match)
    return (f"{year}-01-01/{year}-12-31" if year else None, "span")


def _first_months(match: re.Match[str], clock: _Clock) -> tuple[str | None, PeriodKind]:
    year = clock.pick(match) or (clock.today.year if clock.today else clock.year)
    months = _number(match["count"])
    return (_span(year, 1, months), "span") if year and 1 <= months <= 12 else (None, "vague")


def _half(match: re.Match[str], clock: _Clock) -> tuple[str | None, PeriodKind]:
    year = clock.pick(match) or clock.year or (clock.today.year if clock.today else None)
    first, last = (1, 6) if match["half"] == "上" else (7, 12)
    return (_span(year, first, last) if year else None, "span")


def _quarter(match: re.Match[str], clock: _Clock) -> tuple[str | None, PeriodKind]:
    year = clock.pick(match) or (clock.today.year if clock.today else clock.year)
    last = QUARTERS[unicodedata.normalize("NFKC", match["quarter"])] * 3
    if (
        clock.today
        and not match["relative"]
        and not match["year"]
        and year == clock.today.year
        and last - 2 > clock.today.month
    ):
        year -= 1
    return (_span(year, 1 if match["front"] else last - 2, last) if year else None, "span")


def _plan(match: re.Match[str], clock: _Clock) -> tuple[str | None, PeriodKind]:
    start = 1951 + 5 * int(chinese(match["plan"]) or 0)
    what = match["what"] or "期间"
    if what.startswith("以"):
        return (
            f"{start}-01-01/{clock.today}" if clock.today else f"{start}-01-01/{start + 4}-12-31",
            "since",
        )
    if what in ("末", "期末"):
        return f"{start + 4}", "base"
    return f"{start}-01-01/{start + 4}-12-31", "span"


def _since(match: re.Match[str], clock: _Clock) -> tuple[str | None, PeriodKind]:
    found = (
        _point(match["begin"], clock, None)
        if match["begin"] not in ("年初", "今年年初")
        else (clock.today and (f"{clock.today.year}-01-01", ""))
    )
    if not found or not clock.today or found[0] > clock.today.isoformat():
        return None, "vague"
    return f"{found[0]}/{clock.today}", "span" if match["begin"].endswith("年") or "初" in match[
        "begin"
    ] else "since"


def _until(match: re.Match[str], clock: _Clock) -> tuple[str | None, PeriodKind]:
    if match["now"] or (not clock.today and not re.search(r"\d{4}", match.group())):
        return (clock.today.isoformat() if clock.today else None, "until")
    if match["inside"] and (inside := _point(match["inside"], clock, None)):
        return inside[1], "until"
    if match["yesterday"]:
        return (str(clock.today - timedelta(days=1)) if clock.today else None, "until")
    found = _point(match["date"], clock, None)
    if found and clock.today and found[1] > clock.today.isoformat() and "年" not in match["date"]:
        found = _point(f"{clock.today.year - 1}年{match['date']}", clock, None)
    return (found[1] if found else None, "until")


def _today(match: re.Match[str], clock: _Clock) -> tuple[str | None, PeriodKind]:
    if not clock.today:
        return None, "vague"
    inside = _point(match["date"], clock, None) if match["date"] else None
    shift = {"昨": -1, "前": -2, "明": 1}.get(match.group()[0], 0)
    return (inside[0] if inside else str(clock.today + timedelta(days=shift)), "point")


def _now(match: re.Match[str], clock: _Clock) -> tuple[str | None, PeriodKind]:
    return (clock.today.isoformat() if clock.today else None, "point")


def _this_month(match: re.Match[str], clock: _Clock) -> tuple[str | None, PeriodKind]:
    if not clock.today:
        return None, "vague"
    month, year = clock.today.month - (match.group().startswith("上")), clock.today.year
    return (_span(year, month, month) if month else _span(year - 1, 12, 12), "span")


def _past(match: re.Match[str], clock: _Clock) -> tuple[str | None, PeriodKind]:
    years = _number(match["count"])
    if not clock.today or not years:
        return None, "vague"
    begin = clock.today.replace(
        year=clock.today.year - years,
        day=min(clock.today.day, 28) if clock.today.month == 2 else clock.today.day,
    )
    return f"{begin}/{clock.today}", "span"


def _season(match: re.Match[str], clock: _Clock) -> tuple[str | None, PeriodKind]:
    season = _seasons()[match["season"]]
    year = clock.pick(match) or (clock.today.year if clock.today else None)
    if not year:
        return None, "vague"
    if match["since"] and clock.today:
        return f"{year}-{season.start}/{clock.today}", "since"
    return f"{year}-{season.start}/{year}-{season.end}", "span"


def _vague(match: re.Match[str], clock: _Clock) -> tuple[str | None, PeriodKind]:
    return None, "vague"


def _recurrent(match: re.Match[str], clock: _Clock) -> tuple[str | None, PeriodKind]:
    return None, "recurrent"


def _base(match: re.Match[str], clock: _Clock) -> tuple[str | None, PeriodKind]:
    return None, "base"


@cache
def _seasons() -> dict[str, Season]:
    return {row.name: row for row in load_table(LEXICON / "seasons.tsv", Season)}


@cache
def _rules() -> tuple[tuple[re.Pattern[str], Reader], ...]:
    seasons = "|".join(sorted(map(re.escape, _seasons()), key=len, reverse=True))
    plain = re.sub(
        r"\?P<\w+>", "?:", f"{YEAR}?(?:底|末|初)?\\s?(?:{MONTH})?(?:底|初|末|上旬|中旬|下旬)?\\s?(?:{DAY})?"
    )
    no_names = re.sub(r"\?P<\w+>", "?:", YEAR)
    month_plain, day_plain = (re.sub(r"\?P<\w+>", "?:", part) for part in (MONTH, DAY))
    day = rf"(?P<date>{no_names}?\s?{month_plain}\s?{day_plain})"
    to = r"\s?(?:至|到|—|-|~|～|－|–){1,2}\s?"
    rules: list[tuple[str, Reader]] = [
        (r"(?:上年|去年|上一年度?)同期", _base),
        (r"每(?:年|月|天|日|周|逢)(?:\d{1,2}月(?:至\d{1,2}月)?)?", _recurrent),
        (rf"截[至止]\s?(?:(?P<now>目前|今|当前|发稿)|(?P<yesterday>昨[天日])(?:（(?P<inside>{plain})）)?|(?P<date>{plain}))(?:（[^）]*）)?(?:{CLOCK})", _until),
        (rf"(?:从|自)?{no_names}?\s?(?:{month_plain}|{D}{{1,2}})(?:底|初)?\s?(?:{day_plain})?(?:开始|起)?{to}{no_names}?\s?{month_plain}(?:底|初|末)?\s?(?:{day_plain})?", _range),
        (rf"(?:从|自)?{no_names}?\s?{month_plain}\s?{D}{{1,2}}(?:日|号)?{to}{day_plain}", _range),
        (rf"(?:从|自)?(?:19|20)\d\d\s?年?{to}(?:19|20)\d\d\s?年", _range),
        (rf"{PLAN}(?P<what>以来|期末|末|期间|时期|规划期)?", _plan),
        (rf"(?P<begin>今年年初|年初|(?=[\d０-９今去前上本当]){plain})以来", _since),
        (rf"(?:今[天日]|昨[天日]|前[天日]|明[天日]|当[天日])(?:（(?P<date>{plain})）)?{CLOCK}", _today),
        (rf"{YEAR}?\s?前(?P<count>{D}{{1,2}}|{CHINESE})\s?个月", _first_months),
        (rf"{YEAR}?\s?(?P<half>上|下)半年", _half),
        (rf"{YEAR}?\s?(?:(?P<front>前)|第)?(?P<quarter>[一二三四首1-4])个?季度", _quarter),
        (r"(?:过去|近|最近|刚过去的?)(?P<count>[一二三四五六七八九十两]|\d{1,2})年(?!来|高|新|多)", _past),
        (rf"{YEAR}?(?P<season>{seasons})(?P<since>以来)?(?:期间)?", _season),
        (rf"{day}{CLOCK}", _date),
        (rf"{YEAR}?\s?{MONTH}(?:底|初|末|上旬|中旬|下旬|以来)?", _month),
        (rf"{YEAR}(?:全年|度|底|初|末|年底|年初)?(?!同期)", _year),
        (r"(?P<relative>全年)", _whole_year),
        (r"目前|当前|现在|如今|眼下|截至目前", _now),
        (r"本月|当月|上个?月", _this_month),
        (r"近日|日前|近期|最近|不久前|此前|近年来?|近[一二三四五六七八九十两几\d]+年来?|多年来|长期以来|一直以来|近来|节假日期间|[一-鿿]{2,4}以来", _vague),
        (r"(?P<date>(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2})", _iso),
    ]  # fmt: skip
    return tuple((re.compile(pattern), reader) for pattern, reader in rules)


def _whole_year(match: re.Match[str], clock: _Clock) -> tuple[str | None, PeriodKind]:
    year = clock.year or (clock.today.year if clock.today else None)
    return (f"{year}-01-01/{year}-12-31" if year else None, "span")


def _iso(match: re.Match[str], clock: _Clock) -> tuple[str | None, PeriodKind]:
    try:
        return date(*map(int, re.split("[-/.]", match["date"]))).isoformat(), "point"
    except ValueError:
        return None, "vague"


def periods(text: str, published: date | None) -> list[Period]:
    """The time expressions of a text, left to right; rules that stand earlier win where spans overlap."""
    taken: list[tuple[int, int, re.Match[str], Reader]] = []
    for pattern, reader in _rules():
        for match in pattern.finditer(text):
            if match.end() > match.start() and all(
                match.end() <= a or b <= match.start() for a, b, *_ in taken
            ):
                taken.append((match.start(), match.end(), match, reader))
    clock, found = _Clock(published), []
    for start, end, match, reader in sorted(taken, key=lambda item: item[0]):
        value, kind = reader(match, clock)
        found.append(Period(start, end, match.group(), value, kind))
    return found


COMPARED = re.compile(
    r"(?P<yoy>同比|(?:比|较|与)?(?:上年|去年|上一年度?)同期(?:相比)?|(?:比|较)(?:上年|去年|上一年)(?!末|底))"
    r"|(?P<mom>环比|(?:比|较)上个?月(?!末))"
    rf"|(?:比|较|与)(?:{PLAN}(?:期)?末|(?P<year>(?:19|20)\d\d)\s?年(?:同期|末|底)?|(?P<last>上年末|上年底|去年底|去年末|年初))(?:相比)?"
)


def bases(text: str, published: date | None) -> list[ChangeBase]:
    """What the changes of a text are measured against."""
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
