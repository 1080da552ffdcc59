"""Facts: what a document claims, with the quotation that says so.

A claim is one frozen value a type; its fields are the keys of the facts format. A fact is a claim with its
evidence. Two facts with the same claim have the same id, whichever document, rule or run they come from.
"""

import dataclasses
import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Literal, NamedTuple, get_args

from ontology import Namespaces

EntityClass = Literal[
    "Port", "PortCluster", "Province", "City", "County", "Town", "Country", "Region",
    "Commodity", "Official", "Person", "Organization", "Feature",
]  # fmt: skip
PortKind = Literal["water", "air", "road", "rail", "land"]
Direction = Literal["import", "export", "transit"]
Bound = Literal["exact", "min", "max", "approx", "range"]
EventKind = Literal["opened", "expanded", "approved", "closed", "reopened", "launched"]
Modality = Literal["observed", "plan", "forecast", "capacity"]

KINDS = {"Official": "person", "PortCluster": "port-cluster"} | {
    name: name.lower() for name in get_args(EntityClass) if name not in ("Official", "PortCluster")
}
"""Entity class → first part of its key: officials are people, all else is called by its class."""


@dataclass(frozen=True, slots=True, eq=False)
class Entity:
    """A thing that the text names. `Feature` is what a statistic is about when it has no class of its own."""

    cls: EntityClass
    label: str
    key: str
    """Kind and slug, ASCII and stable: `port/erlianhaote`. The key alone decides identity."""
    alt: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Entity):
            return NotImplemented
        return self is other or (
            self.key == other.key and self.cls == other.cls and self.label == other.label
        )

    def __hash__(self) -> int:
        return hash(self.key)


_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _detail(default: Any = None) -> Any:
    """A field that says more about a claim without being part of its identity."""
    return field(default=default, metadata={"detail": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentClaim:
    """An article: its head and where it stood. `article` is its key."""

    type: ClassVar = "document"
    article: str
    title: str | None = _detail()
    kicker: str | None = _detail()
    authors: tuple[str, ...] = _detail(())
    publication: str | None = _detail()
    page: str | None = _detail()
    date: str | None = _detail()
    sections: tuple[str, ...] = _detail(())
    url: str | None = _detail()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityClaim:
    """The text names this entity; `alt` are the forms met."""

    type: ClassVar = "entity"
    entity: Entity


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedIn:
    type: ClassVar = "located_in"
    subject: Entity
    object: Entity
    object_alt: tuple[str, ...] = _detail(())


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOfCluster:
    type: ClassVar = "part_of_cluster"
    subject: Entity
    object: Entity


@dataclass(frozen=True, slots=True, kw_only=True)
class PortKindClaim:
    type: ClassVar = "port_kind"
    subject: Entity
    object: PortKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Faces:
    type: ClassVar = "faces"
    subject: Entity
    object: Entity


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    type: ClassVar = "post"
    person: Entity
    title: str
    organization: Entity | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a person said (`quoted` false: in the paper's words), or a figure's source."""

    type: ClassVar = "statement"
    person: Entity
    text: str
    quoted: bool = _detail(False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    type: ClassVar = "trade"
    place: Entity
    direction: Direction | None
    commodity: Entity
    partner: Entity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stat:
    """A number: `value` in base units of `unit`; `change_pct` signed, against `change_base` (yoy, mom, vs …)."""

    type: ClassVar = "stat"
    subject: Entity
    metric: str
    value: float | None
    value_max: float | None = None
    unit: str | None
    bound: Bound = "exact"
    period: str | None = None
    period_text: str | None = _detail()
    change_pct: float | None = None
    change_bound: Bound | None = _detail()
    change_base: str | None = None
    rank: int | None = _detail()
    modality: Modality = "observed"
    said_by: Entity | None = _detail()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    type: ClassVar = "event"
    what: EventKind
    subject: Entity
    date: str | None = None
    by: Entity | None = None
    detail: str | None = _detail()


Claim = (
    DocumentClaim | EntityClaim | LocatedIn | PartOfCluster | PortKindClaim | Faces | Post | Statement | Trade | Stat | Event
)  # fmt: skip
_SLOTS = {kind.type: [slot.name for slot in dataclasses.fields(kind)] for kind in get_args(Claim)}
"""The slots of a claim, by its type."""
_IDENTITY = {
    kind.type: [slot.name for slot in dataclasses.fields(kind) if not slot.metadata.get("detail")]
    for kind in get_args(Claim)
}
"""Those of them that decide which claim it is."""


class Evidence(NamedTuple):
    """Half-open character offsets into a raw field of the document, and exactly the text that stands there."""

    start: int
    end: int
    text: str
    field: str = "text"


@dataclass(frozen=True)
class Fact:
    """A claim, the quotations it rests on (at least one), how sure we are, and the rule that found it."""

    claim: Claim
    doc: str
    article: str
    evidence: tuple[Evidence, ...]
    confidence: float
    rule: str

    @cached_property
    def id(self) -> str:
        """Twenty hexadecimal digits: a hash of the claim alone."""
        identity = [self.claim.type, *_identity(self.claim)]
        return hashlib.sha256(_COMPACT.encode(identity).encode()).hexdigest()[:20]

    def as_row(self, names: Namespaces) -> dict[str, Any]:
        """This fact as a row of the facts format."""
        row: dict[str, Any] = {
            "type": self.claim.type,
            "doc": self.doc,
            "article": self.article,
            "id": self.id,
        }
        for name in _SLOTS[self.claim.type]:
            _fill(row, name, getattr(self.claim, name), names)
        first, *others = self.evidence
        row |= {"evidence": _span(first), "confidence": round(self.confidence, 3), "rule": self.rule}
        return row | ({"more_evidence": [_span(span) for span in others]} if others else {})


def _identity(claim: Claim) -> list[Any]:
    values = [getattr(claim, name) for name in _IDENTITY[claim.type]]
    return [value.key if isinstance(value, Entity) else value for value in values]


def _fill(row: dict[str, Any], name: str, value: Any, names: Namespaces) -> None:
    """Puts a slot into a row, in one cell or in several."""
    if name == "entity":
        row["class"], row["label"], row["alt"] = value.cls, value.label, list(value.alt)
        row["iri"] = names.resource(value.key)
    elif isinstance(value, Entity):
        row[name], row[f"{name}_iri"] = value.label, names.resource(value.key)
        if value.alt:
            row[f"{name}_alt"] = list(value.alt)
    else:
        row[name] = list(value) if isinstance(value, tuple) else value


def _span(evidence: Evidence) -> dict[str, Any]:
    span: dict[str, Any] = {"start": evidence.start, "end": evidence.end, "text": evidence.text}
    return span if evidence.field == "text" else span | {"field": evidence.field}
