"""Solutions for those who work with tables: Parquet for data frames, CSV for spreadsheets."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions

from server.problem import Problem

XSD = "http://www.w3.org/2001/XMLSchema#"
READ: dict[str, tuple[str, Callable[[str], Any]]] = {
    f"{XSD}integer": ("int64", int),
    f"{XSD}decimal": ("float64", float),
    f"{XSD}double": ("float64", float),
    f"{XSD}float": ("float64", float),
    f"{XSD}boolean": ("bool_", "true".__eq__),
    f"{XSD}date": ("date32", date.fromisoformat),
}
"""By datatype: the Arrow type of a column that holds nothing else, and how its values are read."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that spreadsheets would carry out; they leave alone what begins with an apostrophe."""
AT_ONCE = 1000
"""Rows that are written together."""

Row = tuple[object, ...]


def rows(results: QuerySolutions | QueryBoolean) -> tuple[list[str], Iterator[Row]]:
    """Names of columns, and the rows; an ASK has one of each."""
    if isinstance(results, QueryBoolean):
        return ["boolean"], iter([(Literal(bool(results)),)])
    return [variable.value for variable in results.variables], (tuple(row) for row in results)


def write_spreadsheet(
    results: QuerySolutions | QueryBoolean, write: Callable[[bytes], object], most: int
) -> None:
    """CSV that spreadsheets read as it is meant: marked as UTF-8, and with nothing that they would carry out."""
    names, found = rows(results)
    buffer = StringIO("\N{ZERO WIDTH NO-BREAK SPACE}")
    buffer.seek(1)
    writer = csv.writer(buffer)
    writer.writerow(names)
    for number, row in enumerate(bounded(found, most), 1):
        writer.writerow([_cell(term) for term in row])
        if number % AT_ONCE == 0:
            write(buffer.getvalue().encode())
            buffer.seek(0)
            buffer.truncate()
    write(buffer.getvalue().encode())


def write_parquet(
    results: QuerySolutions | QueryBoolean, write: Callable[[bytes], object], most: int
) -> None:
    """Parquet: a column of numbers, dates or truths where it holds nothing else, of text otherwise.

    What the terms of a column were (`iri`, a datatype, a language) stands in the metadata of its field. A Problem says
    that pyarrow, which is optional, is not installed.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        reason = "Parquet is not written here, since pyarrow is not installed (pip install 'kouan[parquet]')"
        raise Problem(406, "not-acceptable", reason) from error
    names, found = rows(results)
    columns = [Column() for _ in names]
    for row in bounded(found, most):
        for column, term in zip(columns, row, strict=True):
            column.add(term)
    arrays, fields = [], []
    for name, column in zip(names, columns, strict=True):
        kind, values = column.typed()
        arrays.append(pyarrow.array(values, getattr(pyarrow, kind)()))
        fields.append(pyarrow.field(name, arrays[-1].type, metadata=column.metadata()))
    table = pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields))
    stream = pyarrow.BufferOutputStream()
    parquet.write_table(table, stream)
    write(stream.getvalue().to_pybytes())


@dataclass
class Column:
    """The values of a variable."""

    texts: list[str | None] = field(default_factory=list)
    datatypes: set[str] = field(default_factory=set)
    """Of its literals; `iri` and `other` for what is none."""
    languages: set[str] = field(default_factory=set)

    def add(self, term: object) -> None:
        """Takes the next value."""
        self.texts.append(None if term is None else text(term))
        match term:
            case None:
                return
            case Literal():
                self.datatypes.add(term.datatype.value)
                self.languages.add(term.language or "")
            case NamedNode():
                self.datatypes.add("iri")
            case _:
                self.datatypes.add("other")

    def typed(self) -> tuple[str, Sequence[Any]]:
        """The name of its Arrow type and its values; text when they are of several types, or too large for theirs."""
        if len(self.datatypes) == 1:
            kind, read = READ.get(next(iter(self.datatypes)), ("string", str))
            try:
                values = [each if each is None else read(each) for each in self.texts]
            except ValueError:
                return "string", self.texts
            if kind != "int64" or all(each is None or -(1 << 63) <= each < 1 << 63 for each in values):
                return kind, values
        return "string", self.texts

    def metadata(self) -> dict[str, str]:
        """What its terms were, where they are all alike."""
        known = {"datatype": self.datatypes, "language": self.languages - {""}}
        return {name: next(iter(values)) for name, values in known.items() if len(values) == 1}


def bounded(found: Iterator[Any], most: int) -> Iterator[Any]:
    """The same, with a Problem when there are more than so many."""
    for number, each in enumerate(found):
        if number >= most:
            raise too_many(most)
        yield each


def too_many(most: int) -> Problem:
    """What a client is told whose answer has more rows than are sent."""
    reason = f"the answer has more than {most:,} rows, the most that is sent; ask for parts of it by LIMIT and OFFSET"
    return Problem(413, "result-too-large", reason)


def text(term: object) -> str:
    """A term without what marks it as one."""
    match term:
        case NamedNode() | Literal():
            return term.value
        case BlankNode():
            return f"_:{term.value}"
    return str(term)


def _cell(term: object) -> str:
    if term is None:
        return ""
    shown = text(term)
    number = isinstance(term, Literal) and term.datatype.value in READ
    return f"'{shown}" if shown.startswith(FORMULA) and not number else shown
