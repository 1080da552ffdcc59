"""Names that curators teach: a table beside the store, which the next extraction reads with the gazetteer.

A name has the IRI that the extractor would give it, so what was said of it before keeps its node.
"""

import csv
import fcntl
import io
import os
import shutil
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, Self, get_args

from pydantic import Field, ValidationError, model_validator

from extract.data import Record, load_table
from extract.fact import PortKind
from extract.gazetteer import Cluster, Commodity, Country, Organization, Port
from extract.lexicon import Lexicon, mint
from extract.version import version
from graph.store import write_whole

NAME = "lexicon.tsv"
FOLDER = "lexicon"
Taught = Literal["Port", "PortCluster", "Organization", "Commodity", "Country", "Region"]
TAUGHT: tuple[Taught, ...] = get_args(Taught)
"""Classes whose names can be taught: those of the gazetteer's tables that need no code."""
COLUMNS = ("word", "class", "aliases", "kind", "by", "at")
WORD = r"^[^\s|\t\r\n][^|\t\r\n]{0,79}$"


class Entry(Record):
    """A name, what it names, and who taught it."""

    word: str = Field(pattern=WORD)
    cls: Taught = Field(alias="class")
    aliases: tuple[str, ...] = ()
    kind: PortKind | None = None
    """Of ports."""
    by: str
    at: str

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.cls == "Port") != (self.kind is not None):
            raise ValueError("a port has a kind, and nothing else has")
        if any(not alias.strip() or len(alias) > 80 or set(alias) & set("\t\r\n|") for alias in self.aliases):
            raise ValueError("aliases are names of 1 to 80 characters without tabs and line ends")
        return self

    @property
    def slug(self) -> str:
        """The last part of its key, which the extractor would make too."""
        return mint(self.cls, self.word).key.partition("/")[2]

    def as_line(self) -> str:
        """Its row of the table."""
        cells = (self.word, self.cls, "|".join(self.aliases), self.kind or "", self.by, self.at)
        return "\t".join(cells) + "\n"


class Known(ValueError):
    """A name that is known already."""


def read_lexicon(store: Path) -> list[Entry]:
    """What curators of a store taught; a DataError names the file, line and key of a fault."""
    path = store / NAME
    begun = path.exists() and path.stat().st_size > 0
    return load_table(path, Entry) if begun else []


def teach(store: Path, given: dict[str, Any], known: Lexicon) -> Entry:
    """Adds a name, on the disk when this returns; Known or a ValueError says why it cannot be."""
    try:
        entry = Entry.model_validate(given)
    except ValidationError as error:
        fault = error.errors()[0]
        raise ValueError(f"{'.'.join(map(str, fault['loc'])) or 'entry'}: {fault['msg']}") from error
    with (store / NAME).open("a+", encoding="utf-8", newline="") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        before = read_lexicon(store)
        if known.named(entry.word, entry.cls) or any(
            (e.word, e.cls) == (entry.word, entry.cls) for e in before
        ):
            raise Known(entry.word)
        if file.seek(0, io.SEEK_END) == 0:
            file.write("\t".join(COLUMNS) + "\n")
        file.write(entry.as_line())
        file.flush()
        os.fsync(file.fileno())
    return entry


def forget(store: Path, word: str, cls: str) -> None:
    """Removes a name that was taught; a LookupError if it was not."""
    kept = [each for each in read_lexicon(store) if (each.word, each.cls) != (word, cls)]
    if len(kept) == len(read_lexicon(store)):
        raise LookupError(f"{word} is not in the lexicon")
    write_whole(store / NAME, as_table(kept))


def as_table(entries: Sequence[Entry]) -> str:
    """Names as the table that is kept."""
    return "".join(["\t".join(COLUMNS) + "\n", *(each.as_line() for each in entries)])


def with_lexicon(tables: Path, store: Path) -> tuple[Path, str]:
    """A gazetteer's folder with what was taught as rows of its tables, and which version of that; none is the empty one."""
    entries = read_lexicon(store)
    if not entries:
        return tables, ""
    digest = sha256((store / NAME).read_bytes()).hexdigest()[:12]
    folder = store / FOLDER / f"{version()}-{digest}"
    shutil.rmtree(store / FOLDER, ignore_errors=True)
    shutil.copytree(tables, folder)
    export(entries, folder)
    return folder, f"-{digest}"


def _row(entry: Entry) -> tuple[str, Record]:
    """The table that a name belongs in, and its row there."""
    common = {
        "slug": entry.slug,
        "name": entry.word,
        "aliases": entry.aliases,
        "source": f"curator {entry.by}, {entry.at[:10]}",
    }
    match entry.cls:
        case "Port":
            return "ports", Port(**common, kind=entry.kind, official="no")  # type: ignore[arg-type]
        case "PortCluster":
            return "clusters", Cluster(**common)  # type: ignore[arg-type]
        case "Organization":
            return "organizations", Organization(**common)  # type: ignore[arg-type]
        case "Commodity":
            return "commodities", Commodity(**common)  # type: ignore[arg-type]
        case _:
            return "countries", Country.model_validate(common | {"class": entry.cls})


def export(entries: Sequence[Entry], folder: Path) -> dict[str, int]:
    """Appends what was taught to the tables of a gazetteer's folder, where it is not there yet; tells how many each."""
    added: dict[str, int] = {}
    for entry in entries:
        table, row = _row(entry)
        path = folder / f"{table}.tsv"
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            header = next(reader)
            if any(dict(zip(header, cells, strict=False)).get("slug") == entry.slug for cells in reader):
                continue
        given = row.model_dump(by_alias=True, exclude_defaults=True) | {"slug": entry.slug}
        cells = ["|".join(v) if isinstance(v := given.get(name, ""), tuple) else str(v) for name in header]
        text = path.read_text(encoding="utf-8")
        write_whole(path, text + ("" if text.endswith("\n") else "\n") + "\t".join(cells) + "\n")
        added[table] = added.get(table, 0) + 1
    return added
