"""Strict loading of our data files: TSV tables and YAML lists of records, each record a pydantic model.

A record that does not fit raises a `DataError` that names the file, the line and the key.
"""

import csv
import io
import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from extract.error import DataError

GAZETTEER = Path(__file__).parent.parent / "seeds" / "gazetteer"
LEXICON = Path(__file__).parent / "lexicon"
PATTERNS = Path(__file__).parent / "patterns"


class Record(BaseModel):
    """A row of a table or an entry of a list: frozen, and no key that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


R = TypeVar("R", bound=Record)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML in which only `true` and `false` are booleans: `yes` and `no` are keys of ours."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, expression) for tag, expression in resolvers if not tag.endswith(":bool")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def load_table(path: Path, model: type[R]) -> list[R]:
    """The rows of a tab-separated table with a header; empty cells take the model's default.

    A cell of a `tuple` field holds its items between `|`. A row is a line: the first stands on line 2.
    """
    many = {name for name, spec in model.model_fields.items() if "tuple" in str(spec.annotation)}
    reader = csv.reader(io.StringIO(_text(path), newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    try:
        header = next(reader, [])
        _check_header(path, header, model)
        rows = []
        for cells in reader:
            if len(cells) != len(header):
                problem = f"{len(cells)} cells where the header has {len(header)}"
                raise DataError(path, reader.line_num, "row", problem)
            filled = {name: cell for name, cell in zip(header, cells, strict=True) if cell}
            values = {name: cell.split("|") if name in many else cell for name, cell in filled.items()}
            rows.append(
                _checked(model, values, path, dict.fromkeys(header, reader.line_num), reader.line_num)
            )
        return rows
    except csv.Error as error:
        raise DataError(path, reader.line_num, "row", str(error)) from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, IsADirectoryError) as error:
        raise DataError(path, 1, "file", "there is no such file") from error
    except UnicodeDecodeError as error:
        line = bytes(error.object[: error.start]).count(b"\n") + 1
        raise DataError(path, line, "file", f"this line is not UTF-8: {error.reason}") from error


def _check_header(path: Path, header: Sequence[str], model: type[Record]) -> None:
    """A DataError if a column is missing that every row needs, is none of the model, or stands there twice."""
    columns = {spec.alias or name: spec.is_required() for name, spec in model.model_fields.items()}
    faults = (
        *(
            (name, "this column is missing")
            for name, needed in columns.items()
            if needed and name not in header
        ),
        *(
            (name, f"there is no such column; there are {', '.join(columns)}")
            for name in header
            if name not in columns
        ),
        *((name, "this column stands there twice") for name in header if header.count(name) > 1),
    )
    for name, problem in faults:
        raise DataError(path, 1, name or "column", problem)


def check_distinct(path: Path, rows: Sequence[Record], *columns: str) -> None:
    """A DataError if two rows of a table have the same in some columns together."""
    seen: dict[tuple[Any, ...], int] = {}
    for line, row in enumerate(rows, 2):
        found = tuple(getattr(row, each) for each in columns)
        if seen.setdefault(found, line) != line:
            told = " ".join(map(str, found))
            raise DataError(path, line, columns[-1], f"{told} stands in line {seen[found]} already")


def check_known(
    path: Path, rows: Sequence[Record], column: str, known: Collection[object], where: str
) -> None:
    """A DataError if a row of a table names in a column what no row of another has."""
    for line, row in enumerate(rows, 2):
        value = getattr(row, column)
        if value is not None and value not in known:
            raise DataError(path, line, column, f"{value} is in no row of {where}")


def load_list(path: Path, model: type[R]) -> list[R]:
    """The entries of a YAML file that holds one list of mappings."""
    try:
        root = yaml.compose(_text(path), _Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataError(path, line, "yaml", error.problem or "not YAML") from error
    if root is None:
        return []
    if not isinstance(root, yaml.SequenceNode):
        raise DataError(path, 1, "yaml", "a list of entries is expected")
    entries = []
    for node in root.value:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            raise DataError(path, line, "entry", "a mapping is expected")
        lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
        loader = _Loader("")
        try:
            values = {str(key): value for key, value in loader.construct_mapping(node, deep=True).items()}
        finally:
            loader.dispose()
        entries.append(_checked(model, values, path, lines, line))
    return entries


def _checked(model: type[R], values: dict[str, Any], path: Path, lines: dict[str, int], line: int) -> R:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        faults = error.errors()
        # A key written wrong is also missing where it should stand: who wrote it looks for what they wrote.
        fault = next((each for each in faults if each["type"] == "extra_forbidden"), faults[0])
        key = ".".join(str(part) for part in fault["loc"]) or "entry"
        first = str(fault["loc"][0]) if fault["loc"] else ""
        raise DataError(path, lines.get(first, line), key, fault["msg"]) from error
