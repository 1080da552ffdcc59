"""Posts and statements: who holds which title where, and who is said to say what."""

import re
from collections.abc import Iterator, Sequence

from extract.discourse import Discourse
from extract.fact import Claim, Entity, Post, Statement
from extract.lexicon import Lexicon, mint
from extract.mention import Mention
from extract.people import Role
from extract.relations import Candidate
from extract.sentence import Sentence, Speech

UNIT = re.compile(r"(?:[一-鿿]{1,10}(?:办公厅|办公室|司|处|科|部|室|中心|大队|分局|队|分会)|办公厅|办公室)$")


class PostReader:
    """Reads posts sentence by sentence and remembers whom people speak for."""

    def __init__(self, lexicon: Lexicon, verbs: str) -> None:
        self._lexicon = lexicon
        self._said = re.compile(rf"^[^，。：“]{{0,6}}?(?:{verbs})")

    def organization(
        self, text: str, role: Role, mentions: Sequence[Mention], discourse: Discourse
    ) -> tuple[Entity | None, int, float]:
        """The body that a title belongs to, where it starts, and how sure that is."""
        before = [m for m in mentions if m.entity.cls == "Organization" and m.end <= role.title_start]
        if before:
            last = before[-1]
            gap = text[last.end : role.title_start]
            if not gap or gap in ("党组", "原", "的"):
                return last.entity, last.start, 0.95
            if UNIT.fullmatch(gap):
                label = last.entity.label + gap
                known = self._lexicon.named(label, "Organization")
                return known or mint("Organization", label), last.start, 0.9
        bare = re.search(r"[一-鿿]{2,14}(?:局|委|院|部|会|所|办|社|厅|处|科|队)$", text[: role.title_start])
        if bare and not before and role.public:
            words = re.split(r"[，。；：、”“的]|对于|来自", bare.group())[-1]
            if len(words) > 2:
                return mint("Organization", words), role.title_start - len(words), 0.75
        recent = discourse.topic
        if recent and recent.cls == "Organization" and role.public:
            return recent, role.title_start, 0.7
        return None, role.title_start, 0.7

    def read(
        self, sentence: Sentence, posts: dict[str, tuple[Entity | None, int, float]]
    ) -> Iterator[Candidate[Claim]]:
        """Posts and statements of a sentence; `posts` holds the organisation of each role's person."""
        for role in sentence.roles:
            person = next((m.entity for m in sentence.mentions if m.start == role.start), None)
            if not person:
                continue
            organization, start, sure = posts[person.key]
            for title in role.titles:
                claim = Post(person=person, title=title, organization=organization)
                yield Candidate(claim, sentence, start, role.end, sure, "title-before-name")
        if sentence.speech:
            spoken = sentence.speech
            claim_text = sentence.text[spoken.end :].strip("，：,: ") or sentence.text[: spoken.start]
            if len(claim_text) > 4:
                quoted = "“" in sentence.text
                statement = Statement(person=spoken.person, text=claim_text, quoted=quoted)
                yield Candidate(statement, sentence, 0, len(sentence.text), 0.9, "name-and-verb-of-speech")

    def speech(
        self, text: str, mentions: Sequence[Mention], employers: dict[str, Entity | None]
    ) -> Speech | None:
        """Who a sentence says to be speaking."""
        for mention in mentions:
            if mention.entity.cls in ("Official", "Person"):
                said = self._said.match(text[mention.end :])
                if said:
                    employer = employers.get(mention.entity.key)
                    return Speech(mention.entity, employer, mention.start, mention.end + said.end())
        return None
