"""People: named by a post or a role, never by jieba's tag alone (one in four such tags is a person)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import ahocorasick_rs

from extract.cues import cues
from extract.data import LEXICON, Record, load_table
from extract.segmentation import Segmenter, Word

COMPOUND_SURNAMES = (
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "司徒",
)  # fmt: skip

LOOK = 12
"""Characters that are cut into words to find a name beside a title."""


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
class Held:
    """Titles that somebody holds in one body: the words of the body stand between `body` and `begin`."""

    body: int
    begin: int
    """Where the titles begin, or the name that stands before them."""
    end: int
    """Where the titles end."""
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """A person with titles, of one body or several: 德宏州口岸办主任、州商务局副局长周平安.

    The name stands behind the titles, before them (周平安局长说), or before the body too where the text tells of an
    appointment (任命周平安为澳门海关关长).
    """

    held: tuple[Held, ...]
    public: bool
    start: int
    end: int
    name: str

    @property
    def begin(self) -> int:
        """Where the phrase of title and name begins, which its body stands before."""
        return self.held[0].begin

    @property
    def appointed(self) -> bool:
        """Whether the body stands behind the name."""
        return self.end <= self.held[0].body

    @property
    def stop(self) -> int:
        """Where the whole phrase ends."""
        return max(self.end, self.held[-1].end)


class PeopleFinder:
    """Finds people by title and name, and what they say by a name and a verb of speech."""

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
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
        several = rf"(?P<titles>(?:{title})(?:[、兼](?:{title}))*)"
        self._title = re.compile(several)
        self._chinese = re.compile(chinese)
        self._surname = re.compile(rf"[{surnames}]")
        self._ends = re.compile(after)
        self._role = re.compile(
            rf"{several}\s?"
            rf"(?P<name>{foreign}|(?:{parts}){{1,3}}[一-鿿]??|[{sounds}]{{3,7}}?|{chinese}){after}"
        )
        name = rf"(?P<name>{foreign}|[{sounds}]{{3,7}}|{chinese})"
        held = rf"(?P<body>[^，。；、]{{0,24}}?)(?P<titles>(?:{title})(?:[、兼](?:{title}))*)(?=职务|同志|[，。；、”）]|\s|$)"
        self._appointed = re.compile(
            rf"(?:{cues()['appoints']}){name}(?:同志)?(?:（[^（）]{{1,8}}）)?(?:为|担任|任)(?:新一任|新任|首任)?{held}"
            rf"|(?:^|(?<=[，。；、：\s])){name.replace('<name>', '<name2>')}(?:同志)?(?:{cues()['takes_office']})"
            rf"(?:新一任|新任|首任)?{held.replace('<body>', '<body2>').replace('<titles>', '<titles2>')}"
        )
        self._held_before = re.compile(rf"{several}[、兼]$")
        self._body = re.compile(r"[^，。；：！？、（）“”\s]{0,24}$")
        self._prefix = re.compile(rf"^(?:{cues()['title_prefix']})")
        self.verbs = "|".join(verbs)
        self._short = re.compile(rf"(?:{title})$")

    def _plain(self, title: str) -> str:
        """A title of the table, without what only qualifies it."""
        return title if title in self._titles else self._prefix.sub("", title)

    def roles(self, text: str) -> list[Role]:
        """The people of a sentence that stand beside a title."""
        if not self._any_title.find_matches_as_indexes(text):
            return []  # the expression looks for each of them at each character
        found = [*self._appointments(text)]
        for match in self._role.finditer(text):
            role = self._role_of(self._chain(text, *match.span("titles")), match.start("name"), match["name"])
            if role.public or self._is_word(text, match.start("titles")):
                found.append(role)
        found += self._by_words(text, [range(role.begin, role.stop) for role in found])
        return found + list(self._with_the_same_title(text, found))

    def _role_of(self, held: tuple[Held, ...], start: int, name: str) -> Role:
        public = any(self._titles[self._plain(title)] for each in held for title in each.titles)
        return Role(held, public, start, start + len(name), name)

    def _chain(self, text: str, begin: int, end: int) -> tuple[Held, ...]:
        """All that somebody holds whose last titles stand there: each body with its titles, joined by 、."""
        start = self._body_start(text, begin)
        before = self._held_before.search(text, max(0, start - 40), start) if start < begin else None
        last = Held(start if before else 0, begin, end, tuple(re.split("[、兼]", text[begin:end])))
        return (*self._chain(text, *before.span("titles")), last) if before else (last,)

    def _body_start(self, text: str, end: int) -> int:
        """Where the words begin that may name the body right before titles."""
        body = self._body.search(text, max(0, end - 24), end)
        return body.start() if body else end

    def _by_words(self, text: str, told: Sequence[range]) -> Iterator[Role]:
        """The people beside a title whose names end, or begin, only where jieba sees a person's name.

        副署长周志远赴云南, 周建华书记一行: what stands around such a name may be any word.
        """
        for match in self._title.finditer(text):
            titles = tuple(re.split("[、兼]", match["titles"]))
            start, end = match.span()
            if any(start in span or end in span for span in told) or not self._is_word(text, start):
                continue
            name = self._first_name(text[end : end + LOOK])
            if name:
                yield self._role_of(self._chain(text, start, end), end, name)
            elif self._ends.match(text, end) and (
                name := self._last_name(text[max(0, start - LOOK) : start])
            ):
                begin = start - len(name)
                held = Held(self._body_start(text, begin), begin, end, titles)
                yield self._role_of((held,), begin, name)

    def _is_word(self, text: str, start: int) -> bool:
        """Whether a title begins where a word does: 散货｜主干｜港 has no 货主."""
        first = max(0, start - LOOK)
        return start - first in self._segmenter.cuts(text[first : start + LOOK])

    def _with_the_same_title(self, text: str, roles: Sequence[Role]) -> Iterator[Role]:
        """The people listed behind one of several deputies: 副市长周平安、李柏陪同."""
        for role in roles:
            end = role.end
            while (
                role.held[-1].titles[0].startswith("副")
                and role.begin < role.start
                and text[end : end + 1] == "、"
            ):
                name = self._first_name(text[end + 1 : end + 1 + LOOK])
                if not name:
                    break
                start, end = end + 1, end + 1 + len(name)
                yield replace(role, start=start, end=end, name=name)

    def _first_name(self, text: str) -> str | None:
        """The person's name that a text begins with, as jieba sees it."""
        if not self._surname.match(text):
            return None
        words = self._segmenter.words(text)
        return self._name(words[:2]) or self._name(words[:1])

    def _last_name(self, text: str) -> str | None:
        """The person's name that a text ends with."""
        if not self._surname.search(text[-3:]):
            return None
        words = self._segmenter.words(text)
        return self._name(words[-2:]) or self._name(words[-1:])

    def _name(self, words: Sequence[Word]) -> str | None:
        """The name that words make, of which jieba may see the surname or a last character alone: 周 and 志远."""
        name, last = "".join(word.text for word in words), words[-1]
        parted = len(words) == 1 or (
            len(name) == 3 and (len(last.text) == 2 or words[0].tag == last.tag == "nr")
        )
        person = parted and last.tag.startswith(("nr", "nz") if len(words) > 1 else "nr")
        if not person or name.endswith("籍"):  # 越南籍司机
            return None
        return name if self._chinese.fullmatch(name) else None

    def _appointments(self, text: str) -> Iterator[Role]:
        """The people whom a sentence says to be appointed, or to take office."""
        for match in self._appointed.finditer(text):
            way = "" if match["name"] else "2"
            titles = tuple(re.split("[、兼]", match[f"titles{way}"]))
            held = Held(match.start(f"body{way}"), *match.span(f"titles{way}"), titles)
            yield self._role_of((held,), match.start(f"name{way}"), match[f"name{way}"])
