"""The SPARQL protocol: what a request asks (https://www.w3.org/TR/sparql11-protocol/#query-operation).

Pure functions from a request's parts to a question; each case that the protocol forbids has a name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode

from server.problem import Problem

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
NO_UPDATES = "this endpoint answers queries and takes no updates"


@dataclass(frozen=True, slots=True)
class Question:
    """A query as a request brings it."""

    text: str
    default_graphs: tuple[str, ...] | None = None
    """The graphs that the protocol names, which win over those of the text; None when it names none."""
    named_graphs: tuple[str, ...] | None = None
    format: str | None = None
    """What `?format=` asks for, which wins over the Accept header."""


def question(method: str, parameters: str, content_type: str | None, body: bytes) -> Question | None:
    """The question of a request: None asks for the description of the service; a Problem says what is wrong.

    `parameters` is the query string of the address, still escaped.
    """
    given = _decoded(parameters.encode(), "the address")
    if method in ("GET", "HEAD"):
        if "update" in given:
            raise Problem(400, "update-by-get", "an update is sent by POST, never by GET")
        if "query" not in given:
            return None
        return _question(_only("query", given), given)
    kind = _kind(content_type)
    if kind == QUERY:
        if "query" in given:
            raise Problem(400, "repeated-query", "a query stands both in the address and in the body")
        return _question(_text(body, "the query"), given)
    if kind == UPDATE:
        raise Problem(403, "read-only", NO_UPDATES)
    if method == "QUERY" or kind != FORM:
        right = QUERY if method == "QUERY" else f"{QUERY} or {FORM}"
        found = repr(content_type) if content_type else "none"
        raise Problem(
            415,
            "unsupported-media-type",
            f"the Content-Type must be {right}; it is {found}",
            headers={"Accept-Query" if method == "QUERY" else "Accept-Post": right.replace(" or", ",")},
        )
    for name, values in _decoded(body, "the form").items():
        given.setdefault(name, []).extend(values)
    if "update" in given:
        raise Problem(403, "read-only", NO_UPDATES)
    if "query" not in given:
        raise Problem(400, "missing-query", "the form has no field 'query'")
    return _question(_only("query", given), given)


def _question(text: str, given: Mapping[str, Sequence[str]]) -> Question:
    if not text.strip():
        raise Problem(400, "missing-query", "the query is empty")
    default, named = _graphs("default-graph-uri", given), _graphs("named-graph-uri", given)
    return Question(text, default, named, _only("format", given) if "format" in given else None)


def _graphs(name: str, given: Mapping[str, Sequence[str]]) -> tuple[str, ...] | None:
    for iri in given.get(name, ()):
        try:
            NamedNode(iri)
        except ValueError as error:
            raise Problem(400, "bad-graph", f"{name} must be an absolute IRI, not {iri!r}") from error
    return tuple(given[name]) if name in given else None


def _only(name: str, given: Mapping[str, Sequence[str]]) -> str:
    first, *others = given[name]
    if others:
        raise Problem(400, f"repeated-{name}", f"the parameter {name!r} is given {len(others) + 1} times")
    return first


def _kind(content_type: str | None) -> str | None:
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


def _decoded(escaped: bytes, where: str) -> dict[str, list[str]]:
    """The fields of a form, in order of appearance."""
    given: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(_text(escaped, where), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise Problem(400, "not-utf-8", f"{where} is not UTF-8 behind its %-escapes") from error
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    return given


def _text(body: bytes, what: str) -> str:
    try:
        return body.decode("utf-8").removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    except UnicodeDecodeError as error:
        raise Problem(400, "not-utf-8", f"{what} is not UTF-8 (byte {error.start})") from error
