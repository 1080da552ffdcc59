"""Facts in words, as the pages of things and of source texts show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from starlette.requests import Request

from extract.fact import Claim
from graph.review.claims import claim_from
from server.language import Label, label
from server.pages import Pages
from server.view import View
from server.words import Words

ORDER = (
    "stat", "trade", "event", "post", "statement", "located_in", "port_kind", "part_of_cluster", "faces", "entity",
)  # fmt: skip
"""The types of facts, in the order that pages tell them."""

LONGEST = 120
"""Characters of a quotation that a page of facts shows; its document has all of it."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation, its line ends taken out, and the place in its document, below the root."""

    text: str
    place: str
    publication: Label | None
    published: str


@dataclass(frozen=True, slots=True)
class Said:
    """A fact in words."""

    id: str
    type: str
    claim: Claim
    words: Markup
    candidate: bool
    quotations: Sequence[Quoted]


class Telling:
    """Says facts (a graph.told.Told as JSON) in the language of a reader, names as links."""

    def __init__(self, pages: Pages, view: View, told: Mapping[str, Any]) -> None:
        known = told["names"]
        self._told = told
        self.words = Words(
            view.language,
            pages.text(view.language),
            lambda key: known.get(key, {}),
            lambda key: f"{view.root}/id/{key}",
        )

    def facts(self) -> list[Said]:
        """The facts, each as a sentence."""
        return [self._said(each) for each in self._told["facts"]]

    def _said(self, fact: Mapping[str, Any]) -> Said:
        claim = claim_from(fact["claim"])
        quotations = [self._quoted(fact["id"], each) for each in fact["quotations"]]
        words = self.words.sentence(claim)
        return Said(fact["id"], claim.type, claim, words, fact["status"] == "candidate", quotations)

    def _quoted(self, fact: str, quotation: Mapping[str, Any]) -> Quoted:
        source = self._told["sources"][quotation["article"]]
        text = "".join(quotation["text"].split("\n"))
        cut = text if len(text) <= LONGEST else text[:LONGEST] + "…"
        place = f"/doc/document/{quotation['doc']}?fact={fact}#selected"
        return Quoted(cut, place, label(source["publication"], self.words.language), source["published"])


def by_type(facts: Sequence[Said]) -> dict[str, list[Said]]:
    """Facts by their types, in the order that pages tell them."""
    found = {each: [fact for fact in facts if fact.type == each] for each in ORDER}
    return {each: some for each, some in found.items() if some}


def shown_text(request: Request, reading: Mapping[str, Any] | None, pages: Pages) -> dict[str, Any] | None:
    """A source text (a graph.marked.Reading as JSON) for its page, with the facts that the address selects.

    `?fact=ID` selects a fact, `?at=120` what is said at an offset of the text, `?at=headline-5` of its headline.
    """
    if reading is None:
        return None
    facts = Telling(pages, View.of(request), reading["told"]).facts()
    asked = request.query_params.get("fact")
    selected = {asked} if asked else _at(request.query_params.get("at", ""), reading["texts"])
    known = {fact.id: fact for fact in facts}
    selected &= set(known)
    texts = [
        text | {"pieces": [_piece(piece, text["field"], known, selected) for piece in text["pieces"]]}
        for text in reading["texts"]
    ]
    return {
        "texts": texts,
        "more": reading["more"],
        "known": known,
        "facts": by_type(facts),
        "selected": selected,
    }


def _piece(
    piece: Mapping[str, Any], field: str, known: Mapping[str, Said], selected: set[str]
) -> dict[str, Any]:
    """A piece of a text with the address of its place, and what kind of mark it is."""
    facts = [known[each] for each in piece["roles"]]
    kind = [
        "mention" if all(fact.type == "entity" for fact in facts) else "claim",
        "candidate" if all(fact.candidate for fact in facts) else "",
        "selected" if selected.intersection(piece["roles"]) else "",
    ]
    place = ("" if field == "text" else f"{field}-") + str(piece["start"])
    return {
        "text": piece["text"],
        "facts": piece["roles"],
        "place": place,
        "kind": " ".join(filter(None, kind)),
        "selected": bool(kind[2]),
    }


def _at(place: str, texts: Sequence[Mapping[str, Any]]) -> set[str]:
    """The facts that are said at a place of a text."""
    field, _, offset = place.rpartition("-")
    if not (offset.isascii() and offset.isdigit()):
        return set()
    pieces = [piece for text in texts if text["field"] == (field or "text") for piece in text["pieces"]]
    before = [piece for piece in pieces if piece["start"] <= int(offset[:9])]
    return set(before[-1]["roles"]) if before else set()
