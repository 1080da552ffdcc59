"""Trade: which goods a place imports, exports or passes on; which way and with whom, `extract.ways` says."""

from collections.abc import Iterator, Sequence
from itertools import product

from extract.cues import expression
from extract.draft import Context
from extract.fact import Claim, Entity, EntityClaim, Trade
from extract.heads import kind_of_name
from extract.lexicon import Lexicon
from extract.mention import Mention
from extract.relations import Candidate
from extract.sentence import Sentence
from extract.ways import WayFinder

PLACES = ("Port", "Province", "City", "County", "Town", "Region")


class TradeReader:
    """Reads the trade of one sentence after another."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._ways = WayFinder(lexicon)

    def read(self, sentence: Sentence, context: Context) -> Iterator[Candidate[Claim]]:
        """The trade claims of a sentence."""
        if all(m.entity.cls != "Commodity" for m in sentence.outer):
            return
        groups = [g for g in sentence.groups if g[0].entity.cls == "Commodity"]
        goods = [[m for m in g if self._is_traded(m, g, sentence.text)] for g in groups]
        if not any(goods):
            return
        for group in goods:
            place = self._place(sentence, context, group[0].start) if group else None
            if group and expression(r"(?:<not_traded_before>)$").search(sentence.text[: group[0].start]):
                continue
            told = context.trade if group and self._goes_on(sentence, context, group) else None
            place = place or ((told[1], 0.85) if told and group else None)
            if not place or expression(r"[^，。；]{0,8}?(?:<not_traded_after>)").match(
                sentence.text, group[-1].end
            ):
                continue
            where, sure = place
            directions, partners, near = self._ways.of(
                sentence, group, told[2] if told else None, where.cls == "Port"
            )
            if directions is None and not expression("<handled>").search(sentence.text):
                continue
            if directions is None or (directions == [None] and not self._is_told_of_all(where, sentence)):
                yield from (_handled(sentence, m, sure * m.confidence) for m in group)
                continue
            context.trade = (sentence.paragraph, where, directions, frozenset(m.entity for m in group))
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
        counted |= (
            expression(r"(?:进口|出口|货值|总值|值|额|量){1,2}[约达为超近]?\d").match(text, mention.end)
            is not None
        )
        if generic == "yes" or (generic and len(group) == 1 and not counted):
            return False  # 进口农产品4.2亿美元
        if len(group) > 1 or not expression(r"<conveyance>").fullmatch(text[mention.start : mention.end]):
            return True
        near = text[max(0, mention.start - 4) : mention.start] + "|" + text[mention.end : mention.end + 5]
        return bool(expression(r"出口|进口|外销").search(near))

    def _goes_on(self, sentence: Sentence, context: Context, group: Sequence[Mention]) -> bool:
        """Whether goods are those of the sentence before: 其中……; or some of their kind: 热带水果包括榴莲、山竹."""
        if not context.trade:
            return False
        paragraph, _, _, goods = context.trade
        if sentence.text.startswith(("其中", "包括", "主要", "品种")):
            return paragraph == sentence.paragraph
        before = sentence.text[: group[0].start]
        wider = {each for m in group for each in self._lexicon.broader(m.entity)}
        return expression("<of_range>").search(before) is not None and not goods.isdisjoint(wider)

    def _is_told_of_all(self, place: Entity, sentence: Sentence) -> bool:
        """Whether goods without a direction are told as what crosses the border at a port, either way: 货物品类有煤炭、食品."""
        kind = kind_of_name(place.label) or self._lexicon.port_kind(place) if place.cls == "Port" else None
        return kind in ("road", "rail", "land") and bool(expression("<kinds_of_goods>").search(sentence.text))

    def _place(self, sentence: Sentence, context: Context, goods: int) -> tuple[Entity, float] | None:
        """The port or place that trades in goods that stand at an offset: named in their clause, or their sentence.

        Else it is what their paragraph speaks of.
        """
        text = sentence.text
        named = [
            m for m in sentence.outer
            if m.entity.cls in PLACES
            and self._may_trade(m, text[: sentence.group_of(m)[0].start])
            and (m.entity.cls == "Port" or not expression(r"^(?:始发|出发|发车|发运|开出|启程)").match(text[m.end : m.end + 2]))
            and not any(o.start == m.end and o.entity.cls == "Organization" for o in sentence.outer)
            and (m.entity.cls != "Region" or m.entity.key in self._lexicon.domestic)
            and not any(o.end == m.start and self._ways.is_abroad(o.entity) for o in sentence.outer)
        ]  # fmt: skip
        ports = [m for m in named if m.entity.cls == "Port"]
        ports = [m for m in ports if m.entity.key not in self._lexicon.abroad] or ports
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

    def _may_trade(self, place: Mention, before: str) -> bool:
        """Whether a place may be the one that trades: no market that goods go to."""
        arrived = place.entity.cls == "Port" and expression(r"(?:<arrives>)(?:了|在|于)?$").search(before)
        return bool(arrived) or not expression(r"(?:<not_trading_before>)$").search(before)

    def _evidence(self, sentence: Sentence, group: Sequence[Mention]) -> tuple[int, int]:
        clauses = [(a, b) for a, b in sentence.clauses if a < group[-1].end and group[0].start < b]
        return clauses[0][0], clauses[-1][1]


def _handled(sentence: Sentence, goods: Mention, sure: float) -> Candidate[Claim]:
    """Goods that pass somewhere, nobody says which way: no trade, but goods that the text names."""
    claim = EntityClaim(entity=goods.entity)
    return Candidate(claim, sentence, goods.start, goods.end, sure, "goods-handled")


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
