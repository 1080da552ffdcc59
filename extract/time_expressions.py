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
    "when", "since", "until", "until-day", "range", "base", "plan", "last", "decade", "holiday", "new-year-day", "today", "week",
    "now", "recurrent", "vague",
]  # fmt: skip
HAN_DIGITS = "〇零○一二两三四五六七八九十廿卅百千"
RUN = rf"[0-9０-９]++|[{HAN_DIGITS}]++"
TO = "至到-—–－~～〜"


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
    """Beginning → the expressions that may begin so, in the order of the file."""
    path = LEXICON / "periods.yaml"
    table: dict[str, list[Compiled]] = {}
    for expression in load_list(path, Expression):
        try:
            compiled = Compiled(expression.id, expression.gives, re.compile(expand(expression.pattern)).match)
        except (re.error, KeyError) as error:
            raise DataError(path, 1, f"{expression.id}.pattern", str(error)) from error
        for how in sorted({beginning(example, 0)[0] for example in expression.yes}):
            table.setdefault(how, []).append(compiled)
    return {how: tuple(compiled) for how, compiled in table.items()}


def beginning(text: str, at: int) -> tuple[str, int]:
    """How a text begins at an offset, and where that ends: its first character, or a run of digits and what follows.

    >>> beginning("11月底", 0), beginning("一季度", 0), beginning("今年", 0)
    (('0月', 2), ('一季', 1), ('今', 1))
    """
    run = _RUN.match(text, at)
    if not run:
        return text[at], at + 1
    follows = text[run.end() : run.end() + 2].lstrip(" \u00a0\u3000")[:1]
    kind = "0" if text[at].isdecimal() else "一"
    return kind + ("至" if follows and follows in TO else follows), run.end()


_RUN = re.compile(RUN)


@cache
def beginnings() -> re.Pattern[str]:
    """Where a time expression may begin: digits never inside a longer number or behind 第, and before what may follow."""
    ways = sorted(expressions())
    chars = "".join(how for how in ways if not _RUN.match(how))
    after = {kind: "".join(how[1:].replace("至", TO) for how in ways if how[0] == kind) for kind in "0一"}
    return re.compile(
        rf"(?<![0-9０-９.．A-Za-z第])[0-9０-９](?=[0-9０-９]*+[ \u00a0\u3000]?[{re.escape(after['0'])}])"
        rf"|(?<![一二三四五六七八九十百千第])[{HAN_DIGITS}](?=[{HAN_DIGITS}]*+[ \u00a0\u3000]?[{re.escape(after['一'])}])"
        rf"|[{re.escape(chars)}]"
    )
