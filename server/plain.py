"""Plain requests: a GET of `/sparql` in one piece, with a query, with or without a format, and with no unusual header.

They are read faster than others, by what they have in common: a client sends the same headers each time.
"""

import binascii
from dataclasses import dataclass
from functools import lru_cache

import httptools

START, END = b"GET /sparql?", b" HTTP/1.1"
LONGEST = 16 * 1024
"""Bytes that a plain request may have."""
LONGEST_HEADERS = 4096
NAMES = {b"query": "query", b"format": "format"}
USUAL = frozenset(
    (
        b"accept",
        b"accept-encoding",
        b"accept-language",
        b"cache-control",
        b"connection",
        b"dnt",
        b"host",
        b"if-none-match",
        b"origin",
        b"pragma",
        b"priority",
        b"referer",
        b"sec-ch-ua",
        b"sec-ch-ua-mobile",
        b"sec-ch-ua-platform",
        b"sec-fetch-dest",
        b"sec-fetch-mode",
        b"sec-fetch-site",
        b"sec-gpc",
        b"user-agent",
    )
)
"""Headers that we read here, or that nothing depends on."""
PLAIN = bytes(each for each in range(33, 127) if each not in b"#")


@dataclass(frozen=True, slots=True)
class Headers:
    """What the headers of a request say."""

    accept: str | None
    accept_encoding: str | None
    if_none_match: str | None
    origin: str | None


def read(data: bytes) -> tuple[dict[str, list[str]], Headers] | None:
    """The parameters and the headers of a request as it came; None if it is not plain, or not whole, or not the only one."""
    if not data.startswith(START):
        return None
    line, _, block = data.partition(b"\r\n")
    if not line.endswith(END) or block.find(b"\r\n\r\n") != len(block) - 4:
        return None
    headers = _headers(block) if len(block) <= LONGEST_HEADERS else None
    given = _parameters(line[len(START) : -len(END)])
    if headers is None or given is None:
        return None
    return given, headers


@lru_cache(1000)
def _headers(block: bytes) -> Headers | None:
    """Headers, read by the same parser as all others; None if one of them is unusual or comes twice."""
    found: dict[bytes, bytes] = {}
    many: list[bytes] = []

    class Reader:
        def on_header(self, name: bytes, value: bytes) -> None:
            many.append(name.lower())
            found[name.lower()] = value

    parser = httptools.HttpRequestParser(Reader())
    try:
        parser.feed_data(b"GET / HTTP/1.1\r\n" + block)
    except (httptools.HttpParserError, httptools.HttpParserUpgrade):
        return None
    if len(many) != len(found) or not found.keys() <= USUAL or not parser.should_keep_alive():
        return None
    if found.get(b"connection", b"keep-alive").lower() != b"keep-alive":
        return None
    names = (b"accept", b"accept-encoding", b"if-none-match", b"origin")
    return Headers(*(found[name].decode("latin-1") if name in found else None for name in names))


def _parameters(escaped: bytes) -> dict[str, list[str]] | None:
    """The parameters of an address, if they are a query and perhaps a format, escaped as they should be."""
    if escaped.translate(None, PLAIN):
        return None
    given: dict[str, list[str]] = {}
    for pair in escaped.split(b"&"):
        name, _, value = pair.partition(b"=")
        known = NAMES.get(name)
        if known is None or known in given:
            return None
        text = unescaped(value)
        if text is None:
            return None
        given[known] = [text]
    return given if "query" in given else None


def unescaped(value: bytes) -> str | None:
    """A value of a form; None where a % is no escape, or what they stand for is no UTF-8.

    Quoted-printable is the same with another sign, and Python has it in C: ten times as fast as `unquote_plus`. It
    leaves the sign where it is no escape, so there must be as many as were escaped; twice in a row, or last, it is lost.
    """
    escaped = value.replace(b"=", b"%3D")
    if b"%%" in escaped or escaped.endswith(b"%"):
        return None
    found = binascii.a2b_qp(escaped.replace(b"+", b" ").replace(b"%", b"="))
    if b"=" in found and found.count(b"=") != escaped.count(b"%3D") + escaped.count(b"%3d"):
        return None
    try:
        return found.decode()
    except UnicodeDecodeError:
        return None
