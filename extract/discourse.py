"""What an article has spoken of so far: the memory that 该口岸, 这里, short names and bare place names need."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from extract.fact import Entity, EntityClass
from extract.lexicon import CHINA
from extract.mention import Mention

PLACES: tuple[EntityClass, ...] = ("Town", "County", "City", "Province")


DESTINATION = re.compile(r"(?:至|直达|发往|运往|通往|驶往|开往|抵达)(?:[一-鿿]{2,4}[、和])*$")
"""What stands before a place that the text does not go on to speak of: 莱州至大连、丹东的航线."""


@dataclass(slots=True)
class Discourse:
    """The state of reading one article, from its title on."""

    recent: dict[EntityClass, Entity] = field(default_factory=dict)
    """The entity of each class last named, the latest last."""
    named: dict[str, Entity] = field(default_factory=dict)
    """Names without a gazetteer entry, and bare names that turned out to name a port."""
    employers: dict[str, Entity | None] = field(default_factory=dict)
    """Person's key → the body of the post under which the text named him."""
    surfaces: dict[str, list[str]] = field(default_factory=dict)
    """Entity key → the forms met, in order."""
    counts: Counter[str] = field(default_factory=Counter)
    day: date | None = None
    """The day last named, for 当日."""
    month: date | None = None
    """The first day of the month last named, for 当月."""
    opening: date | None = None
    """The month that the article begins with, for 本月 in a monthly report."""
    dated: bool = False
    """Whether any time was told."""
    nationwide: bool = False
    """Whether 全国 or 我国 was spoken of."""
    topic: Entity | None = None
    """What the title names."""
    home: tuple[Entity, ...] = ()
    """The places that the paper is of, nearest first: 全省 in 河北日报."""

    def note(self, mentions: Iterable[Mention], text: str) -> None:
        """Remembers the mentions of a sentence."""
        for mention in mentions:
            entity = mention.entity
            if mention.origin != "anaphor":
                surface = text[mention.start : mention.end]
                forms = self.surfaces.setdefault(entity.key, [])
                if surface not in forms:
                    forms.append(surface)
                self.counts[entity.key] += 1
            self.nationwide |= entity == CHINA and mention.origin == "anaphor"
            if not mention.inner and entity != CHINA and not DESTINATION.search(text, 0, mention.start):
                self.recent.pop(entity.cls, None)
                self.recent[entity.cls] = entity

    def resolve(self, classes: Iterable[str]) -> Entity | None:
        """The entity that an anaphor of these classes stands for: the one last named."""
        if "Country" in classes:
            return CHINA
        wanted = {cls for name in classes for cls in (PLACES if name == "Place" else (name,))}
        recent = (entity for cls, entity in reversed(self.recent.items()) if cls in wanted)
        return next(recent, None) or next((place for place in self.home if place.cls in wanted), None)
