"""People: named by a post or a role, never by jieba's tag alone (one in four such tags is a person)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from extract.cues import cues
from extract.data import LEXICON, Record, load_table

COMPOUND_SURNAMES = (
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "司徒",
)  # fmt: skip


class Title(Record):
    """A post or role; `public` says whether its holder is an official."""

    title: str
    public: bool
    en: str
    """In English, for those who read what was found."""
    example: str


@cache
def known_titles() -> Mapping[str, Title]:
    """The posts and roles, by themselves."""
    return {row.title: row for row in load_table(LEXICON / "titles.tsv", Title)}


class SpeechVerb(Record):
    """A verb that says somebody said something."""

    verb: str
    example: str


class NamePart(Record):
    """A part of names without a Chinese surname, as 扎西 and 平措 of 扎西平措."""

    part: str
    language: str
    example: str


@dataclass(frozen=True, slots=True)
class Role:
    """A title with the name behind it, or before it where the text tells of an appointment: 任命周平安为澳门海关关长."""

    title_start: int
    titles: tuple[str, ...]
    earlier: str | None
    """A title that stands before these, held in the body itself: 海关总署新闻发言人、统计分析司司长."""
    unit: str
    """The unit of the body that the titles belong to then: 统计分析司."""
    public: bool
    start: int
    end: int
    name: str
    appointed: int = 0
    """Where the words after an appointment begin: the body, then the titles."""

    @property
    def stop(self) -> int:
        """Where the whole phrase ends."""
        return max(self.end, self.title_start + len("、".join(self.titles)))


class PeopleFinder:
    """Finds people by title and name, and what they say by a name and a verb of speech."""

    def __init__(self) -> None:
        self._titles = {row.title: row.public for row in known_titles().values()}
        self._any_title = ahocorasick_rs.AhoCorasick(list(self._titles))
        verbs = sorted(
            (row.verb for row in load_table(LEXICON / "speech.tsv", SpeechVerb)), key=len, reverse=True
        )
        surnames = "".join((LEXICON / "surnames.txt").read_text(encoding="utf-8").split())
        titles = "|".join(map(re.escape, sorted(self._titles, key=len, reverse=True)))
        title = rf"(?:{cues()['title_prefix']})?(?:{titles})"
        foreign = r"[一-鿿]{1,6}(?:[·•・][一-鿿]{1,6})*?[·•・][一-鿿]{2,6}?"
        after = rf"(?=[，。、；：！？（“”\d]|$|{'|'.join(verbs)}|{cues()['after_name']})"
        chinese = rf"(?:{'|'.join(COMPOUND_SURNAMES)}|[{surnames}])[一-鿿]{{1,2}}?"
        sounds = "".join((LEXICON / "name_sounds.txt").read_text(encoding="utf-8").split())
        parts = "|".join(row.part for row in load_table(LEXICON / "name_parts.tsv", NamePart))
        self._role = re.compile(
            rf"(?:(?P<earlier>{title})[、兼](?P<unit>[一-鿿]{{1,10}}?(?:{cues()['unit']})))?"
            rf"(?P<titles>(?:{title})(?:[、兼](?:{title}))*)\s?"
            rf"(?P<name>{foreign}|(?:{parts}){{1,3}}[一-鿿]??|[{sounds}]{{3,7}}?|{chinese}){after}"
        )
        name = rf"(?P<name>{foreign}|[{sounds}]{{3,7}}|{chinese})"
        held = rf"(?P<body>[^，。；、]{{0,24}}?)(?P<titles>(?:{title})(?:[、兼](?:{title}))*)(?=职务|同志|[，。；、”）]|\s|$)"
        self._appointed = re.compile(
            rf"(?:{cues()['appoints']}){name}(?:同志)?(?:（[^（）]{{1,8}}）)?(?:为|担任|任)(?:新一任|新任|首任)?{held}"
            rf"|(?:^|(?<=[，。；、：\s])){name.replace('<name>', '<name2>')}(?:同志)?(?:{cues()['takes_office']})"
            rf"(?:新一任|新任|首任)?{held.replace('<body>', '<body2>').replace('<titles>', '<titles2>')}"
        )
        self._prefix = re.compile(rf"^(?:{cues()['title_prefix']})")
        self.verbs = "|".join(verbs)
        self._short = re.compile(rf"(?:{title})$")

    def _plain(self, title: str) -> str:
        """A title of the table, without what only qualifies it."""
        return title if title in self._titles else self._prefix.sub("", title)

    def roles(self, text: str) -> list[Role]:
        """The people of a sentence that stand behind a title."""
        found: list[Role] = []
        if not self._any_title.find_matches_as_indexes(text):
            return found  # the expression looks for each of them at each character
        found += self._appointments(text)
        for match in self._role.finditer(text):
            titles = tuple(re.split("[、兼]", match["titles"]))
            found.append(
                Role(
                    match.start(),
                    titles,
                    match["earlier"],
                    match["unit"] or "",
                    any(
                        self._titles[self._plain(title)]
                        for title in (*titles, *filter(None, [match["earlier"]]))
                    ),
                    match.start("name"),
                    match.end("name"),
                    match["name"],
                )
            )
        return found

    def _appointments(self, text: str) -> Iterator[Role]:
        """The people whom a sentence says to be appointed, or to take office."""
        for match in self._appointed.finditer(text):
            way = "" if match["name"] else "2"
            titles = tuple(re.split("[、兼]", match[f"titles{way}"]))
            start, end = match.span(f"name{way}")
            yield Role(
                match.start(f"titles{way}"),
                titles,
                None,
                "",
                any(self._titles[self._plain(title)] for title in titles),
                start,
                end,
                match[f"name{way}"],
                match.start(f"body{way}"),
            )
