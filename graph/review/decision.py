"""Decisions: what a curator found of a fact. Each is an event that is never changed; an undo is another event.

>>> history = History()
>>> one = Decision(action="reject", fact="f1", by="li", at="2025-09-12T08:00:00.000000Z", reason="layout")
>>> history.add(one)
>>> history.verdict("f1").reason
'layout'
>>> history.add(Decision(action="undo", fact="f1", undoes=one.id, by="li", at="2025-09-12T08:00:05.000000Z"))
>>> history.verdict("f1") is None
True
"""

import dataclasses
import hashlib
import json
from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Literal, Self, get_args

Action = Literal["accept", "reject", "amend", "undo"]
Reason = Literal[
    "wrong-entity", "wrong-relation", "wrong-number", "wrong-period", "layout", "duplicate", "not-a-fact"
]  # fmt: skip
Status = Literal["published", "candidate", "rejected"]
ACTIONS: tuple[Action, ...] = get_args(Action)
REASONS: tuple[Reason, ...] = get_args(Reason)
STATUSES: tuple[Status, ...] = get_args(Status)
Row = Mapping[str, Any]
"""A claim as a row of the facts format, without its evidence."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Who decided what about which fact, when and why; what it claimed before, and after an amendment."""

    action: Action
    by: str
    """The name of a curator."""
    at: str
    """UTC, ISO 8601 with microseconds, so that decisions sort by it."""
    fact: str
    """The id of a fact; empty when a whole batch is undone."""
    opinion: bool = False
    """A second opinion: counted for agreement, without effect on the fact."""
    reason: Reason | None = None
    note: str | None = None
    before: Status | None = None
    """The status that the fact had."""
    claim: Row | None = None
    """What the fact claimed."""
    amended: Row | None = None
    """What it should claim."""
    revision: str | None = None
    """The id of the fact that claims so."""
    evidence: tuple[Row, ...] = ()
    """The quotations that an amended claim rests on: `doc`, `article`, `start`, `end`, `text`, `field`."""
    batch: str | None = None
    """Shared by the decisions that were made at once, over a filter."""
    undoes: str | None = None
    """The id of a decision, or the batch, that does not stand any more."""

    @cached_property
    def id(self) -> str:
        """Twenty hexadecimal digits: a hash of all that it says."""
        return hashlib.sha256(self.as_line().encode()).hexdigest()[:20]

    def as_line(self) -> str:
        """This decision as a line of JSON, with what is empty left out."""
        given = {each.name: getattr(self, each.name) for each in dataclasses.fields(self)}
        return json.dumps({name: value for name, value in given.items() if value}, ensure_ascii=False)

    @classmethod
    def from_line(cls, line: str) -> Self:
        """A decision from its line; a ValueError or TypeError says what is wrong with it."""
        given = json.loads(line)
        if not isinstance(given, dict):
            raise TypeError("an object is expected")
        unknown = given.keys() - {each.name for each in dataclasses.fields(cls)}
        if unknown:
            raise ValueError(f"{min(unknown)!r} is no part of a decision")
        for name in ("action", "by", "at"):
            if not isinstance(given.get(name), str) or not given[name]:
                raise ValueError(f"{name!r} is missing")
        for name, known in (("action", ACTIONS), ("reason", REASONS), ("before", STATUSES)):
            if given.get(name) is not None and given[name] not in known:
                raise ValueError(f"{name}: one of {', '.join(known)} is expected, not {given[name]!r}")
        given.setdefault("fact", "")
        decision = cls(**given | {"evidence": tuple(given.get("evidence", ()))})
        decision.check()
        return decision

    def check(self) -> None:
        """A ValueError if it lacks what its action needs."""
        try:
            datetime.fromisoformat(self.at)
        except ValueError as error:
            raise ValueError(f"at: {self.at!r} is no time") from error
        needs: dict[Action, tuple[str, ...]] = {
            "accept": ("fact",),
            "reject": ("fact", "reason"),
            "amend": ("fact", "amended", "revision", "evidence"),
            "undo": ("undoes",),
        }
        for name in needs[self.action]:
            if not getattr(self, name):
                raise ValueError(f"{name!r} is missing, which {self.action!r} needs")
        if self.revision and self.revision == self.fact:
            raise ValueError("revision: the fact is amended to itself")


def now() -> str:
    """The time as decisions have it."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class History:
    """All decisions, and what stands of them. The order in which they are added does not matter."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self.decisions: dict[str, Decision] = {}
        self._of: dict[str, list[tuple[str, str]]] = defaultdict(list)
        """Fact → (time, id) of the decisions about it, in order."""
        self._batches: dict[str, list[str]] = defaultdict(list)
        self._undone: dict[str, str] = {}
        """Decision or batch → the undo that names it."""
        self._revisions: dict[str, list[str]] = defaultdict(list)
        """Fact → the amendments that gave it."""
        for decision in decisions:
            self.add(decision)

    def add(self, decision: Decision) -> None:
        """Adds a decision; one that is known already changes nothing."""
        if decision.id in self.decisions:
            return
        self.decisions[decision.id] = decision
        if decision.undoes:
            self._undone.setdefault(decision.undoes, decision.id)
        else:
            insort(self._of[decision.fact], (decision.at, decision.id))
        if decision.batch and not decision.undoes:
            self._batches[decision.batch].append(decision.id)
        if decision.revision:
            self._revisions[decision.revision].append(decision.id)

    def stands(self, decision: Decision) -> bool:
        """Whether nobody has undone it."""
        return decision.id not in self._undone and (decision.batch or "") not in self._undone

    def of(self, fact: str) -> list[Decision]:
        """The decisions about a fact, oldest first, undone ones too."""
        return [self.decisions[each] for _, each in self._of.get(fact, ())]

    def verdict(self, fact: str) -> Decision | None:
        """The decision that holds for a fact: the last that stands and is no second opinion."""
        standing = (each for each in reversed(self.of(fact)) if self.stands(each) and not each.opinion)
        return next(standing, None)

    def version(self, fact: str) -> str:
        """Changes whenever something is decided or undone about a fact: what a curator must have seen."""
        known = self.of(fact)
        undone = [self._undone.get(d.id) or self._undone.get(d.batch or "", "") for d in known]
        said = [*(d.id for d in known), *undone, *self._revisions.get(fact, ())]
        return hashlib.sha256(" ".join(said).encode()).hexdigest()[:12] if said else ""

    def amendments(self, fact: str) -> list[Decision]:
        """The amendments that stand and gave a fact, oldest first."""
        made = (self.decisions[each] for each in self._revisions.get(fact, ()))
        return sorted((each for each in made if self.verdict(each.fact) == each), key=_moment)

    def holding(self, fact: str) -> Decision | None:
        """What holds for a fact: its verdict, or an amendment that gave it and came later."""
        verdict = self.verdict(fact)
        return max([*self.amendments(fact), *([verdict] if verdict else [])], key=_moment, default=None)

    def replaced_by(self, fact: str) -> str | None:
        """The fact that an amendment put in the place of one.

        Who follows this comes to an end: what amends the new fact is later than what gave it.
        """
        holds = self.holding(fact)
        return holds.revision if holds and holds.fact == fact else None

    def opinions(self, fact: str) -> dict[str, Decision]:
        """What each curator who decided about a fact holds of it now."""
        return {each.by: each for each in self.of(fact) if self.stands(each)}

    def disputed(self, fact: str) -> bool:
        """Whether a second opinion differs from the decision that holds, and came after it."""
        verdict = self.verdict(fact)
        if verdict is None:
            return False
        others = (d for d in self.opinions(fact).values() if d.opinion and d.at > verdict.at)
        return any(says(other) != says(verdict) for other in others)

    def status(self, fact: str, otherwise: Status) -> Status:
        """The status that a fact has by what is decided; without a decision, the one that its confidence gives."""
        holds = self.holding(fact)
        if holds is None:
            return otherwise
        return "published" if holds.action == "accept" or holds.revision == fact else "rejected"

    def facts(self) -> Iterator[str]:
        """The facts that something was decided about, or that amendments gave."""
        yield from self._of
        yield from (fact for fact in self._revisions if fact not in self._of)

    def touched(self, decision: Decision) -> set[str]:
        """The facts whose standing a decision may change."""
        if decision.action != "undo":
            gave = (each.revision for each in self.of(decision.fact))
            return {decision.fact, *filter(None, gave)}
        undone = decision.undoes or ""
        targets = [*self._batches.get(undone, ()), *([undone] if undone in self.decisions else [])]
        return {fact for each in targets for fact in self.touched(self.decisions[each])}

    def batch(self, identity: str) -> list[Decision]:
        """The decisions of a batch."""
        return [self.decisions[each] for each in self._batches.get(identity, ())]


def _moment(decision: Decision) -> tuple[str, str]:
    return decision.at, decision.id


def says(decision: Decision) -> str:
    """What a decision holds of a fact: that the text says so, or that it does not."""
    return "right" if decision.action == "accept" else "wrong"
