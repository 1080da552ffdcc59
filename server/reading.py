"""The work of a reader: a query or a graph, asked of a release and written to the server as it is made."""

import json
import re
import sys
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache, partial
from time import monotonic, sleep
from typing import Any, Protocol

import zstandard
from pyoxigraph import DefaultGraph, NamedNode, QueryTriples, Store
from pyoxigraph import QueryResultsFormat as Results
from pyoxigraph import RdfFormat as Rdf

from graph import dataset, search
from graph.changes import exists
from graph.reconciliation import Reconciliation
from graph.search import Index
from graph.tokens import deeper
from server import describing
from server.counting import Rows
from server.formats import GRAPHS, HTML, RESULTS, Format, not_acceptable
from server.problem import Problem
from server.serialisation import write
from server.wire import Job, Role

DEEPEST = 500
"""Brackets in brackets; deeper ones take the engine very long to plan, and no researcher writes them."""
AT_ONCE = 256 * 1024
"""Bytes that are sent as one message."""
SMALLEST_COMPRESSED = 1024
"""Bytes below which compressing costs more than it saves."""
PATIENCE = 25.0
"""Seconds to wait for the search index of a new release."""
NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
"""Characters that XML has no way to write; our XML has U+FFFD for them."""


class Sender(Protocol):
    """What an answer is given to."""

    def begin(self, head: Mapping[str, Any], body: bytes, *, whole: bool) -> None:
        """Takes the beginning of an answer, or all of it."""

    def go_on(self, body: bytes, *, last: bool) -> None:
        """Takes more of it."""


@dataclass(frozen=True)
class Source:
    """A release to read."""

    whole: Store
    """All of it, on disk."""
    merged: Store | None = None
    """What the default dataset shows of it, in one graph in memory, if that is loaded."""

    def query(self, job: Job, role: Role) -> Any:
        """Answers a query, from memory where that has all that the query can see."""
        merged = self.merged
        if job.default_graphs is not None or job.named_graphs is not None or dataset.names_graphs(job.text):
            merged = None
        return dataset.query(
            self.whole if merged is None else merged,
            job.text,
            names=role.names,
            default_graphs=job.default_graphs,
            named_graphs=job.named_graphs,
            merged=merged is not None,
            allowed=role.allowed,
            index=lambda: _index(role),
        )


def answer(sender: Sender, role: Role, source: Source, job: Job) -> None:
    """Does a job, and says what comes of it; raises what it fails by."""
    if job.kind == "search":
        sender.begin({"kind": "found", "format": "found"}, _found(role, job), whole=True)
        return
    if job.kind == "reconcile":
        body = _reconciled(role, source.whole, json.loads(job.text))
        sender.begin({"kind": "found", "format": "found"}, body, whole=True)
        return
    if job.kind in describing.KINDS:
        describing.answer(job, role.names, source.whole, partial(Output, sender, limit=role.largest_result))
        return
    if job.kind == "graph":
        graph = NamedNode(job.graph) if job.graph else DefaultGraph()
        if not exists(source.whole, graph):
            raise Problem(404, "no-such-graph", f"there is no graph {job.graph}")
        results: Any = (quad.triple for quad in source.whole.quads_for_pattern(None, None, None, graph))
        kind = "triples"
    else:
        if deeper(job.text, DEEPEST):
            raise Problem(400, "too-deep", f"brackets stand in one another more than {DEEPEST} deep")
        results = source.query(job, role)
        kind = "triples" if isinstance(results, QueryTriples) else "solutions"
    form = _format(job, kind)
    head = {"kind": kind, "format": form.name}
    output = Output(sender, head, job.encoding, form, role.largest_result, role.most_rows)
    write(results, form, role.names, output, role.most_rows)
    output.end()


def _found(role: Role, job: Job) -> bytes:
    """What a search finds, as JSON."""
    index = _index(role)
    hits = index.search(job.text, classes=job.classes, limit=job.limit or 0, candidates=bool(job.candidates))
    quotations = index.quotations(job.text, limit=job.quotations) if job.quotations else ()
    found = {"q": job.text, "hits": hits.as_rows(), "quotations": [asdict(each) for each in quotations]}
    return json.dumps(found, ensure_ascii=False).encode()


def _reconciled(role: Role, store: Store, asked: dict[str, Any]) -> bytes:
    """What reconciliation answers, as JSON."""
    service = Reconciliation(store, _index(role), role.names, _reused())
    match asked:
        case {"queries": queries}:
            found: Any = service.match(queries)
        case {"suggest": prefix, "classes": classes, "skip": skip}:
            found = service.suggest(prefix, classes, skip)
        case {"extend": {"ids": ids, "properties": properties}}:
            found = service.extend(ids, properties)
        case {"propose": cls, "limit": limit}:
            found = service.propose(cls, limit)
        case _:
            found = service.described(asked["preview"])
    return json.dumps(found, ensure_ascii=False).encode()


@cache
def _reused() -> Mapping[str, Mapping[str, str]]:
    """What properties of vocabularies that we reuse are called, by their prefixed names."""
    import yaml  # who never reconciles does without it

    from server.language import STRINGS

    found: Mapping[str, Mapping[str, str]] = yaml.safe_load((STRINGS / "terms.yaml").read_text("utf-8"))
    return found


@cache
def _index(role: Role) -> Index:
    """The search index of the release that this worker reads, as soon as it is there."""
    assert role.release is not None  # noqa: S101 - readers have one
    path = search.path_of(role.release)
    until = monotonic() + PATIENCE
    while not search.usable(path):
        if monotonic() > until:
            message = "the search index of this release is still being made"
            raise Problem(503, "no-index", message, headers={"Retry-After": "5"})
        sleep(0.05)
    return Index.open(path)


def _format(job: Job, kind: str) -> Format:
    offered, name = (GRAPHS, job.graphs) if kind == "triples" else (RESULTS, job.results)
    if name is None:
        raise not_acceptable(offered)
    return next(each for each in offered if each.name == name)


class Output:
    """Sends what is written to it: in one message if it is little, else as it comes, up to a limit."""

    def __init__(
        self,
        sender: Sender,
        head: dict[str, Any],
        encoding: str | None,
        form: Format,
        limit: int,
        most_rows: int = sys.maxsize,
    ) -> None:
        self._sender = sender
        self._head = head
        self._limit = limit
        self._written = 0
        self._rows = Rows(form, most_rows)
        self._pending = bytearray()
        self._begun = False
        self._xml = form.engine in (Results.XML, Rdf.RDF_XML)
        self._at_once = limit if form is HTML else AT_ONCE  # a table is read when all of it is there
        self._encoding = encoding
        self._compress: Any = None

    def write(self, data: bytes) -> int:
        """Takes bytes; a Problem when they become too many."""
        self._pending += data
        self._written += len(data)
        if self._written > self._limit:
            raise Problem(
                413,
                "result-too-large",
                f"the answer has more than {self._limit:,} bytes, the most that is sent",
            )
        if len(self._pending) >= self._at_once:
            self._send(last=False)
        return len(data)

    def flush(self) -> None:
        """Nothing: what is written is sent when there is enough of it."""

    def end(self) -> None:
        """Sends the rest."""
        self._send(last=True)

    def _send(self, last: bool) -> None:
        held = 0 if last or not self._xml else 2  # a character that XML cannot have may be cut by the end
        cut = len(self._pending) - held
        data, self._pending = bytes(self._pending[:cut]), self._pending[cut:]
        self._rows.take(data, last)
        if self._xml:
            data = NOT_XML.sub("\N{REPLACEMENT CHARACTER}".encode(), data)
            data = data.replace(b"\r", b"&#13;")  # a bare one is a line end to who reads XML
        if not self._begun and last and len(data) < SMALLEST_COMPRESSED:
            self._encoding = None
        head = self._head
        if self._encoding:
            data = b"".join(self._encoded(data, last))
            head = head | {"encoding": self._encoding}
        if not self._begun:
            self._begun = True
            self._sender.begin(head, data, whole=last)
        else:
            self._sender.go_on(data, last=last)

    def _encoded(self, data: bytes, last: bool) -> Iterator[bytes]:
        if self._compress is None:
            gzip = self._encoding == "gzip"
            self._compress = (
                zlib.compressobj(3, zlib.DEFLATED, 31) if gzip else zstandard.ZstdCompressor(3).compressobj()
            )
        yield self._compress.compress(data)
        if last:
            yield self._compress.flush()
