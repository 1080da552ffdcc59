"""Results as tables for people: cells with the text to show, where it links, and what kind of value it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal as OneOf
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, QuerySolutions, QueryTriples, Triple

from ontology import Namespaces

XSD = "http://www.w3.org/2001/XMLSchema#"
NUMBERS = frozenset(XSD + name for name in ("integer", "decimal", "double", "float", "int", "long"))
PLAIN = frozenset((XSD + "string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"))

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
    """Rows under their columns; `more` when there are further ones that are not here."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: bool


class Display:
    """Shows values under one base: IRIs by prefix; our own link to their description, others to themselves."""

    def __init__(self, names: Namespaces, prefixes: Mapping[str, str], endpoint: str) -> None:
        self._own = names.base
        self._prefixes = sorted(prefixes.items(), key=lambda item: -len(item[1]))
        self._endpoint = endpoint

    def table(self, results: QuerySolutions | QueryTriples, limit: int) -> Table:
        """The first rows of results, at most `limit`."""
        columns: tuple[str, ...]
        rows: Iterable[Sequence[object]]
        if isinstance(results, QueryTriples):
            columns, rows = ("subject", "predicate", "object"), (tuple(triple) for triple in results)
        else:
            columns = tuple(variable.value for variable in results.variables)
            rows = (tuple(solution) for solution in results)
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
            return f"{self._endpoint}?query={quote(f'DESCRIBE <{iri}>', safe='')}"
        return iri if iri.startswith(("http://", "https://")) else None


def _literal(value: Literal) -> Cell:
    if value.language:
        return Cell(value.value, "text", language=value.language)
    datatype = value.datatype.value
    if datatype in NUMBERS:
        return Cell(value.value, "number", title=datatype)
    return Cell(value.value, "text" if datatype in PLAIN else "other", title=datatype)
