"""A claim as a sentence in a reader's language, its subject and its object marked as in the source."""

import re
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Prefixed
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape
from pyoxigraph import Literal, NamedNode

from extract.fact import Claim, Entity, Event, Fact, Stat, Trade
from extract.people import known_titles
from graph.mapping import Mapping
from graph.periods import bounds
from graph.review.making import entities
from graph.schemes import Schemes, schemes
from ontology import Namespaces
from server.language import Label, Language, label

HAN = re.compile("[\u4e00-\u9fff]")
Prefixes = Prefixed[str, str]
Text = Callable[..., Markup]
"""A string of ours by its name, with values put in."""
NamesOf = Callable[[str], Prefixed[str, str]]
"""The names of a thing by language, by its key."""


@dataclass(frozen=True)
class Words:
    """Says claims in one language."""

    language: Language
    t: Text
    names_of: NamesOf
    link: Callable[[str], str] | None = None
    """Where the name of a thing leads, by its key, on a page that links names."""

    def sentence(self, claim: Claim) -> Markup:
        """A claim as a sentence."""
        roles = {each.key: "object" if n else "subject" for n, each in enumerate(entities(claim))}

        def thing(entity: Entity | None) -> Markup:
            return self.thing(entity, roles[entity.key]) if entity else Markup("")

        match claim:
            case Stat():
                return self._stat(claim, thing(claim.subject))
            case Trade():
                way = self.t(f"claims.direction.{claim.direction or 'any'}")
                name = "trade_with" if claim.partner else "trade"
                return self.t(
                    f"claims.words.{name}",
                    place=thing(claim.place),
                    way=way,
                    commodity=thing(claim.commodity),
                    partner=thing(claim.partner),
                )
            case Event():
                return self._event(claim, thing(claim.subject), thing(claim.by))
        slots = {name: getattr(claim, name) for name in claim.__dataclass_fields__}
        shown = {n: thing(v) if isinstance(v, Entity) else zh(v) for n, v in slots.items() if v is not None}
        kind = claim.type
        if kind == "entity":
            shown["cls"] = self.t(f"claims.class.{slots['entity'].cls}")
        elif kind == "port_kind":
            shown["object"] = self.t(f"claims.kind.{slots['object']}")
        elif kind == "post":
            shown["title"] = self.title(slots["title"])
            kind = "post" if slots["organization"] else "post_alone"
        elif kind == "statement" and not slots["quoted"]:
            kind = "statement_reported"
        return self.t(f"claims.words.{kind}", **shown)

    def thing(self, entity: Entity, role: str = "") -> Markup:
        """The name of a thing, with its language."""
        shown = self._label(entity.key)
        text, language = (shown.text, shown.language) if shown else (entity.label, "zh")
        if self.link:
            return Markup('<a href="{}" lang="{}">{}</a>').format(
                self.link(entity.key), language or "zh", text
            )
        return Markup('<b class="{}" lang="{}" title="{}">{}</b>').format(
            role, language or "zh", entity.key, text
        )

    def name(self, key: str) -> str:
        """The name of a thing by its key; nothing for what is called by its key itself."""
        shown = self._label(key) if "/" in key else None
        return shown.text if shown else ""

    def _label(self, key: str) -> Label | None:
        return label(self.names_of(key), self.language)

    def title(self, text: str) -> Markup:
        """A post by its name in the reader's language, where our list has it."""
        known = known_titles().get(text) if self.language == "en" else None
        return escape(known.en) if known else zh(text)

    def unit(self, text: str | None, value: float | None) -> Markup:
        """A unit by its name in the reader's language, for so many, where our scheme has it."""
        known = self._schemes()
        concept = known.units.get(text or "")
        if self.language == "zh" or concept not in known.english or not HAN.search(text or ""):
            return zh(text or "")
        return escape(known.english[concept][value != 1])

    def metric(self, text: str) -> Markup:
        """What is measured, in the reader's language where our scheme has it; else as the text says, with what it is one of."""
        known = self._schemes()
        concept = None if self.language == "zh" else known.metrics.get(text) or known.metric(text)
        if concept not in known.english:
            return zh(text)
        name = escape(known.english[concept][0])
        return name if text in known.metrics else Markup("{} ({})").format(zh(text), name)

    @staticmethod
    def _schemes() -> Schemes:
        return schemes(Namespaces())

    def _stat(self, claim: Stat, subject: Markup) -> Markup:
        parts = [self.amount(claim)] if claim.value is not None else []
        if claim.change_pct is not None:
            parts.append(self.change(claim))
        if claim.rank is not None:
            parts.append(self.t("claims.words.rank", rank=claim.rank))
        period = self.period(claim.period)
        if claim.modality != "observed":
            parts.append(self.t(f"claims.modality.{claim.modality}"))
        joined = self.t("claims.words.join").join(parts)
        name = "stat" if period else "stat_undated"
        return self.t(
            f"claims.words.{name}",
            subject=subject,
            metric=self.metric(claim.metric),
            period=period,
            parts=joined,
        )

    def change(self, claim: Stat) -> Markup:
        """By how much a number changed, and against what; empty if the claim does not tell."""
        if claim.change_pct is None:
            return Markup("")
        direction = "up" if claim.change_pct >= 0 else "down"
        percent = self.t(
            f"claims.bound.{claim.change_bound or 'exact'}", amount=f"{abs(claim.change_pct):g}%"
        )
        change = self.t(f"claims.change.{direction}", percent=percent)
        name, base = _base(claim.change_base)
        return self.t(f"claims.change.{name}", base=base, change=change)

    def base(self, base: str | None) -> Markup:
        """What a change is a change on."""
        name, earlier = _base(base)
        return self.t(f"claims.figures.base.{name}", base=earlier)

    def amount(self, claim: Stat) -> Markup:
        """A number with its bound and its unit."""
        value = number(claim.value)
        if claim.value_max is not None:
            value += f"–{number(claim.value_max)}"
        text = Markup('<b class="value">{} {}</b>').format(
            value, self.unit(claim.unit, claim.value if claim.value_max is None else None)
        )
        return self.t(f"claims.bound.{claim.bound}", amount=text)

    def period(self, text: str | None) -> Markup:
        """A time as people write it: whole months without their days, an open end as since when; empty for None."""
        if not text:
            return Markup("")
        first, _, last = text.partition("/")
        shown = self.t("claims.words.since", date=first) if last == ".." else escape(span(text))
        return Markup('<span class="period">{}</span>').format(shown)

    def _event(self, claim: Event, subject: Markup, by: Markup) -> Markup:
        parts: dict[str, Any] = {
            "subject": subject,
            "by": by,
            "what": self.t(f"claims.event.{claim.what}"),
            "date": self.period(claim.date),
        }
        name = "_".join(["event", *(["by"] if claim.by else []), *(["on"] if claim.date else [])])
        sentence = self.t(f"claims.words.{name}", **parts)
        return sentence + (Markup("（{}）").format(zh(claim.detail)) if claim.detail else Markup(""))


def _base(base: str | None) -> tuple[str, str]:
    """The name of our string for what a change is a change on, and what that is."""
    named = {None: "none", "": "none", "yoy": "yoy", "mom": "mom", "vs before": "before"}
    return named.get(base, "vs"), (base or "").removeprefix("vs ")


def span(period: str) -> str:
    """A time in the fewest words.

    >>> [span(each) for each in ("2024-01-01/2024-12-31", "2024-02-01/2024-02-29", "2025-01-01/2025-07-31", "2025-07-03")]
    ['2024', '2024-02', '2025-01 – 2025-07', '2025-07-03']
    """
    first, last = bounds(period)
    if first is None or last is None or "/" not in period:
        return period
    end = last.isoformat()
    for length in (4, 7):
        one, other = first.isoformat()[:length], end[:length]
        if (bounds(one)[0], bounds(other)[1]) == (first, last):
            return one if one == other else f"{one} – {other}"
    return f"{first.isoformat()} – {end}"


def zh(text: object) -> Markup:
    """A piece of Chinese in a sentence of any language."""
    return Markup('<span lang="zh">{}</span>').format(text)


def number(value: float | None) -> str:
    """A number with its thousands apart."""
    if value is None:
        return ""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.10g}"


def triples(claim: Claim, mapping: Mapping, known: Prefixes) -> Iterator[Markup]:
    """What a claim says as triples, one a line, as Turtle writes them."""
    for triple in mapping.claimed(Fact(claim, "", "", (), 1.0, "")):
        parts = (triple.subject, triple.predicate, triple.object)
        yield escape(" ".join(_short(part, known) for part in parts) + " .")


def _short(node: Any, known: Prefixes) -> str:
    if isinstance(node, NamedNode):
        found = [
            (len(start), f"{name}:{node.value.removeprefix(start)}")
            for name, start in known.items()
            if node.value.startswith(start)
        ]
        return max(found)[1] if found else f"<{node.value}>"
    if isinstance(node, Literal):
        text = f'"{node.value}"'
        if node.language:
            return f"{text}@{node.language}"
        return text if node.datatype.value.endswith("#string") else node.value
    return f"<<( {' '.join(_short(part, known) for part in (node.subject, node.predicate, node.object))} )>>"
