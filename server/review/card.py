"""All that a curator sees of one fact."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from graph.mapping import Mapping
from graph.merging import policy
from graph.review.claims import Quotation
from graph.review.decision import Decision, Status
from graph.review.desk import Desk, claim_of
from graph.review.queue import Item, Precision
from graph.review.source import SourcePage, SourceReader
from graph.terms import prefixes
from ontology import Namespaces
from server.words import Words, triples

QUOTATIONS = 5
"""Quotations on a card whose curator has not asked for all: a name may have thousands."""


@dataclass(frozen=True, slots=True)
class Card:
    """A fact with its evidence, what was decided about it, and what is known of the rule that found it."""

    item: Item
    status: Status
    """By what is decided, which the graph may have to follow yet."""
    words: Markup
    triples: tuple[Markup, ...]
    quotations: tuple[Quotation, ...]
    quoted: int
    """How many quotations there are, those included that are not shown."""
    pages: tuple[SourcePage, ...]
    precision: Precision
    decisions: tuple[Decision, ...]
    """Those that stand, oldest first; none when a second opinion is asked for."""
    version: str
    second: bool
    rivals: tuple[tuple[Item, Markup], ...]
    """Facts that give other figures for the same."""


def card(
    desk: Desk, item: Item, words: Words, names: Namespaces, *, second: bool, everything: bool = False
) -> Card:
    """The card of a fact; `second` hides what others decided, `everything` has all its quotations and not only some."""
    claim = claim_of(item)
    quotations = desk.facts.quotations(item.id, None if everything else QUOTATIONS)
    rivals: Sequence[Item] = desk.queue.clashing(item.clash) if item.clash else ()
    decisions = [] if second else [d for d in desk.history.of(item.id) if desk.history.stands(d)]
    return Card(
        item,
        desk.history.status(item.id, policy(item.confidence)),
        words.sentence(claim),
        tuple(triples(claim, Mapping(names), prefixes(names))),
        tuple(quotations),
        desk.facts.quoted(item.id),
        tuple(SourceReader(desk.store, names).pages(claim, quotations)),
        desk.queue.precision(item.rule),
        tuple(decisions),
        desk.history.version(item.id),
        second,
        tuple((each, words.sentence(claim_of(each))) for each in rivals if each.id != item.id),
    )
