"""The worker that leads, seen from the server: connections are lent to it, and come back (`server.leading`)."""

import asyncio
import json
import select
import struct
from itertools import count
from time import monotonic
from typing import NamedTuple, Protocol

from server.board import Board
from server.endpoint import Services, time_limit
from server.leading import NUMBER
from server.loans import Loan
from server.releases import Served
from server.wire import BACK, ENDED, TOLD, Job
from server.worker import Worker

HAS_EPOLL = hasattr(select, "epoll")
TICK = 0.025
"""Seconds between looks at what the leader is at."""
QUICK = 0.05
"""Seconds of the processor that a leader may need for those who have asked before it looks again who asks."""
PATIENCE = 0.25
"""Seconds for which somebody may wait for the leader to look again, or for its worker."""
IDLE = 5.0
"""Seconds after which a connection that nobody uses comes back."""
SHARE = 8
"""A leader keeps answers in one part of so many of the room that the server has for them."""


class Lendable(Protocol):
    """A connection that can be lent."""

    def take_back(
        self, rest: bytes = b"", job: "tuple[Served, Loan] | None" = None, *, sent_back: bool = False
    ) -> None:
        """Has it again: `rest` is to be sent, a worker may be at the job that stands in it; or it was sent back."""


class _Lead(NamedTuple):
    """A worker that leads."""

    served: Served
    loan: Loan
    worker: Worker
    board: Board


class Leader:
    """Lends connections to a worker that can be spared, as long as nobody waits for it."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lead: _Lead | None = None
        self._lent: dict[int, Lendable] = {}
        self._numbers = count(1)
        self._resigning = False
        self._looked = 0
        self._since = self._used = self._alone = 0.0
        """When the leader last looked who asks, what it had used of the processor, and when it was last of use."""
        self._tasks: set[asyncio.Task[None]] = set()

    def lend(self, connection: Lendable, descriptor: int, served: Served) -> bool:
        """Lends a connection, if there is a leader for its release; tells whether it is lent."""
        lead = self._lead
        if lead is None or self._resigning or served is not lead.served:
            return False
        number = next(self._numbers)
        if not lead.worker.hand(NUMBER.pack(number), descriptor):
            return False
        self._lent[number] = connection
        return True

    def begin(self, served: Served, loan: Loan) -> bool:
        """Has a worker lead that has answered somebody, if none does and it can be spared; tells whether it does."""
        worker = loan.worker
        if (
            self._lead
            or not HAS_EPOLL
            or not served.in_memory
            or worker is None
            or not worker.idle
            or worker.dead
        ):
            return False
        if not served.pool.is_lively(PATIENCE) or self._services.queries.logs_all:
            return False
        loan = served.pool.pass_on(loan, "", self.resign)
        lead = self._lead = _Lead(served, loan, worker, Board())
        self._resigning, self._looked, self._alone = False, 0, monotonic()
        worker.lead(Job("lead", json.dumps(self._told(served))).message(), lead.board.file)
        worker.listen(self._heard)
        self._loop.call_later(TICK, self._look, lead)
        return True

    def resign(self) -> None:
        """Has the worker give back all connections, and then itself."""
        if self._lead and not self._resigning:
            self._resigning = self._lead.worker.hand(NUMBER.pack(0))

    def _told(self, served: Served) -> dict[str, object]:
        """What a leader must know beside what any worker does."""
        settings = self._services.settings
        pointer, seen = self._services.releases.pointer
        return {
            "edition": served.edition,
            "pointer": pointer,
            "seen": seen,
            "limit": time_limit(settings, None),
            "idle": IDLE,
            "cache": settings.cache // SHARE,
            "longest_query": settings.longest_query,
        }

    @property
    def _loop(self) -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    def _heard(self) -> None:
        """The leader has said something, or has ended."""
        lead = self._lead
        if lead is None:
            return
        self._take_back(lead)
        if lead.worker.said(ENDED):
            lead.worker.rest()
        elif not lead.worker.dead:
            lead.worker.listen(self._heard)
            if not self._lent:
                self.resign()
            return
        self._end(lead)
        self._give_back(lead)

    def _take_back(self, lead: _Lead) -> None:
        """Takes what the leader has given back, and counts what it has answered."""
        for kind, body in lead.worker.said(BACK, TOLD):
            if kind == BACK:
                connection = self._lent.pop(NUMBER.unpack_from(body)[0])
                connection.take_back(body[NUMBER.size :], sent_back=not self._resigning)
            else:
                hits, *taken = struct.unpack(f"!I{len(body) // 8}d", body)
                self._services.cache.hits += hits
                for seconds in taken:
                    self._services.queries.count(seconds)

    def _look(self, lead: _Lead) -> None:
        """Looks whether the leader is at one query for long, or is needed by those who wait for a worker."""
        if lead is not self._lead:
            return
        now, (looked, at) = monotonic(), lead.board.read()
        if not at or looked != self._looked:
            self._looked, self._since, self._used = looked, now, lead.worker.used()
        elif self._is_long(lead, now) and lead.board.keep_turn():
            self._depose(lead)
            return
        if self._lent and not lead.served.pool.waiting:
            self._alone = now
        if now - self._alone > PATIENCE or lead.served is not self._services.releases.served:
            self.resign()
        self._loop.call_later(TICK, self._look, lead)

    def _is_long(self, lead: _Lead, now: float) -> bool:
        return now - self._since > PATIENCE or lead.worker.used() - self._used > QUICK

    def _depose(self, lead: _Lead) -> None:
        """Takes all connections back; what the leader is at becomes a job for the connection that it came over."""
        lead.worker.hear_all()
        self._take_back(lead)
        connection = self._lent.pop(lead.board.read()[1], None)
        self._end(lead)
        if connection:
            lead.worker.go_on()
            connection.take_back(job=(lead.served, lead.loan))
        else:
            self._give_back(lead)

    def _end(self, lead: _Lead) -> None:
        """Nobody leads any more."""
        lent, self._lent, self._lead = self._lent, {}, None
        lead.board.close()
        for connection in lent.values():
            connection.take_back()

    def _give_back(self, lead: _Lead) -> None:
        pool = lead.served.pool
        if not pool.take_back(lead.loan):
            task = self._loop.create_task(pool.give_back(lead.loan))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
