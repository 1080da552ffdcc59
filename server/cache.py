"""Answers that are given again: validators of what has not changed, and the answers themselves.

What an answer depends on is its release and the question with its format; both are in its tag, so that a tag or an
entry can never stand for another answer. Functions that give another value each time have neither.
"""

import hashlib
import re
from collections import OrderedDict
from dataclasses import dataclass

from server.wire import Reply

VOLATILE = re.compile(r"\b(?:now|rand|uuid|struuid|bnode|service)\b|_:|\[")
"""Words of a query that may give another answer the next time; blank nodes are new ones each time."""
LARGEST = 8
"""No entry may fill more than one part in so many of the cache."""


def tag(release: str, in_memory: bool, text: str, message: bytes) -> str | None:
    """The strong entity tag of the answer to a job, by its text and its message; None when it may be another next time.

    From memory and from disk, rows may come in another order.
    """
    if _is_suspect(text.encode().lower()) and VOLATILE.search(text.lower()):
        return None
    digest = hashlib.blake2b(message, digest_size=12).hexdigest()
    return f'"{release}{"m" if in_memory else "d"}-{digest}"'


def _is_suspect(lower: bytes) -> bool:
    """Whether parts of such words stand in a text: of bytes, which is many times as fast as of Chinese text."""
    return (
        b"now" in lower
        or b"rand" in lower
        or b"uuid" in lower
        or b"bnode" in lower
        or b"service" in lower
        or b"_:" in lower
        or b"[" in lower
    )


def body_tag(body: bytes) -> str:
    """The strong entity tag of bytes."""
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def matches(tag: str | None, if_none_match: str | None) -> bool:
    """Whether a client has the answer already (RFC 9110, section 13.1.2)."""
    if not tag or not if_none_match:
        return False
    return any(each.strip().removeprefix("W/") in (tag, "*") for each in if_none_match.split(","))


@dataclass
class Cache:
    """Whole answers by their tag, the least recently asked ones given up first."""

    most: int
    """Bytes."""

    def __post_init__(self) -> None:
        self._entries: OrderedDict[str, Reply] = OrderedDict()
        self.size = self.hits = 0

    def get(self, tag: str | None) -> Reply | None:
        """The answer with a tag, if it is here."""
        reply = self._entries.get(tag or "")
        if reply is not None and tag is not None:
            self._entries.move_to_end(tag)
            self.hits += 1
        return reply

    def put(self, tag: str | None, reply: Reply) -> None:
        """Keeps an answer, if it is not too large."""
        if tag is None or len(reply.body) > self.most // LARGEST:
            return
        self.size += len(reply.body) - len(self._entries[tag].body if tag in self._entries else b"")
        self._entries[tag] = reply
        while self.size > self.most:
            self.size -= len(self._entries.popitem(last=False)[1].body)
