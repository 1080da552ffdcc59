"""Content negotiation: which of the media types on offer suits an Accept header best (RFC 9110, section 12.5.1)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

ITEMS = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
PARAMETERS = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*")+')
RANGE = re.compile(r"\*/\*|[\w!#$&^.+-]+/(?:\*|[\w!#$&^.+-]+)")
QUALITY = re.compile(r"q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One item of an Accept header. Parameters other than the quality are not kept: we offer one variant of
    each media type, so that `text/csv;header=present` can only mean our `text/csv`."""

    type: str
    quality: float

    def precision(self, media_type: str) -> int:
        """How precisely this range means a media type: 3 by its name, 2 by its kind, 1 as anything, 0 not."""
        if self.type == media_type:
            return 3
        if self.type == "*/*":
            return 1
        kind, _, subtype = self.type.partition("/")
        return 2 if subtype == "*" and media_type.startswith(f"{kind}/") else 0


def media_ranges(accept: str) -> Iterator[MediaRange]:
    """The ranges of an Accept header; what is not a range is passed over.

    >>> list(media_ranges("text/turtle, */*;q=0.1"))
    [MediaRange(type='text/turtle', quality=1.0), MediaRange(type='*/*', quality=0.1)]
    """
    for item in ITEMS.findall(accept):
        name, *parameters = [part.strip() for part in PARAMETERS.findall(item)] or [""]
        qualities = [part for part in parameters if part[:1] in "qQ" and part[1:].lstrip().startswith("=")]
        matches = [QUALITY.fullmatch(part) for part in qualities]
        if RANGE.fullmatch(name) and all(matches):
            quality = next((float(match[1]) for match in matches if match), 1.0)
            yield MediaRange(name.lower(), quality)


def choose(accept: str | None, offered: Sequence[str]) -> str | None:
    """The media type that suits a client best, or None when none of those offered does.

    Among equals the one that the client calls by name wins, then the one that is offered first. No header, or
    an empty one, takes anything.

    >>> choose("text/csv, */*;q=0.5", ["application/json", "text/csv"])
    'text/csv'
    """
    if not accept or not accept.strip():
        return offered[0]
    ranges = list(media_ranges(accept))

    def wish(media_type: str) -> tuple[float, int]:
        precision, quality = max(((r.precision(media_type), r.quality) for r in ranges), default=(0, 0.0))
        return (quality, precision) if precision else (0.0, 0)

    best = max(offered, key=wish)
    return best if wish(best)[0] > 0 else None


ENCODINGS = ("zstd", "gzip")


def choose_encoding(accept: str | None) -> str | None:
    """How the bytes of an answer are compressed for a client (RFC 9110, section 12.5.3); None is not at all.

    >>> choose_encoding("gzip, deflate, br"), choose_encoding("zstd;q=0, *;q=0.1"), choose_encoding("identity")
    ('gzip', 'gzip', None)
    """
    wishes: dict[str, float] = {}
    for item in (accept or "").split(","):
        name, _, parameter = (part.strip().lower() for part in item.partition(";"))
        match = QUALITY.fullmatch(parameter) if parameter else None
        wishes[name] = float(match[1]) if match else 0.0 if parameter else 1.0

    def wish(name: str) -> float:
        return wishes.get(name, wishes.get("*", 0.0))

    best = max(ENCODINGS, key=wish)
    return best if wish(best) > 0 and wish(best) >= wishes.get("identity", 0.0) else None
