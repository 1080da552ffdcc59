"""Making the queue of a release: each of its facts as a row, in SQLite.

    fact    what it claims, how sure it is, where it stands, what is decided about it
    about   the documents, rules, ports and provinces that a fact can be found by

`python -m graph.review.making STORE RELEASE BASE` makes it, in a process of its own, and then looks for violations.
"""

import json
import secrets
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pyoxigraph import NamedNode, Store

from extract.fact import Claim, Entity, Stat
from graph.merging import PUBLISHED_FROM
from graph.releases import ReleaseInfo, find, open_release, since
from graph.review.claims import FactReader, Quotation, claim_row
from graph.review.decision import Status
from graph.terms import Terms, term
from ontology import Namespaces

VERSION = 1
FILE = "review.sqlite"
VIOLATIONS = "violations.json"

TABLES = """
CREATE TABLE fact (
  id TEXT PRIMARY KEY, type TEXT NOT NULL, status TEXT NOT NULL, verdict TEXT, disputed INTEGER NOT NULL DEFAULT 0,
  confidence REAL NOT NULL, doubt REAL NOT NULL, impact INTEGER NOT NULL DEFAULT 0, doc TEXT NOT NULL,
  start INTEGER NOT NULL, rule TEXT NOT NULL, subject TEXT NOT NULL, clash TEXT, value TEXT,
  conflict INTEGER NOT NULL DEFAULT 0, violation TEXT,
  claim TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE about (kind TEXT, key TEXT, fact TEXT, PRIMARY KEY (kind, key, fact)) WITHOUT ROWID;
CREATE INDEX about_fact ON about (fact);
CREATE INDEX open_doubt ON fact (doubt, id) WHERE verdict IS NULL;
CREATE INDEX open_impact ON fact (-impact, id) WHERE verdict IS NULL;
CREATE INDEX open_document ON fact (doc, start, id) WHERE verdict IS NULL;
CREATE INDEX open_rule ON fact (rule, doubt, id) WHERE verdict IS NULL;
CREATE INDEX open_type ON fact (type, doubt, id) WHERE verdict IS NULL;
CREATE INDEX of_clash ON fact (clash, value) WHERE clash IS NOT NULL;
CREATE INDEX of_conflict ON fact (clash) WHERE conflict;
CREATE INDEX of_subject ON fact (subject);
CREATE INDEX of_violation ON fact (violation) WHERE violation IS NOT NULL;
CREATE INDEX decided ON fact (rule, verdict) WHERE verdict IS NOT NULL;
CREATE INDEX by_type ON fact (type, verdict);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact as the queue is told of it."""

    id: str
    claim: Claim
    status: Status
    quotations: tuple[Quotation, ...]
    confidence: float
    provinces: frozenset[str]


class EntryReader:
    """Reads facts of a release for the queue."""

    def __init__(self, store: Store, names: Namespaces) -> None:
        self._store = store
        self._terms = Terms(names)
        self._facts = FactReader(store, names)
        self._start = names.resource("")
        self._provinces: dict[str, frozenset[str]] = {}

    def all(self) -> Iterator[Entry]:
        """Every fact, but for the documents themselves."""
        graph = self._terms.graph("provenance")
        for quad in self._store.quads_for_pattern(None, term("rdf:type"), self._terms.kou("Fact"), graph):
            if isinstance(quad.subject, NamedNode):
                entry = self.entry(quad.subject.value.rpartition("/")[2])
                if entry:
                    yield entry

    def entry(self, fact: str) -> Entry | None:
        """One fact; None if the store does not have it."""
        claim = self._facts.claim(fact)
        quotations = tuple(self._facts.quotations(fact))
        if claim is None or not quotations:
            return None
        node = self._terms.resource(f"fact/{fact}")
        status = self._value(node, "status").rpartition("/")[2]
        confidence = float(self._value(node, "confidence"))
        provinces = frozenset[str]().union(*(self._of(each.key) for each in entities(claim)))
        return Entry(fact, claim, status, quotations, confidence, provinces)  # type: ignore[arg-type]

    def _value(self, node: NamedNode, name: str) -> str:
        quads = self._store.quads_for_pattern(
            node, self._terms.kou(name), None, self._terms.graph("provenance")
        )
        return str(next(quads).object.value)  # type: ignore[union-attr]

    def _of(self, key: str) -> frozenset[str]:
        if key not in self._provinces:
            node = self._terms.resource(key)
            found = {
                quad.object.value.removeprefix(self._start)
                for quad in self._store.quads_for_pattern(node, self._terms.kou("province"), None, None)
                if isinstance(quad.object, NamedNode)
            }
            self._provinces[key] = frozenset(found | ({key} if key.startswith("province/") else set()))
        return self._provinces[key]


def entities(claim: Claim) -> Iterator[Entity]:
    """The things that a claim speaks of, in the order of its slots."""
    for name in claim.__dataclass_fields__:
        value = getattr(claim, name)
        if isinstance(value, Entity):
            yield value


def clash_of(claim: Claim) -> tuple[str | None, str | None]:
    """What a figure is a figure of, and the figure: two facts of the one with different others are in conflict."""
    if not isinstance(claim, Stat) or claim.value is None or claim.period is None:
        return None, None
    measured = [claim.subject.key, claim.metric, claim.period, claim.unit, claim.modality]
    digest = sha256(json.dumps(measured, ensure_ascii=False).encode()).hexdigest()[:16]
    return digest, f"{claim.value:g}/{claim.value_max if claim.value_max is None else f'{claim.value_max:g}'}"


def insert(database: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    """Describes facts in the tables."""
    for entry in entries:
        claim = entry.claim
        surest = max(entry.quotations, key=lambda each: each.confidence)
        first = entry.quotations[0]
        things = list(entities(claim))
        clash, value = clash_of(claim)
        database.execute(
            "INSERT OR REPLACE INTO fact (id, type, status, confidence, doubt, doc, start, rule, subject, clash, value, "
            "claim) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                entry.id,
                claim.type,
                entry.status,
                entry.confidence,
                round(abs(entry.confidence - PUBLISHED_FROM), 4),
                first.doc,
                first.start,
                surest.rule,
                things[0].key if things else "",
                clash,
                value,
                json.dumps(claim_row(claim), ensure_ascii=False),
            ),
        )
        keys = {("doc", each.doc) for each in entry.quotations}
        keys |= {("rule", each.rule) for each in entry.quotations}
        keys |= {("port", each.key) for each in things if each.cls == "Port"}
        keys |= {("province", each) for each in entry.provinces}
        database.executemany(
            "INSERT OR IGNORE INTO about VALUES (?, ?, ?)", [(*key, entry.id) for key in keys]
        )


def remove(database: sqlite3.Connection, facts: Iterable[str]) -> None:
    """Takes facts out of the tables."""
    for fact in facts:
        database.execute("DELETE FROM fact WHERE id = ?", (fact,))
        database.execute("DELETE FROM about WHERE fact = ?", (fact,))


def weigh(database: sqlite3.Connection, facts: Iterable[str] | None = None) -> None:
    """Counts the facts of each subject, and finds figures that differ; of some facts and their like, or of all."""
    database.execute("CREATE TEMP TABLE IF NOT EXISTS chosen (id TEXT PRIMARY KEY)")
    database.execute("DELETE FROM chosen")
    database.executemany("INSERT OR IGNORE INTO chosen VALUES (?)", [(fact,) for fact in facts or ()])
    for column, setting, counted in (
        ("subject", "impact", "count(*)"),
        ("clash", "conflict", "count(DISTINCT value) > 1"),
    ):
        alike = "" if facts is None else f"AND {column} IN (SELECT {column} FROM fact JOIN chosen USING (id))"  # noqa: S608
        database.execute(
            f"UPDATE fact SET {setting} = found FROM (SELECT {column} AS alike, {counted} AS found FROM fact "  # noqa: S608
            f"WHERE {column} IS NOT NULL {alike} GROUP BY {column}) WHERE {column} = alike AND {setting} != found"
        )


def make(store: Path, release: str, names: Namespaces) -> Path:
    """Makes the queue of a release, if it has none that this version can use; its place."""
    info = find(store, release)
    path = info.derived / FILE
    path.parent.mkdir(parents=True, exist_ok=True)

    known = since(info, _has_queue)
    opened = open_release(store, release).store

    def fill(building: Path) -> None:
        if known:
            _copy(known[0].derived / FILE, building)
        with closing(sqlite3.connect(building, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            if not known:
                database.executescript(TABLES)
            database.execute("BEGIN")
            reader = EntryReader(opened, names)
            if known:
                facts = _stale(opened, open_release(store, known[0].id).store, known[1], Terms(names))
                alike = _alike(database, facts)
                remove(database, facts)
                insert(database, [entry for fact in facts if (entry := reader.entry(fact))])
                weigh(database, [*facts, *alike])
            else:
                insert(database, reader.all())
                weigh(database)
            database.execute("COMMIT")
            if not known:
                database.execute("ANALYZE")
            database.execute(f"PRAGMA user_version = {VERSION}")

    if version(path) != VERSION:
        path.unlink(missing_ok=True)
        appear(path, fill)
    return path


def _has_queue(info: ReleaseInfo) -> bool:
    return version(info.derived / FILE) == VERSION


def _copy(source: Path, target: Path) -> None:
    """A queue as it stands, also while curators work with it."""
    with closing(sqlite3.connect(source)) as queue, closing(sqlite3.connect(target)) as copy:
        queue.backup(copy)


def _stale(now: Store, before: Store, touched: Iterable[str], terms: Terms) -> list[str]:
    """The facts that may read otherwise than in a release before: those touched, and those of what changed its province."""
    start = terms.resource("fact/").value
    facts = {each for each in touched if each.startswith(start)}
    evidence, provenance = terms.kou("evidence"), terms.graph("provenance")
    for each in set(touched) - facts:
        node = NamedNode(each)
        one, other = (
            {q.object for q in store.quads_for_pattern(node, terms.kou("province"), None)}
            for store in (now, before)
        )
        quoting = now.quads_for_pattern(None, evidence, node, provenance)
        naming = now.quads_for_pattern(None, None, node) if one != other else ()
        facts |= {q.subject.value for q in (*quoting, *naming) if isinstance(q.subject, NamedNode)}
    return sorted(each.removeprefix(start) for each in facts if each.startswith(start))


def _alike(database: sqlite3.Connection, facts: Iterable[str]) -> set[str]:
    """For each subject and figure of some facts one other that is to be weighed anew when these are gone."""
    found: set[str] = set()
    for fact in facts:
        for column in ("subject", "clash"):
            row = database.execute(
                f"SELECT min(id) FROM fact WHERE id != ?1 AND {column} = (SELECT {column} FROM fact WHERE id = ?1)",  # noqa: S608
                (fact,),
            ).fetchone()
            found |= {row[0]} - {None}
    return found


def version(path: Path) -> int | None:
    """The version of a queue's tables, None where there is no queue."""
    if not path.exists():
        return None
    with closing(sqlite3.connect(path)) as database:
        return int(database.execute("PRAGMA user_version").fetchone()[0])


def appear(path: Path, make: Callable[[Path], object]) -> None:
    """Makes a file unless it is there; it is there whole or not at all.

    Of two who make it at once the first has made it: it is not replaced, since others may have it open already.
    """
    if path.exists():
        return
    building = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        make(building)
        with suppress(FileExistsError):
            path.hardlink_to(building)
    finally:
        building.unlink(missing_ok=True)


def find_violations(store: Path, release: str, names: Namespaces, at_once: int = 2000) -> Path:
    """Checks the facts of a release against the shapes, and keeps what is wrong beside the queue."""
    from graph.validation import validate_nodes  # loads rdflib and pySHACL, which a server does without

    info = find(store, release)
    opened = open_release(store, release).store
    terms = Terms(names)
    known = since(info, lambda earlier: (earlier.derived / VIOLATIONS).exists())
    told: dict[str, str] = {}
    if known:
        stale = _stale(opened, open_release(store, known[0].id).store, known[1], terms)
        told = json.loads((known[0].derived / VIOLATIONS).read_bytes())
        told = {fact: text for fact, text in told.items() if fact not in set(stale)}
        nodes = [terms.resource(f"fact/{fact}") for fact in stale]
    else:
        fact = terms.kou("Fact")
        every = opened.quads_for_pattern(None, term("rdf:type"), fact, terms.graph("provenance"))
        nodes = [quad.subject for quad in every if isinstance(quad.subject, NamedNode)]
    found: dict[str, list[str]] = defaultdict(list)
    for start in range(0, len(nodes), at_once):
        for each in validate_nodes(opened, names, nodes[start : start + at_once]):
            found[each.focus.rpartition("/")[2]].append(each.message)
    path = info.derived / VIOLATIONS
    told |= {fact: "; ".join(all_) for fact, all_ in found.items()}
    appear(path, lambda building: building.write_text(json.dumps(told, ensure_ascii=False)))
    return path


def main(arguments: Sequence[str]) -> None:
    """Makes the queue of a release, then looks for violations."""
    store, release, base = arguments
    make(Path(store), release, Namespaces(base))
    find_violations(Path(store), release, Namespaces(base))


if __name__ == "__main__":
    main(sys.argv[1:])
