"""How many rows or triples an answer has, told by the bytes that the engine writes of it.

The engine gives rows out one by one or written, not both; counting what is written costs a twentieth of writing it.
"""

import re

from pyoxigraph import QueryResultsFormat as Results
from pyoxigraph import RdfFormat as Rdf

from server.columns import too_many
from server.formats import Format

MARKS: dict[object, tuple[bytes, int]] = {
    Results.JSON: (b"},{", 1),
    Results.XML: (b"</result>", 0),
    Results.CSV: (b"\r\n", -1),
    Results.TSV: (b"\n", -1),
    Rdf.N_TRIPLES: (b"\n", 0),
    Rdf.N_QUADS: (b"\n", 0),
}
"""What stands between or after rows, and how many rows there are beside those it marks."""
QUOTED = (Results.JSON, Results.CSV)
"""Formats in whose strings a mark may stand, as it does in none of the others."""
ROWS = b'"}},{"'
"""Between two rows of JSON that end and begin as nearly all do; where no escape stands, no string has this in it."""
ESCAPE = re.compile(rb"\\.", re.DOTALL)


class Rows:
    """Counts the rows of an answer while it is written; a Problem when they become too many."""

    def __init__(self, form: Format, most: int) -> None:
        self._mark, self._rows = MARKS.get(form.engine, (b"", 0))
        self._most = most
        self._is_quoted = form.engine in QUOTED
        self._has_escapes = form.engine is Results.JSON
        self._inside = False
        """Whether what comes next goes on with a string."""
        self._rest = self._tail = b""
        """Half an escape, and what may be the beginning of a mark."""

    def take(self, data: bytes, last: bool = False) -> None:
        """Counts the rows that the next bytes end; an answer in one piece that is too short for many is not looked at."""
        if not self._mark or (last and self._rows + len(data) // len(self._mark) < self._most):
            return
        if self._is_quoted:
            data = self._unquoted(self._rest + data)
        data = self._tail + data
        self._rows += data.count(self._mark)
        self._tail = b"" if self._inside else data[len(data) - len(self._mark) + 1 :]
        if self._rows > self._most:
            raise too_many(self._most)

    def _unquoted(self, data: bytes) -> bytes:
        """The bytes that stand in no string; or as they are, where that makes no difference."""
        if self._has_escapes:
            odd = (len(data) - len(data.rstrip(b"\\"))) % 2
            data, self._rest = data[: len(data) - odd], data[len(data) - odd :]
            if b"\\" in data:
                data = ESCAPE.sub(b"", data)
            elif data.count(self._mark) == data.count(ROWS):
                self._inside ^= data.count(b'"') % 2 == 1
                return data
        parts = data.split(b'"')
        outside = b"".join(parts[self._inside :: 2])
        self._inside ^= len(parts) % 2 == 0
        return outside
