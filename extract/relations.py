"""Relations and events that patterns find in sentences, and places written one in another."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

from extract.cues import expression
from extract.fact import (
    Claim,
    Entity,
    Event,
    Faces,
    LocatedIn,
    PartOfCluster,
    PortKindClaim,
)  # fmt: skip
from extract.lexicon import CHINA, Lexicon
from extract.patterns import Gives, Match, PatternSet
from extract.periods import Period
from extract.sentence import Sentence

SPECIFIC = {"Town": 0, "County": 1, "City": 2, "Port": 3, "Province": 4, "Region": 5, "Country": 6}
WRITTEN_OUT = re.compile(r"(?:县|市|区|旗|镇|乡|苏木)$")
AREA = re.compile(r"(?:区|片|码头|泊位|通道)$")
"""How a part of a port is called, that lies in it."""
STANDS = re.compile(r"(?:位于|地处|坐落于?|坐落在|设在|选址在|选址于)$")
RECENTLY = ("日前", "近日", "近期", "前不久", "不久前", "此前")
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

    def read(self, sentence: Sentence) -> Iterator[Candidate[Claim]]:
        """The relations and events that patterns find in a sentence."""
        if not sentence.outer:
            return  # every pattern has a slot
        if not self._patterns.may_match(sentence.text, frozenset(m.entity.cls for m in sentence.outer)):
            return
        for match in self._patterns.find(sentence.masked):
            for gives in match.pattern.gives:
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
            date = None if gives.date == "none" else _date(sentence, match, gives)
            if (
                _is_planned(sentence, match)
                or _long_ago(sentence, match)
                or (gives.date == "since" and not date)
            ):
                return None  # 开通五年多以来 tells of the years, not of the opening
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


def _date(sentence: Sentence, match: Match, gives: Gives) -> str | None:
    """The date of an event: the last time said before it (or in it) that is a day or a month."""
    since = _beginning(sentence, match)
    if since and since.value:
        first = since.value.split("/")[0]  # 自1月8日恢复通关以来
        precise = 10 if re.search("[日号]", since.text) else 7 if re.search("月", since.text) else 4
        return first[:precise]
    if gives.date != "here":
        return None
    said = [p for p in sentence.periods if p.start < match.end and p.kind in ("point", "span", "vague")]
    if said and not said[-1].value:
        said = [] if said[-1].text in RECENTLY else [p for p in said if p.value]
    return _month(said[-1]) if said and said[-1].text not in ("目前", "当前", "如今") else None


def _beginning(sentence: Sentence, match: Match) -> Period | None:
    """The time since which an event holds, where it tells of the event: 自1月8日恢复通关以来."""
    said, _ = match.slots.get("t", (match.start, 0))
    since = (p for p in sentence.periods if p.kind == "since" and p.start <= said < p.end)
    return next((p for p in since if re.search(r"(?<![年月日初])以来$", p.text)), None)


def _long_ago(sentence: Sentence, match: Match) -> bool:
    follows = re.match(r"[^，。；]{0,8}以来", sentence.text[match.end :])
    return bool(follows) and not _beginning(sentence, match)


def _is_planned(sentence: Sentence, match: Match) -> bool:
    """Whether an event is only hoped for, or comes after what is told: 有望年内通车, 正式开通前."""
    clause = next((a for a, b in sentence.clauses if a <= match.start < b), 0)
    said = sentence.text[clause : match.end]
    return sentence.text.startswith("前", match.end) or bool(expression(r"<hoped>").search(said))


def _month(period: Period) -> str | None:
    if not period.value or "/" not in period.value:
        return period.value
    first, last = period.value.split("/")
    return (
        first[:7]
        if first[:7] == last[:7]
        else first[:4]
        if first[:4] == last[:4] and period.text.endswith("年")
        else None
    )


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
