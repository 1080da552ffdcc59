"""A clause of a sentence, with its quantities."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from extract.mention import Mention
from extract.quantities import Quantity, units
from extract.sentence import Sentence


@dataclass(frozen=True)
class Clause:
    """The half-open span of a clause in its sentence."""

    sentence: Sentence
    start: int
    end: int

    @cached_property
    def text(self) -> str:
        return self.sentence.text[self.start : self.end]

    @cached_property
    def quantities(self) -> list[Quantity]:
        return [q for q in self.sentence.quantities if self.start <= q.start < self.end]

    @cached_property
    def names(self) -> list[Mention]:
        """The outer mentions of the clause."""
        return [m for m in self.sentence.outer if self.start <= m.start < self.end]

    def before(self, quantity: Quantity) -> str:
        """The clause up to a quantity."""
        return self.sentence.text[self.start : quantity.start]

    def after(self, quantity: Quantity) -> str:
        """The clause from the end of a quantity."""
        return self.sentence.text[quantity.end : self.end]


def clauses(sentence: Sentence) -> Iterator[Clause]:
    """The clauses of a sentence in order."""
    return (Clause(sentence, start, end) for start, end in sentence.clauses)


def measures(quantity: Quantity) -> str:
    """What the unit of a quantity measures; empty for none."""
    unit = units().get(quantity.unit_text)
    return unit.measures if unit else ""
