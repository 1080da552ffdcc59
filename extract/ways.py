"""Which way goods go, and with whom: the nearest word for it of their clause, else of their sentence.

Their partner is the country before them (越南的火龙果), behind their list (榴莲等越南水果), or a destination or
origin in the sentence (运抵尼日利亚).
"""

import re
from collections.abc import Sequence

from extract.cues import expression
from extract.fact import Direction, Entity
from extract.lexicon import CHINA, Lexicon
from extract.mention import Mention
from extract.sentence import Sentence

DIRECTIONS: tuple[Direction, ...] = ("export", "import", "transit")
APART = ("香港", "澳门", "台湾")
"""Customs territories of their own: what goes there is exported."""
Directions = Sequence[Direction | None]


class WayFinder:
    """Finds the directions and partners of goods."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def of(
        self, sentence: Sentence, group: Sequence[Mention], told: Directions | None, at_port: bool
    ) -> tuple[Directions | None, Sequence[Entity | None], float]:
        """The directions of goods, their partners, and how sure that is; `told` are those of the sentence before.

        What arrives at a port, and not in a town, may come from abroad: `at_port`.
        No directions (None) where nothing says that the goods are traded.
        """
        text = sentence.text
        directions, near = self._directions(sentence, group, at_port)
        if told and directions in (None, [None]):
            directions, near = told, 0.85  # 其中包括……
        partner, origin = self._before(sentence, group[0])
        if at_port and directions in (None, [None]):
            exchanged = expression("<exchanged>").search(text) is not None
            if exchanged and self._is_ours(sentence, group[0]):
                return ["export"], [None], 0.8  # 中国的服装通过三合口岸互通有无
            origin |= partner is not None and (exchanged or self._arrives(sentence))  # 巴西大豆运抵日照港
        if whose := self._behind(sentence, group[-1]):  # 榴莲、山竹等越南特色水果
            partner = whose
            carried = directions and ("import" in directions or (at_port and directions == [None]))
            directions = ["import"] if carried else directions
        if partner and origin and directions in (None, [None]):
            directions, near = ["import"], 0.9  # 来自东盟国家的榴莲
        if partner and directions and "import" in directions:
            directions = [way for way in directions if way != "export"]  # 越南的榴莲 is not sold to 越南
        return directions, [partner] if partner else [*self._elsewhere(sentence)] or [None], near

    @staticmethod
    def _is_ours(sentence: Sentence, goods: Mention) -> bool:
        """Whether goods are said to be China's own."""
        ours = (m for m in sentence.outer if m.entity == CHINA and m.end <= goods.start)
        return any(sentence.text[m.end : goods.start] in ("", "的") for m in ours)

    def _directions(
        self, sentence: Sentence, group: Sequence[Mention], at_port: bool
    ) -> tuple[Sequence[Direction | None] | None, float]:
        text, start, end = sentence.text, group[0].start, group[-1].end
        clause = next(((a, b) for a, b in sentence.clauses if a <= start < b), (0, len(text)))
        for (a, b), sure in ((clause, 1.0), ((0, end), 0.9)):
            names = [(m.start, m.end) for m in sentence.mentions if m.entity.cls == "Organization"]
            ranged = expression("(?:其中)?(?:<of_range>)").match(text, clause[0])  # ，涵盖水果、冰鲜水产品
            taken = [] if (a, b) == clause or ranged else self._others(sentence, clause, group)
            cues: list[tuple[int, Direction | None]] = [
                (self._distance(found, start, end), direction)
                for direction in (*DIRECTIONS, None)
                for found in expression(f"<{direction or 'both_ways'}>").finditer(text, a, b)
                if not any(first <= found.start() < last for first, last in (*names, *taken))
                and not self._is_homeward(sentence, found)
            ]
            nearest = min(cues, key=lambda cue: cue[0], default=None)
            if nearest:
                if not nearest[1] and (a, b) != clause:
                    return [None], 0.7  # 进出口货物53万吨，其中焦煤占九成
                return ([nearest[1]] if nearest[1] else ["import", "export"]), sure if nearest[1] else 0.75
        behind = [
            way
            for way in DIRECTIONS
            for found in expression(f"<{way}>").finditer(text, clause[1])
            if not self._is_homeward(sentence, found)
        ]
        if (
            len(set(behind)) == 1
            and expression("<moves>|货品|品种").search(text)
            and not expression("<both_ways>").search(text)
        ):
            return behind[:1], 0.75  # 货品增加了扇贝，丰富了进口货物品种
        if (
            at_port
            and self._arrives(sentence)
            and (self._elsewhere(sentence) or expression("<foreign_trade>").search(text))
        ):
            return ["import"], 0.85  # 从泰国清盛港启运，运抵关累港; 外贸货船卸船
        for m in expression("<bound_for>").finditer(text):  # 从青岛港出发，驶向韩国
            if self._leads_abroad(sentence, m.end()):
                return ["export"], 0.85
        return ([None], 0.7) if expression("<moves>").search(text) or text.startswith("其中") else (None, 0)

    def _others(
        self, sentence: Sentence, clause: tuple[int, int], ours: Sequence[Mention]
    ) -> list[tuple[int, int]]:
        """The other clauses that speak of goods that do not comprise ours: 除铁矿石进口有所下浮外，煤炭增幅较大."""
        wider = {each for m in ours for each in (m.entity, *self._lexicon.broader(m.entity))}
        other = [m.start for m in sentence.mentions if m.entity.cls == "Commodity" and m.entity not in wider]
        listed = {  # 进口榴莲200吨、香蕉100吨: the clauses of one list
            span for span in sentence.clauses
            if span[1] <= clause[0] and all(self._goes_on(sentence.text, b) for a, b in sentence.clauses if span[0] <= a < clause[0])
        }  # fmt: skip
        return [
            (a, b)
            for a, b in sentence.clauses
            if (a, b) != clause and (a, b) not in listed and any(a <= at < b for at in other)
        ]

    @staticmethod
    def _goes_on(text: str, end: int) -> bool:
        """Whether a list goes on behind a clause: 榴莲200吨、…; 花生等农副产品，…; 车厘子，以及…."""
        return (
            text[end - 1] == "、"
            or expression(r"等[一-鿿]{0,8}，$").search(text[:end]) is not None
            or text.startswith(("以及", "还有"), end)
        )

    def _is_homeward(self, sentence: Sentence, cue: re.Match[str]) -> bool:
        """Whether a word for carrying leads to a place in China: 运抵关累港."""
        if not expression(r"<carried_to>").fullmatch(cue.group()):
            return False
        home = expression("<home_areas>").match(sentence.text, cue.end())
        return home is not None or self._leads_abroad(sentence, cue.end()) is False

    def _arrives(self, sentence: Sentence) -> bool:
        """Whether a sentence tells of goods that arrive, and of none that leave for abroad."""
        leaving = (
            self._leads_abroad(sentence, m.end())
            for m in expression("<bound_for>|<carried_to>").finditer(sentence.text)
        )
        return expression("<arrives>").search(sentence.text) is not None and not any(leaving)

    def _leads_abroad(self, sentence: Sentence, end: int) -> bool | None:
        """Whether the place that a way leads to is abroad; None if none is named."""
        there = next((m.entity for m in sentence.outer if end <= m.start <= end + 3), None)
        if there is None or there.cls == "Commodity":
            return None
        return self.is_abroad(there) or there.label in APART

    @staticmethod
    def _distance(cue: re.Match[str], start: int, end: int) -> int:
        return max(start - cue.end(), cue.start() - end, 0)

    def _before(self, sentence: Sentence, commodity: Mention) -> tuple[Entity | None, bool]:
        """The country or region right before a commodity, and whether the goods are said to come from it."""
        for mention in sentence.outer:
            gap = sentence.text[mention.end : commodity.start]
            near = mention.end <= commodity.start and expression("<of_goods>").fullmatch(gap)
            if near and self.is_abroad(mention.entity):
                origin = expression(r"(?:<origin>)$").search(sentence.text[: mention.start])
                return mention.entity, origin is not None
        return None, False

    def _behind(self, sentence: Sentence, last: Mention) -> Entity | None:
        """The country whose goods a list is said to be: 榴莲、山竹等越南特色水果, 满载煤炭的蒙古国货车入境."""
        text = sentence.text
        for mention in sentence.outer:
            gap = text[last.end : mention.start] if self.is_abroad(mention.entity) else None
            if gap == "等" and expression(r"(?:<of_goods>)(?:水果|商品|产品|货物|特产)").match(
                text, mention.end
            ):
                return mention.entity
            comes = self._arrives(sentence) or "入境" in text
            if gap == "的" and comes and expression("<vehicle>").match(text, mention.end):
                return mention.entity
        return None

    def _elsewhere(self, sentence: Sentence) -> list[Entity]:
        """The destinations or origins that a sentence names first, one or a list."""
        for mention in sentence.outer:
            if self.is_abroad(mention.entity):
                before = sentence.text[: mention.start]
                sent = before.endswith(("向", "对")) and sentence.text.startswith("出口", mention.end)
                if sent or expression(r"(?:<destination>)[^，。；]{0,4}$|(?:<origin>)$").search(before):
                    return [m.entity for m in sentence.group_of(mention)]
        return []

    def is_abroad(self, entity: Entity) -> bool:
        """Whether a country or region lies outside China."""
        return (
            entity.cls in ("Country", "Region")
            and entity != CHINA
            and entity.key not in self._lexicon.domestic
        )
