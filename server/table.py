"""Results as tables for people: cells with the text to show, where it links, and what kind of value it is."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Literal as OneOf
from typing import Self
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, Triple

from ontology import Namespaces

XSD = "http://www.w3.org/2001/XMLSchema#"
NUMBERS = frozenset(XSD + name for name in ("integer", "decimal", "double", "float", "int", "long"))
PLAIN = frozenset((XSD + "string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"))

MOST_ROWS = 1000
"""Rows on a page; a page that leaves some out says so, and the other formats hold all."""

Kind = OneOf["iri", "text", "number", "other"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row, as it is shown."""

    text: str
    kind: Kind = "other"
    link: str | None = None
    title: str = ""
    """What stands behind the text: the whole IRI, or the datatype."""
    language: str = ""


EMPTY = Cell("")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under their columns, or a yes or no."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    more: bool = False
    """Whether there are further rows, that are not here."""
    truth: bool | None = None
    """What an ASK gives, which has no rows."""

    def as_json(self) -> bytes:
        """This table for another process."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Self:
        """A table that another process made."""
        given = json.loads(data)
        rows = tuple(tuple(Cell(**cell) for cell in row) for row in given["rows"])
        return cls(tuple(given["columns"]), rows, given["more"], given["truth"])


class Display:
    """Shows values under one base: IRIs by prefix; our own link to their description, others to themselves.

    Links to descriptions are relative to the address of the endpoint.
    """

    def __init__(self, names: Namespaces, prefixes: Mapping[str, str]) -> None:
        self._own = names.base
        self._prefixes = sorted(prefixes.items(), key=lambda item: -len(item[1]))

    def table(self, results: QuerySolutions | QueryBoolean | Iterable[Triple], limit: int) -> Table:
        """The first rows of results, at most `limit`."""
        columns: tuple[str, ...]
        rows: Iterable[Sequence[object]]
        if isinstance(results, QueryBoolean):
            return Table(truth=bool(results))
        if isinstance(results, QuerySolutions):
            columns = tuple(variable.value for variable in results.variables)
            rows = (tuple(solution) for solution in results)
        else:
            columns, rows = ("subject", "predicate", "object"), (tuple(triple) for triple in results)
        shown: Iterator[tuple[Cell, ...]] = (tuple(self.cell(value) for value in row) for row in rows)
        first = tuple(islice(shown, limit))
        return Table(columns, first, more=next(shown, None) is not None)

    def cell(self, value: object) -> Cell:
        """One value; nothing where a variable is unbound."""
        match value:
            case None:
                return EMPTY
            case NamedNode():
                return Cell(self.short(value.value), "iri", self._link(value.value), value.value)
            case Literal():
                return _literal(value)
            case Triple():
                inner = " ".join(self.cell(part).text for part in value)
                return Cell(f"<<( {inner} )>>")
        return Cell(str(value))

    def short(self, iri: str) -> str:
        """An IRI by its prefix where it has one and reads well so."""
        for prefix, start in self._prefixes:
            rest = iri.removeprefix(start)
            if rest != iri and rest and "/" not in rest and "#" not in rest:
                return f"{prefix}:{rest}"
        return iri

    def _link(self, iri: str) -> str | None:
        if iri.startswith(self._own):
            return f"?query={quote(f'DESCRIBE <{iri}>', safe='')}"
        return iri if iri.startswith(("http://", "https://")) else None


def _literal(value: Literal) -> Cell:
    if value.language:
        return Cell(value.value, "text", language=value.language)
    datatype = value.datatype.value
    if datatype in NUMBERS:
        return Cell(value.value, "number", title=datatype)
    return Cell(value.value, "text" if datatype in PLAIN else "other", title=datatype)
