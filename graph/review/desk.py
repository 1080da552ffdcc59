"""The desk at which curators decide: a decision is kept in the journal, and the queue knows of it at once.

The graph follows later (`graph.review.settling`): nobody waits for a release.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import RLock
from typing import Any

from pyoxigraph import Store

from extract.fact import Claim
from graph.merging import policy
from graph.releases import ReleaseInfo, open_release
from graph.review.claims import FactReader, claim_from, claim_row, fact_id
from graph.review.decision import Action, Decision, History, Reason, now
from graph.review.journal import Journal
from graph.review.making import EntryReader
from graph.review.queue import Filter, Item, Queue
from ontology import Namespaces


@dataclass
class Overtaken(Exception):
    """Somebody else has decided about a fact since it was looked at."""

    fact: str
    latest: Decision | None

    def __str__(self) -> str:
        by = f" by {self.latest.by}" if self.latest else ""
        return f"fact {self.fact} has been decided about{by} since you saw it"


class UnknownFact(LookupError):
    """A fact that the queue does not have."""


class Desk:
    """The facts of a release, the decisions about them, and what curators do with both; one thread at a time."""

    def __init__(self, path: Path, names: Namespaces) -> None:
        self.lock = RLock()
        self.journal = Journal(path)
        self._path = path
        self._names = names
        self._queue: Queue | None = None
        self._store: Store | None = None
        self.release: str | None = None
        """The id of the release that the queue is of."""
        self._violations = False
        self._pending: set[str] = set()

    @property
    def history(self) -> History:
        """All decisions."""
        return self.journal.history

    @property
    def queue(self) -> Queue:
        """The queue; a LookupError as long as there is none."""
        if self._queue is None:
            raise LookupError("the queue is not made yet")
        return self._queue

    @property
    def store(self) -> Store:
        """The release that the queue is of, to read from."""
        if self._store is None:
            raise LookupError("the queue is not made yet")
        return self._store

    @property
    def facts(self) -> FactReader:
        """Reads facts of that release."""
        return FactReader(self.store, self._names)

    def close(self) -> None:
        """Lets go of the queue."""
        with self.lock:
            if self._queue:
                self._queue.close()
            self._queue = self._store = self.release = None

    def take(self, info: ReleaseInfo) -> bool:
        """Takes up a release whose queue is made; tells whether it is."""
        with self.lock:
            queue = Queue.of(info)
            if queue is None:
                return False
            self.close()
            self._queue, self.release, self._violations = queue, info.id, False
            self._store = open_release(self._path, info.id).store
            self.journal.refresh()
            queue.follow(self.history, self.history.facts())
            self._pending = set(self.history.facts())
            return True

    def pending(self) -> frozenset[str]:
        """The facts that were decided about since their release was made."""
        with self.lock:
            return frozenset(self._pending)

    def move(self, info: ReleaseInfo, settled: Iterable[str]) -> None:
        """Goes on to the next release, which decisions about some facts alone have made of this one.

        Whatever takes long is done before anybody has to wait: what is decided meanwhile is among what is pending.
        """
        facts = set(settled)
        store = open_release(self._path, info.id).store
        reader = EntryReader(store, self._names)
        entries = {fact: reader.entry(fact) for fact in facts}
        queue = self.queue.hand_on(info)
        queue.put(entry for entry in entries.values() if entry)
        queue.drop(fact for fact, entry in entries.items() if entry is None)
        with self.lock:
            queue.follow(self.history, facts | self._pending)  # it may be one that another desk handed on
            self.queue.close()
            self._queue, self._store = queue, store
            self.release, self._violations = info.id, False
            self._pending -= facts

    def catch_up(self) -> None:
        """Takes in what was decided elsewhere, and what was found against the shapes."""
        with self.lock:
            self._follow(self.journal.refresh())
            if not self._violations:
                self._violations = self.queue.find_violations()

    def item(self, fact: str) -> Item:
        """A fact; UnknownFact if there is none such."""
        found = self.queue.item(fact)
        if found is None:
            raise UnknownFact(fact)
        return found

    def decide(
        self,
        by: str,
        action: Action,
        fact: str,
        *,
        seen: str | None,
        reason: Reason | None = None,
        note: str | None = None,
        opinion: bool = False,
        claim: Claim | None = None,
    ) -> Decision:
        """Decides about one fact; Overtaken if its version is not the one that was seen."""
        with self.lock:
            decision = self._drafted(by, action, self.item(fact), reason, note, opinion, claim)
            self._keep([decision], {} if seen is None else {fact: seen})
            return decision

    def decide_all(
        self,
        by: str,
        action: Action,
        wanted: Filter,
        *,
        expected: int,
        reason: Reason | None,
        note: str | None,
    ) -> list[Decision]:
        """Decides about all facts that a filter lets through, as one batch; a ValueError if they are not so many."""
        with self.lock:
            facts = self.queue.ids(wanted)
            if len(facts) != expected:
                raise ValueError(f"{len(facts)} facts fit now, not {expected}")
            batch = secrets.token_hex(6)
            made = [
                self._drafted(by, action, self.item(fact), reason, note, False, None, batch) for fact in facts
            ]
            self._keep(made, {})
            return made

    def settle_conflict(self, by: str, fact: str) -> list[Decision]:
        """Accepts one of the figures in conflict and rejects the others, as one batch."""
        with self.lock:
            right = self.item(fact)
            batch = secrets.token_hex(6)
            made = [self._drafted(by, "accept", right, None, None, False, None, batch)]
            for each in self.queue.clashing(right.clash) if right.clash else ():
                if each.id != fact and each.verdict not in ("reject", "amend") and each.value != right.value:
                    made.append(self._drafted(by, "reject", each, "wrong-number", None, False, None, batch))
            self._keep(made, {})
            return made

    def undo(self, by: str, what: str) -> Decision:
        """Undoes a decision or a batch by its id; a LookupError if there is none that stands."""
        with self.lock:
            self.journal.refresh()
            known = self.history.decisions.get(what)
            targets = [known] if known else self.history.batch(what)
            if not any(self.history.stands(each) for each in targets):
                raise LookupError(f"there is no decision or batch {what} that stands")
            fact = known.fact if known else ""
            decision = Decision(action="undo", by=by, at=self._time([fact]), fact=fact, undoes=what)
            self._keep([decision], {})
            return decision

    def last(self, by: str) -> Decision | None:
        """The last decision of a curator that stands and can be undone."""
        for decision in reversed(self.history.decisions.values()):
            if decision.by == by and decision.action != "undo" and self.history.stands(decision):
                return decision
        return None

    def _drafted(
        self,
        by: str,
        action: Action,
        item: Item,
        reason: Reason | None,
        note: str | None,
        opinion: bool,
        claim: Claim | None,
        batch: str | None = None,
    ) -> Decision:
        decision = Decision(
            action=action,
            by=by,
            at=self._time([item.id]),
            fact=item.id,
            opinion=opinion,
            reason=reason if action == "reject" else None,
            note=note or None,
            before=self.history.status(item.id, policy(item.confidence)),
            claim=item.claim,
            batch=batch,
            **self._amended(item, claim),
        )
        decision.check()
        return decision

    def _amended(self, item: Item, claim: Claim | None) -> dict[str, Any]:
        if claim is None:
            return {}
        revision = fact_id(claim)
        if revision == item.id:
            raise ValueError("nothing is changed")
        quotations = tuple(each.as_row() for each in self.facts.quotations(item.id))
        return {"amended": claim_row(claim), "revision": revision, "evidence": quotations}

    def _time(self, facts: Iterable[str]) -> str:
        """Now, and after whatever was decided about some facts, wherever the clock stood then."""
        known = [d for f in facts for d in (*self.history.of(f), *self.history.amendments(f))]
        latest = max((each.at for each in known), default="")
        time = now()
        if time > latest:
            return time
        after = datetime.fromisoformat(latest) + timedelta(microseconds=1)
        return after.isoformat(timespec="microseconds").replace("+00:00", "Z")

    def _keep(self, decisions: Sequence[Decision], seen: Mapping[str, str]) -> None:
        def check(history: History) -> None:
            for fact, version in seen.items():
                if history.version(fact) != version:
                    raise Overtaken(fact, next(iter(reversed(history.of(fact))), None))

        self.journal.append(decisions, check)
        self._follow(decisions)

    def _follow(self, decisions: Iterable[Decision]) -> None:
        facts = {fact for each in decisions for fact in self.history.touched(each)}
        self._pending |= facts
        self.queue.follow(self.history, facts)


def claim_of(item: Item) -> Claim:
    """What a fact of the queue claims."""
    return claim_from(item.claim)
