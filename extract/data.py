"""Strict loading of our data files: TSV tables and YAML lists of records, each record a pydantic model.

A record that does not fit raises a `DataError` that names the file, the line and the key.
"""

import csv
import re
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

    A cell of a `tuple` field holds its items between `|`.
    """
    many = {name for name, spec in model.model_fields.items() if "tuple" in str(spec.annotation)}
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        header = next(reader, [])
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


def load_list(path: Path, model: type[R]) -> list[R]:
    """The entries of a YAML file that holds one list of mappings."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), _Loader)
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
