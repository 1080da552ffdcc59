"""Posts and statements: who holds which title where, and who is said to say what."""

import re
from collections.abc import Iterator, Sequence

from extract.cues import expression
from extract.discourse import Discourse
from extract.fact import Claim, Entity, EntityClass, Post, Statement
from extract.lexicon import Lexicon, mint
from extract.mention import Mention
from extract.people import Role
from extract.relations import Candidate
from extract.sentence import Employment, Sentence, Speech

UNIT = re.compile(
    r"(?:[一-鿿]{1,10}(?:办公厅|办公室|司|局|处|科|部|室|中心|大队|分局|队|分会|站|车间|段|学院)|办公厅|办公室)$"
)

BODY = re.compile(
    r"[一-鿿]{2,20}(?:局|(?<!公)司|委|院|部|会|所|办|社|厅|处|科|队|中心|办公室|车间|车站|段|协会|学会|联盟|银行|大学|学院)$"
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
COMMITTEE_HERE = re.compile(r"(?<![一-鿿])([省市州县])委$")
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
            organization, start, sure = self._organization(text, role, mentions, discourse)
            discourse.named[person.label] = person
            discourse.employers[person.key] = organization
            found.append(Employment(person, role, organization, self._unit(organization, role), start, sure))
        return found

    def read(self, sentence: Sentence, previous: Sentence | None) -> Iterator[Candidate[Claim]]:
        """The posts and statements of a sentence; `previous` is the one before it in its paragraph.

        A quotation that ends right before a speaker is the speaker's: “……。”孙梅君说。
        """
        for held in sentence.employments:
            posts = [(title, held.unit or held.organization) for title in held.role.titles]
            if held.role.earlier:
                posts.insert(0, (held.role.earlier, held.organization))
            for title, body in posts:
                claim = Post(person=held.person, title=title, organization=self._seat(title, body))
                start, rule = (
                    min(held.start, held.role.start),
                    "appointment" if held.role.appointed else "title-before-name",
                )
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

    def _unit(self, body: Entity | None, role: Role) -> Entity | None:
        """The unit of a body that a second title names: 统计分析司 of 海关总署."""
        if not body or not role.unit:
            return None
        label = body.label + role.unit
        return self._lexicon.named(label, "Organization") or mint("Organization", label)

    def _seat(self, title: str, body: Entity | None) -> Entity | None:
        """The place that somebody governs who is named with a post in its party committee: 德宏州委副书记、州长."""
        committee = body and COMMITTEE.fullmatch(body.label)
        if committee and expression(r"(?:<civic>)$").search(title):
            return self._lexicon.place_of(committee[1]) or body
        return body

    def _organization(
        self, text: str, role: Role, mentions: Sequence[Mention], discourse: Discourse
    ) -> tuple[Entity | None, int, float]:
        """The body before a title, a unit of it, a common noun that ends like a body, or the article's topic."""
        first = role.appointed
        before = [
            m for m in mentions if m.entity.cls == "Organization" and first <= m.start and m.end <= role.begin
        ]
        if before:
            last = before[-1]
            gap = text[last.end : role.begin]
            if PARTY.sub("", gap) in ("", "原", "的", "现场"):
                return last.entity, last.start, 0.95
            if UNIT.fullmatch(gap):
                label = last.entity.label + gap
                known = self._lexicon.named(label, "Organization")
                return known or mint("Organization", label), last.start, 0.9
        there = [m for m in mentions if m.end == role.begin and m.entity.cls in (*GOVERNED, "Port")]
        civic = expression(r"(?:<civic>)$").search(role.titles[0])
        business = expression(r"(?:<business>)$").search(role.titles[-1])
        if there and (business if there[0].entity.cls == "Port" else civic):
            return there[0].entity, there[0].start, 0.9
        if here := OF_THIS_PORT.search(text[: role.begin]):  # 该口岸边防检查站站长
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
        if committee := COMMITTEE_HERE.search(text[: role.begin]):  # 市委常委
            place = discourse.resolve((COMMITTEES[committee[1]],))
            if place:
                return mint("Organization", f"{place.label.removesuffix('委')}委"), committee.start(), 0.75
        full, text = text, PARTY.sub("", text[first : role.begin])
        bare = COMPANY.search(text) or (BODY.search(text) if role.public else None)
        elsewhere = bool(before) and re.search("[，、；。]", full[before[-1].end : role.begin]) is not None
        if bare and (not before or elsewhere):
            label = re.split(r"[，。；：、”“的]|对于|来自|^据|^由|^经", bare.group())[-1]
            if len(label) > 2 and not ANY_COMPANY.match(label):
                return mint("Organization", label), len(text) - len(label), 0.75
        if civic and not first and (place := discourse.resolve((SEATS.get(civic.group()[-2], "Country"),))):
            return (place, role.begin, 0.65) if place.cls != "Country" else (None, role.begin, 0.7)
        topic = None if first or civic else discourse.topic
        if topic and topic.cls == "Organization" and role.public:
            return topic, role.begin, 0.7
        return None, role.begin, 0.7
