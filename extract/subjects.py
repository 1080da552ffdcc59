"""What a statistic is about: named in its clause, carried over, the speaker's own place, or the article's topic."""

from extract.clause import Clause
from extract.cues import expression
from extract.fact import Entity
from extract.lexicon import CHINA, Lexicon, mint
from extract.listed import PLACES
from extract.mention import Mention
from extract.quantities import Quantity
from extract.reporters import ReporterFinder
from extract.sentence import Sentence
from extract.things import ThingFinder, begin

SUBJECTS = frozenset(
    {
        "Port",
        "Organization",
        "Feature",
        "Province",
        "City",
        "County",
        "Town",
        "PortCluster",
        "Region",
        "Country",
    }
)
NAMED = 1.0
CARRIED = 0.9
"""Told before in the paragraph, or who speaks."""
TOPIC = 0.7
"""What the article is about, or was in an earlier paragraph."""
GUESSED = 0.3
"""The whole country, where ports are counted and nothing is named: for review, not for publication."""
TOGETHER = "about several places together"
WORKS = r"(<works>)(?=设计|建设|总投资|占地|投资|总长|全长|[于已将由，])"
"""A part of a harbour that no list names, told of behind its name: 曹妃甸港煤码头三期设计年装船能力5000万吨."""
ZONE = r"[一-鿿]{0,6}?(?:<zone>)(?=(?:<carries>)|(?:<measured>)|进口|出口|进出口|外贸|累计|今年|去年|上半年)"
"""A zone that no list names, behind the place that it is in: 厦门自贸片区进出口800亿元."""
ATTRIBUTE = r"(?:以上|左右)?(?:<built>)?的"
"""What stands between an amount and what it describes: 投资42.7亿元修建的临哈铁路."""


class SubjectFinder:
    """Finds the subjects of clauses."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.reporters = ReporterFinder(lexicon)
        self.things = ThingFinder(lexicon)

    def named(self, clause: Clause) -> Entity | None:
        """What a clause names before its first quantity: its first fitting mention, the last of a chain."""
        text = clause.text
        quoted = expression(r"^[^“]{0,10}“([一-鿿A-Za-z0-9]{2,10})”(班列)?(?=<verb>|班列)").match(text)
        if quoted:
            return mint("Feature", quoted[1] + (quoted[2] or ""))
        if described := self._described(clause):
            return described.entity
        if former := expression(r"[前后]者").match(clause.text):
            pairs = [g for g in clause.sentence.groups if len(g) == 2 and g[-1].end <= clause.start]
            return pairs[-1][former.group() == "后者"].entity if pairs else None
        if not any(clause.start <= m.start < clause.end for m in clause.sentence.outer):
            return None
        counted = [q.start for q in clause.quantities if q.kind not in ("label", "ordinal")]
        stop = min([*counted, clause.end])
        mentions = [m for m in clause.sentence.outer if clause.start <= m.start and m.end <= stop]
        mentions = [m for m in mentions if not self._is_one_of_several_ways(m, clause)]
        fitting = [m for m in mentions if self._fits(m, clause.sentence)]
        if not fitting:
            return self._way(clause)
        chosen = fitting[0]
        if not counted and not self._leads(chosen, clause):
            return None  # 相继开通了曼谷等航线 does not go on to speak of Bangkok
        if chosen.entity == CHINA:  # 经中国中欧班列东部通道绥芬河口岸
            chosen = next((m for m in fitting if m.entity.cls == "Port"), chosen)
        for mention in fitting[1:]:
            if not self._narrows(chosen, mention, clause.sentence.text[chosen.end : mention.start]):
                break
            chosen = mention
        if chosen.entity.cls == "Port" and (
            works := expression(WORKS).match(text, chosen.end - clause.start)
        ):
            return mint("Feature", chosen.entity.label + works[1])
        if chosen.entity.cls in PLACES and (zone := expression(ZONE).match(text, chosen.end - clause.start)):
            return mint("Feature", text[chosen.start - clause.start : zone.end()])
        return chosen.entity

    @staticmethod
    def _described(clause: Clause) -> Mention | None:
        """The port or work that a number stands before as its attribute: 海拔4300米的日屋口岸."""
        ends = {q.end + len(found.group()) for q in clause.quantities
                if (found := expression(ATTRIBUTE).match(clause.after(q)))}  # fmt: skip
        text = clause.sentence.text
        described = (
            m for m in clause.sentence.outer if m.start in ends and m.entity.cls in ("Port", "Feature")
        )
        return next((m for m in described if not expression(r"[至到—-]").match(text, m.end)), None)

    def implied(
        self, clause: Clause, carried: Entity | None, speaker_of_carried: str | None, topic: Entity | None
    ) -> tuple[Entity | None, float]:
        """What a clause without a subject is about, if anything is known, and how sure that is.

        A new speaker speaks for the place of his office, unless a subject was named under him.
        """
        speech = clause.sentence.voice
        body = speech.organization if speech else None
        does = body and expression(r"(?:<company>|<port_body>|局)$").search(body.label)
        if body and does and expression(r"<we>").search(clause.text):
            return body, CARRIED
        home = self.reporters.home(body) if body else None
        new_speaker = speech is not None and speaker_of_carried != speech.person.key
        if home and (expression(r"^<port_kind>").match(clause.text) or new_speaker or not carried):
            return home, CARRIED
        if carried:
            return carried, CARRIED
        return topic, TOPIC

    def is_of_others(self, clause: Clause, carried: Entity | None) -> bool:
        """Whether a clause begins with what has no name and was not spoken of: 其他码头, 沿江港口 where a port was."""
        groups = carried and carried.cls not in ("Province", "Region", "Country")
        begins = r"(?:<others>|<groups>)" if groups else r"(?:<others>)"
        return bool(expression(rf"(?:<opening>|[，：])*{begins}").match(clause.text))

    def thing(
        self, clause: Clause, named: Entity | None, carried: Entity | None, works: Entity | None
    ) -> Entity | None:
        """What a clause begins with that has its own figures: the works last named, a train service, a line, a ship."""
        if works and self.things.tells_of_works(clause) and (not named or named == carried):
            return works
        service = self.things.service(clause)
        if named and not (service and expression("[“（]").search(service.label)):
            return None
        of_port = service and "班列" in service.label and carried and carried.cls == "Port"
        return None if of_port else service  # the trains of the port that is spoken of

    def around(self, port: Entity, clause: Clause, quantity: Quantity) -> tuple[Entity, float]:
        """Whose ports a number counts where the last subject was one of them: the place named before it or around it."""
        named = next((m.entity for m in clause.sentence.outer if m.end == quantity.start), None)
        if named and named.cls in ("Province", "City", "County", "Region"):
            return named, NAMED
        places = self._lexicon.containing(port)
        return (places[0], CARRIED) if places else (CHINA, GUESSED)

    def left_over(self, sentence: Sentence) -> Entity | None:
        """What a sentence without numbers leaves as the subject of the next: a port first."""
        fitting = [m for m in sentence.outer if self._fits(m, sentence)]
        ports = [m for m in fitting if m.entity.cls == "Port"]
        last = next(iter(ports or fitting), None)
        for mention in ports:
            last = mention if last and mention.start == last.end else last
        return last.entity if last else None

    def _way(self, clause: Clause) -> Entity | None:
        """The port behind a number through which what it counts goes: 149辆商品车从霍尔果斯口岸出境."""
        counted = [q for q in clause.quantities if q.kind == "count"]
        if len(counted) != 1 or counted[0].start - clause.start > 4:
            return None
        text = clause.sentence.text
        return next(
            (m.entity for m in clause.sentence.outer
             if m.entity.cls == "Port" and counted[0].end <= m.start and m.end <= clause.end
             and text[: m.start].endswith(("从", "经", "由", "通过", "自", "出入", "进出", "往返")) and m.entity.key not in self._lexicon.abroad),
            None,
        )  # fmt: skip

    @staticmethod
    def _leads(mention: Mention, clause: Clause) -> bool:
        """Whether a mention stands where the subject of a clause does: at its start, behind times and connectives."""
        start, text = clause.start, clause.sentence.text
        for period in clause.sentence.periods:
            if start <= period.start and period.end <= mention.start:
                start = period.end
            if period.start < mention.start < period.end:
                return True  # 自抚远口岸开关以来
        before = expression(r"(?:<opening>)*|(?:在|作为|位于|地处)[^，]*")
        if mention.entity.cls in ("Port", "Feature"):
            before = expression(
                r"(?:<opening>)*|(?:在|作为|位于|地处)[^，]*|[^，。；]{2,16}的|[^，。；]{2,16}——"
            )
        return bool(before.fullmatch(text, start, mention.start)) or any(
            m.end == mention.start and clause.start <= m.start for m in clause.sentence.outer
        )

    def _narrows(self, chosen: Mention, mention: Mention, between: str) -> bool:
        """Whether a mention continues a chain: 新疆阿拉山口铁路口岸, 广西经凭祥口岸."""
        smaller = mention.entity.cls in ("Port", "Organization", "Feature")
        if between == "":
            return smaller or chosen.entity in self._lexicon.containing(mention.entity)
        if between.endswith("的"):
            return smaller if between == "的" else mention.entity.cls == "Port"
        return mention.entity.cls == "Port" and between.endswith(("经", "通过", "经由", "从", "在"))

    def _fits(self, mention: Mention, sentence: Sentence) -> bool:
        entity = mention.entity
        if entity.cls not in SUBJECTS or (entity.cls == "Country" and entity != CHINA):
            return False
        if entity.key in self._lexicon.abroad or expression(
            r"[一二三四五六七八九十]+期(?:工程|项目)?"
        ).fullmatch(entity.label):
            return False
        if entity.cls == "Region" and entity.key not in self._lexicon.domestic:
            return False
        group = sentence.group_of(mention)
        before, after = sentence.text[: group[0].start], sentence.text[group[-1].end :]
        again = {CHINA, entity} if mention.origin == "anaphor" else {CHINA}  # 占黑龙江｜全省
        reached = next(
            (m for m in sentence.outer if m.entity.cls == "Port" and m.end == group[0].start), None
        )
        if reached and not self._fits(reached, sentence):
            return False  # 直达大连港｜大窑湾码头
        whole = next((m for m in sentence.outer if m.entity in again and m.end == group[0].start), None)
        before = sentence.text[: whole.start] if whole else before  # 销往中国云南省
        if entity == CHINA and (
            mention.origin == "pair"
            or before.endswith("“")
            or any(m.start == mention.end and m.entity.cls == "Province" for m in sentence.outer)
        ):
            return False  # 中国香港
        if expression(r"(?:<not_subject_before>)$").search(before):
            return False
        if entity.cls == "Organization" and self.reporters.reports(mention, sentence.text):
            return False
        if any(self._employs(mention, role.begin, sentence.text) for role in sentence.roles):
            return False
        inhabited = entity.cls in ("Region", "Province", "Country")
        if inhabited and entity.cls != "Region" and expression(r"(?:<foremost>)").match(after):
            return False  # 中国最大沉箱
        if inhabited and expression(r"<inhabitants>").match(after):
            return False
        return not expression(r"<not_subject_after>").match(after)

    def _is_one_of_several_ways(self, mention: Mention, clause: Clause) -> bool:
        """Whether a mention is in a list that a number sums up: 查验经拱北、横琴等口岸出入境人员, 广东、江苏合计."""
        group = clause.sentence.group_of(mention)
        before = clause.sentence.text[: group[0].start]
        summed = expression(
            r"[^，。]{0,12}(?:合计|总计|共(?:计|完成|实现|进出))|等?(?:[两三四五六七八九十]|\d{1,2})[个大省市县]"
        ).match(clause.sentence.text[group[-1].end :])
        through = expression(r"(?:经由?|从|通过)[^，。；、]{0,10}$").search(before)
        return len(group) > 1 and (summed is not None or through is not None)

    def elsewhere(self, clause: Clause, subject: Entity, sure: float) -> str | None:
        """Why the numbers of a clause are not its subject's: 经皇岗、福田口岸出入境520万人次, 蒙古国GDP增长3%."""
        there = [m for m in clause.sentence.outer if clause.start <= m.start < clause.end]
        several = {m.entity for m in there if self._is_one_of_several_ways(m, clause)}
        first = there[0] if there else None
        abroad = next((m for m in there if m.entity.cls == "Country" and m.entity != CHINA), None)
        if (
            abroad
            and subject != abroad.entity
            and expression(r"[一-鿿]{0,6}(?:<own_measure>)").match(clause.sentence.text, abroad.end)
        ):
            return "about another country"  # 智利车厘子产量65万吨
        if first and self._opens(first, clause) and first.entity.cls == "Country" and first.entity != CHINA:
            visitors = expression(r"<inhabitants>").match(clause.sentence.text, first.end)
            return None if visitors or len(there) > 1 else "about another country"
        if first and first.entity.key in self._lexicon.abroad and self._leads(first, clause):
            return "about another country"
        if several and subject in {*several, CHINA}:
            return TOGETHER
        ways = sure != NAMED and expression(r"(?:<opening>|，)*(?:经|经由|从|通过)").match(
            clause.sentence.text, begin(clause)
        )
        listed = len(clause.sentence.group_of(first)) > 1 if ways and first else False
        return TOGETHER if listed and first and first.entity.cls == "Port" else None

    @staticmethod
    def _opens(mention: Mention, clause: Clause) -> bool:
        """Whether a mention begins a clause, but for times."""
        start = clause.start
        for period in clause.sentence.periods:
            start = period.end if period.start == start else start
        return mention.start == start and clause.sentence.text[mention.end : mention.end + 1] not in tuple(
            "的、和"
        )

    def partner(self, clause: Clause) -> Entity | None:
        """The country or region abroad that a clause without numbers speaks of: 东盟为我国第一大贸易伙伴."""
        first = next((m for m in clause.sentence.outer if clause.start <= m.start < clause.end), None)
        if not first or first.entity.cls not in ("Country", "Region") or not self._leads(first, clause):
            return None
        is_one = expression(r"(?:已|仍|继续|依然|保持|连续[^，]{1,6})?(?:为|是|成为)").match(
            clause.sentence.text, first.end
        )
        behind = clause.sentence.text[clause.end : clause.end + 30]
        named = any(way + first.entity.label in behind for way in "对与同和")  # 对东盟贸易额 is not ASEAN's
        return first.entity if is_one and not named and first.origin != "pair" else None

    def _employs(self, mention: Mention, title: int, text: str) -> bool:
        """Whether a mention is part of what stands before a title: 呼和浩特海关所属二连海关副科长."""
        return mention.end <= title and not expression("[，。：；]").search(text[mention.end : title])
