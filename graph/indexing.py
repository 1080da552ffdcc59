"""The search index of a release: an SQLite database beside it, made from what the release calls things.

    thing     what has a name: its IRI, how it is shown, the classes it is in, where it belongs, how often facts name it
    name      what a thing is called, with the pinyin of it
    key       each way to type a name (`graph.spelling`); also read backwards, so that an ending is found as a beginning
    grams     full text over names, for parts of them and words in any order
    reading   the pinyin of characters, so that who searches need not load a dictionary

`of` gives the index of a release. One is made from that of an earlier release by what has changed since.
"""

import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Store

from graph.releases import ReleaseInfo, find, open_release
from graph.spelling import CHINESE, Spoken, grams, syllables, written
from graph.terms import Terms, prefixes, term
from ontology import Namespaces

VERSION = 1
"""Of the tables and of what is written in them; an index of another version is made anew."""
FILE = "search.sqlite"
MOST_WEIGHT = 1000
"""Facts that are counted for a thing; more of them make no name better known."""

TABLES = """
CREATE TABLE thing (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, label TEXT NOT NULL, en TEXT NOT NULL, classes TEXT NOT NULL,
  context TEXT NOT NULL, weight INTEGER NOT NULL, candidate INTEGER NOT NULL
);
CREATE TABLE class (name TEXT, thing INTEGER, PRIMARY KEY (name, thing)) WITHOUT ROWID;
CREATE INDEX class_of ON class (thing);
CREATE TABLE name (id INTEGER PRIMARY KEY, thing INTEGER, kind TEXT, text TEXT, spoken TEXT);
CREATE INDEX name_of ON name (thing);
CREATE TABLE key (way TEXT, key TEXT, name INTEGER, PRIMARY KEY (way, key, name)) WITHOUT ROWID;
CREATE TABLE turned (way TEXT, key TEXT, name INTEGER, PRIMARY KEY (way, key, name)) WITHOUT ROWID;
CREATE VIRTUAL TABLE grams USING fts5 (text, content='', tokenize='porter unicode61');
CREATE TABLE reading (character TEXT PRIMARY KEY, pinyin TEXT) WITHOUT ROWID;
"""

NAMING = (
    ("label", "rdfs:label"), ("label", "skos:prefLabel"), ("other", "skos:altLabel"), ("other", "schema:name"),
    ("code", "skos:notation"),
)  # fmt: skip
OWN_NAMING = (("other", "abbreviation"), ("code", "locode"), ("code", "divisionCode"))
"""Properties that name things, and as what; first those of others, then ours."""
BELONGING = ("province", "locatedIn")
GRAPHS = ("facts", "gazetteer", "ontology", "provenance", "candidates")


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a thing."""

    kind: str
    """`label`, `other` or `code`."""
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Thing:
    """What an index knows of a thing."""

    iri: str
    names: tuple[Name, ...]
    classes: tuple[str, ...]
    context: str
    weight: int
    candidate: bool

    def label(self, language: str) -> str:
        """The first label in a language; empty without one."""
        return next((n.text for n in self.names if n.kind == "label" and n.language == language), "")


class Naming:
    """Reads from a store what things are called."""

    def __init__(self, store: Store, names: Namespaces) -> None:
        self._store = store
        terms = Terms(names)
        self._graphs = [terms.graph(name) for name in GRAPHS]  # type: ignore[arg-type]
        self._facts, self._candidates = self._graphs[0], self._graphs[-1]
        self._naming = [(kind, term(name)) for kind, name in NAMING]
        self._naming += [(kind, terms.kou(name)) for kind, name in OWN_NAMING]
        self._belonging = [terms.kou(name) for name in BELONGING] + [term("skos:broader")]
        self._prefixes = prefixes(names)
        self._own = names.term("")

    def things(self) -> Iterator[Thing]:
        """All that have a name."""
        seen: set[NamedNode] = set()
        for _, predicate in self._naming:
            for graph in self._graphs:
                for quad in self._store.quads_for_pattern(None, predicate, None, graph):
                    if isinstance(quad.subject, NamedNode) and quad.subject not in seen:
                        seen.add(quad.subject)
                        thing = self.thing(quad.subject)
                        if thing:
                            yield thing

    def thing(self, node: NamedNode) -> Thing | None:
        """A thing by its IRI; None when it has no name."""
        names: dict[Name, None] = {}
        classes: dict[str, None] = {}
        places: dict[NamedNode, list[NamedNode]] = {}
        graphs = set()
        kinds = {predicate: kind for kind, predicate in self._naming}
        for quad in self._store.quads_for_pattern(node, None, None):
            if quad.graph_name not in self._graphs:
                continue
            value = quad.object
            if quad.predicate in kinds and isinstance(value, Literal):
                graphs.add(quad.graph_name)
                names[Name(kinds[quad.predicate], value.value, value.language or "")] = None
            elif quad.predicate == term("rdf:type") and isinstance(value, NamedNode):
                classes[self.short(value.value)] = None
            elif quad.predicate in self._belonging and isinstance(value, NamedNode):
                places.setdefault(quad.predicate, []).append(value)
        if not names:
            return None
        place = next(
            (p for predicate in self._belonging for p in sorted(places.get(predicate, []), key=str)), None
        )
        return Thing(
            node.value,
            tuple(sorted(names, key=lambda name: (name.kind != "label", name.language != "zh"))),
            tuple(sorted(classes)),
            self._label(place) if place else "",
            sum(1 for _ in islice(self._store.quads_for_pattern(None, None, node, self._facts), MOST_WEIGHT)),
            graphs <= {self._candidates},
        )

    def _label(self, node: NamedNode) -> str:
        labels = (
            quad.object
            for graph in self._graphs
            for quad in self._store.quads_for_pattern(node, term("rdfs:label"), None, graph)
        )
        return next(
            (each.value for each in labels if isinstance(each, Literal) and each.language == "zh"), ""
        )

    def short(self, iri: str) -> str:
        """A class as people name it: ours without a prefix, others with theirs."""
        if iri.startswith(self._own):
            return iri.removeprefix(self._own)
        known = [
            (len(start), f"{prefix}:{iri.removeprefix(start)}")
            for prefix, start in self._prefixes.items()
            if iri.startswith(start)
        ]
        return max(known)[1] if known else iri


def path_of(release: Path) -> Path:
    """Where the index of a release in a folder stands, if there is one."""
    return release.parent.parent / "derived" / release.name / FILE


def of(info: ReleaseInfo, names: Namespaces) -> Path:
    """The index of a release, made if it is not there yet."""
    path = path_of(info.path)
    if not usable(path):
        _make(path, Naming(open_release(info.path.parent.parent, info.id).store, names))
    return path


def usable(path: Path) -> bool:
    """Whether there is an index that we can read."""
    if not path.exists():
        return False
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as base:
        return bool(base.execute("PRAGMA user_version").fetchone()[0] == VERSION)


def _make(path: Path, naming: Naming) -> None:
    """Writes an index of everything, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(dir=path.parent, suffix=".building")
    os.close(handle)
    try:
        with closing(sqlite3.connect(scratch)) as base:
            base.executescript(
                f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {TABLES} PRAGMA user_version={VERSION}"
            )
            base.executemany("INSERT INTO reading VALUES (?, ?)", _readings())
            for thing in naming.things():
                _write(base, thing)
            base.commit()
        Path(scratch).replace(path)
    finally:
        Path(scratch).unlink(missing_ok=True)


def _write(base: sqlite3.Connection, thing: Thing) -> None:
    label = thing.label("zh") or thing.label("") or thing.names[0].text
    classes = " ".join(thing.classes)
    row = (thing.iri, label, thing.label("en"), classes, thing.context, thing.weight, thing.candidate)
    identity = base.execute("INSERT INTO thing VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", row).lastrowid
    base.executemany("INSERT INTO class VALUES (?, ?)", [(name, identity) for name in thing.classes])
    for name in thing.names:
        read = syllables(name.text) if CHINESE.search(name.text) else []
        number = base.execute(
            "INSERT INTO name (thing, kind, text, spoken) VALUES (?, ?, ?, ?)",
            (identity, name.kind, name.text, " ".join(read)),
        ).lastrowid
        for way, key in keys(name.text, read):
            base.execute("INSERT INTO key VALUES (?, ?, ?)", (way, key, number))
            if way != "initials":
                base.execute("INSERT INTO turned VALUES (?, ?, ?)", (way, key[::-1], number))
        base.execute("INSERT INTO grams (rowid, text) VALUES (?, ?)", (number, " ".join(grams(name.text))))


def keys(text: str, read: list[str]) -> Iterable[tuple[str, str]]:
    """The ways to type a name, with its key for each."""
    if key := written(text):
        yield "written", key
    if read:
        spoken = Spoken.of(read)
        yield "pinyin", spoken.letters
        yield "initials", spoken.initials


def _readings() -> Iterator[tuple[str, str]]:
    """The usual pinyin of the characters that people type: those of GB 2312."""
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                character = bytes((high, low)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            yield character, Spoken.of(syllables(character)).letters


if __name__ == "__main__":
    of(find(Path(sys.argv[1]), sys.argv[2]), Namespaces(sys.argv[3]))
