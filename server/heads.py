"""The heads of answers: what headers say of a release, of a query and of a format."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from server.formats import PARQUET, SPREADSHEET, content_type

STANDING: Mapping[str, str] = {
    # What pages may load and do: our own files, requests and forms to ourselves; nothing that stands in the page.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    # Links to other sites must not tell them the query that stands in our address.
    "Referrer-Policy": "no-referrer",
}


VARYING = ("Accept", "Accept-Encoding", "Accept-Datetime")
"""What the answer at an address depends on; errors are negotiated at every one."""
EXPOSED = (
    "Content-Location",
    "ETag",
    "Kouan-Cache",
    "Kouan-Query",
    "Kouan-Release",
    "Kouan-Row-Limit",
    "Kouan-Time-Limit",
    "Link",
    "Location",
    "Memento-Datetime",
)
"""Headers that scripts of other sites may read."""

FILES = {SPREADSHEET.name: "kouan.csv", PARQUET.name: "kouan.parquet"}
"""What browsers call an answer that is for other programs, by its format."""


class Edition(NamedTuple):
    """What answers say of the release that they are of."""

    id: str
    published: str
    """When, as HTTP writes it."""
    in_memory: bool


def headers_of(
    edition: Edition, validator: str | None, rows: int, *, fixed: bool = False, moment: datetime | None = None
) -> dict[str, str]:
    """Headers that say which release an answer is of, how long it may be kept and how many rows it might have."""
    headers = {
        "Kouan-Release": edition.id,
        "Last-Modified": edition.published,
        "Cache-Control": "no-cache",
        "Kouan-Row-Limit": str(rows),
    }
    if moment is not None:
        headers["Memento-Datetime"] = edition.published
    if validator is None:
        headers["Cache-Control"] = "no-store"
    else:
        headers["ETag"] = validator
        if fixed:
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return headers


def run_headers(id: str, limit: float) -> dict[str, str]:
    """Headers that say of a query that was at work how it is called and how long it might have been."""
    return {"Kouan-Query": id, "Kouan-Time-Limit": f"{limit:g}"}


def type_of(head: Mapping[str, Any], types: Mapping[str, str]) -> dict[str, str]:
    """Headers that say what the bytes of an answer are, by its head."""
    headers = {"Content-Type": content_type(types[head["format"]])}
    if head["format"] in FILES:
        headers["Content-Disposition"] = f'attachment; filename="{FILES[head["format"]]}"'
    if "encoding" in head:
        headers["Content-Encoding"] = head["encoding"]
    return headers
