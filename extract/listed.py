"""Names that stand in lists, each item with the head that the list has at its end: 拱北、横琴口岸 are two ports."""

import re
from collections.abc import Iterator, Sequence

from extract.cues import expression
from extract.discourse import Discourse
from extract.fact import Entity
from extract.lexicon import Lexicon, mint
from extract.mention import Mention
from extract.names import NameFinder
from extract.segmentation import Segmenter

PLACES = ("Province", "City", "County", "Town")
CLUSTER_LIST = re.compile(
    r"([一-鿿]{2,8}(?:、[一-鿿]{2,8}?)+)(?:[二三四五六七八九十]大)?(?:沿海)?(?:口岸|港口)(?:集群|群)"
)
LISTED_HEADS = ("铁路口岸", "公路口岸", "口岸", "机场", "港")
"""What items of a list share: 拱北、横琴口岸 are two."""
LIST_BEFORE = re.compile(r"(?:[一-鿿]{2,5}、)+$")
LIST_WITH_AND = re.compile(r"(?:[一-鿿]{2,4}、)*[一-鿿]{2,4}[和与及]$")
"""A list whose last comma is a word; only ports that one knows are taken from it."""
LIST_IN_SHORT_END = re.compile(
    r"等[^，。；、]{0,8}?(?P<airports>机场|空港口岸|航空口岸|空运口岸)"
    r"|等?(?<!第)(?:[两二三四五六七八九十][个大]?|[0-9]{1,2}[个大])(?:边境|陆路|陆地|水运)?(?P<ports>(?:公路|铁路)?口岸)(?!集?群)"
)
LIST_IN_SHORT = re.compile(
    rf"(?P<items>(?:[一-鿿]{{2,6}}[、和与])+[一-鿿]{{2,6}}?)(?:{LIST_IN_SHORT_END.pattern})"
)
"""北京首都、上海浦东等空港口岸; 皇岗、福田两个口岸; 巴克图、吐尔尕特3个公路口岸."""


ACROSS_DASH = re.compile(r"[—－-][一-鿿]{2,14}(?:公路|铁路)口岸")
ACROSS = re.compile(
    r"(?P<ours>[一-鿿]{2,6})[—－-]{1,2}(?P<country>[一-鿿]{2,5}?)??(?P<theirs>[一-鿿]{2,9}?)(?P<head>(?:公路|铁路)口岸)"
)
"""满洲里—后贝加尔斯克公路口岸: two ports that face each other share a head."""


GOODS_AFTER = re.compile(r"[、和及]([一-鿿]{2,7}?)(?=[、，。；）]|等|和|及|以及|$)")
GOODS_BEFORE = re.compile(r"(?<=、)([一-鿿]{2,7})[、和及]$")
"""What stands beside goods in a list of them."""


class ListFinder:
    """Finds the ports, clusters and goods that lists name."""

    def __init__(self, lexicon: Lexicon, names: NameFinder, segmenter: Segmenter) -> None:
        self._lexicon = lexicon
        self._names = names
        self._segmenter = segmenter

    def goods(self, text: str, found: Sequence[Mention]) -> list[Mention]:
        """Goods that no list of ours knows, beside goods that one knows: 服装、风筝线 are two."""
        more: list[Mention] = []
        queue = [
            m
            for m in found
            if m.entity.cls == "Commodity" and m.entity.key not in self._lexicon.generic_commodities
        ]
        while queue:
            known = queue.pop()
            for item in (
                GOODS_AFTER.match(text, known.end),
                GOODS_BEFORE.search(text[: known.start]),
            ):
                if not item or not self._is_thing(item[1]):
                    continue
                start, end = item.span(1)
                if any(m.start < end and start < m.end for m in (*found, *more)):
                    continue
                new = Mention(start, end, mint("Commodity", item[1]), "list", 0.7)
                more.append(new)
                queue.append(new)
        return more

    def _is_thing(self, name: str) -> bool:
        """Whether a word or words name a thing: nouns, the last one no place, person or time."""
        words = self._segmenter.quick_words(name)
        return (
            bool(words)
            and not expression(r"(?:<no_goods>)$").search(name)
            and words[-1].tag in ("n", "x", "nz", "ng")
            and all(word.tag[0] in "nxbjaz" or word.tag == "vn" for word in words)
        )

    def ports(self, text: str, found: Sequence[Mention], discourse: Discourse) -> list[Mention]:
        """拱北、横琴、青茂口岸 are three ports: what stands in a list before a port is a port too."""
        if not any(head in text for head in ("口岸", "机场", "港")):
            return []  # what all such lists end in
        more: list[Mention] = []
        for port in [m for m in found if m.entity.cls == "Port"]:
            before = text[: port.start]
            head = next((head for head in LISTED_HEADS if text.endswith(head, 0, port.end)), None)
            if not head:
                continue
            if before.endswith("、") and (listed := LIST_BEFORE.search(before)):
                more += self._items(text, listed.start(), listed.group()[:-1], head, found, discourse)
            elif before.endswith(("和", "与", "及")) and (joined := LIST_WITH_AND.search(before)):
                ports = self._items(text, joined.start(), joined.group()[:-1], head, found, discourse)
                more += [m for m in ports if m.entity.key in self._lexicon.entities]
        shared = ("口岸" in text or "机场" in text) and LIST_IN_SHORT_END.search(text)
        for short in LIST_IN_SHORT.finditer(text) if shared else ():
            head = "机场" if short["airports"] else short["ports"]
            more += self._items(text, short.start(), short["items"], head, found, discourse)
        known = {(m.start, m.end) for m in found if m.entity.cls == "Port"}
        return [*self._pairs(text), *(m for m in more if (m.start, m.end) not in known)]

    def _pairs(self, text: str) -> Iterator[Mention]:
        """Two ports across a border from each other, the head said once."""
        for pair in ACROSS.finditer(text) if "口岸" in text and ACROSS_DASH.search(text) else ():
            ours, end = pair["ours"], pair.end("ours")
            for lead in range(len(ours) - 1):
                port = self._port(ours[lead:], pair["head"]) if self._lexicon.port(ours[lead:]) else None
                if port and port.key not in self._lexicon.abroad:
                    yield Mention(pair.start() + lead, end, port, "list", 0.95)
                    break

    def _items(
        self, text: str, start: int, items: str, head: str, found: Sequence[Mention], discourse: Discourse
    ) -> Iterator[Mention]:
        """The ports that the items of a list name; a place before a name is no part of it: 深圳罗湖、福田口岸."""
        for number, item in enumerate(re.split("[、和与]", items)):
            end = start + len(item)
            first = start + (self._lead(text, start, item, head) if not number else 0)
            place = next((m for m in found if m.start == first and m.end < end), None)
            if place and place.entity.cls in PLACES and head.endswith("口岸"):
                first = place.end
            if entity := self._port(text[first:end], head):
                discourse.named[text[first:end]] = entity
                yield Mention(first, end, entity, "list", 0.9)
            start = end + 1

    def _lead(self, text: str, start: int, item: str, head: str) -> int:
        """How much of the first item of a list is no name: 1 of 经皇岗, all of 10.2万余人次."""
        for lead in range(len(item) - 1):
            if self._lexicon.port(item[lead:]) or self._lexicon.port(item[lead:] + head):
                return lead
        if re.match(r"[一-鿿0-9.]", text[max(0, start - 1) : start]):
            return len(item)
        named = self._names.find(item + head, ())
        return named[-1].start if named and named[-1].end == len(item + head) else 0

    def _port(self, name: str, head: str) -> Entity | None:
        """The port that an item of a list names: known, or new where the list is one of 口岸."""
        wider = (name + "口岸",) if head.endswith("口岸") else ()
        forms = (name + head, *wider, name, f"{name}国际{head}")
        known = next((port for form in forms if (port := self._lexicon.port(form))), None)
        if known or not head.endswith("口岸") or len(name) < 2:
            return known
        words = self._segmenter.quick_words(name)
        doing = any(w.tag.startswith(("v", "d", "p")) and len(w.text) > 1 for w in words)
        return (
            None if doing or self._names.is_generic(name) else mint("Port", name + head)
        )  # 全国新增和扩大开放40个口岸 names none

    def clusters(self, text: str) -> list[Mention]:
        """环渤海、长三角、西南沿海三大口岸集群 are three clusters."""
        found: list[Mention] = []
        if "群" not in text:
            return found
        for listed in CLUSTER_LIST.finditer(text):
            start = listed.start(1)
            for item in listed[1].split("、"):
                if cluster := self._lexicon.named(item + "口岸集群", "PortCluster"):
                    found.append(Mention(start, start + len(item), cluster, "list", 0.95))
                start += len(item) + 1
        return found
