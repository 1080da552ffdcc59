"""One location, kind and neighbour for each port, from what patterns, its name and the gazetteer say.

The gazetteer completes only what the text names: a port's province where the text names that province.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from extract.discourse import Discourse
from extract.fact import Claim, Entity, Faces, LocatedIn, PortKindClaim
from extract.heads import kind_of_name
from extract.lexicon import Lexicon
from extract.relations import SPECIFIC, Candidate
from extract.sentence import Sentence

PLACES = ("Province", "City", "County", "Town")
C = TypeVar("C", bound=Claim)


@dataclass(frozen=True, slots=True)
class FirstMention:
    """Where an article first names a port."""

    port: Entity
    sentence: Sentence
    start: int
    end: int

    def claim(self, claim: C, confidence: float, rule: str) -> Candidate[C]:
        """A claim that rests on this mention."""
        return Candidate(claim, self.sentence, self.start, self.end, confidence, rule)


class Completion:
    """Completes the relations of an article's ports."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def complete(
        self, found: Sequence[Candidate[Claim]], ports: Mapping[str, FirstMention], near: Mapping[str, set[str]],
        discourse: Discourse,
    ) -> Iterator[Candidate[Claim]]:  # fmt: skip
        """`near` holds for each port's key the keys of what is named in the same paragraphs."""
        yield from (c for c in found if not isinstance(c.claim, LocatedIn | PortKindClaim | Faces))
        located, kinds, faces = _of(found, LocatedIn), _of(found, PortKindClaim), _of(found, Faces)
        for key in dict.fromkeys([*ports, *(c.claim.subject.key for c in located)]):
            said = [c for c in located if c.claim.subject.key == key]
            yield from self._location(said, ports.get(key), discourse)
        for key, first in ports.items():
            yield from self._kind([c for c in kinds if c.claim.subject.key == key], first)
            often = discourse.counts[key] > 1
            yield from self._neighbour(
                [c for c in faces if c.claim.subject.key == key], first, near[key] if often else set()
            )

    def _location(
        self, said: Sequence[Candidate[LocatedIn]], first: FirstMention | None, discourse: Discourse
    ) -> Iterator[Candidate[LocatedIn]]:  # fmt: skip
        """The most specific place said, unless the gazetteer knows better."""
        options = list(said)
        if first:
            named = [p for p in self._lexicon.containing(first.port) if p.key in discourse.surfaces]
            named = named or self._named_within(first.port, discourse)
            options += [
                first.claim(LocatedIn(subject=first.port, object=place), 0.85, "gazetteer-location")
                for place in named[:1]
            ]
        if options:
            best = min(
                options,
                key=lambda c: (
                    self._contradicts(c.claim),
                    SPECIFIC.get(c.claim.object.cls, 9),
                    -c.confidence,
                ),
            )
            above = tuple(place.label for place in self._lexicon.containing(best.claim.object))
            yield replace(best, claim=replace(best.claim, object_alt=above))

    def _named_within(self, port: Entity, discourse: Discourse) -> list[Entity]:
        """The place that names of an airport or of a port that no list knows begin with, or bodies of its town: 鄂州花湖机场, 深圳边检总站."""
        around = self._lexicon.containing(port)
        own = kind_of_name(port.label) == "air" or not around
        forms = (port.label, *discourse.surfaces.get(port.key, ())) if own else ()
        bodies = (
            form
            for key, forms in discourse.surfaces.items()
            if key.startswith("organization/")
            for form in forms
        )
        places = [self._lexicon.place_of(form) for form in (*forms, *(bodies if around else ()))]
        return [p for p in places if p and p.label != port.label and (p in around or not around)][:1]

    def _contradicts(self, claim: LocatedIn) -> bool:
        """Whether the gazetteer knows the port to stand elsewhere."""
        known = self._lexicon.containing(claim.subject)
        if not known or claim.object.cls not in PLACES or claim.object in known:
            return False
        return known[0] not in self._lexicon.containing(claim.object)

    def _kind(
        self, said: Sequence[Candidate[PortKindClaim]], first: FirstMention
    ) -> Iterator[Candidate[PortKindClaim]]:
        """The kind that the port's name tells, else the text, else the gazetteer."""
        port = first.port
        named = kind_of_name(port.label)
        known = self._lexicon.port_kind(port)
        best = max(said, key=lambda c: c.confidence, default=None)
        if named:
            yield first.claim(PortKindClaim(subject=port, object=named), 0.95, "kind-by-name")
        elif best:
            narrower = best.claim.object == "land" and known in ("road", "rail")
            yield replace(
                best,
                claim=PortKindClaim(subject=port, object=known if narrower and known else best.claim.object),
            )
        elif known:
            yield first.claim(PortKindClaim(subject=port, object=known), 0.8, "gazetteer-kind")

    def _neighbour(
        self, said: Sequence[Candidate[Faces]], first: FirstMention, near: set[str]
    ) -> Iterator[Candidate[Faces]]:
        """The neighbour that the text tells and the gazetteer does not deny, else the gazetteer's if it is named near."""
        country = self._lexicon.across(first.port)
        agreeing = [c for c in said if country in (None, c.claim.object) or c.claim.object.cls == "Port"]
        yield from sorted(agreeing, key=lambda c: c.claim.object.cls != "Port")[
            :1
        ]  # the port there says more
        if not said and country and country.key in near:
            yield first.claim(Faces(subject=first.port, object=country), 0.85, "gazetteer-neighbour")


def _of(found: Sequence[Candidate[Claim]], kind: type[C]) -> list[Candidate[C]]:
    """The candidates whose claim is of a kind."""
    return [c for c in found if isinstance(c.claim, kind)]  # type: ignore[misc]
