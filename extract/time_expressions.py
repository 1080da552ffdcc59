"""Time expressions as data: `lexicon/periods.yaml`, built from the parts of `lexicon/time_parts.tsv`.

A pattern says `{month}` for a part and `{month2}` for the same part again. The loader compiles each once and
keeps, for every character, the expressions that can begin with it.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from extract.data import LEXICON, Record, load_list, load_table
from extract.error import DataError
from extract.holidays import forms

Gives = Literal[
    "when", "since", "until", "until-day", "range", "base", "plan", "last", "decade", "holiday", "today", "week",
    "now", "recurrent", "vague",
]  # fmt: skip
ARABIC = "0123456789０１２３４５６７８９"
CHINESE = "一二三四五六七八九十两百千数几"


class Part(Record):
    """A named part of time expressions."""

    name: str
    pattern: str
    example: str


def _as_text(values: dict[Any, Any]) -> dict[str, str | None]:
    """YAML reads 2025-09-12 as a date."""
    return {str(key): None if value is None else str(value) for key, value in values.items()}


class Expression(Record):
    """A time expression with what it gives; `yes` maps examples to their value on 2025-09-12."""

    id: str
    gives: Gives
    pattern: str
    yes: Annotated[dict[str, str | None], BeforeValidator(_as_text)]
    no: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Compiled:
    """An expression ready to be matched."""

    id: str
    gives: Gives
    match: Any


@cache
def parts() -> dict[str, str]:
    """Name of a part → its pattern, `{holidays}` among them."""
    table = {part.name: part.pattern for part in load_table(LEXICON / "time_parts.tsv", Part)}
    return table | {"holidays": "|".join(map(re.escape, sorted(forms(), key=len, reverse=True)))}


def expand(pattern: str, *, suffix: str = "") -> str:
    """A pattern with its parts written out; the groups of `{part2}` end in 2."""

    def part(match: re.Match[str]) -> str:
        name, again = match[1], match[2] or suffix
        inner = expand(parts()[name], suffix=again)
        return re.sub(r"\(\?P<(\w+?)2?>", rf"(?P<\g<1>{again}>", inner) if again else inner

    return re.sub(r"\{([a-z_]+)(2?)\}", part, pattern)


@cache
def expressions() -> dict[str, tuple[Compiled, ...]]:
    """First character → the expressions that may begin there, in the order of the file."""
    path = LEXICON / "periods.yaml"
    table: dict[str, list[Compiled]] = {}
    for expression in load_list(path, Expression):
        try:
            compiled = Compiled(expression.id, expression.gives, re.compile(expand(expression.pattern)).match)
        except (re.error, KeyError) as error:
            raise DataError(path, 1, f"{expression.id}.pattern", str(error)) from error
        for char in sorted({char for example in expression.yes for char in _first(example)}):
            table.setdefault(char, []).append(compiled)
    return {char: tuple(compiled) for char, compiled in table.items()}


def _first(example: str) -> str:
    char = example[0]
    return ARABIC if char in ARABIC else CHINESE + char if char in CHINESE + "〇" else char


@cache
def beginnings() -> re.Pattern[str]:
    """Where a time expression may begin, digits never inside a longer number."""
    chars = "".join(sorted(set(expressions()) - set(ARABIC) - set(CHINESE)))
    return re.compile(
        rf"(?<![0-9０-９.．A-Za-z第])[0-9０-９]|(?<![一二三四五六七八九十百千第])[{CHINESE}]|[{re.escape(chars)}]"
    )
