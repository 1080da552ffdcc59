"""The errors that a user can mend: bad input, bad data files, and whatever else derives from `UserError`."""

from dataclasses import dataclass
from pathlib import Path


class UserError(Exception):
    """What a command tells in one line, for whoever gave it to mend."""


@dataclass
class SourceError(UserError):
    """A source that cannot be read, with the place of the first fault where it is known."""

    source: str
    problem: str
    line: int | None = None
    offset: int | None = None
    """Byte offset of the fault."""

    def __str__(self) -> str:
        place = f":{self.line}" if self.line is not None else ""
        at = f" (byte {self.offset})" if self.offset is not None else ""
        return f"{self.source}{place}: {self.problem}{at}"


@dataclass
class DataError(UserError):
    """A row or key of one of our data files (lexicon, pattern, gazetteer) that does not fit its schema."""

    path: Path
    line: int
    key: str
    problem: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.key}: {self.problem}"
