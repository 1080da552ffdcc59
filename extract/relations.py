"""Relations of ports: patterns over sentences first, then what the gazetteer completes for things the text names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extract.discourse import Discourse
from extract.fact import (
    Claim,
    Entity,
    Event,
    Faces,
    LocatedIn,
    PartOfCluster,
    PortKind,
    PortKindClaim,
)  # fmt: skip
from extract.lexicon import CHINA, Lexicon
from extract.patterns import Gives, Match, PatternSet
from extract.periods import Period
from extract.sentence import Sentence

SPECIFIC = {"Town": 0, "County": 1, "City": 2, "Port": 3, "Province": 4, "Region": 5, "Country": 6}
NAMED_KINDS: tuple[tuple[str, PortKind], ...] = (
    ("铁路口岸", "rail"), ("公路口岸", "road"), ("机场口岸", "air"), ("国际机场", "air"), ("航空口岸", "air"),
    ("港区", "water"), ("码头", "water"), ("水运口岸", "water"), ("港口岸", "water"), ("港", "water"),
)  # fmt: skip


Seen = Mapping[str, tuple[Entity, Sentence, int, int]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim with its evidence: a half-open span of a sentence."""

    claim: Claim
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

    def read(self, sentence: Sentence) -> Iterator[Candidate]:
        """The relations and events that patterns find in a sentence."""
        for match in self._patterns.find(sentence.masked):
            for gives in match.pattern.gives:
                yield from self._claims(sentence, match, gives)

    def _claims(self, sentence: Sentence, match: Match, gives: Gives) -> Iterator[Candidate]:
        def entities(slot: str | None) -> list[Entity]:
            span = match.slots.get(slot or "")
            return [m.entity for m in sentence.group_at(span[0])] if span else []

        objects: Sequence[Entity | None] = entities(gives.object) or [None]
        by = next(iter(entities(gives.by)), None)
        for subject in entities(gives.subject):
            for other in objects:
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
                        match.pattern.confidence * surely,
                        match.pattern.id,
                    )

    def _claim(
        self, sentence: Sentence, match: Match, gives: Gives, subject: Entity, other: Entity | None, by: Entity | None
    ) -> Claim | None:  # fmt: skip
        if gives.type == "event" and gives.what:
            if subject.key in self._lexicon.abroad:
                return None
            date = None if gives.date == "none" else _date(sentence, match)
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
        if gives.type == "located_in":
            return LocatedIn(subject=subject, object=other)
        if gives.type == "part_of_cluster":
            return PartOfCluster(subject=subject, object=other)
        return Faces(subject=subject, object=other) if gives.type == "faces" else None


def _date(sentence: Sentence, match: Match) -> str | None:
    """The date of an event: the last time said before it (or in it) that is a day or a month."""
    said = [p for p in sentence.periods if p.start < match.end and p.kind in ("point", "span") and p.value]
    return _month(said[-1]) if said and said[-1].text not in ("目前", "当前", "如今") else None


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


class Completion:
    """Makes one location, kind and neighbour of each port from what patterns, names and gazetteer say."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def complete(
        self, found: Sequence[Candidate], seen: Seen, near: Mapping[str, set[str]], discourse: Discourse
    ) -> Iterator[Candidate]:
        """`seen` holds each port's first mention, `near` what is named in the same paragraphs, by key."""
        relations = (LocatedIn, PortKindClaim, Faces)
        yield from (c for c in found if not isinstance(c.claim, relations))
        located = [c for c in found if isinstance(c.claim, LocatedIn)]
        subjects = {c.claim.subject.key for c in located if isinstance(c.claim, LocatedIn)}
        for key in dict.fromkeys([*seen, *subjects]):
            mine = [c for c in located if isinstance(c.claim, LocatedIn) and c.claim.subject.key == key]
            yield from self._location(mine, seen.get(key), discourse)
        for port, sentence, start, end in seen.values():
            where = (sentence, start, end)
            yield from self._kind(
                [c for c in found if isinstance(c.claim, PortKindClaim) and c.claim.subject == port],
                port,
                where,
            )
            yield from self._neighbour(
                [c for c in found if isinstance(c.claim, Faces) and c.claim.subject == port],
                port,
                where,
                near.get(port.key, set()),
                discourse,
            )

    def _location(
        self, said: Sequence[Candidate], seen: tuple[Entity, Sentence, int, int] | None, discourse: Discourse
    ) -> Iterator[Candidate]:  # fmt: skip
        options = list(said)
        if seen:
            port, sentence, start, end = seen
            named = [place for place in self._lexicon.containing(port) if place.key in discourse.surfaces]
            if named:
                claim = LocatedIn(subject=port, object=named[0])
                options.append(Candidate(claim, sentence, start, end, 0.85, "gazetteer-location"))
        if not options:
            return
        best = min(
            options, key=lambda c: (self._unlikely(c), SPECIFIC.get(c.claim.object.cls, 9), -c.confidence)
        )  # type: ignore[union-attr]
        claim = best.claim
        assert isinstance(claim, LocatedIn)  # noqa: S101 - narrows the type
        above = tuple(place.label for place in self._lexicon.containing(claim.object))
        full = LocatedIn(subject=claim.subject, object=claim.object, object_alt=above)
        yield Candidate(full, best.sentence, best.start, best.end, best.confidence, best.rule)

    def _unlikely(self, candidate: Candidate) -> bool:
        """Whether the gazetteer knows the port to stand elsewhere."""
        claim = candidate.claim
        if not isinstance(claim, LocatedIn):
            return True
        known = self._lexicon.containing(claim.subject)
        return (
            bool(known)
            and claim.object.cls in ("Province", "City", "County", "Town")
            and claim.object not in known
        )

    def _kind(
        self, said: Sequence[Candidate], port: Entity, where: tuple[Sentence, int, int]
    ) -> Iterator[Candidate]:
        named = next((kind for ending, kind in NAMED_KINDS if port.label.endswith(ending)), None)
        known = self._lexicon.port_kind(port)
        best = max(said, key=lambda c: c.confidence, default=None)
        if named:
            yield Candidate(PortKindClaim(subject=port, object=named), *where, 0.95, "kind-by-name")
        elif best and isinstance(best.claim, PortKindClaim):
            more = known if best.claim.object == "land" and known in ("road", "rail") else best.claim.object
            claim = PortKindClaim(subject=port, object=more)
            yield Candidate(claim, best.sentence, best.start, best.end, best.confidence, best.rule)
        elif known:
            yield Candidate(PortKindClaim(subject=port, object=known), *where, 0.8, "gazetteer-kind")

    def _neighbour(
        self, said: Sequence[Candidate], port: Entity, where: tuple[Sentence, int, int], near: set[str], discourse: Discourse
    ) -> Iterator[Candidate]:  # fmt: skip
        country, _ = self._lexicon.across(port)
        if said:
            agreeing = [
                c
                for c in said
                if isinstance(c.claim, Faces)
                and (not country or c.claim.object == country or c.claim.object.cls == "Port")
            ]
            yield from agreeing[:1]
        elif country and discourse.counts[port.key] > 1 and country.key in near:
            yield Candidate(Faces(subject=port, object=country), *where, 0.85, "gazetteer-neighbour")


def chains(sentence: Sentence, lexicon: Lexicon) -> Iterator[Candidate]:
    """云南省勐腊县磨憨镇: places written one in another, where the gazetteer agrees or the class order says so."""
    places = [m for m in sentence.outer if m.entity.cls in ("Province", "City", "County", "Town")]
    for outer, inner in zip(places, places[1:], strict=False):
        if outer.end == inner.start and inner.entity.cls in ("County", "Town"):
            known = lexicon.containing(inner.entity)
            if outer.entity in known or (
                not known and SPECIFIC[outer.entity.cls] > SPECIFIC[inner.entity.cls]
            ):
                above = tuple(place.label for place in lexicon.containing(outer.entity))
                claim = LocatedIn(subject=inner.entity, object=outer.entity, object_alt=above)
                yield Candidate(claim, sentence, outer.start, inner.end, 0.95, "place-chain")
