"""A source text with the facts that it tells: cut into pieces wherever a quotation begins or ends."""

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Store

from graph.review.source import Mark, Piece, pieces
from graph.terms import Terms, term
from graph.told import Teller, Told
from ontology import Namespaces

LONGEST = 200_000
"""Characters of a text that a page shows."""
MOST_FACTS = 3_000
"""Facts that a page tells of a text, the first ones."""


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text: `headline` or `text`, in pieces whose roles are the ids of the facts that are quoted there."""

    field: str
    pieces: tuple[Piece, ...]
    cut: bool
    """Whether the text goes on."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The texts of a document and the facts that they tell, in their order; the facts come without their quotations."""

    texts: tuple[MarkedText, ...]
    told: Told
    more: bool
    """Whether there are more facts than are told."""


def reading(store: Store, names: Namespaces, node: NamedNode) -> Reading | None:
    """What a source document says, with its headline if that is a text of its own; None for what is no text."""
    terms = Terms(names)
    heads = store.quads_for_pattern(None, term("dcterms:isPartOf"), node, terms.graph("provenance"))
    sources = [("headline", quad.subject) for quad in heads] + [("text", node)]
    found = [
        (field, text, _marks(store, terms, source))
        for field, source in sources
        if (text := _text(store, source))
    ]
    if not found:
        return None
    ids = list(dict.fromkeys(mark.role for _, _, marks in found for mark in marks))
    told = Teller(store, names).tell(ids[:MOST_FACTS], quotations=0)
    known = {fact.id for fact in told.facts}
    texts = [
        MarkedText(
            field,
            tuple(pieces(text, [m for m in marks if m.role in known], 0, min(len(text), LONGEST))),
            len(text) > LONGEST,
        )
        for field, text, marks in found
    ]
    return Reading(tuple(texts), told, len(ids) > MOST_FACTS)


def _text(store: Store, node: object) -> str:
    found = store.quads_for_pattern(node, term("schema:text"), None, None)  # type: ignore[arg-type]
    return next((quad.object.value for quad in found if isinstance(quad.object, Literal)), "")


def _marks(store: Store, terms: Terms, node: object) -> list[Mark]:
    """The quotations that point into a text, each with the id of its fact, by their place."""
    graph, found = terms.graph("provenance"), []
    start = terms.resource("fact/").value
    for quad in store.quads_for_pattern(None, term("oa:hasSource"), node, graph):  # type: ignore[arg-type]
        evidence = quad.subject
        span = {
            each.predicate: each.object.value
            for each in store.quads_for_pattern(evidence, None, None, graph)
            if isinstance(each.object, Literal)
        }
        for fact in store.quads_for_pattern(None, terms.kou("evidence"), evidence, graph):
            if isinstance(fact.subject, NamedNode):
                role = fact.subject.value.removeprefix(start)
                found.append(Mark(int(span[term("oa:start")]), int(span[term("oa:end")]), role))
    return sorted(found, key=lambda mark: (mark.start, mark.end, mark.role))
