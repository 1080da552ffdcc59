"""The search index of a release: an SQLite database beside it, made from what the release calls things and quotes.

    thing      what has a name: its IRI, how it is shown, the classes it is in, where it belongs, how often facts name it
    name       what a thing is called, with the pinyin of it, and how long it is without the word for its kind
    key        each way to type a name (`graph.spelling`)
    turned     the same backwards, so that the end of a name is found as a beginning
    grams      full text over names, for parts of them and words in any order
    quotation  the words that are evidence of facts
    said       full text over them: the words that jieba sees, and each two characters
    reading    the pinyin of characters, so that who searches need not load a dictionary

`of` gives the index of a release: that of an earlier release with what has changed since, where there is one. What has
changed is noted (`graph.changed`), or found by comparing the quads of both, which takes seconds for a million.
"""

import os
import shutil
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from pyoxigraph import Store

from extract.heads import heads
from graph import changed
from graph.difference import difference
from graph.naming import Naming, Quotation, Thing
from graph.releases import ReleaseInfo, find, open_release, releases, since
from graph.search import VERSION, path_of, usable
from graph.spelling import CHINESE, Spoken, grams, syllables, usual_reading, words, written
from ontology import Namespaces

TABLES = """
CREATE TABLE thing (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, label TEXT NOT NULL, en TEXT NOT NULL, classes TEXT NOT NULL,
  context TEXT NOT NULL, context_en TEXT NOT NULL, weight INTEGER NOT NULL, candidate INTEGER NOT NULL
);
CREATE TABLE class (name TEXT, thing INTEGER, PRIMARY KEY (name, thing)) WITHOUT ROWID;
CREATE TABLE name (id INTEGER PRIMARY KEY, thing INTEGER, kind TEXT, text TEXT, spoken TEXT, bare INTEGER);
CREATE INDEX name_of ON name (thing);
CREATE TABLE key (way TEXT, key TEXT, name INTEGER, PRIMARY KEY (way, key, name)) WITHOUT ROWID;
CREATE TABLE turned (way TEXT, key TEXT, name INTEGER, PRIMARY KEY (way, key, name)) WITHOUT ROWID;
CREATE VIRTUAL TABLE grams USING fts5 (text, content='', tokenize='porter unicode61');
CREATE TABLE quotation (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, text TEXT, facts TEXT, article TEXT);
CREATE VIRTUAL TABLE said USING fts5 (words, grams, content='', tokenize='porter unicode61');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (said, col);
CREATE TABLE reading (character TEXT PRIMARY KEY, pinyin TEXT) WITHOUT ROWID;
"""

STACK = 256 << 20
"""Bytes of stack of the thread that reads: triple terms may stand in one another as deep as a document has room for."""
PLACES = ("Port", "County", "Town")
"""Classes whose names people cut short: 满洲里 is 满洲里口岸, but not 满洲里海关."""


def of(info: ReleaseInfo, names: Namespaces) -> Path:
    """The index of a release, made if it is not there yet."""
    path = path_of(info.path)
    if usable(path):
        return path
    store = open_release(info.path.parent.parent, info.id).store
    naming = Naming(store, names)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(dir=path.parent, suffix=".building")
    os.close(handle)
    try:
        before, touched = _before(info, store)
        if before:
            shutil.copyfile(before, scratch)
        with closing(sqlite3.connect(scratch)) as base:
            base.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF")
            if before:
                _Writing(base).update(naming, touched)
            else:
                base.executescript(TABLES)
                _Writing(base).fill(naming)
                base.execute(f"PRAGMA user_version={VERSION}")
            base.commit()
        Path(scratch).replace(path)
    finally:
        Path(scratch).unlink(missing_ok=True)
    return path


def _before(info: ReleaseInfo, now: Store) -> tuple[Path | None, set[str]]:
    """The index of an earlier release, and what has changed since: as it was noted, or else by comparing all quads."""
    known = since(info, lambda earlier: usable(path_of(earlier.path)))
    if known:
        return path_of(known[0].path), known[1]
    for earlier in reversed(releases(info.path.parent.parent)):
        if usable(path_of(earlier.path)):
            then = Store.read_only(str(earlier.path))
            return path_of(earlier.path), set(changed.touched(quad for _, quad in difference(then, now)))
    return None, set()


class _Writing:
    """Writes what is named and quoted into the tables."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base

    def fill(self, naming: Naming) -> None:
        """Writes everything."""
        self._base.executemany("INSERT INTO reading VALUES (?, ?)", _readings())
        for iri in naming.named():
            self._add(naming.thing(iri))
        for iri in naming.quoted():
            self._quote(naming.quotation(iri))

    def update(self, naming: Naming, touched: set[str]) -> None:
        """Writes again what may have changed."""
        for iri in touched:
            self._remove(iri)
            self._add(naming.thing(iri))
            self._remove_quotation(iri)
            self._quote(naming.quotation(iri))

    def _add(self, thing: Thing | None) -> None:
        if thing is None:
            return
        insert = self._base.execute
        identity = insert("INSERT INTO thing VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", _shown(thing)).lastrowid
        self._base.executemany(
            "INSERT INTO class VALUES (?, ?)", [(name, identity) for name in thing.classes]
        )
        for name in thing.names:
            read = syllables(name.text) if CHINESE.search(name.text) else []
            short = bare(name.text, thing.classes) if name.kind == "label" else 0
            row = (identity, name.kind, name.text, " ".join(read), short)
            number = insert("INSERT INTO name VALUES (NULL, ?, ?, ?, ?, ?)", row).lastrowid
            found = [(*each, number) for each in keys(name.text, read, short)]
            self._base.executemany("INSERT INTO key VALUES (?, ?, ?)", found)
            turned = [(way, key[::-1], number) for way, key, _ in found if way != "initials"]
            self._base.executemany("INSERT INTO turned VALUES (?, ?, ?)", turned)
            insert("INSERT INTO grams (rowid, text) VALUES (?, ?)", (number, " ".join(grams(name.text))))

    def _remove(self, iri: str) -> None:
        found = self._base.execute("SELECT id, classes FROM thing WHERE iri = ?", (iri,)).fetchone()
        if found is None:
            return
        identity, classes = found
        names = self._base.execute(
            "SELECT id, text, spoken, bare FROM name WHERE thing = ?", (identity,)
        ).fetchall()
        delete = self._base.execute
        for number, text, spoken, short in names:
            for way, key in keys(text, spoken.split(" ") if spoken else [], short):
                delete("DELETE FROM key WHERE way = ? AND key = ? AND name = ?", (way, key, number))
                delete("DELETE FROM turned WHERE way = ? AND key = ? AND name = ?", (way, key[::-1], number))
            gone = (number, " ".join(grams(text)))
            delete("INSERT INTO grams (grams, rowid, text) VALUES ('delete', ?, ?)", gone)
            delete("DELETE FROM name WHERE id = ?", (number,))
        for name in classes.split():
            delete("DELETE FROM class WHERE name = ? AND thing = ?", (name, identity))
        delete("DELETE FROM thing WHERE id = ?", (identity,))

    def _quote(self, quotation: Quotation | None) -> None:
        if quotation is None:
            return
        row = (quotation.iri, quotation.text, " ".join(quotation.facts), quotation.article)
        number = self._base.execute("INSERT INTO quotation VALUES (NULL, ?, ?, ?, ?)", row).lastrowid
        self._base.execute(
            "INSERT INTO said (rowid, words, grams) VALUES (?, ?, ?)", (number, *_said(quotation.text))
        )

    def _remove_quotation(self, iri: str) -> None:
        found = self._base.execute("SELECT id, text FROM quotation WHERE iri = ?", (iri,)).fetchone()
        if found:
            gone = (found[0], *_said(found[1]))
            self._base.execute(
                "INSERT INTO said (said, rowid, words, grams) VALUES ('delete', ?, ?, ?)", gone
            )
            self._base.execute("DELETE FROM quotation WHERE id = ?", (found[0],))


SHOWN = "iri, label, en, classes, context, context_en, weight, candidate"


def _shown(thing: Thing) -> tuple[str | int, ...]:
    """A thing as the table has it."""
    label = thing.label("zh") or thing.label("") or thing.names[0].text
    about = thing.label("en"), " ".join(thing.classes), thing.context, thing.context_en
    return thing.iri, label, *about, thing.weight, int(thing.candidate)


def _said(text: str) -> tuple[str, str]:
    return " ".join(words(text)), " ".join(grams(text))


def bare(name: str, classes: Iterable[str]) -> int:
    """How many characters of a name are left without the word for its kind; 0 if it ends in none.

    >>> bare("二连浩特公路口岸", ["Port"]), bare("大连海关", ["Organization"]), bare("港口", ["Port"])
    (4, 0, 0)
    """
    for start in range(2, len(name)):
        head = heads().get(name[start:])
        if head and head.cls in PLACES and head.cls in classes:
            return start
    return 0


def keys(text: str, read: list[str], short: int) -> set[tuple[str, str]]:
    """The ways to type a name, each with its key; in full, and without the word for its kind."""
    found: set[tuple[str, str]] = set()
    for end in {len(text), short or len(text)}:
        found.add(("written", written(text[:end])))
        if read:
            spoken = Spoken.of(read[:end])
            found |= {("pinyin", spoken.letters), ("initials", spoken.initials)}
    return {(way, key) for way, key in found if key}


def _readings() -> Iterator[tuple[str, str]]:
    """The usual pinyin of the characters that people type: those of GB 2312."""
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                character = bytes((high, low)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            yield character, usual_reading(character)


if __name__ == "__main__":
    threading.stack_size(STACK)
    with ThreadPoolExecutor(1) as deep:
        deep.submit(of, find(Path(sys.argv[1]), sys.argv[2]), Namespaces(sys.argv[3])).result()
