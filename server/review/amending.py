"""A claim as the fields of a form, and back: things by name, numbers and times as the extractor reads them."""

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any, get_args
from typing import Literal as OneOf

from pyoxigraph import Literal, NamedNode, Store

from extract.fact import Bound, Claim, Direction, Entity, EntityClass, EventKind, Modality, PortKind, Stat
from extract.lexicon import mint
from extract.periods import periods
from extract.quantities import Quantity, quantities
from graph.review.claims import CLASSES, FactReader
from graph.terms import Terms, decimal, en, romanized, term, zh
from ontology import Namespaces

Kind = OneOf["thing", "text", "amount", "change", "base", "period", "rank", "choice", "flag"]
ISO = re.compile(r"(\d{4}(-\d\d(-\d\d)?)?|\.\.)(/(\d{4}(-\d\d(-\d\d)?)?|\.\.))?")
BASE = re.compile(r"yoy|mom|vs \S.*")
NAMED = re.compile(r"(.*?)\s*\[([a-z-]+/[^\]\s]+)\]\s*")
BOUNDS: dict[Bound, str] = {"exact": "{}", "min": "超过{}", "max": "不足{}", "approx": "约{}", "range": "{}"}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form: its name, what is written in it, and whether it may be left empty."""

    name: str
    kind: Kind
    needed: bool = True
    choices: tuple[str, ...] = ()
    cls: EntityClass = "Organization"
    """What a new thing is by default."""


FIELDS: dict[str, tuple[Field, ...]] = {
    "entity": (Field("entity", "thing"),),
    "located_in": (Field("subject", "thing", cls="Port"), Field("object", "thing", cls="City")),
    "part_of_cluster": (Field("subject", "thing", cls="Port"), Field("object", "thing", cls="PortCluster")),
    "port_kind": (Field("subject", "thing", cls="Port"), Field("object", "choice", choices=get_args(PortKind))),
    "faces": (Field("subject", "thing", cls="Port"), Field("object", "thing", cls="Country")),
    "post": (
        Field("person", "thing", cls="Official"), Field("title", "text"),
        Field("organization", "thing", needed=False),
    ),
    "statement": (Field("person", "thing", cls="Person"), Field("text", "text"), Field("quoted", "flag", needed=False)),
    "trade": (
        Field("place", "thing", cls="Port"),
        Field("direction", "choice", needed=False, choices=get_args(Direction)),
        Field("commodity", "thing", cls="Commodity"), Field("partner", "thing", needed=False, cls="Country"),
    ),
    "stat": (
        Field("subject", "thing", cls="Port"), Field("metric", "text"), Field("amount", "amount", needed=False),
        Field("period", "period", needed=False), Field("change", "change", needed=False),
        Field("change_base", "base", needed=False), Field("rank", "rank", needed=False),
        Field("modality", "choice", choices=get_args(Modality)),
        Field("said_by", "thing", needed=False, cls="Official"),
    ),
    "event": (
        Field("subject", "thing", cls="Port"), Field("what", "choice", choices=get_args(EventKind)),
        Field("date", "period", needed=False), Field("by", "thing", needed=False), Field("detail", "text", needed=False),
    ),
}  # fmt: skip


@dataclass(slots=True)
class Read:
    """A form that was read: the claim if there is no fault, how each field was understood, and what to ask back."""

    claim: Claim | None = None
    readings: dict[str, str] = field(default_factory=dict)
    """Field → what was made of what is written in it."""
    faults: dict[str, str] = field(default_factory=dict)
    """Field → the name of the string that says what is wrong."""
    choices: dict[str, list[Entity]] = field(default_factory=dict)
    """Field → the things that a name may name."""
    unknown: dict[str, str] = field(default_factory=dict)
    """Field → a name that names nothing yet."""
    new: list[Entity] = field(default_factory=list)
    """Things that the claim makes."""


def written(claim: Claim, called: Callable[[Entity], str] = attrgetter("label")) -> dict[str, str]:
    """A claim as it stands in the fields, its things by the names that they are called by."""
    return {each.name: _written(claim, each, called) for each in FIELDS[claim.type]}


def _written(claim: Claim, place: Field, called: Callable[[Entity], str]) -> str:
    match place.kind:
        case "amount":
            assert isinstance(claim, Stat)  # noqa: S101 - the only one with an amount
            return _amount(claim)
        case "change":
            assert isinstance(claim, Stat)  # noqa: S101
            return "" if claim.change_pct is None else f"{decimal(claim.change_pct).value}%"
    value = getattr(claim, place.name)
    if isinstance(value, Entity):
        return f"{called(value)} [{value.key}]"
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else str(value)


def _names(text: str, value: object) -> bool:
    """Whether a text tells, by its key, that a slot still has the thing that it has, whatever the thing is called."""
    named = NAMED.fullmatch(text)
    return named is not None and isinstance(value, Entity) and named[2] == value.key


def _amount(claim: Stat) -> str:
    if claim.value is None:
        return ""
    number = decimal(claim.value).value
    if claim.value_max is not None:
        number += f"至{decimal(claim.value_max).value}"
    return BOUNDS[claim.bound].format(number + (claim.unit or ""))


class FormReader:
    """Reads amended claims from forms."""

    def __init__(self, store: Store, names: Namespaces, published: date | None) -> None:
        self._store = store
        self._terms = Terms(names)
        self._facts = FactReader(store, names)
        self._start = names.resource("")
        self._published = published

    def read(self, claim: Claim, form: Mapping[str, str]) -> Read:
        """A claim with the slots that a form changes; what is left as it was keeps its value to the last digit."""
        read, before = Read(), written(claim)
        slots: dict[str, Any] = {}
        for place in FIELDS[claim.type]:
            text = form.get(place.name, "").strip()
            same = text == before[place.name] or _names(text, getattr(claim, place.name, None))
            if same and f"{place.name}_new" not in form:
                continue
            if not text and place.needed:
                read.faults[place.name] = "needed"
            elif not text:
                slots |= _emptied(place)
            else:
                slots |= self._slot(place, text, form, read)
        if not read.faults:
            read.claim = dataclasses.replace(claim, **slots)
        return read

    def _slot(self, place: Field, text: str, form: Mapping[str, str], read: Read) -> dict[str, Any]:
        match place.kind:
            case "thing":
                return self._thing(place, text, form, read)
            case "amount":
                return _read_amount(place, text, read)
            case "change":
                return _read_change(place, text, read)
            case "period":
                return self._period(place, text, read)
            case "base" if not BASE.fullmatch(text):
                read.faults[place.name] = "bad_base"
            case "rank":
                if not (text.isascii() and text.isdigit() and int(text) > 0):
                    read.faults[place.name] = "bad_rank"
                    return {}
                return {"rank": int(text)}
            case "choice" if text not in place.choices:
                read.faults[place.name] = "needed"
            case "flag":
                return {place.name: True}
        return {place.name: text}

    def _thing(self, place: Field, text: str, form: Mapping[str, str], read: Read) -> dict[str, Any]:
        named = NAMED.fullmatch(text)
        found = [self._of_key(named[2])] if named else self._called(text)
        known = [each for each in found if each]
        if len(known) == 1:
            read.readings[place.name] = known[0].key
            return {place.name: known[0]}
        if known:
            read.choices[place.name] = known
            read.faults[place.name] = "which"
            return {}
        cls: Any = form.get(f"{place.name}_class") or place.cls
        if named or cls not in get_args(EntityClass) or not form.get(f"{place.name}_new"):
            read.unknown[place.name] = text
            read.faults[place.name] = "unknown"
            return {}
        entity = mint(cls, text)
        read.readings[place.name] = entity.key
        read.new.append(entity)
        return {place.name: entity}

    def _of_key(self, key: str) -> Entity | None:
        """A thing by its key, if the store has a name for it."""
        node = self._terms.resource(key)
        labels = [q.object for q in self._store.quads_for_pattern(node, term("rdfs:label"), None, None)]
        label = next(
            (each.value for each in labels if isinstance(each, Literal) and each.language == "zh"), None
        )
        if label is None or key.partition("/")[0] not in CLASSES:
            return None
        return Entity(self._facts.cls(node.value), label, key)

    def _called(self, text: str) -> list[Entity | None]:
        """The things that a name names, as label or otherwise."""
        keys = {
            quad.subject.value.removeprefix(self._start)
            for predicate in ("rdfs:label", "skos:prefLabel", "skos:altLabel")
            for name in (zh(text), en(text), romanized(text))
            for quad in self._store.quads_for_pattern(None, term(predicate), name, None)
            if isinstance(quad.subject, NamedNode)
        }
        return [found for key in sorted(keys) if (found := self._of_key(key))]

    def _period(self, place: Field, text: str, read: Read) -> dict[str, Any]:
        if ISO.fullmatch(text):
            read.readings[place.name] = text
            return {place.name: text} | ({"period_text": None} if place.name == "period" else {})
        found = periods(text, self._published)
        if len(found) != 1 or found[0].value is None or found[0].text.strip() != text:
            read.faults[place.name] = "bad_period"
            return {}
        value = found[0].value
        read.readings[place.name] = value
        return {place.name: value} | ({"period_text": text} if place.name == "period" else {})


def _emptied(place: Field) -> dict[str, Any]:
    """The slots that an empty field empties."""
    match place.kind:
        case "amount":
            return {"value": None, "value_max": None, "bound": "exact"}
        case "change":
            return {"change_pct": None, "change_bound": None}
        case "flag":
            return {place.name: False}
        case "period" if place.name == "period":
            return {"period": None, "period_text": None}
    return {place.name: None}


def _only(text: str) -> Quantity | None:
    """The quantity that a text is, with nothing beside it."""
    found: Sequence[Quantity] = quantities(text)
    if len(found) != 1 or text[: found[0].start].strip() or text[found[0].end :].strip():
        return None
    return found[0]


def _read_amount(place: Field, text: str, read: Read) -> dict[str, Any]:
    found = _only(text)
    if found is None:
        read.faults[place.name] = "bad_amount"
        return {}
    slots = {
        "value": _plain(found.value),
        "value_max": None if found.value_max is None else _plain(found.value_max),
        "unit": found.unit or None,
        "bound": found.bound,
    }
    upper = "" if found.value_max is None else f"–{decimal(_plain(found.value_max)).value}"
    read.readings[place.name] = f"{decimal(_plain(found.value)).value}{upper} {found.unit} ({found.bound})"
    return slots


def _read_change(place: Field, text: str, read: Read) -> dict[str, Any]:
    down = re.match(r"(?:下降|减少|降低|下滑)", text)
    found = _only(text[down.end() :] if down else re.sub(r"^(?:增长|上升|提高|增加)", "", text))
    if found is None or found.kind == "count":
        read.faults[place.name] = "bad_change"
        return {}
    value = _plain(-found.growth if down else found.growth)
    read.readings[place.name] = f"{decimal(value).value}%"
    return {"change_pct": value, "change_bound": None if found.bound == "exact" else found.bound}


def _plain(value: float) -> float:
    """A value without the dust of binary fractions, as the extractor has it."""
    return float(f"{value:.12g}")
