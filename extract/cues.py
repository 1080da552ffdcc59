"""Cue words of statistics as compiled expressions, read from `lexicon/cues.yaml`."""

import re
from dataclasses import dataclass
from functools import cache

from extract.data import LEXICON, Record, load_list


class Cue(Record):
    """A set of words with one meaning, as alternatives, and an example that has one of them."""

    id: str
    words: str
    example: str


@dataclass(frozen=True)
class Cues:
    """The cue words by what they tell."""

    rise: str
    fall: str
    to: str
    share: str
    reach: str
    lead: str
    total: str
    forecast: str
    plan: str
    capacity: str
    shown: str
    place_after: str


@cache
def cues() -> Cues:
    """All cues; a missing or unknown one is an error."""
    return Cues(**{cue.id: cue.words for cue in load_list(LEXICON / "cues.yaml", Cue)})


@cache
def expression(template: str) -> re.Pattern[str]:
    """A regular expression with `<name>` for the alternatives of a cue."""
    return re.compile(re.sub(r"<(\w+)>", lambda m: f"(?:{getattr(cues(), m[1])})", template))
