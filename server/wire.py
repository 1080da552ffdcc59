"""What the server and its workers say to each other over a socket: jobs one way, answers the other.

A message is its length (4 bytes), its kind (1 byte) and a body. A job is one message: a head (JSON, a line) and the text
of a query or update as it is. An answer is either

    whole    a head (JSON, a line) and all of the body
    begun    a head, then any number of `more`, then `ended`
    problem  why there is none (JSON); after `begun`, why there is no rest

A worker whose job is to lead (`leading`) says

    back     a number (8 bytes) of a connection, and what is to be sent over it
    told     how many answers it had kept (4 bytes), and the seconds that others took (8 bytes each)

and has done its job when it says `ended`.
"""

import json
import logging
import socket
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ontology import Namespaces
from server.causes import as_problem
from server.problem import Problem

Kind = Literal[b"j", b"w", b"b", b"m", b"e", b"p", b"r", b"t"]
JOB: Kind = b"j"
WHOLE: Kind = b"w"
BEGUN: Kind = b"b"
MORE: Kind = b"m"
ENDED: Kind = b"e"
PROBLEM: Kind = b"p"
BACK: Kind = b"r"
TOLD: Kind = b"t"
HEAD = struct.Struct("!Ic")


class Job(NamedTuple):
    """What a worker is to do, once."""

    kind: str
    """`query`, `lead`, `graph`, `search`, `reconcile`, `document`, `ontology`, `statistics` or `newest` for a reader; `update`, `put`, `post`, `delete`, `settle` or `follow` for a writer."""
    text: str = ""
    """A query or an update, or what is searched for."""
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    results: str | None = None
    """The name of the format for solutions, None when none of ours will do."""
    graphs: str | None = None
    """The same for triples."""
    encoding: str | None = None
    """`gzip` or `zstd`."""
    graph: str | None = None
    """A named graph; None is the default graph."""
    uploads: tuple[tuple[str, str], ...] = ()
    """Format and text of each document of triples."""
    classes: tuple[str, ...] = ()
    """Classes that are searched for; all without any."""
    limit: int | None = None
    """How many hits of a search are wanted."""
    quotations: int | None = None
    """How many quotations of a search are wanted."""
    candidates: bool | None = None
    """Whether a search finds what waits for review too."""
    things: tuple[str, ...] = ()
    """IRIs, of which the first that is known is described."""
    page: int = 1
    """Of a document in several pages."""
    context: str | None = None
    """Where JSON-LD finds its context."""
    rdf: str | None = None
    """`1.2` for documents with triple terms."""

    def message(self) -> bytes:
        """This job as a message."""
        given = self._replace(text="")._asdict()
        head = {name: value for name, value in given.items() if value not in (None, (), "")}
        return message(JOB, with_head(head, self.text.encode()))

    @classmethod
    def read(cls, body: bytes) -> "Job":
        """A job from the body of its message."""
        head, _, text = body.partition(b"\n")
        return _without_text(head)._replace(text=text.decode())


@lru_cache(1000)
def _without_text(head: bytes) -> Job:
    """A job but for its text: the same one for many texts."""
    given: dict[str, Any] = json.loads(head)
    for name, value in given.items():
        if isinstance(value, list):
            given[name] = tuple(tuple(v) if isinstance(v, list) else v for v in value)
    return Job(**given)


@dataclass(frozen=True, slots=True)
class Role:
    """What a worker does and within what bounds."""

    release: Path | None
    """The release that it reads; without one it writes to the store."""
    store: Path
    base: str
    memory: int
    """Bytes that it may use beyond what it starts with."""
    largest_result: int
    most_rows: int
    allowed: tuple[str, ...] = ()
    """Addresses that SERVICE and LOAD may reach."""
    keep: int = 1
    """Releases to keep when it publishes another."""
    endpoint: str | None = None
    """The address of the engine that the store is a copy of."""

    @property
    def names(self) -> Namespaces:
        """The base of our IRIs."""
        return _namespaces(self.base)

    def as_json(self) -> dict[str, Any]:
        """This role for a message."""
        release = str(self.release) if self.release else None
        return asdict(self) | {"release": release, "store": str(self.store)}

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> "Role":
        """A role from a message."""
        paths = {"release": given["release"] and Path(given["release"]), "store": Path(given["store"])}
        return cls(**given | paths | {"allowed": tuple(given["allowed"])})


@cache
def _namespaces(base: str) -> Namespaces:
    return Namespaces(base)


class Reply(NamedTuple):
    """The beginning of an answer: what it is, and its bytes; all of them if `whole`."""

    head: Mapping[str, Any]
    body: bytes
    whole: bool


def message(kind: Kind, body: bytes) -> bytes:
    """A message."""
    return HEAD.pack(len(body), kind) + body


def with_head(head: Mapping[str, Any], body: bytes) -> bytes:
    """The body of a message that begins with a head."""
    return json.dumps(head).encode() + b"\n" + body


def problem_message(error: Exception) -> bytes:
    """What a client is told of an error, as a message; what is our own fault is logged."""
    problem = as_problem(error)
    if problem.kind in ("internal", "store"):
        logging.getLogger("kouan").error("a worker failed", exc_info=error)
    told = json.loads(problem.as_json()) | {"headers": dict(problem.headers)}
    return message(PROBLEM, json.dumps(told).encode())


def read_problem(body: bytes) -> Problem:
    """A problem from the body of its message."""
    given = json.loads(body)
    line, column = given.get("line"), given.get("column")
    return Problem(given["status"], given["kind"], given["message"], line, column, given["headers"])


def read_reply(kind: bytes, body: bytes) -> Reply:
    """The beginning of an answer, from the body of its message."""
    head, _, first = body.partition(b"\n")
    return Reply(_head(head), first, kind == WHOLE)


@lru_cache(1000)
def _head(line: bytes) -> Mapping[str, Any]:
    """The head of an answer: the same one for many answers."""
    head: Mapping[str, Any] = json.loads(line)
    return head


class Sent:
    """Sends an answer to the server."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def begin(self, head: Mapping[str, Any], body: bytes, *, whole: bool) -> None:
        """Sends the beginning of an answer, or all of it."""
        self._connection.sendall(message(WHOLE if whole else BEGUN, with_head(head, body)))

    def go_on(self, body: bytes, *, last: bool) -> None:
        """Sends more of it."""
        self._connection.sendall(message(MORE, body) + (message(ENDED, b"") if last else b""))
