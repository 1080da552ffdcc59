"""A mention: a span of one sentence that names an entity."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from extract.fact import Entity

Origin = Literal["gazetteer", "head", "role", "pair", "list", "anaphor"]


class Mention(NamedTuple):
    """A half-open span of a sentence and the entity it names.

    `origin` says how it was found; `inner` marks a name that stands inside a longer one (昆明市 in
    昆明市市场监督管理局): it is an entity of the document but takes no part in relations.
    """

    start: int
    end: int
    entity: Entity
    origin: Origin
    confidence: float = 1.0
    inner: bool = False


def longest_first(mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions without overlap, in order: the longest wins, then the leftmost."""
    taken: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start - m.end, m.start)):
        if all(mention.end <= other.start or other.end <= mention.start for other in taken):
            taken.append(mention)
    return sorted(taken, key=lambda m: m.start)
