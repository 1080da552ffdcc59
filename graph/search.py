"""Search for things by name: Chinese as it is written, pinyin, initials, English; in part, or with one error.

>>> from graph.search import Index
>>> with Index.open(path) as index:  # doctest: +SKIP
...     [hit.label for hit in index.search("erlianhaote")]
['二连浩特市', '二连浩特口岸', '二连浩特铁路口岸']

The index (`graph.indexing`) finds names; `graph.grading` tells how well each fits.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from graph.grading import How, Named, Typed, grade, marks
from graph.phrases import all_of
from graph.quotations import MOST, Quoted, quotations
from graph.spelling import CHINESE, grams, runs, typed_tones, within_one, written

VERSION = 2
"""Of the tables and of what is written in them; an index of another version is made anew."""
FILE = "search.sqlite"
LONGEST = 200
"""Characters of a search that are read; no name has more."""
CANDIDATES = 200
"""Names that each way of looking gives at most, beyond those that are wanted."""
GOOD = 0.6
"""The grade of a hit with which nobody looks for errors in the text."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found."""

    iri: str
    label: str
    en: str
    """The English label; empty without one."""
    classes: tuple[str, ...]
    """As queries write them, without the prefix of ours: `Port`, `skos:Concept`."""
    context: str
    """The label of the place or group that it belongs to; empty when none is known."""
    context_en: str
    """The English one."""
    score: float
    """0 to 1; the whole name was typed, in one way or another, from some 0.9."""
    how: How
    name: str
    """The name of the thing that was found."""
    marks: tuple[tuple[int, int], ...]
    """Half-open spans of that name that were typed."""
    candidate: bool
    """Whether the thing waits for review, and the published graph does not name it."""


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found, best first."""

    hits: tuple[Hit, ...] = ()

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def as_rows(self) -> list[dict[str, Any]]:
        """These hits as JSON has them."""
        return [asdict(hit) for hit in self.hits]

    @classmethod
    def from_rows(cls, rows: Iterable[dict[str, Any]]) -> Self:
        """Hits as JSON had them."""
        return cls(
            tuple(
                Hit(**row | {"classes": tuple(row["classes"]), "marks": tuple(map(tuple, row["marks"]))})
                for row in rows
            )
        )


def path_of(release: Path) -> Path:
    """Where the index of a release in a folder stands, if there is one."""
    return release.parent.parent / "derived" / release.name / FILE


def usable(path: Path) -> bool:
    """Whether there is an index that we can read."""
    if not path.exists():
        return False
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as base:
        return bool(base.execute("PRAGMA user_version").fetchone()[0] == VERSION)


class Index:
    """The index of a release, open for searching in one thread."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        base.create_function("within_one", 2, within_one, deterministic=True)

    @classmethod
    def open(cls, path: Path) -> "Index":
        """Opens the database that `graph.indexing.of` gave."""
        return cls(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True))

    def close(self) -> None:
        """Closes the database."""
        self._base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def search(
        self, text: str, *, classes: Sequence[str] = (), limit: int = 10, candidates: bool = False
    ) -> Hits:
        """Things that a text may name, best first; of some classes (`Port`, `skos:Concept`), if any are given.

        Things that wait for review are found only if `candidates` is set. A text that names nothing finds nothing.
        """
        typed = self._typed(text)
        if not typed.key:
            return Hits()
        looking = _Looking(self._base, typed, tuple(classes), candidates, CANDIDATES + min(limit, MOST))
        best: dict[int, tuple[float, How, Named]] = {}
        for names in (looking.plainly, looking.with_an_error, looking.somewhat):
            for named in looking.read(names()):
                score, how = grade(typed, named)
                if score > 0 and (named.thing not in best or score > best[named.thing][0]):
                    best[named.thing] = score, how, named
            if any(score >= GOOD for score, _, _ in best.values()):
                break
        ranked = sorted(best.values(), key=lambda each: (-each[0], len(each[2].name), each[2].iri))
        return Hits(tuple(_hit(typed, *each) for each in ranked[: min(limit, MOST)]))

    def named(self, iris: Sequence[str], *, classes: Sequence[str] = (), limit: int = MOST) -> Hits:
        """The published things that have some IRIs, in the order of these; of some classes, if any are given."""
        rows = self._base.execute(
            "SELECT iri, label, en, classes, context, context_en FROM thing "
            "WHERE iri IN (SELECT value FROM json_each(?)) AND NOT candidate",
            (json.dumps(iris),),
        )
        found = {
            iri: Hit(
                iri, label, en, tuple(of.split()), zh, eng, 1.0, "name", label, ((0, len(label)),), False
            )
            for iri, label, en, of, zh, eng in rows
        }
        hits = (found[iri] for iri in iris if iri in found)
        return Hits(tuple(islice((hit for hit in hits if not classes or {*classes} & {*hit.classes}), limit)))

    def quotations(self, text: str, *, limit: int = 10) -> tuple[Quoted, ...]:
        """Quotations in which a text or its words stand, best first."""
        return quotations(self._base, text[:LONGEST], min(limit, MOST))

    def _typed(self, text: str) -> Typed:
        text = text[:LONGEST]
        key, toned = written(text), typed_tones(text)
        chinese = bool(CHINESE.search(key))
        letters, tones = toned or (self._sound(key) if chinese else key.replace("v", "u"), "")
        return Typed(text, key, letters, tones, chinese, tuple(runs(text)))

    def _sound(self, key: str) -> str:
        """What a key sounds like, character by character."""
        known = dict(
            self._base.execute(
                f"SELECT character, pinyin FROM reading WHERE character IN ({_places(key)})",  # noqa: S608 - question marks
                tuple(key),
            ).fetchall()
        )
        return "".join(known.get(character, character) for character in key)


@dataclass(frozen=True)
class _Looking:
    """One search in the database: each way of looking gives the numbers of names."""

    base: sqlite3.Connection
    typed: Typed
    classes: tuple[str, ...]
    candidates: bool
    most: int

    def plainly(self) -> Iterator[int]:
        """Names that are, begin with or have in them what was typed."""
        typed = self.typed
        for kind, key in (("written", typed.key), ("pinyin", typed.letters), ("initials", typed.key)):
            yield from self._names("key", "way = ? AND key = ?", kind, key)
            if kind != "initials" or len(key) > 1:
                yield from self._names("key", "way = ? AND key > ? AND key < ?", kind, key, _after(key))
        yield from self._matching(all_of(typed.terms))

    def with_an_error(self) -> Iterator[int]:
        """Names with one error. It leaves the beginning or the end of a name as it is, by which names are found."""
        for kind, key in (("written", self.typed.key), ("pinyin", self.typed.letters)):
            if len(key) < (2 if CHINESE.search(key) else 4):
                continue
            half = max(1, (len(key) - 1) // 2)
            for table, one in (("key", key), ("turned", key[::-1])):
                near = (
                    "way = ? AND key > ? AND key < ? AND length(key) BETWEEN ? AND ? AND within_one(key, ?)"
                )
                start = one[:half]
                yield from self._names(
                    table, near, kind, start, _after(start), len(one) - 1, len(one) + 1, one
                )

    def somewhat(self) -> Iterator[int]:
        """Names that share some of the text."""
        yield from self._matching(" OR ".join(f'"{gram}"' for gram in dict.fromkeys(grams(self.typed.text))))

    def _matching(self, wanted: str) -> Iterator[int]:
        return self._names("grams", "grams MATCH ?", wanted, name="rowid", order="rank")

    def _names(
        self, table: str, where: str, *values: object, name: str = "name", order: str = "length(key)"
    ) -> Iterator[int]:
        """What one table finds, of the classes that are looked for."""
        condition = "" if self.candidates else " AND NOT candidate"
        if self.classes:
            of_class = "SELECT 1 FROM class WHERE class.thing = thing.id AND class.name"
            condition += f" AND EXISTS ({of_class} IN ({_places(self.classes)}))"
        found = self.base.execute(
            f"SELECT name.id FROM {table} JOIN name ON name.id = {table}.{name} JOIN thing ON thing.id = name.thing "  # noqa: S608 - our own words
            f"WHERE {where}{condition} ORDER BY {order} LIMIT {self.most}",
            (*values, *self.classes),
        )
        return (number for (number,) in found)

    def read(self, names: Iterable[int]) -> Iterator[Named]:
        """Names by their numbers, with their things."""
        numbers = list(dict.fromkeys(names))
        found = self.base.execute(
            "SELECT kind, text, spoken, bare, thing, iri, label, en, classes, context, context_en, weight, "  # noqa: S608 - question marks
            f"candidate FROM name JOIN thing ON thing.id = name.thing WHERE name.id IN ({_places(numbers)})",
            numbers,
        )
        return (Named(*row) for row in found)


def _hit(typed: Typed, score: float, how: How, named: Named) -> Hit:
    return Hit(
        named.iri,
        named.label,
        named.en,
        tuple(named.classes.split()),
        named.context,
        named.context_en,
        round(score, 4),
        how,
        named.name,
        marks(typed, named.name, named.spoken),
        bool(named.candidate),
    )


def _after(key: str) -> str:
    """What comes after all keys that begin with a key."""
    return key + "\U0010ffff"


def _places(values: Sequence[object] | str) -> str:
    return ", ".join("?" * len(values))
