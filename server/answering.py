"""Answers to plain requests, as bytes: those that are known or kept, and the heads of those that a worker makes."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from server import plain
from server.cache import LARGEST, Cache, matches, tag
from server.heads import EXPOSED, STANDING, VARYING, Edition, headers_of, type_of
from server.problem import Problem
from server.protocol import question
from server.variants import Variant, wanted
from server.wire import JOB, Reply, message

OK, NOT_MODIFIED = b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 304 Not Modified\r\n"
EMPTY: Mapping[str, str] = {}


def lines(headers: Mapping[str, str]) -> bytes:
    """Headers as HTTP has them, but for the empty line that ends them."""
    return "".join(f"{name.lower()}: {value}\r\n" for name, value in headers.items()).encode("latin-1")


_STANDING = lines(STANDING) + lines({"Vary": ", ".join((*VARYING, "Origin"))})
_CROSS_ORIGIN = lines(
    {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": ", ".join(EXPOSED)}
)


@lru_cache(8)
def _common(edition: Edition, has_tag: bool, most_rows: int, cross_origin: bool) -> bytes:
    """The headers that all answers of a release have; those with a tag name it themselves."""
    headers = headers_of(edition, "" if has_tag else None, most_rows)
    headers.pop("ETag", None)
    return lines(headers) + (_CROSS_ORIGIN if cross_origin else b"") + _STANDING


@lru_cache(1000)
def _kind(variant: Variant, form: str, encoding: str | None) -> bytes:
    """The headers that all answers of a kind have."""
    head = {"format": form} | ({"encoding": encoding} if encoding else {})
    return lines(type_of(head, variant.types))


class Found(NamedTuple):
    """An answer."""

    start: bytes
    head: bytes
    body: bytes


class Wanted(NamedTuple):
    """What is known of an answer before a worker has made it."""

    edition: Edition
    validator: str | None
    variant: Variant
    most_rows: int
    cross_origin: bool
    text: str
    job: bytes
    """The message that asks a worker for it."""

    def head(self, found: Reply | None = None, more: Mapping[str, str] = EMPTY) -> bytes:
        """The headers of the answer that was found; of one that the client has without."""
        head = lines(more)
        if self.validator:
            head += b"etag: %s\r\n" % self.validator.encode()
        if found:
            head += b"content-length: %d\r\n" % len(found.body)
            head += _kind(self.variant, found.head["format"], found.head.get("encoding"))
        common = _common(self.edition, self.validator is not None, self.most_rows, self.cross_origin)
        return head + common + b"\r\n"


class _Known(NamedTuple):
    """How a request is answered that came before."""

    start: bytes
    head: bytes
    tag: str | None
    """Of the body, in the cache; None for an answer without one."""


class Answers:
    """Answers that are known or kept, of one release at a time."""

    def __init__(self, cache: Cache, *, longest_query: int, most_rows: int) -> None:
        self.cache = cache
        self._longest_query = longest_query
        self._most_rows = most_rows
        self._known: dict[bytes, _Known] = {}
        """By requests, word for word."""
        self._edition: Edition | None = None
        self._size = 0

    def find(self, data: bytes, edition: Edition) -> Found | Wanted | None:
        """The answer to a request, or what a worker is to be asked; None if the request is not plain."""
        if edition is not self._edition:
            self._forget(edition)
        known = self._known.get(data)
        if known is None:
            return self._read(data, edition)
        if known.tag is None:
            return Found(known.start, known.head, b"")
        kept = self.cache.get(known.tag)
        return Found(known.start, known.head, kept.body) if kept else self._read(data, edition)

    def keep(self, wanted: Wanted, reply: Reply) -> None:
        """Keeps what a worker has answered."""
        self.cache.put(wanted.validator, reply)

    def _read(self, data: bytes, edition: Edition) -> Found | Wanted | None:
        request = plain.read(data)
        if request is None:
            return None
        given, headers = request
        try:
            asked = question(given["query"][0], given)
            variant = wanted(asked.format, headers.accept, headers.accept_encoding)
        except Problem:
            return None
        if variant.is_page or asked.longer_than(self._longest_query):
            return None
        job = message(JOB, variant.head + asked.text.encode())
        validator = tag(edition.id, edition.in_memory, asked.text, job)
        cross_origin = headers.origin is not None
        answer = Wanted(edition, validator, variant, self._most_rows, cross_origin, asked.text, job)
        if matches(validator, headers.if_none_match):
            return self._remember(data, _Known(NOT_MODIFIED, answer.head(), None), b"")
        if kept := self.cache.get(validator):
            known = _Known(OK, answer.head(kept, {"Kouan-Cache": "hit"}), validator)
            return self._remember(data, known, kept.body)
        return answer

    def _remember(self, data: bytes, known: _Known, body: bytes) -> Found:
        """Knows how a request is answered, as long as there is room."""
        self._size += len(data) + len(known.head)
        if self._size > self.cache.most // LARGEST:
            self._forget(self._edition)
        self._known[data] = known
        return Found(known.start, known.head, body)

    def _forget(self, edition: Edition | None) -> None:
        self._known.clear()
        self._edition, self._size = edition, 0
