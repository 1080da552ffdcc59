"""Trade: which goods a place imports, exports or passes on, and with whom.

A commodity takes its direction from the nearest cue of its clause, else of its sentence; its partner from the
country before it (越南的火龙果) or from a destination or origin in the sentence (运抵尼日利亚).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import product

from extract.cues import expression
from extract.draft import Context
from extract.fact import Claim, Direction, Entity, Trade
from extract.lexicon import CHINA, Lexicon
from extract.mention import Mention
from extract.relations import Candidate
from extract.sentence import Sentence

DIRECTIONS: tuple[Direction, ...] = ("export", "import", "transit")
APART = ("香港", "澳门", "台湾")
"""Customs territories of their own: what goes there is exported."""
PLACES = ("Port", "Province", "City", "County", "Town", "Region")


class TradeReader:
    """Reads the trade of one sentence after another."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def read(self, sentence: Sentence, context: Context) -> Iterator[Candidate[Claim]]:
        """The trade claims of a sentence."""
        if all(m.entity.cls != "Commodity" for m in sentence.outer):
            return
        groups = [g for g in sentence.groups if g[0].entity.cls == "Commodity"]
        goods = [[m for m in g if self._is_traded(m, g, sentence.text)] for g in groups]
        if not any(goods):
            return
        elsewhere = self._elsewhere(sentence)
        for group in goods:
            place = self._place(sentence, context, group[0].start) if group else None
            if group and expression(r"(?:<not_traded_before>)$").search(sentence.text[: group[0].start]):
                continue
            told = context.trade if sentence.text.startswith(("其中", "包括", "主要", "品种")) else None
            told = told if told and told[0] == sentence.paragraph else None
            place = place or ((told[1], 0.85) if told and group else None)
            if not place or expression(r"[^，。；]{0,8}?(?:<not_traded_after>)").match(
                sentence.text, group[-1].end
            ):
                continue
            where, sure = place
            directions, near = self._directions(sentence, group)
            if told and directions in (None, [None]):
                directions, near = told[2], 0.85
            before, origin = self._before(sentence, group[0])
            if whose := self._behind(sentence, group[-1]):  # 榴莲、山竹等越南特色水果
                before, directions = (
                    whose,
                    ["import"] if directions and "import" in directions else directions,
                )
            if before and origin and (directions is None or directions == [None]):
                directions, near = ["import"], 0.9  # 来自东盟国家的榴莲
            if directions is None or (directions == [None] and where.cls != "Port"):
                continue
            if before and group and directions and "import" in directions:
                directions = [way for way in directions if way != "export"]  # 越南的榴莲 is not sold to 越南
            partners: list[Entity | None] = [before] if before else [*elsewhere] or [None]
            context.trade = (sentence.paragraph, where, directions)
            start, end = self._evidence(sentence, group)
            for mention, direction, partner in product(group, directions, partners):
                claim = Trade(place=where, direction=direction, commodity=mention.entity, partner=partner)
                known = sure * near * mention.confidence
                yield Candidate(claim, sentence, start, end, known, "goods-and-direction")

    def _is_traded(self, mention: Mention, group: Sequence[Mention], text: str) -> bool:
        """Whether goods are goods here, and no word for any of them nor what carries them: 每辆卡车通关."""
        generic = self._lexicon.generic_commodities.get(mention.entity.key)
        counted = text[mention.end : mention.end + 1].isdigit() and text[: mention.start].endswith(
            ("进口", "出口")
        )
        counted |= expression(r"(?:进口|出口)[约达]?\d").match(text, mention.end) is not None
        if generic == "yes" or (generic and len(group) == 1 and not counted):
            return False  # 进口农产品4.2亿美元
        if len(group) > 1 or not expression(r"<conveyance>").fullmatch(text[mention.start : mention.end]):
            return True
        near = text[max(0, mention.start - 4) : mention.start] + "|" + text[mention.end : mention.end + 5]
        return bool(expression(r"出口|进口|外销").search(near))

    def _place(self, sentence: Sentence, context: Context, goods: int) -> tuple[Entity, float] | None:
        """The port or place that trades in goods that stand at an offset: named in their clause, or their sentence.

        Else it is what their paragraph speaks of.
        """
        text = sentence.text
        named = [
            m for m in sentence.outer
            if m.entity.cls in PLACES
            and not expression(r"(?:<not_trading_before>)$").search(text[: sentence.group_of(m)[0].start])
            and (m.entity.cls == "Port" or not expression(r"^(?:始发|出发|发车|发运|开出|启程)").match(text[m.end : m.end + 2]))
            and not any(o.start == m.end and o.entity.cls == "Organization" for o in sentence.outer)
            and (m.entity.cls != "Region" or m.entity.key in self._lexicon.domestic)
            and not any(o.end == m.start and self._is_abroad(o.entity) for o in sentence.outer)
        ]  # fmt: skip
        ports = [m for m in named if m.entity.cls == "Port"]
        clause = next(((a, b) for a, b in sentence.clauses if a <= goods < b), (0, len(text)))
        ports = [m for m in ports if clause[0] <= m.start < goods] or ports
        if ports:
            through = [m for m in ports if expression(r"(?:<through>)$").search(text[: m.start])]
            chosen = (through or ports)[
                -1 if len(ports) > 1 and text[ports[0].end :].startswith("扩大开放的") else 0
            ]
            return chosen.entity, 0.95
        if named:
            return named[0].entity, 0.9
        spoken_of = context.subject if context.subject_paragraph == sentence.paragraph else None
        if spoken_of and spoken_of.cls == "Feature":
            spoken_of = self._lexicon.place_of(spoken_of.label)  # 东兴边民互市贸易区
        if spoken_of and spoken_of.cls == "Organization":
            spoken_of = self._lexicon.port(expression(r"(?:<port_body>)$").sub("", spoken_of.label))
        return (spoken_of, 0.8) if spoken_of and spoken_of.cls in PLACES else None

    def _directions(
        self, sentence: Sentence, group: Sequence[Mention]
    ) -> tuple[Sequence[Direction | None] | None, float]:
        text, start, end = sentence.text, group[0].start, group[-1].end
        clause = next(((a, b) for a, b in sentence.clauses if a <= start < b), (0, len(text)))
        for (a, b), sure in ((clause, 1.0), ((0, end), 0.9)):
            names = [(m.start, m.end) for m in sentence.mentions if m.entity.cls == "Organization"]
            taken = [] if (a, b) == clause else self._others(sentence, clause, group)
            cues: list[tuple[int, Direction | None]] = [
                (self._distance(found, start, end), direction)
                for direction in (*DIRECTIONS, None)
                for found in expression(f"<{direction or 'both_ways'}>").finditer(text, a, b)
                if not any(first <= found.start() < last for first, last in (*names, *taken))
                and not (
                    expression(r"<carried_to>").fullmatch(found.group())
                    and self._leads_abroad(sentence, found.end()) is False
                )
            ]
            nearest = min(cues, key=lambda cue: cue[0], default=None)
            if nearest:
                share = expression(r"<share>").search(text, *clause)
                if not nearest[1] and (a, b) != clause and share:
                    return [None], 0.7  # 进出口货物53万吨，其中焦煤占九成
                return ([nearest[1]] if nearest[1] else ["import", "export"]), sure if nearest[1] else 0.75
        behind = [way for way in DIRECTIONS if expression(f"<{way}>").search(text, clause[1])]
        if (
            len(behind) == 1
            and expression("<moves>|货品|品种").search(text)
            and not expression("<both_ways>").search(text)
        ):
            return behind, 0.75  # 货品增加了扇贝，丰富了进口货物品种
        carried = [
            m
            for m in expression(r"<carried_to>").finditer(text)
            if self._leads_abroad(sentence, m.end()) is False
        ]
        if carried and self._elsewhere(sentence):
            return ["import"], 0.85  # 从泰国清盛港启运，运抵关累港
        for m in expression("<bound_for>").finditer(text):  # 从青岛港出发，驶向韩国
            abroad = self._leads_abroad(sentence, m.end())
            if abroad is not None:
                return ["export" if abroad else "import"], 0.85
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

    def _leads_abroad(self, sentence: Sentence, end: int) -> bool | None:
        """Whether the place that a way leads to is abroad; None if none is named."""
        there = next((m.entity for m in sentence.outer if end <= m.start <= end + 3), None)
        if there is None or there.cls == "Commodity":
            return None
        return self._is_abroad(there) or there.label in APART

    @staticmethod
    def _distance(cue: re.Match[str], start: int, end: int) -> int:
        return max(start - cue.end(), cue.start() - end, 0)

    def _before(self, sentence: Sentence, commodity: Mention) -> tuple[Entity | None, bool]:
        """The country or region right before a commodity, and whether the goods are said to come from it."""
        for mention in sentence.outer:
            gap = sentence.text[mention.end : commodity.start]
            near = mention.end <= commodity.start and expression("<of_goods>").fullmatch(gap)
            if near and self._is_abroad(mention.entity):
                origin = expression(r"(?:<origin>)$").search(sentence.text[: mention.start])
                return mention.entity, origin is not None
        return None, False

    def _behind(self, sentence: Sentence, last: Mention) -> Entity | None:
        """The country whose goods a list is said to be: 榴莲、山竹等越南特色水果."""
        for mention in sentence.outer:
            near = sentence.text[last.end : mention.start] == "等" and self._is_abroad(mention.entity)
            if near and expression(r"(?:<of_goods>)(?:水果|商品|产品|货物|特产)").match(
                sentence.text, mention.end
            ):
                return mention.entity
        return None

    def _elsewhere(self, sentence: Sentence) -> list[Entity]:
        """The destinations or origins that a sentence names first, one or a list."""
        for mention in sentence.outer:
            if self._is_abroad(mention.entity):
                before = sentence.text[: mention.start]
                if expression(r"(?:<destination>)[^，。；]{0,4}$|(?:<origin>)$").search(before):
                    return [m.entity for m in sentence.group_of(mention)]
        return []

    def _is_abroad(self, entity: Entity) -> bool:
        return (
            entity.cls in ("Country", "Region")
            and entity != CHINA
            and entity.key not in self._lexicon.domestic
        )

    def _evidence(self, sentence: Sentence, group: Sequence[Mention]) -> tuple[int, int]:
        clauses = [(a, b) for a, b in sentence.clauses if a < group[-1].end and group[0].start < b]
        return clauses[0][0], clauses[-1][1]


def inherit_partners(found: Sequence[Candidate[Claim]], lexicon: Lexicon) -> Iterator[Candidate[Claim]]:
    """A kind of goods without a partner takes that of what comprises it, where the place has only one such.

    A page says once that 老挝药材 come in through a port, then lists the herbs.
    """
    known: dict[tuple[str, str], set[Entity]] = {}
    for candidate in found:
        claim = candidate.claim
        if isinstance(claim, Trade) and claim.partner:
            known.setdefault((claim.commodity.key, claim.direction or ""), set()).add(claim.partner)
    directed = {
        (c.claim.place, c.claim.commodity) for c in found if isinstance(c.claim, Trade) and c.claim.direction
    }
    for candidate in found:
        claim = candidate.claim
        if isinstance(claim, Trade) and not claim.direction and (claim.place, claim.commodity) in directed:
            continue
        if not isinstance(claim, Trade) or claim.partner:
            yield candidate
            continue
        for wider in (claim.commodity, *lexicon.broader(claim.commodity)):
            partners = known.get((wider.key, claim.direction or ""), set())
            if len(partners) == 1:
                full = Trade(
                    place=claim.place,
                    direction=claim.direction,
                    commodity=claim.commodity,
                    partner=next(iter(partners)),
                )
                yield Candidate(
                    full,
                    candidate.sentence,
                    candidate.start,
                    candidate.end,
                    candidate.confidence * 0.85,
                    "partner-of-wider-goods",
                )
                break
        else:
            yield candidate
