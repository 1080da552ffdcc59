"""Posts and statements: who holds which title where, and who is said to say what."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.cues import expression
from extract.discourse import Discourse
from extract.fact import Claim, Entity, EntityClass, Post, Statement
from extract.lexicon import Lexicon, mint
from extract.mention import Mention
from extract.people import Held, Role
from extract.relations import Candidate
from extract.sentence import Employment, Sentence, Speech

UNIT = re.compile(
    r"(?:[一-鿿]{1,10}(?:办公厅|办公室|司|局|处|科|部|室|中心|大队|分局|队|分会|站|车间|段|学院)|办公厅|办公室)$"
)

UNIT_OF = re.compile(r"(?![省市县州区旗盟])[一-鿿]{1,10}(?:[司厅处科部室]|中心|支队|大队|车间)")
"""A unit that leaves out whose it is, behind another title: 海关总署新闻发言人、国际合作司司长."""
BODY = re.compile(
    r"[一-鿿]{1,20}(?:局|(?<!公)司|委|院|部|会|所|办|社|厅|处|科|队|中心|办公室|车间|车站|段|协会|学会|联盟|银行|大学|学院|政府|公署|政协|人大|纪委|商会)$"
)
COMPANY = re.compile(r"[一-鿿（）]{3,24}(?:公司|集团)$")
ANY_COMPANY = re.compile(r"一家|某|这家|该|本|当地|我|一位|多家|几家")
GOVERNED = ("Country", "Province", "City", "County", "Region")
COMMITTEE = re.compile(r"(?:中共)?([一-鿿]{1,10}[省市州盟县区旗])委")
OF_THIS_PORT = re.compile(r"该口岸((?:出入境)?边防检查站|边检站|海关|管委会|口岸办)$")
SEATS: dict[str, EntityClass] = {
    "省": "Province",
    "市": "City",
    "州": "City",
    "盟": "City",
    "县": "County",
    "旗": "County",
}
"""What a bare 市长 governs: the town that the text speaks of."""
COMMITTEES: dict[str, EntityClass] = {"省": "Province", "市": "City", "州": "City", "县": "County"}
COMMITTEE_HERE = re.compile(r"(?:(?<![一-鿿])|(?<=[的和与及在由]))([省市州县])委$")
OF_AREA = re.compile(rf"(?:{COMMITTEE_HERE.pattern[:-1]}|(?<![一-鿿])自治区(?:党委)?)$")
"""A body that names no place: with it, a title says enough."""
BODY_HERE = re.compile(r"(?:^|(?<=[，。、：；和与由在向]))(集团|海关|边检站|海事局|管委会)(?:公司)?$")
"""A body called by its sort: the one of that sort that the text spoke of."""
BODY_ENDS = {"边检站": ("边检站", "边防检查站"), "集团": ("集团", "集团有限公司", "集团公司")}
OF_PLACE = re.compile(r"[一-鿿]{1,8}?(?:省|市|州|县|盟|旗|自治区)")
LOCAL = ("口岸", "管委会")
"""How a body begins that leaves out where it is, behind another title: 崇左市副市长、口岸办主任."""
PARTY = re.compile(r"(?:党委|党总支|党支部|党组)$")
"""What a title of the party has before it and is no part of the body's name: 公司党总支书记."""


class PostReader:
    """Reads posts sentence by sentence and remembers whom people speak for."""

    def __init__(self, lexicon: Lexicon, verbs: str) -> None:
        self._lexicon = lexicon
        self._said = re.compile(rf"^[^，。：“]{{0,12}}?(?:{verbs})|^：")

    def employments(
        self, text: str, roles: Sequence[Role], mentions: Sequence[Mention], discourse: Discourse
    ) -> list[Employment]:
        """The bodies that the titles of a sentence belong to; the discourse learns people and employers."""
        found = []
        people = {(m.start, m.end): m.entity for m in mentions if m.origin == "role"}
        for role in roles:
            person = people.get((role.start, role.end))
            if not person:
                continue  # a longer name covers it
            discourse.named[person.label] = person
            previous: Entity | None = None
            body: Entity | None
            start = 0
            for held in role.held:
                where = text[held.body : held.begin] if held is not role.held[0] else ""
                if UNIT_OF.fullmatch(where) and previous and previous.cls == "Organization":
                    body, sure = self._part(previous, where), 0.9
                else:
                    body, start, sure = self._organization(text, role, held, mentions, discourse)
                area = (
                    OF_PLACE.match(previous.label)
                    if previous and body and body.label.startswith(LOCAL)
                    else None
                )
                if area and body:
                    body = self._part(mint("Organization", area.group()), body.label)
                if not body and (committee := OF_AREA.search(text, 0, held.begin)):
                    named = (committee.group() + held.titles[0], *held.titles[1:])
                    start = committee.start()  # 县委书记, of a county unsaid
                    held = replace(held, begin=start, titles=named)
                discourse.employers.setdefault(person.key, body)
                found.append(Employment(person, role, held, body, start, sure))
                previous = body
        return found

    def read(self, sentence: Sentence, previous: Sentence | None) -> Iterator[Candidate[Claim]]:
        """The posts and statements of a sentence; `previous` is the one before it in its paragraph.

        A quotation that ends right before a speaker is the speaker's: “……。”孙梅君说。
        """
        for held in sentence.employments:
            behind = held.held.begin == held.role.start
            rule = (
                "appointment"
                if held.role.appointed
                else "name-before-title"
                if behind
                else "title-before-name"
            )
            for title in held.held.titles:
                seat = self._seat(title, held.organization)
                if not seat and not held.role.public and not expression(r"(?:<business>)$").search(title):
                    continue  # a driver or a trader holds no post
                claim = Post(person=held.person, title=title, organization=seat)
                start = min(held.start, held.role.start)
                yield Candidate(claim, sentence, start, held.role.stop, held.confidence, rule)
        speech = sentence.speech
        if speech:
            said = sentence.text[speech.end :].lstrip("到，：,: ")
            if len(said) > 4:
                statement = Statement(person=speech.person, text=said, quoted="“" in said)
                yield Candidate(statement, sentence, 0, len(sentence.text), 0.9, "name-and-verb-of-speech")
            if (
                previous
                and previous.text.endswith("”")
                and not re.search("[，。]", sentence.text[: speech.start])
            ):
                statement = Statement(person=speech.person, text=previous.text.strip("“”"), quoted=True)
                yield Candidate(statement, previous, 0, len(previous.text), 0.9, "quotation-before-speaker")

    def speech(self, text: str, mentions: Sequence[Mention], discourse: Discourse) -> Speech | None:
        """Who a sentence says to be speaking."""
        for mention in mentions:
            said = mention.entity.cls in ("Official", "Person") and self._said.match(text[mention.end :])
            if said:
                employer = discourse.employers.get(mention.entity.key)
                return Speech(mention.entity, employer, mention.start, mention.end + said.end())
        return None

    def _part(self, body: Entity, unit: str) -> Entity:
        """A unit of a body: 统计分析司 of 海关总署."""
        label = body.label + unit
        return self._lexicon.named(label, "Organization") or mint("Organization", label)

    def _seat(self, title: str, body: Entity | None) -> Entity | None:
        """The place that somebody governs who is named with a post in its party committee: 德宏州委副书记、州长."""
        committee = body and COMMITTEE.fullmatch(body.label)
        if committee and expression(r"(?:<civic>)$").search(title):
            return self._lexicon.place_of(committee[1]) or body
        return body

    def _in_full(self, label: str, discourse: Discourse) -> str:
        """A body's name with the place that it leaves out, where the text speaks of one such place: 州商务局 of 德宏州."""
        cls = SEATS.get(label[0])
        places = [e for key in discourse.surfaces if (e := self._lexicon.entities.get(key)) and e.cls == cls]
        if len(places) != 1:
            return label
        forms = (*discourse.surfaces[places[0].key], places[0].label)
        return next((form + label[1:] for form in forms if form.endswith(label[0]) and len(form) < 7), label)

    def _organization(
        self, text: str, role: Role, held: Held, mentions: Sequence[Mention], discourse: Discourse
    ) -> tuple[Entity | None, int, float]:
        """The body before a title, a unit of it, a common noun that ends like a body, or the article's topic."""
        first, titles, begin = held.body, held.titles, held.begin
        before = [
            m for m in mentions if m.entity.cls == "Organization" and first <= m.start and m.end <= begin
        ]
        if before:
            last = before[-1]
            gap = text[last.end : begin]
            if PARTY.sub("", gap) in ("", "原", "的", "现场"):
                return last.entity, last.start, 0.95
            if UNIT.fullmatch(gap):
                label = last.entity.label + gap
                known = self._lexicon.named(label, "Organization")
                return known or mint("Organization", label), last.start, 0.9
        ends = {begin, begin + 3} if titles[0].startswith("自治区") else {begin}  # 广西壮族自治区主席
        there = [m for m in mentions if m.end in ends and m.entity.cls in (*GOVERNED, "Port")]
        civic = expression(r"(?:<civic>)$").search(titles[0])
        business = expression(r"(?:<business>)$").search(titles[-1])
        if there and (business if there[0].entity.cls == "Port" else civic):
            return there[0].entity, there[0].start, 0.9
        if there and titles[-1].endswith(("站长", "总经理")) and text[begin - 1] == "站":
            return mint("Organization", text[there[0].start : begin]), there[0].start, 0.85
        party = next(
            (m for m in mentions if text[m.end : begin] in ("党委", "委") and m.entity.cls in GOVERNED),
            None,
        )
        if party:  # 自治区党委常委
            first = party.start - 2 * text[: party.start].endswith("中共")
            return mint("Organization", text[first:begin]), first, 0.85
        if here := OF_THIS_PORT.search(text[:begin]):  # 该口岸边防检查站站长
            port = next(
                (m.entity for m in mentions if m.origin == "anaphor" and m.start == here.start()), None
            )
            if port and port.cls == "Port":
                label = port.label.removesuffix("口岸") + here[1]
                return (
                    self._lexicon.named(label, "Organization") or mint("Organization", label),
                    here.start(),
                    0.8,
                )
        if committee := COMMITTEE_HERE.search(text[:begin]):  # 市委常委
            place = discourse.resolve((COMMITTEES[committee[1]],))
            if place:
                return mint("Organization", f"{place.label.removesuffix('委')}委"), committee.start(), 0.75
        if sort := BODY_HERE.search(PARTY.sub("", text[:begin])):
            called = BODY_ENDS.get(sort[1], (sort[1],))
            spoken = (discourse.topic, discourse.recent.get("Organization"))
            if body := next((each for each in spoken if each and each.label.endswith(called)), None):
                return body, begin, 0.75
        full, text = text, PARTY.sub("", text[first:begin])
        bare = COMPANY.search(text) or (BODY.search(text) if role.public else None)
        elsewhere = bool(before) and re.search("[，、；。]", full[before[-1].end : begin]) is not None
        if bare and (not before or elsewhere):
            label = re.split(r"[，。；：、”“的在]|对于|来自|^[据由经与和及]", bare.group())[-1]
            if len(label) > 2 and not ANY_COMPANY.match(label) and "某" not in label:
                start = full.rfind(label, 0, begin)
                label = self._in_full(label, discourse)
                known = self._lexicon.named(label, "Organization")
                return known or mint("Organization", label), start if start >= 0 else begin, 0.75
        if (
            civic
            and not role.appointed
            and (place := discourse.resolve((SEATS.get(civic.group()[-2], "Country"),)))
        ):
            return (place, begin, 0.65) if place.cls != "Country" else (None, begin, 0.7)
        topic = None if role.appointed or civic else discourse.topic
        if topic and topic.cls == "Organization" and role.public:
            return topic, begin, 0.7
        return None, begin, 0.7
