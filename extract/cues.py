"""Cue words of statistics as compiled expressions, read from `lexicon/cues.yaml`."""

import re
from functools import cache

from extract.data import LEXICON, Record, load_list


class Cue(Record):
    """A set of words with one meaning, as alternatives, and an example that has one of them."""

    id: str
    words: str
    example: str


@cache
def cues() -> dict[str, str]:
    """The alternatives of each cue, by its id."""
    return {cue.id: cue.words for cue in load_list(LEXICON / "cues.yaml", Cue)}


@cache
def expression(template: str) -> re.Pattern[str]:
    """A regular expression with `<name>` for the alternatives of a cue; KeyError for an unknown one."""
    return re.compile(re.sub(r"<(\w+)>", lambda m: f"(?:{cues()[m[1]]})", template))
