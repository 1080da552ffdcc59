"""The SPARQL protocol: what a request asks or wants changed (https://www.w3.org/TR/sparql11-protocol/).

Pure functions from a request's parts to a question or a change; each case that the protocol forbids has a name.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from typing import NamedTuple
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode

from server.problem import Problem

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
MOST_FIELDS = 1000


class Question(NamedTuple):
    """A query as a request brings it."""

    text: str
    default_graphs: tuple[str, ...] | None = None
    """The graphs that the protocol names, which win over those of the text; None when it names none."""
    named_graphs: tuple[str, ...] | None = None
    format: str | None = None
    """What `?format=` asks for, which wins over the Accept header; several names with commas."""
    release: str | None = None
    """The id of the release to ask, if not the current one."""
    timeout: float | None = None
    """Seconds that the answer may take."""

    def longer_than(self, most: int) -> bool:
        """Whether its text has more than so many bytes."""
        length = len(self.text)  # of characters, which are one to four bytes each
        return length > most or (4 * length > most and len(self.text.encode()) > most)


@dataclass(frozen=True, slots=True)
class Change:
    """An update as a request brings it."""

    text: str
    using: tuple[str, ...] = ()
    """The graphs that its WHERE sees by default."""
    using_named: tuple[str, ...] = ()
    timeout: float | None = None


def asked(method: str, parameters: str, content_type: str | None, body: bytes) -> Question | Change | None:
    """The question or change of a request: None asks for the description of the service; a Problem says what is wrong.

    `parameters` is the query string of the address, still escaped.
    """
    given = decoded(parameters.encode(), "the address")
    if method in ("GET", "HEAD"):
        if "update" in given:
            raise Problem(400, "update-by-get", "an update is sent by POST, never by GET")
        if "query" not in given:
            return None
        return question(only("query", given), given)
    kind = media_type_of(content_type)
    if kind == QUERY:
        if "query" in given:
            raise Problem(400, "repeated-query", "a query stands both in the address and in the body")
        return question(_text(body, "the query"), given)
    if kind == UPDATE and method == "POST":
        if "update" in given:
            raise Problem(400, "repeated-update", "an update stands both in the address and in the body")
        return _change(_text(body, "the update"), given)
    if method == "QUERY" or kind != FORM:
        right = QUERY if method == "QUERY" else f"{QUERY}, {UPDATE} or {FORM}"
        found = repr(content_type) if content_type else "none"
        raise Problem(
            415,
            "unsupported-media-type",
            f"the Content-Type must be {right}; it is {found}",
            headers={"Accept-Query" if method == "QUERY" else "Accept-Post": right.replace(" or", ",")},
        )
    for name, values in decoded(body, "the form").items():
        given.setdefault(name, []).extend(values)
    if "update" in given and "query" in given:
        raise Problem(400, "query-and-update", "a request brings either a query or an update")
    if "update" in given:
        return _change(only("update", given), given)
    if "query" not in given:
        raise Problem(400, "missing-query", "the form has no field 'query' and no field 'update'")
    return question(only("query", given), given)


def question(text: str, given: Mapping[str, Sequence[str]]) -> Question:
    """The question that a text and the parameters beside it ask; a Problem says what is wrong with them."""
    _without_nulls(text)
    if not text.strip():
        raise Problem(400, "missing-query", "the query is empty")
    for name in ("using-graph-uri", "using-named-graph-uri"):
        if name in given:
            raise Problem(
                400, "using-with-query", f"{name} belongs to updates; a query takes default-graph-uri"
            )
    return Question(
        text,
        _graphs("default-graph-uri", given),
        _graphs("named-graph-uri", given),
        ",".join(given["format"]) if "format" in given else None,
        _optional("release", given),
        _seconds(given),
    )


def _change(text: str, given: Mapping[str, Sequence[str]]) -> Change:
    _without_nulls(text)
    if not text.strip():
        raise Problem(400, "missing-update", "the update is empty")
    using, named = _graphs("using-graph-uri", given), _graphs("using-named-graph-uri", given)
    return Change(text, using or (), named or (), _seconds(given))


def _without_nulls(text: str) -> None:
    """Nobody writes a null character on purpose, and what passes it on may take it for the end."""
    if "\0" in text:
        raise Problem(400, "null-character", f"a null character stands at {text.index(chr(0))}")


def _optional(name: str, given: Mapping[str, Sequence[str]]) -> str | None:
    return only(name, given) if name in given else None


def _seconds(given: Mapping[str, Sequence[str]]) -> float | None:
    text = _optional("timeout", given)
    if text is None:
        return None
    if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", text, re.ASCII) or float(text) == 0:
        raise Problem(400, "bad-timeout", f"timeout must be a number of seconds, not {text!r}")
    return float(text)


def _graphs(name: str, given: Mapping[str, Sequence[str]]) -> tuple[str, ...] | None:
    for iri in given.get(name, ()):
        try:
            NamedNode(iri)
        except ValueError as error:
            raise Problem(400, "bad-graph", f"{name} must be an absolute IRI, not {iri!r}") from error
    return tuple(given[name]) if name in given else None


def only(name: str, given: Mapping[str, Sequence[str]]) -> str:
    """The value of a parameter that may be given once."""
    first, *others = given[name]
    if others:
        raise Problem(400, f"repeated-{name}", f"the parameter {name!r} is given {len(others) + 1} times")
    return first


def media_type_of(content_type: str | None) -> str | None:
    """The media type of a body, which must be UTF-8."""
    if content_type is None:
        return None
    header = Message()
    header["content-type"] = content_type
    charset = header.get_content_charset("utf-8")
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise Problem(415, "unsupported-charset", f"the body must be UTF-8, not {charset}")
    # A Message takes what it cannot read for text/plain, which is no query either.
    return header.get_content_type()


def decoded(escaped: bytes, where: str) -> dict[str, list[str]]:
    """The fields of a form, in order of appearance."""
    given: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(
            _text(escaped, where), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except UnicodeDecodeError as error:
        raise Problem(400, "not-utf-8", f"{where} is not UTF-8 behind its %-escapes") from error
    except ValueError as error:
        raise Problem(400, "too-many-fields", f"{where} has more than {MOST_FIELDS:,} fields") from error
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    return given


def _text(body: bytes, what: str) -> str:
    try:
        return body.decode("utf-8").removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    except UnicodeDecodeError as error:
        raise Problem(400, "not-utf-8", f"{what} is not UTF-8 (byte {error.start})") from error
