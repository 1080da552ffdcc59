"""Names that no gazetteer knows, found by their last word: …口岸, …海关, …有限公司.

The head says the class. The left edge is found by walking left over jieba's words until a boundary word,
a place that stands before the name, or punctuation.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from extract.data import LEXICON
from extract.heads import QUALIFIED, Head, heads
from extract.mention import Mention
from extract.segmentation import Segmenter, Word

NAME_TAGS = ("nr", "ns", "nz", "nt", "j", "ng")
PEOPLE = ("Official", "Person")
FORMER = re.compile("[时现前曾兼原]任")
"""What stands before a body whose post somebody held, and is no part of its name."""
PLACES = ("Province", "City", "County", "Town", "Country", "Region")
TOWNS = ("北京", "天津", "上海", "重庆")
"""Provinces that are towns too: 上海口岸 is all ports of Shanghai, as 大连口岸 of Dalian."""
LONGEST = {"Port": 9, "Organization": 16, "Feature": 16, "PortCluster": 8, "Town": 5, "County": 5}
OPENING = {
    "company": (*PLACES, "Port", "Organization"),
    "station": (*PLACES, "Port"),
    "zone": (*PLACES, "Port"),
}
"""What may open a name of a sort: 青岛港国际集装箱发展有限公司, 港珠澳大桥边检站."""
BOUNDING = {"company": (), "station": ("Organization",), "zone": ("Organization",)}
"""Names that one of a sort does not reach into."""
IN_COMPANIES = ("联合", "建设", "开发", "投资")
"""Verbs that the names of companies have in them: 前湾联合集装箱码头有限责任公司."""
GROUPS = ("港务集团", "港口集团", "港航集团")
"""Companies that a text of theirs calls by these words alone."""
ARRIVES = tuple("进出到离抵停靠返临疏滞来赴访涉驻供香")
"""What makes 港 a harbour that ships come to, and no name: 进出港, 疏港; and 香港, which is no harbour."""
ANY = tuple("全各该本某")
"""What begins a word for works in general and no name."""
AREAS = ("港区", "作业区", "港口岸")
AREA_NAME = re.compile(r"(?:^|[，。；：、（）年月日及和])([一-鿿]{2,4})$")
WHERE = frozenset("后上下中里")
"""Words between others that also stand in the names of places: 后石港区."""
PAUSE = re.compile("[，。；：！？“”、（）—]")
FAR = 24
"""How many characters before a head are segmented: the longest name, and some more for their context."""
BRACKETED = re.compile(r"[一-鿿]{2,6}（[一-鿿]{2,4}）$")
LETTERS = re.compile(r"[一-鿿·A-Z]+")
NUMERALS = re.compile(r"[0-9〇零一二三四五六七八九十百千万亿两几数半多余]")
OF_PORTS = ("口岸", "铁路口岸", "公路口岸", "码头", "作业区")
"""Heads whose names are often in no dictionary: of hamlets, springs and hills."""
OF_LINES = ("铁路", "高铁")
"""Heads whose names are two characters, one for each end: 嘉策铁路."""
JOINT_LINE = re.compile("中[老越俄蒙哈吉泰缅]铁路[运货客]")
"""中老铁路运输 is the work of 中老铁路."""
OPENED = re.compile(
    r"(?:(?P<of>[省市县州盟旗区乡镇境内]的?|边境的)|[，。；：、（“]|距离?|通过|经由?|从|自|在|由|与|和|及|据|于|^)"
    r"(?P<name>[一-鿿]{2,5})$"
)
"""What stands before such a name: the place that it is in, or a word that no name begins with."""
COUNTED_NAMES = re.compile(r"[两二三四五六七八九十][大个]?$")
"""三大口岸集群, 前五大口岸 and 两个口岸 name nothing."""

FOREMOST = re.compile("最[大小长早多高东南西北]|唯一|首个")
"""中蒙间最大陆路口岸 and 全国唯一铁路口岸 say what a port is."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name found by its head; `proper` is what stands before the head (里孜 of 里孜口岸)."""

    start: int
    end: int
    label: str
    proper: str
    head: Head
    known_edge: bool
    """Whether a gazetteer name gave the left edge, so that no segmentation was needed."""


def _lines(name: str) -> frozenset[str]:
    lines = (LEXICON / name).read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


class NameFinder:
    """Finds names by heads in one sentence."""

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self._heads = heads()
        longest = sorted(self._heads, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest)))
        self._boundaries = _lines("boundaries.txt")

    @cached_property
    def generic(self) -> frozenset[str]:
        """Words that qualify a port without naming one."""
        return _lines("generic.txt")

    @cached_property
    def _all_generic(self) -> re.Pattern[str]:
        words = sorted(self.generic, key=len, reverse=True)
        return re.compile(f"(?:{'|'.join(map(re.escape, words))})+")

    def is_generic(self, stem: str) -> bool:
        """Whether a stem is made of words that only qualify a port: 扩大开放."""
        return self._all_generic.fullmatch(stem) is not None

    def find(self, text: str, known: Sequence[Mention]) -> list[Name]:
        """The names of a sentence whose known mentions are given."""
        names: list[Name] = []
        named = [m for m in known if m.entity.cls not in PEOPLE]  # 州长江大桥 names nobody
        for found in self._pattern.finditer(text):
            head = self._heads[found.group()]
            behind = re.match(head.not_before, text[found.end() :]) if head.not_before else None
            longer = behind is not None and not JOINT_LINE.match(text, max(0, found.start() - 2))
            moving = head.suffix == "港" and text[found.start() - 1 : found.start()] in ARRIVES
            if longer or moving or any(m.start <= found.start() and found.end() <= m.end for m in named):
                continue
            bounding = BOUNDING.get(head.sort, ("Organization", "Port"))
            ends = {m.end for m in known if m.entity.cls in bounding}
            ends |= {m.end for m in known if m.entity.cls in PEOPLE}
            if head.cls == "Organization":
                ends |= {m.end() for m in FORMER.finditer(text)}
            ends |= {n.end for n in names if (n.head.cls, head.cls) != ("Feature", "Organization")}
            name = self._walk(
                text, found.start(), found.end(), head, known, ends if head.sort != "unit" else set()
            )
            if name:
                above = names[-1] if names and names[-1].end == name.start else None
                if above and head.sort == above.head.sort == "company":  # …有限公司｜洋浦分公司
                    name = replace(name, start=above.start, label=above.label + name.label)
                names = [other for other in names if other.end <= name.start]
                names.append(name)
        return names

    def _walk(
        self, text: str, start: int, end: int, head: Head, known: Sequence[Mention], stops: set[int]
    ) -> Name | None:  # fmt: skip
        """Extends a head to the left as far as the name goes, `stops` being where other names end."""
        opening = OPENING.get(head.sort, PLACES)
        places = {m.end: m for m in known if m.entity.cls in opening}
        bare = self._of_port(text, start, head, known, stops)
        if bare is not None:
            return Name(bare, end, text[bare:end], text[bare:start], head, True)
        if self._hopeless(text, start, head, places) and head.suffix not in GROUPS:
            unheard = self._unheard(text, start, head, known)
            if unheard is None:
                return None
            return Name(unheard, end, text[unheard:end], text[unheard:start], head, False)
        edge, words, known_edge = start, self._words_before(text, start, self._segmenter.words), False
        floor = max(0, start - LONGEST.get(head.cls, 10))
        proper: list[str] = []
        telling = False
        while edge > floor and edge not in stops:
            place = places.get(edge)
            if place:
                if self._takes_place(head, place, proper):
                    edge = self._first_of_several(text, place, places, head)
                    edge = self._owner(edge, words, place, head)
                    proper.insert(0, text[edge : place.end])
                    telling = True
                known_edge = True
                break
            word = words.get(edge)
            if word and not self._fits(word, head) and len(word.text) == 1:
                word = self._words_before(text, start, self._segmenter.quick_words).get(edge)  # 沪/通 is 沪通
            fits = word is not None and (self._fits(word, head) or self._is_of_place(word, words, head))
            if word is None or not fits or any(word.start < stop < edge for stop in stops):
                break
            telling = telling or (
                word.text not in self.generic and (word.tag[:2] in NAME_TAGS or word.tag == "x")
            )
            proper.insert(0, word.text)
            edge = word.start
        if head.cls == "Port":
            while proper and not known_edge and proper[0] in self.generic:
                edge += len(proper.pop(0))
            if proper and self._is_sized(text, edge, places):
                edge -= 1
                proper.insert(0, text[edge])
        bracket = BRACKETED.search(text[max(0, edge - 12) : edge]) if head.sort == "company" else None
        if bracket:
            edge -= len(bracket.group())
            proper.insert(0, bracket.group())
            telling = True
        stem = "".join(proper)
        telling = telling or (head.suffix in OF_LINES and len(stem) == 2 and not self._segmenter.knows(stem))
        if head.suffix in GROUPS and not self._names(proper):
            return Name(start, end, head.suffix, "", head, False)
        if not self._names(proper) or not (telling or head.cls == "Port"):
            unheard = self._unheard(text, start, head, known)
            return (
                None
                if unheard is None
                else Name(unheard, end, text[unheard:end], text[unheard:start], head, False)
            )
        if head.cls == "Port" and len(QUALIFIED.sub("", stem)) < 2:
            return None  # 铁矿粉进口口岸 names none
        if head.cls == "Feature" and stem.startswith(ANY):
            return None  # 全省联网收费船闸
        if head.sort == "zone" and not known_edge:
            return None  # 大型边民互市贸易区 is any, 东兴边民互市贸易区 is one
        if head.cls == "Port" and FOREMOST.search(stem):
            return None
        if head.cls in ("PortCluster", "Port") and COUNTED_NAMES.search(stem):
            return None
        return Name(edge, end, stem + head.suffix, stem, head, known_edge)

    def _hopeless(self, text: str, start: int, head: Head, places: Mapping[int, Mention]) -> bool:
        """Whether the quick segmentation sees already that no name ends here, and spares the careful one."""
        words, edge, generic = self._words_before(text, start, self._segmenter.quick_words), start, True
        while edge not in places:
            word = words.get(edge)
            if word is None or not (self._fits(word, head) or self._is_of_place(word, words, head)):
                return generic and text[edge - 1 : edge] != "）"  # 瀚翱（重庆）供应链管理有限公司
            telling = word.tag[:2] in NAME_TAGS or word.tag == "x" or head.cls == "Port"
            telling |= head.suffix in OF_LINES and not (
                len(word.text) > 1 and self._segmenter.knows(word.text)
            )
            generic &= word.text in self.generic or not telling
            edge = word.start
        return False

    def _takes_place(self, head: Head, place: Mention, proper: Sequence[str]) -> bool:
        """Whether a place before the words found so far belongs to the name."""
        if head.suffix in ("市场", "海关") and (not proper or place.entity.cls in ("Country", "Region")):
            return head.suffix == "海关" and place.entity.cls in ("Province", "City", "County", "Town")
        if head.cls == "Port" or head.sort == "station":
            cruise = head.suffix.startswith("邮轮") and place.entity.cls == "Province"
            whole = head.sort == "station" and place.entity.cls == "Province"
            town = place.entity.cls not in ("Province", "Country", "Region") or place.entity.label in TOWNS
            return not self._names(proper) and (cruise or whole or town)
        return head.cls not in ("Town", "County")

    def _owner(self, edge: int, words: Mapping[int, Word], place: Mention, head: Head) -> int:
        """Where the short name of an owner before a port starts, that a company has in its name: 国投洋浦港有限公司."""
        word = words.get(edge) if head.sort == "company" and place.entity.cls == "Port" else None
        short = word and len(word.text) == 2 and word.tag[0] in "njx" and self._fits(word, head)
        return word.start if word and short and word.text not in self.generic else edge

    @staticmethod
    def _is_sized(text: str, edge: int, places: Mapping[int, Mention]) -> bool:
        """Whether 大 or 小, behind a place or a pause, begins a name of whose rest a word is known: 舟山｜大浦口码头."""
        return text[edge - 1 : edge] in ("大", "小") and (
            edge < 2 or edge - 1 in places or not LETTERS.fullmatch(text[edge - 2])
        )

    @staticmethod
    def _first_of_several(text: str, place: Mention, places: Mapping[int, Mention], head: Head) -> int:
        """Where a place starts, or the first of those that stand together: 中俄…, 中国—东盟…."""
        first = place.start
        while True:
            end = first - 1 if text[first - 1 : first] in ("—", "-") else first
            before = places.get(end)
            bodies = [m for m in (place, before) if m and m.entity.cls in ("Port", "Organization")]
            whole = head.sort == "company" and bool(bodies)
            whole |= head.sort == "company" and place.entity.cls == "Region" and before is not None
            joined = end < first or head.cls == "Feature" or whole  # 海南｜中远海运｜集装箱运输有限公司
            if not before or not (joined or before.entity.cls in ("Country", "Region")):
                return first
            first = before.start

    def _of_port(
        self, text: str, start: int, head: Head, known: Sequence[Mention], stops: set[int]
    ) -> int | None:  # fmt: skip
        """Where a short name between a port, a place or a pause and a head begins: 钦州港大榄坪南作业区, 重庆新生港."""
        longest = {"Port": 5, "Country": 4} | dict.fromkeys(("Province", "City", "County"), 3)
        near = {m.end for m in known if 2 <= start - m.end <= longest.get(m.entity.cls, 0)}
        near |= {end for end in stops if 2 <= start - end <= 5}
        whole = max((end for end in near if LETTERS.fullmatch(text, end, start)), default=None)
        if head.sort != "water":
            return None
        opened = AREA_NAME.search(text, max(0, start - 5), start) if head.suffix in AREAS else None
        edge = whole if whole is not None else opened.start(1) if opened else None
        if edge is None or not self._is_bare_name(text[edge:start]):
            return None
        words = self._words_before(text, start, self._segmenter.quick_words)
        within = [word for word in words.values() if word.start >= edge]
        said = any(word.tag[0] in "pcudrmqy" or word.text in self._boundaries - WHERE for word in within)
        return None if said else edge

    def _unheard(self, text: str, start: int, head: Head, known: Sequence[Mention]) -> int | None:
        """Where a name begins that no dictionary knows, by what stands before it: 集安市的青石口岸, 距甘其毛道口岸."""
        opened = OPENED.search(text, max(0, start - 14), start) if head.suffix in OF_PORTS else None
        if not opened or self._all_generic.search(opened["name"]):
            return None
        edge = opened.start("name")
        if any(m.start < start and edge < m.end for m in known):
            return None
        words = self._words_before(text, start, self._segmenter.quick_words).values()
        end = start + len(head.suffix)
        listed = text[end : end + 1] in ("、", "和", "与", "及") and any(
            m.entity.cls == "Port" and m.start == end + 1 for m in known
        )  # 莲花口岸和横琴口岸
        within = [w for w in words if w.start >= edge]
        if opened["of"] or listed:
            plain = all(
                w.tag.startswith(("n", "x", "q", "j"))
                or len(w.text) == 1
                or not self._segmenter.knows(w.text)
                for w in within
            )
        else:
            plain = not any(len(w.text) > 1 and self._segmenter.knows(w.text) for w in words if w.end > edge)
        return (
            edge if plain and not any(w.text in self._boundaries for w in words if w.start >= edge) else None
        )

    def _is_bare_name(self, text: str) -> bool:
        """Whether a few characters may be a name: no word for any harbour, none that stands between words."""
        stem = text[1:] if text[0] in "大小" and len(text) > 2 else text  # 大麦屿
        plain = LETTERS.fullmatch(text) and not self._all_generic.search(stem)
        return bool(plain) and not (set(text) & self._boundaries) - WHERE

    def _fits(self, word: Word, head: Head) -> bool:
        """Whether a word may be part of a name with this head."""
        if head.sort == "company" and word.text in IN_COMPANIES:
            return True
        if word.text in self._boundaries or not LETTERS.fullmatch(word.text):
            return False
        if head.cls == "Organization" and head.sort != "station":
            return word.tag[0] not in "pcuxmqryewd"
        if word.text in self.generic:
            return True
        if word.tag == "m" and not NUMERALS.search(word.text):
            return True  # jieba takes 许家 of 许家坪机场 for a number
        if word.tag[:2] in NAME_TAGS or (len(word.text) == 1 and word.tag[0] not in "pcuxmqryewd"):
            return True
        return (head.cls == "Feature" and word.tag[0] == "n") or (word.tag == "vn" and head.cls == "Feature")

    @staticmethod
    def _is_of_place(word: Word, words: Mapping[int, Word], head: Head) -> bool:
        """Whether a common noun names a part of a harbour, as it stands right behind a place: 涪陵｜龙头｜港区."""
        before = words.get(word.start)
        return (
            head.suffix in AREAS and word.tag == "n" and len(word.text) == 2
            and before is not None and before.tag == "ns"
        )  # fmt: skip

    def _names(self, proper: Sequence[str]) -> bool:
        """Whether words before a head make a name: more than one character, and not all of them generic."""
        stem = "".join(proper)
        return len(stem) > 1 and not self._all_generic.fullmatch(stem)

    @staticmethod
    @lru_cache(maxsize=64)
    def _words_before(text: str, start: int, segment: Callable[[str], list[Word]]) -> Mapping[int, Word]:
        """The words before a head, by their end: of its clause, or as far back as names may reach."""
        far = max(0, start - FAR)
        pauses = [pause.end() for pause in PAUSE.finditer(text, far, start)]
        clause = pauses[-1] if pauses else far
        words = segment(text[clause:start])
        return {clause + w.end: Word(w.text, clause + w.start, clause + w.end, w.tag) for w in words}
