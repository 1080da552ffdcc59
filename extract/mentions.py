"""Mentions: every span of a sentence that names an entity, by gazetteer, head word, role, pair or anaphor.

Order of precedence where spans overlap: people, then the longest name, then the leftmost. A place inside an
organisation's name stays as an inner mention when it is written in full (昆明市市场监督管理局), for then the
text speaks of the place too; a short form is part of the name only (乌鲁木齐海关).
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.data import LEXICON, Record, load_table
from extract.discourse import Discourse
from extract.fact import Entity, EntityClass
from extract.lexicon import CHINA, Hit, Lexicon, mint
from extract.mention import Mention, longest_first
from extract.names import Name, NameFinder, canonical_port
from extract.people import PeopleFinder, Role
from extract.segmentation import Segmenter

PLACE_CLASSES = ("Province", "City", "County", "Town")
FULL_PLACE = re.compile(r".+(?:省|市|县|自治区|自治州|自治县|旗|盟|镇|乡)$")
PORT_CUE_AFTER = re.compile(
    r"(?:、[^，。；]{1,6})*等[^，。；]{0,6}(?:口岸|国门)|(?:[^。；]{0,24}(?:作为|是|为))[^。；]{0,30}口岸|在各口岸|[—-][^，。]{1,10}口岸"
)
PORT_CUE_BEFORE = re.compile(
    r"(?:边境|陆路|水运|航空|公路|铁路|陆地)口岸(?:[^，。；]{1,4}、)*$|继(?:[^，。；]{1,4}、)*$"
)
CLUSTER_LIST = re.compile(
    r"([一-鿿]{2,8}(?:、[一-鿿]{2,8}?)+)(?:[二三四五六七八九十]大)?(?:沿海)?(?:口岸|港口)(?:集群|群)"
)
LISTED_HEADS = ("铁路口岸", "公路口岸", "口岸", "机场")
"""What items of a list share: 拱北、横琴口岸 are two."""
LIST_BEFORE = re.compile(r"(?:[一-鿿]{2,5}、)+$")


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
        self.people = PeopleFinder()
        anaphors = load_table(LEXICON / "anaphors.tsv", Anaphor)
        self._anaphors = {row.text: row.classes for row in anaphors}
        self._anaphor = re.compile("|".join(sorted(self._anaphors, key=len, reverse=True)))
        letters = "".join(lexicon.abbreviations)
        self._pair = re.compile(rf"中[{letters}]|(?<=[对赴输访])[{letters}](?=[贸出进开口合铁]|[，。])")

    def find(self, text: str, discourse: Discourse) -> tuple[list[Mention], list[Role]]:
        """The mentions of a sentence, ordered, and its people with their titles; the discourse learns them."""
        roles = self.people.roles(text)
        found = [self._person(role) for role in roles]
        taken = {(m.start, m.end) for m in found}
        cuts = self._segmenter.cuts(text)
        named = self.lexicon.find(text)
        cuts |= {hit.start for hit in named} & {hit.end for hit in named}  # jieba holds 西藏阿里 for one word
        hits = [hit for hit in named if self._stands(hit, cuts, text)]
        known = [m for hit in hits if (m := self._read(hit, text, discourse))]
        found += [m for m in self._repeated_people(text, discourse) if (m.start, m.end) not in taken]
        known += self._pairs(text, cuts)
        found += self._listed_clusters(text) + known
        found += [
            self._named(name, discourse) for name in self._names.find(text, known) if self._is_name(name)
        ]
        found = self._listed_ports(text, found, discourse) + found
        outer = longest_first(found)
        found = outer + self._inner(text, outer, known)
        found += self._anaphora(text, outer, discourse)
        discourse.note(found, text)
        return sorted(found, key=lambda m: m.start), roles

    def _stands(self, hit: Hit, cuts: frozenset[int], text: str) -> bool:
        """Whether a hit is a word: short names only where jieba puts word boundaries too."""
        if hit.end - hit.start > 3:
            return True
        if not hit.entities:
            return True  # a bare port name: its reading decides
        if hit.entities[0].cls in PLACE_CLASSES and FULL_PLACE.match(text[hit.start : hit.end]):
            return True
        if hit.end - hit.start == 3:
            return hit.start in cuts or hit.end in cuts
        return hit.start in cuts and hit.end in cuts

    def _read(self, hit: Hit, text: str, discourse: Discourse) -> Mention | None:
        """The reading of a name that may name a place or the port there, None if it names nothing here."""
        surface = text[hit.start : hit.end]
        entity = hit.entities[0] if hit.entities else None
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
        return Mention(hit.start, hit.end, entity, "gazetteer", 1.0) if entity else None

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
            label = canonical_port(name)
            entity = self.lexicon.port(label) or self.lexicon.port(label.removesuffix("口岸"))
        else:
            entity = self.lexicon.named(label, cls)
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
            for start in (m.start() for m in re.finditer(re.escape(person.label), text))
        ]

    def _pairs(self, text: str, cuts: frozenset[int]) -> list[Mention]:
        """中俄 names two countries; 对俄贸易 names one."""
        found = []
        for match in self._pair.finditer(text):
            if match.start() not in cuts or (match.end() not in cuts and len(match.group()) == 2):
                continue
            for offset, letter in enumerate(match.group()):
                entity = CHINA if letter == "中" else self.lexicon.abbreviations[letter]
                start = match.start() + offset
                found.append(Mention(start, start + 1, entity, "pair", 0.95))
        return found

    def _listed_ports(self, text: str, found: Sequence[Mention], discourse: Discourse) -> list[Mention]:
        """拱北、横琴、青茂口岸 are three ports: what stands in a list before a port is a port too."""
        more = []
        for port in [m for m in found if m.entity.cls == "Port"]:
            head = next((head for head in LISTED_HEADS if text[: port.end].endswith(head)), None)
            listed = LIST_BEFORE.search(text[: port.start]) if head else None
            start = listed.start() if listed else 0
            for number, item in enumerate(listed.group().split("、")[:-1] if listed else ()):
                lead = self._lead(text, start, item, head or "") if not number else 0
                start, item = start + lead, item[lead:]
                place = next((m for m in found if m.start == start and m.end < start + len(item)), None)
                inside = (
                    place.end - start
                    if place and place.entity.cls in PLACE_CLASSES and (head or "").endswith("口岸")
                    else 0
                )
                entity = self._port_of_list(item[inside:], head or "")
                if entity:
                    discourse.named[item[inside:]] = entity
                    more.append(Mention(start + inside, start + len(item), entity, "list", 0.9))
                start += len(item) + 1
        known = {(m.start, m.end) for m in found if m.entity.cls == "Port"}
        return [m for m in more if (m.start, m.end) not in known]

    def _lead(self, text: str, start: int, item: str, head: str) -> int:
        """How much of the first item of a list is no name: 1 of 经皇岗, all of 10.2万余人次."""
        for lead in range(len(item) - 1):
            if self.lexicon.port(item[lead:]) or self.lexicon.port(item[lead:] + head):
                return lead
        if re.match(r"[一-鿿0-9.]", text[max(0, start - 1) : start]):
            return len(item)
        named = self._names.find(item + head, ())
        return named[-1].start if named and named[-1].end == len(item + head) else 0

    def _port_of_list(self, name: str, head: str) -> Entity | None:
        """The port that an item of a list names: known, or new where the list is one of 口岸."""
        forms = (name + head, name, f"{name}国际{head}")
        known = next((port for form in forms if (port := self.lexicon.port(form))), None)
        return known or (mint("Port", name + head) if head.endswith("口岸") and len(name) > 1 else None)

    def _listed_clusters(self, text: str) -> list[Mention]:
        """环渤海、长三角、西南沿海三大口岸集群 are three clusters."""
        found = []
        for listed in CLUSTER_LIST.finditer(text):
            start = listed.start(1)
            for item in listed[1].split("、"):
                if cluster := self.lexicon.named(item + "口岸集群", "PortCluster"):
                    found.append(Mention(start, start + len(item), cluster, "list", 0.95))
                start += len(item) + 1
        return found

    def _inner(self, text: str, outer: Sequence[Mention], known: Sequence[Mention]) -> list[Mention]:
        """Places written in full inside the names of organisations, and any inside those of works and systems."""
        wholes = [m for m in outer if m.entity.cls in ("Organization", "Feature")]
        return [
            replace(m, inner=True)
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

    def _anaphora(self, text: str, outer: Sequence[Mention], discourse: Discourse) -> list[Mention]:
        found = []
        for match in self._anaphor.finditer(text):
            if any(m.start < match.end() and match.start() < m.end for m in outer):
                continue
            before = [m for m in outer if m.end <= match.start()]
            recent = Discourse(recent=dict(discourse.recent))
            recent.note(before, text)
            if entity := recent.resolve(self._anaphors[match.group()]):
                found.append(Mention(match.start(), match.end(), entity, "anaphor", 0.85))
        return found
