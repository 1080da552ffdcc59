"""Relations and events that patterns find in sentences, and places written one in another."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

from extract.fact import (
    Claim,
    Entity,
    Event,
    Faces,
    LocatedIn,
    PartOfCluster,
    PortKindClaim,
)  # fmt: skip
from extract.happenings import date_of, first_day, is_long_ago, is_unreal, since
from extract.lexicon import CHINA, Lexicon
from extract.patterns import Gives, Match, PatternSet
from extract.sentence import Sentence

SPECIFIC = {"Town": 0, "County": 1, "City": 2, "Port": 3, "Province": 4, "Region": 5, "Country": 6}
WRITTEN_OUT = re.compile(r"(?:县|市|区|旗|镇|乡|苏木)$")
AREA = re.compile(r"(?:区|片|码头|泊位|通道)$")
"""How a part of a port is called, that lies in it."""
STANDS = re.compile(r"(?:位于|地处|坐落于?|坐落在|设在|选址在|选址于)$")
C_co = TypeVar("C_co", bound=Claim, covariant=True)


@dataclass(frozen=True, slots=True)
class Candidate(Generic[C_co]):
    """A claim with its evidence: a half-open span of a sentence."""

    claim: C_co
    sentence: Sentence
    start: int
    end: int
    confidence: float
    rule: str


class RelationReader:
    """Applies the patterns to sentences."""

    def __init__(self, patterns: PatternSet, lexicon: Lexicon) -> None:
        self._patterns = patterns
        self._lexicon = lexicon

    def read(self, sentence: Sentence, works: Sequence[tuple[int, int]] = ()) -> Iterator[Candidate[Claim]]:
        """The relations and events that patterns find in a sentence.

        `works` are spans that tell of works: what happens there does not happen to the port that they are named by.
        """
        if not sentence.outer:
            return  # every pattern has a slot
        if not self._patterns.may_match(sentence.text, frozenset(m.entity.cls for m in sentence.outer)):
            return
        for match in self._patterns.find(sentence.masked):
            for gives in match.pattern.gives:
                if gives.type == "event" and any(
                    a < match.slots[gives.subject][1] and match.slots[gives.subject][0] < b
                    and a < match.end and match.start < b
                    for a, b in works
                ):  # fmt: skip
                    continue
                yield from self._claims(sentence, match, gives)

    def _claims(self, sentence: Sentence, match: Match, gives: Gives) -> Iterator[Candidate[Claim]]:
        def entities(slot: str | None) -> list[Entity]:
            span = match.slots.get(slot or "")
            return [m.entity for m in sentence.group_at(span[0])] if span else []

        objects: Sequence[Entity | None] = entities(gives.object) or [None]
        by = next(iter(entities(gives.by)), None)
        for subject in entities(gives.subject):
            for other in objects:
                if (
                    gives.type == "located_in"
                    and other
                    and other.cls == "Port"
                    and not AREA.search(subject.label)
                ):
                    continue
                claim = self._claim(sentence, match, gives, subject, other, by)
                if claim and subject != other:
                    surely = min(
                        (
                            m.confidence
                            for m in sentence.outer
                            if m.start >= match.start and m.end <= match.end
                        ),
                        default=1.0,
                    )
                    yield Candidate(
                        claim,
                        sentence,
                        match.start,
                        match.end,
                        match.pattern.sure * surely,
                        match.pattern.id,
                    )

    def _claim(
        self, sentence: Sentence, match: Match, gives: Gives, subject: Entity, other: Entity | None, by: Entity | None
    ) -> Claim | None:  # fmt: skip
        if gives.type == "event" and gives.what:
            if subject.key in self._lexicon.abroad:
                return None
            said, _ = match.slots.get("t", (match.start, 0))
            if is_unreal(sentence, match.start, match.end) or is_long_ago(sentence, said, match.end):
                return None
            begun = since(sentence, said)
            date = first_day(begun) if begun else date_of(sentence, match.end)
            if gives.date == "none":
                date = None
            elif gives.date == "since" and not begun:
                return None
            return Event(
                what=gives.what,
                subject=subject,
                date=date,
                by=by,
                detail=sentence.text[match.start : match.end],
            )
        if gives.type == "port_kind" and gives.kind:
            return PortKindClaim(subject=subject, object=gives.kind)
        if other is None or other == CHINA:
            return None
        known = subject.key in self._lexicon.entities and subject.key not in self._lexicon.abroad
        if gives.type == "located_in" and other.cls == "Country" and known:
            return None  # 对俄罗斯绥芬河口岸 says nothing of where it lies
        if gives.type == "located_in":
            return LocatedIn(subject=subject, object=other)
        if gives.type == "part_of_cluster":
            return PartOfCluster(subject=subject, object=other)
        ours = subject.key not in self._lexicon.abroad
        return Faces(subject=subject, object=other) if gives.type == "faces" and ours else None


def chains(sentence: Sentence, lexicon: Lexicon) -> Iterator[Candidate[Claim]]:
    """云南省勐腊县磨憨镇: places written one in another, where the gazetteer agrees or the class order says so."""
    places = [m for m in sentence.outer if m.entity.cls in ("Province", "City", "County", "Town")]
    ends = {m.end: m for m in places}
    for outer, inner in pairwise(places):
        first = outer
        while first.start in ends:
            first = ends[first.start]
        full = WRITTEN_OUT.search(sentence.text, inner.start, inner.end)
        if STANDS.search(sentence.text, max(0, first.start - 4), first.start) or not full:
            continue  # 位于云南省勐腊县磨憨镇 tells of what stands there
        if outer.end == inner.start and inner.entity.cls in ("County", "Town"):
            known = lexicon.containing(inner.entity)
            if outer.entity in known or (
                not known and SPECIFIC[outer.entity.cls] > SPECIFIC[inner.entity.cls]
            ):
                above = tuple(place.label for place in lexicon.containing(outer.entity))
                claim = LocatedIn(subject=inner.entity, object=outer.entity, object_alt=above)
                yield Candidate(claim, sentence, outer.start, inner.end, 0.95, "place-chain")
