"""Requests at work: each within its time, ended when its client leaves or somebody cancels it, and known by an id."""

import asyncio
import contextlib
import hashlib
import logging
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from time import monotonic
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.types import Receive

from server.loans import Loan
from server.metrics import Metrics
from server.pool import Pool
from server.problem import Problem
from server.worker import Worker, WorkerEnded

T = TypeVar("T")
log = logging.getLogger("kouan")
KILLED = frozenset(("time-limit", "memory-limit", "too-complex", "cancelled", "gave-way"))
"""Outcomes that cost a worker, which an operator wants to know of."""
IDS = count(secrets.randbits(63))
"""Others of a client are easily guessed: who may see or cancel a request is not told by its id."""
SHOWN = 2000
"""Characters of a query that a list or a log shows."""


class ClientGone(Exception):
    """The client has left, and nobody waits for an answer."""


@dataclass
class Run:
    """One request at work."""

    text: str
    client: str
    kind: str
    limit: float
    """Seconds that it may take."""
    gone: asyncio.Future[None]
    """Done when the client has left."""
    id: str = field(default_factory=lambda: f"{next(IDS):016x}")
    started: float = field(default_factory=monotonic)
    outcome: str = "answered"

    @cached_property
    def _ended(self) -> asyncio.Future[Problem]:
        """Why it is to end before its time."""
        return asyncio.get_running_loop().create_future()

    @property
    def seconds(self) -> float:
        """How long it has been at work."""
        return monotonic() - self.started

    def watch(self, request: Request) -> None:
        """Has an eye on the client of a request from now on."""
        self.gone = asyncio.ensure_future(_departure(request.receive))

    def cancel(self) -> None:
        """Ends it, at somebody's wish."""
        self._end(Problem(503, "cancelled", "this query was cancelled"))

    def give_way(self) -> None:
        """Ends it, since others wait."""
        reason = (
            "others wait, and the server has no time left for long queries; ask again when it has less to do"
        )
        self._end(Problem(503, "gave-way", reason, headers={"Retry-After": "10"}))

    def _end(self, reason: Problem) -> None:
        if not self._ended.done():
            self._ended.set_result(reason)

    async def within(self, work: Awaitable[T]) -> T:
        """What some work gives, if it does so in time; the work is ended otherwise. A Problem says why."""
        task = asyncio.ensure_future(work)
        left = max(0.0, self.limit - self.seconds)
        try:
            events: set[asyncio.Future[Any]] = {task, self.gone, self._ended}
            await asyncio.wait(events, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                return task.result()
            if self._ended.done():
                raise self._ended.result()
            if self.gone.done():
                raise ClientGone
            raise Problem(
                503, "time-limit", f"this takes longer than {self.limit:g} s, the time that it may have"
            )
        finally:
            if not task.done():
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, Exception):
                    await task


class Queries:
    """All requests at work, so many for each client at most."""

    def __init__(self, metrics: Metrics, *, most: int, slow: float) -> None:
        self._metrics = metrics
        self._most = most
        self._slow = slow
        self._runs: dict[str, Run] = {}
        self._clients: Counter[str] = Counter()

    @contextmanager
    def running(self, kind: str, request: Request, text: str, limit: float) -> Iterator[Run]:
        """Knows of a request while it is at work, and logs how it ended; a Problem if its client has too many."""
        client = client_of(request)
        if self.has_most(client):
            self._metrics.count(kind, "too-many")
            problem = f"you have {self._most} queries under way, the most that one client may have"
            raise Problem(429, "too-many", problem, headers={"Retry-After": "1"})
        gone = asyncio.ensure_future(_departure(request.receive))
        with self.ending(self.begin(kind, client, text, limit, gone)) as run:
            yield run

    def count(self, seconds: float) -> None:
        """Counts a query that was answered elsewhere."""
        self._metrics.count("query", "answered", seconds)

    @property
    def logs_all(self) -> bool:
        """Whether each request is logged, not only those that were slow or were ended."""
        return log.isEnabledFor(logging.INFO)

    def has_most(self, client: str) -> bool:
        """Whether a client has as many requests at work as one may have."""
        return self._clients[client] >= self._most

    def begin(self, kind: str, client: str, text: str, limit: float, gone: "asyncio.Future[None]") -> Run:
        """Knows of a request from now on."""
        run = Run(text, client, kind, limit, gone)
        self._clients[client] += 1
        self._runs[run.id] = run
        return run

    @contextmanager
    def ending(self, run: Run) -> Iterator[Run]:
        """Forgets a request at the end, and logs how it ended."""
        try:
            yield run
        except Problem as problem:
            run.outcome = problem.kind
            problem.headers = {**problem.headers, "Kouan-Query": run.id}
            raise
        except ClientGone:
            run.outcome = "client-gone"
            raise
        except BaseException:
            run.outcome = "failed"
            raise
        finally:
            self.end(run)

    def end(self, run: Run) -> None:
        """Forgets a request that has ended, and logs how."""
        run.gone.cancel()
        del self._runs[run.id]
        self._clients[run.client] -= 1
        if not self._clients[run.client]:
            del self._clients[run.client]
        self._metrics.count(run.kind, run.outcome, run.seconds)
        self._tell(run)

    def _tell(self, run: Run) -> None:
        killed = run.outcome in KILLED
        slow = run.seconds > self._slow
        level = logging.WARNING if slow or killed else logging.INFO
        if not log.isEnabledFor(level):
            return
        told: dict[str, Any] = {
            "kind": run.kind,
            "outcome": run.outcome,
            "seconds": round(run.seconds, 4),
            "id": run.id,
            "text": hashlib.sha256(run.text.encode()).hexdigest()[:12],
        }
        if slow or killed:
            told["query"] = run.text[:SHOWN]
        log.log(level, "request", extra={"told": told})

    def of(self, client: str | None) -> list[Run]:
        """The requests of a client that are at work; all without one."""
        return [run for run in self._runs.values() if client in (None, run.client)]

    def find(self, identity: str, client: str | None) -> Run:
        """A request at work by its id; a Problem when this client has none such."""
        for run in self.of(client):
            if run.id == identity:
                return run
        raise Problem(404, "no-such-query", f"no query {identity} of yours is at work")


@asynccontextmanager
async def lent(pool: Pool, run: Run, loan: Loan | None = None) -> AsyncIterator[Worker]:
    """A worker for a request, given back or killed when it ends; what it dies of becomes a Problem."""
    loan = loan or pool.ask(run.client, run.give_way)
    worker = await run.within(pool.wait(loan))
    try:
        yield worker
    except WorkerEnded as ended:
        raise ended.as_problem() from ended
    finally:
        await asyncio.shield(pool.give_back(loan))


async def _departure(receive: Receive) -> None:
    """Returns when the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


def client_of(request: Request) -> str:
    """Whom a request comes from, so far as the connection tells."""
    return request.client.host if request.client else ""
