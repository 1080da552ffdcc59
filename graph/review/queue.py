"""The queue: every fact of a release in the order that a curator wants, so that a card costs a look-up.

It is made once for a release (`graph.review.making`) and then kept up with decisions; the next release that
decisions alone make takes it over.
"""

import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal, get_args

from graph.merging import PUBLISHED_FROM
from graph.releases import ReleaseInfo
from graph.review.decision import History, Row, Status
from graph.review.making import FILE, VERSION, VIOLATIONS, Entry, appear, insert, remove, version, weigh

Order = Literal["doubt", "impact", "document", "rule"]
ORDERS: tuple[Order, ...] = get_args(Order)
State = Literal[
    "open",
    "published",
    "candidate",
    "second",
    "disputed",
    "accepted",
    "rejected",
    "amended",
    "decided",
    "all",
]
STATES: tuple[State, ...] = get_args(State)

KEYS: dict[Order, tuple[str, ...]] = {
    "doubt": ("doubt", "id"),
    "impact": ("-impact", "id"),
    "document": ("doc", "start", "id"),
    "rule": ("rule", "doubt", "id"),
}
"""Order → what facts are sorted by."""
FOUND_BY = ("doc", "rule", "port", "province")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which facts a curator wants to see, and in which order."""

    order: Order = "doubt"
    state: State = "open"
    type: str | None = None
    doc: str | None = None
    rule: str | None = None
    port: str | None = None
    province: str | None = None
    violation: bool = False
    conflict: bool = False
    curator: str = ""
    """Who asks: `second` leaves out what they decided about themselves."""


@dataclass(frozen=True, slots=True)
class Item:
    """A fact in the queue."""

    id: str
    status: Status
    verdict: str | None
    disputed: bool
    confidence: float
    impact: int
    doc: str
    rule: str
    claim: Row
    violation: str | None
    clash: str | None
    """What it is a figure of."""
    value: str | None
    conflict: bool
    """Whether others give another figure."""


@dataclass(frozen=True, slots=True)
class Precision:
    """How often curators found a rule right."""

    accepted: int
    decided: int


@dataclass(slots=True)
class Tally:
    """How many facts there are of a sort, and what was decided of them."""

    all: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)

    @property
    def decided(self) -> int:
        """Facts that somebody decided about."""
        return self.verdicts.total()


class Queue:
    """The facts of a release, open for one thread at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")

    @classmethod
    def of(cls, info: ReleaseInfo) -> "Queue | None":
        """The queue of a release; None if it is not made yet."""
        path = info.derived / FILE
        return cls(path) if version(path) == VERSION else None

    def close(self) -> None:
        """Lets go of the file."""
        self._database.close()

    def find_violations(self) -> bool:
        """Takes in which facts violate shapes, once that is found out; tells whether it is."""
        path = self.path.with_name(VIOLATIONS)
        if not path.exists():
            return False
        self._violate(json.loads(path.read_bytes()))
        return True

    def hand_on(self, info: ReleaseInfo) -> "Queue":
        """The queue of a later release, which decisions alone have made: the one that it has, or else a copy of this one.

        This one stays open, and may be read and written meanwhile.
        """
        info.derived.mkdir(parents=True, exist_ok=True)
        violations = self.path.with_name(VIOLATIONS)
        if violations.exists():
            appear(info.derived / VIOLATIONS, partial(shutil.copyfile, violations))
        appear(info.derived / FILE, self._copy)
        return Queue(info.derived / FILE)

    def _copy(self, target: Path) -> None:
        """Copies this queue as it stands, with what others who have it open have written last."""
        with closing(sqlite3.connect(self.path)) as here, closing(sqlite3.connect(target)) as copy:
            here.backup(copy)

    def follow(self, history: History, facts: Iterable[str]) -> None:
        """Takes in what is decided of some facts."""
        rows: list[tuple[str | None, bool, str]] = []
        deciders: list[tuple[str, str]] = []
        for fact in facts:
            holds = history.holding(fact)
            action = None if holds is None else "accept" if holds.revision == fact else holds.action
            rows.append((action, history.disputed(fact), fact))
            deciders += [(each.by, fact) for each in history.of(fact) if history.stands(each)]
        with self._database:
            self._database.execute("BEGIN")
            self._database.executemany("UPDATE fact SET verdict = ?, disputed = ? WHERE id = ?", rows)
            self._database.executemany(
                "DELETE FROM about WHERE kind = 'by' AND fact = ?", [(row[-1],) for row in rows]
            )
            self._database.executemany("INSERT INTO about VALUES ('by', ?, ?)", dict.fromkeys(deciders))

    def put(self, entries: Iterable[Entry]) -> None:
        """Adds facts; those that are known are told where they stand now, and how sure they are."""
        new = []
        with self._database:
            self._database.execute("BEGIN")
            for entry in entries:
                doubt = round(abs(entry.confidence - PUBLISHED_FROM), 4)
                known = self._database.execute(
                    "UPDATE fact SET status = ?, confidence = ?, doubt = ? WHERE id = ?",
                    (entry.status, entry.confidence, doubt, entry.id),
                )
                if not known.rowcount:
                    new.append(entry)
            insert(self._database, new)
            weigh(self._database, [entry.id for entry in new])

    def drop(self, facts: Iterable[str]) -> None:
        """Removes facts that the graph does not have any more."""
        with self._database:
            self._database.execute("BEGIN")
            remove(self._database, facts)

    def _violate(self, messages: dict[str, str]) -> None:
        """Takes in which facts violate shapes, and how."""
        with self._database:
            self._database.execute("BEGIN")
            self._database.execute("UPDATE fact SET violation = NULL WHERE violation IS NOT NULL")
            self._database.executemany(
                "UPDATE fact SET violation = ? WHERE id = ?",
                [(text, fact) for fact, text in messages.items()],
            )

    def item(self, fact: str) -> Item | None:
        """A fact by its id."""
        return next(self._items("WHERE id = ?", (fact,)), None)

    def next(self, wanted: Filter, after: str | None = None) -> Item | None:
        """The first fact, or the first after another, that a filter lets through."""
        return next(iter(self.some(wanted, 1, after)), None)

    def some(self, wanted: Filter, most: int, after: str | None = None) -> list[Item]:
        """The first facts, or the first after another, that a filter lets through."""
        conditions, values = _conditions(wanted)
        keys = KEYS[wanted.order]
        if after is not None:
            here = self._database.execute(
                f"SELECT {', '.join(keys)} FROM fact WHERE id = ?",  # noqa: S608 - our own columns
                (after,),
            ).fetchone()
            if here:
                conditions.append(f"({', '.join(keys)}) > ({', '.join('?' * len(keys))})")
                values += here
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        return list(self._items(f"{where} ORDER BY {', '.join(keys)} LIMIT ?", [*values, most]))

    def count(self, wanted: Filter, most: int = -1) -> int:
        """How many facts a filter lets through; counted no further than to `most`, unless that is negative."""
        conditions, values = _conditions(wanted)
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        counting = f"SELECT count(*) FROM (SELECT 1 FROM fact {where} LIMIT ?)"  # noqa: S608 - our own columns
        return int(self._database.execute(counting, [*values, most]).fetchone()[0])

    def ids(self, wanted: Filter) -> list[str]:
        """All facts that a filter lets through."""
        conditions, values = _conditions(wanted)
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        return [row[0] for row in self._database.execute(f"SELECT id FROM fact {where} ORDER BY id", values)]  # noqa: S608

    def clashing(self, clash: str) -> list[Item]:
        """The facts that give values for one thing, measure and time."""
        return list(self._items("WHERE clash = ? ORDER BY confidence DESC, id", (clash,)))

    def conflicts(self, most: int) -> list[list[Item]]:
        """Groups of facts that give different values for one thing, measure and time, and are not settled."""
        rows = self._database.execute(
            "SELECT clash FROM fact WHERE conflict AND coalesce(verdict, '') NOT IN ('reject', 'amend') "
            "GROUP BY clash HAVING count(DISTINCT value) > 1 ORDER BY max(impact) DESC, clash LIMIT ?",
            (most,),
        )
        return [self.clashing(row[0]) for row in rows.fetchall()]

    def precision(self, rule: str) -> Precision:
        """How often a rule was right, of those of its facts that are decided."""
        rows = self._database.execute(
            "SELECT verdict, count(*) FROM fact WHERE rule = ? AND verdict IS NOT NULL GROUP BY verdict",
            (rule,),
        )
        found = dict(rows.fetchall())
        return Precision(found.get("accept", 0), sum(found.values()))

    def tally(self, column: Literal["type", "rule"]) -> dict[str, Tally]:
        """Facts and decisions by type or rule, the most first."""
        found: dict[str, Tally] = {}
        rows = self._database.execute(f"SELECT {column}, verdict, count(*) FROM fact GROUP BY 1, 2")  # noqa: S608
        for name, verdict, count in rows:
            tally = found.setdefault(name, Tally())
            tally.all += count
            if verdict:
                tally.verdicts[verdict] += count
        return dict(sorted(found.items(), key=lambda pair: (-pair[1].all, pair[0])))

    def choices(self, kind: str, most: int = 200) -> list[tuple[str, int]]:
        """What facts can be found by, of a kind, with how many each: the most first."""
        rows = self._database.execute(
            "SELECT key, count(*) FROM about WHERE kind = ? GROUP BY key ORDER BY 2 DESC, 1 LIMIT ?",
            (kind, most),
        )
        return rows.fetchall()

    def _items(self, rest: str, values: Sequence[Any]) -> Iterator[Item]:
        columns = "id, status, verdict, disputed, confidence, impact, doc, rule, claim, violation, clash, value, conflict"
        for row in self._database.execute(f"SELECT {columns} FROM fact {rest}", values):  # noqa: S608
            given = dict(zip(columns.split(", "), row, strict=True))
            given |= {name: bool(given[name]) for name in ("disputed", "conflict")}
            yield Item(**given | {"claim": json.loads(given["claim"])})


def _conditions(wanted: Filter) -> tuple[list[str], list[Any]]:
    states: dict[State, str] = {
        "open": "verdict IS NULL",
        "decided": "verdict IS NOT NULL",
        "published": "verdict IS NULL AND status = 'published'",
        "candidate": "verdict IS NULL AND status = 'candidate'",
        "accepted": "verdict = 'accept'",
        "rejected": "verdict = 'reject'",
        "amended": "verdict = 'amend'",
        "disputed": "disputed = 1",
        "second": "verdict IN ('accept', 'reject') "
        "AND id NOT IN (SELECT fact FROM about WHERE kind = 'by' AND key = ?)",
        "all": "",
    }
    conditions = [states[wanted.state]] if states[wanted.state] else []
    values: list[Any] = [wanted.curator] if wanted.state == "second" else []
    if wanted.type:
        conditions.append("type = ?")
        values.append(wanted.type)
    for kind in FOUND_BY:
        key = getattr(wanted, kind)
        if key:
            conditions.append("id IN (SELECT fact FROM about WHERE kind = ? AND key = ?)")
            values += [kind, key]
    if wanted.violation:
        conditions.append("violation IS NOT NULL")
    if wanted.conflict:
        conditions.append("conflict")
    return conditions, values
