"""Mentions: every span of a sentence that names an entity, by gazetteer, head word, role, pair or anaphor.

Order of precedence where spans overlap: people, then the longest name, then the leftmost. A place inside an
organisation's name stays as an inner mention when it is written in full (昆明市市场监督管理局), for then the
text speaks of the place too; a short form is part of the name only (乌鲁木齐海关).
"""

import re
from collections.abc import Sequence

from extract.cues import expression
from extract.data import LEXICON, Record, load_table
from extract.discourse import Discourse
from extract.fact import Entity, EntityClass
from extract.heads import canonical_port
from extract.lexicon import CHINA, Hit, Lexicon, mint
from extract.listed import ListFinder
from extract.mention import Mention, longest_first
from extract.names import Name, NameFinder
from extract.people import PeopleFinder, Role
from extract.segmentation import Boundaries, Segmenter

PLACE_CLASSES = ("Province", "City", "County", "Town")
FULL_PLACE = re.compile(r".+(?:省|市|县|自治区|自治州|自治县|旗|盟|镇|乡)$")
STATION = re.compile(r"(?:国境|火车|铁路)?站(?![点位长台])")
"""What makes a place its station, and that the railway port there: 霍尔果斯国境站."""
SHORTENED = re.compile("(?:自治县|[县市旗])$")
PORT_AREA = re.compile(r"港(?:区(?![域县])|口(?!岸)|域)")
PORT_CUE_AFTER = re.compile(
    r"(?!(?:国际)?机场)(?:(?:、[^，。；]{1,6})*等[^，。；]{0,6}(?:口岸|国门)|(?:[^。；]{0,24}(?:作为|是|为))[^。；]{0,30}口岸|在各口岸|[—-][^，。]{1,10}口岸"
    r"|[、和与][一-鿿]{2,4}港(?:[、和与及，货集吞完等]|$)|(?:[、和与][一-鿿]{2,5})*“?[两二三四五六七八九十]口岸|(?:出境|入境|通行|出入境|进出境|换装))"
)
NEWER = ("新", "老", "旧", "原")
"""What tells the place of a port from where it stood before, and names no other: 伊尔克什坦新口岸."""
PORT_CUE_BEFORE = re.compile(
    r"口岸——?$|(?:边境|陆路|水运|航空|公路|铁路|陆地)口岸(?:[^，。；]{1,4}、)*$|继(?:[^，。；]{1,4}、)*$|[一-鿿]港[、和与]$"
)


class Anaphor(Record):
    """A word that stands for something named before, and the classes it may stand for."""

    text: str
    classes: tuple[str, ...]
    example: str


class MentionFinder:
    """Finds the mentions of one sentence after another."""

    def __init__(self, lexicon: Lexicon, segmenter: Segmenter) -> None:
        self.lexicon = lexicon
        self._segmenter = segmenter
        self._names = NameFinder(segmenter)
        self._lists = ListFinder(lexicon, self._names, segmenter)
        self.people = PeopleFinder(segmenter)
        anaphors = load_table(LEXICON / "anaphors.tsv", Anaphor)
        self._anaphors = {row.text: row.classes for row in anaphors}
        self._anaphor = re.compile("|".join(sorted(self._anaphors, key=len, reverse=True)))
        letters = "".join(lexicon.abbreviations)
        foreign = letters.replace("日", "")  # 日产 is a day's output, 俄产 from Russia
        self._pair = re.compile(
            rf"中[{letters}]|(?<=[对赴输访])[{letters}](?=[贸出进开口合铁]|[，。])|[{foreign}](?=产(?![量业值能地区]))"
        )

    def find(self, text: str, discourse: Discourse) -> tuple[list[Mention], list[Role]]:
        """The mentions of a sentence, ordered, and its people with their titles; the discourse learns them."""
        roles = self.people.roles(text)
        roles = [r for r in roles if r.public or not self._segmenter.is_common(r.name)]
        found = people = [self._person(role) for role in roles]
        taken = {(m.start, m.end) for m in found}
        named = self.lexicon.find(text)
        joints = {hit.start for hit in named} & {
            hit.end for hit in named
        }  # jieba holds 西藏阿里 for one word
        cuts = Boundaries(text, self._segmenter, joints)
        hits = [hit for hit in named if self._stands(hit, cuts, text)]
        known = [m for hit in hits if (m := self._read(hit, text, discourse))]
        found += [m for m in self._repeated_people(text, discourse) if (m.start, m.end) not in taken]
        known += self._pairs(text, cuts)
        found += self._lists.clusters(text) + known
        found += [
            self._named(name, discourse)
            for name in self._names.find(text, [*known, *people])
            if self._is_name(name)
        ]
        found = self._lists.ports(text, found, discourse) + found
        found += self._lists.goods(text, found)
        found += self._counties(text, found)
        outer = longest_first(found)
        found = outer + self._inner(text, outer, known)
        found += self._anaphora(text, outer, discourse)
        discourse.note(found, text)
        return sorted(found, key=lambda m: m.start), roles

    def _stands(self, hit: Hit, cuts: Boundaries, text: str) -> bool:
        """Whether a hit is a word: short names only where jieba puts word boundaries too."""
        if text[hit.end - 1 : hit.end + 1] == "部门":
            return False  # 市商务部门 is no ministry
        if expression(r"(?:<river>)").match(text, hit.end) or text[: hit.start].endswith(("界江", "界河")):
            return False  # 黑龙江流域
        if hit.end - hit.start > 3:
            return True
        if not hit.entities:
            return True  # a bare port name: its reading decides
        full = hit.entities[0].cls in PLACE_CLASSES and FULL_PLACE.match(text[hit.start : hit.end])
        if full and hit.end - hit.start == 2:
            return hit.start in cuts and hit.end in cuts
        before = text[hit.start - 1 : hit.start] if hit.start else ""
        if before == "小" and hit.end - hit.start == 2:
            return False  # 小香港
        if full:
            return hit.start in cuts or before not in ("沿", "近", "临", "大", "小", "新", "老")
        if hit.end - hit.start == 3:
            return hit.start in cuts or hit.end in cuts
        return hit.start in cuts and hit.end in cuts

    def _read(self, hit: Hit, text: str, discourse: Discourse) -> Mention | None:
        """The reading of a name that may name a place or the port there, None if it names nothing here."""
        surface = text[hit.start : hit.end]
        entity = hit.entities[0] if hit.entities else None
        if entity and entity.key in self.lexicon.abroad and text[hit.end : hit.end + 1] in tuple("市州区县"):
            return None  # 布拉戈维申斯克市 is the town, not the port there
        if station := STATION.match(text, hit.end):
            railway = self.lexicon.port(surface + "铁路口岸")
            if railway:  # 霍尔果斯站
                return Mention(hit.start, station.end(), railway, "gazetteer", 0.9)
        if entity and entity.cls == "Port" and text.startswith("集团", hit.end):
            owner = self.lexicon.named(surface + "集团", "Organization") or mint(
                "Organization", surface + "集团"
            )
            return Mention(hit.start, hit.end + 2, owner, "head", 0.9)
        if entity and entity.cls == "Commodity" and (of := expression("<made_of>").match(text, hit.end)):
            label = surface + of.group()  # 椰子糖 is no coconut
            goods = self.lexicon.named(label, "Commodity") or mint("Commodity", label)
            return Mention(hit.start, of.end(), goods, "head", 0.8)
        port = next((e for e in hit.entities if e.cls == "Port"), None) or self.lexicon.bare_ports.get(
            surface
        )
        if port and (not entity or entity.cls in (*PLACE_CLASSES, "Port")):
            after, before = text[hit.end :], text[: hit.start]
            if surface in discourse.named and discourse.named[surface].cls == "Port":
                entity = port
            elif (not entity or entity.cls != "Port") and (
                PORT_CUE_AFTER.match(after) or PORT_CUE_BEFORE.search(before)
            ):
                discourse.named[surface] = entity = port
        if entity and entity.cls == "Port":
            entity = self._spoken_of(entity, surface, discourse)
        if not entity:
            return None
        area = entity.cls == "Port" and PORT_AREA.match(text, hit.end - 1) is not None
        autonomous = (
            entity.label.endswith("自治州") and surface[-1] != "州" and text.startswith("州", hit.end)
        )
        longer = area or autonomous
        # 董家口港区 is 董家口港, 东莞港口 is 东莞港, 西双版纳州 is its autonomous prefecture
        return Mention(hit.start, hit.end + longer, entity, "gazetteer", 1.0)

    def _spoken_of(self, port: Entity, surface: str, discourse: Discourse) -> Entity:
        """重庆口岸 is the harbour, but in a text on 重庆机场口岸 it is that airport."""
        stem = surface.removesuffix("口岸")
        if stem == surface or port.label != stem + "港" or port.key in discourse.surfaces:
            return port
        named = (key for key, forms in discourse.surfaces.items() if any(stem in form for form in forms))
        others = [e for key in named if (e := self.lexicon.entities.get(key)) and e.cls == "Port"]
        return others[0] if len(others) == 1 else port

    def _counties(self, text: str, found: Sequence[Mention]) -> list[Mention]:
        """Counties by their short name right before a port of theirs: 陇川 before 章凤口岸."""
        more = []
        for port in [m for m in found if m.entity.cls == "Port" and m.start > 1]:
            for place in self.lexicon.containing(port.entity):
                short = SHORTENED.sub("", place.label)
                start = port.start - len(short)
                bare = place.cls == "County" and len(short) > 1 and text.startswith(short, max(0, start))
                if bare and not any(m.start < port.start and start < m.end for m in found):
                    more.append(Mention(start, port.start, place, "gazetteer", 0.9))
        return more

    def _is_name(self, name: Name) -> bool:
        """Whether a name is more than a place and a common noun (北京市场), and no word for all ports of an area."""
        if name.head.cls == "Port" and self._is_area(name.proper):
            return False
        return (
            name.head.suffix != "市场" or self.lexicon.place_of(name.proper) is None or len(name.proper) > 4
        )

    def _is_area(self, proper: str) -> bool:
        """Whether what stands before 口岸 names an area or a border: 深圳地区, 蒙中."""
        return proper.endswith("地区") or {"中"} < set(proper) <= {"中", *self.lexicon.abbreviations}

    def _named(self, name: Name, discourse: Discourse) -> Mention:
        """The entity of a name found by its head: known under another form, met before, or new."""
        label, cls = name.label, name.head.cls
        if cls == "Port":
            label = canonical_port(name.proper, name.head.suffix)
            entity = self.lexicon.port(label) or self.lexicon.port(label.removesuffix("口岸"))
            moved = name.proper[:-1] if name.proper[-1:] in NEWER and name.head.suffix == "口岸" else ""
            entity = entity or (self.lexicon.port(moved) if moved else None)
        else:
            entity = self.lexicon.named(label, cls)
        if not name.proper:
            whole = (e for e in discourse.named.values() if e.cls == cls and e.label.endswith(label))
            entity = next(whole, entity)  # 港务集团 after 湖南省港务集团
        entity = entity or discourse.named.get(label) or self._akin(name, discourse) or mint(cls, label)
        discourse.named.setdefault(label, entity)
        if cls == "Port":
            discourse.named.setdefault(name.proper, entity)
        if name.head.sort == "station":
            discourse.named.setdefault(name.proper + "站", entity)
        return Mention(name.start, name.end, entity, "head", 0.95 if name.known_edge else 0.85)

    def _akin(self, name: Name, discourse: Discourse) -> Entity | None:
        """What was met before under the same proper name: 徐圩口岸 after 徐圩港区, 磨憨边检站 after its full name."""
        if name.head.sort in ("rail", "road", "air") or (
            name.head.cls != "Port" and name.head.sort != "station"
        ):
            return None
        known = discourse.named.get(name.proper + ("站" if name.head.sort == "station" else ""))
        return known if known and known.cls == name.head.cls else None

    def _person(self, role: Role) -> Mention:
        cls: EntityClass = "Official" if role.public else "Person"
        return Mention(role.start, role.end, mint(cls, role.name), "role", 0.95)

    def _repeated_people(self, text: str, discourse: Discourse) -> list[Mention]:
        """People named before with a title, now by name alone."""
        people = [e for e in discourse.named.values() if e.cls in ("Official", "Person")]
        return [
            Mention(start, start + len(person.label), person, "role", 0.95)
            for person in people
            if person.label in text
            for start in (m.start() for m in re.finditer(re.escape(person.label), text))
        ]

    def _pairs(self, text: str, cuts: Boundaries) -> list[Mention]:
        """中俄 names two countries; 对俄贸易 names one."""
        found = []
        for match in self._pair.finditer(text):
            if match.start() not in cuts or (match.end() not in cuts and len(match.group()) == 2):
                continue
            if match.group() == "澳":
                continue  # 对澳口岸 is towards Macau
            for offset, letter in enumerate(match.group()):
                entity = CHINA if letter == "中" else self.lexicon.abbreviations[letter]
                start = match.start() + offset
                found.append(Mention(start, start + 1, entity, "pair", 0.95))
        return found

    def _inner(self, text: str, outer: Sequence[Mention], known: Sequence[Mention]) -> list[Mention]:
        """Places written in full inside the names of organisations, and any inside those of works and systems."""
        wholes = [m for m in outer if m.entity.cls in ("Organization", "Feature")]
        return [
            m._replace(inner=True)
            for m in known
            if m.entity.cls in PLACE_CLASSES
            and any(
                w.start <= m.start
                and m.end <= w.end
                and m != w
                and (w.entity.cls == "Feature" or FULL_PLACE.match(text[m.start : m.end]))
                for w in wholes
            )
        ]

    def _place_around(self, discourse: Discourse, classes: Sequence[str]) -> Entity | None:
        """The province or city of what was last named, where 我省 was not: 南京海关 is of 江苏."""
        wanted = {"Province", "City"} & set(classes)
        for entity in reversed(discourse.recent.values()) if wanted else ():
            inside = entity.cls == "Organization" or (
                entity.cls == "Port" and not self.lexicon.containing(entity)
            )
            place = self.lexicon.place_of(entity.label) if inside else entity
            around = (place, *self.lexicon.containing(place)) if place else ()
            if found := next((each for each in around if each.cls in wanted), None):
                return found
        return None

    def _anaphora(self, text: str, outer: Sequence[Mention], discourse: Discourse) -> list[Mention]:
        found = []
        for match in self._anaphor.finditer(text):
            if any(m.start < match.end() and match.start() < m.end for m in outer):
                continue
            before = [m for m in outer if m.end <= match.start()]
            recent = Discourse(recent=dict(discourse.recent), home=discourse.home)
            recent.note(before, text)
            classes = self._anaphors[match.group()]
            if entity := recent.resolve(classes) or self._place_around(recent, classes):
                found.append(Mention(match.start(), match.end(), entity, "anaphor", 0.85))
        return found
