"""The fast path: plain requests that are answered at once never come to the application.

    data ──▶ asked before, word for word, and kept ──────────────▶ answered
         ──▶ plain (`plain`): the client has it, or it is kept ──▶ answered
                              a worker is had and done soon ─────▶ answered
         ──▶ everything else ──▶ the application, with the worker's job if that has begun

What is not the simplest case is left to the application, and every refusal, stream and page is its own; what the
fast path does answer is the same as what the application would.
"""

import asyncio
import os
import socket
from contextlib import suppress
from typing import Any, NamedTuple

from uvicorn.server import ServerState

from server.answering import OK, Answers, Found, Wanted
from server.connection import Connection
from server.endpoint import BEGUN, Begun, Services, time_limit
from server.heads import run_headers
from server.leader import Leader
from server.loans import Loan
from server.plain import LONGEST
from server.releases import Served
from server.running import Run
from server.worker import Worker

GRACE = 0.05
"""Seconds until a worker has answered whose client has left, or is ended."""
QUICK = 0.25
"""Seconds until a worker is had and has answered; then the application waits for it."""


class FastPath(Connection):
    """A connection that answers plain requests itself."""

    def __init__(self, *given: Any, shared: "Shared", **more: Any) -> None:
        super().__init__(*given, **more)
        self._shared = shared
        self._services = shared.services
        self._between = True
        """Whether the next byte begins a request."""
        self._asking: Asking | None = None
        self._begun: Begun | None = None
        """What had begun of an answer when the application got the request."""
        self._later = b""
        """What came while a worker was asked."""
        self._used = 0.0
        """When the last answer was given."""
        self._look_again: asyncio.TimerHandle | None = None
        """One timer for many requests, as nearly all are answered before it is due."""
        self._ending = False
        self._lent = False
        """Whether the worker that leads answers for now."""
        self._was_lent = False
        self._at_work: tuple[Served, Loan] | None = None
        """The worker that is at the request which stands in the connection."""
        self._quick, self._enough = 0, 2
        """Quick answers in a row, and how many are enough to be lent: twice as many each time that it comes back."""

    def data_received(self, data: bytes) -> None:
        """Answers a plain request, or has the application do it."""
        if self._asking:
            self._later += data
            if len(self._later) > LONGEST:
                self.flow.pause_reading()
            return
        if not (self._is_idle and len(data) <= LONGEST and self._answer(data)):
            super().data_received(data)
        self._end_at_work()  # unless that was the answer

    @property
    def _is_idle(self) -> bool:
        """Whether nothing of a request is here that is not answered."""
        return self._between and (self.cycle is None or self.cycle.response_complete)

    def on_message_begin(self) -> None:
        """A request for the application has begun."""
        self._between = False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The application gets the request, with what has begun of its answer."""
        if self._begun:
            extensions: Any = {BEGUN: self._begun}
            self.scope["extensions"] = extensions
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The next byte begins another request."""
        self._between = True
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """The application has answered."""
        self._forget_begun()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody waits for an answer any more; a worker that is quick will not be ended for that."""
        if self._asking and not self._asking.run.gone.done():
            self._asking.run.gone.set_result(None)
            self.loop.call_later(GRACE, self._end_if_asking, self._asking)
        super().connection_lost(exc)
        if self._was_lent:  # it has another descriptor, as long as a query takes
            with suppress(OSError, RuntimeError), socket.socket(fileno=os.dup(self._descriptor)) as connected:
                connected.shutdown(socket.SHUT_RDWR)
        self._end_at_work()
        self._forget_begun()

    def shutdown(self) -> None:
        """Ends the connection, after what it is answering."""
        if self._asking or self._lent:
            self._ending = True
            self._shared.leader.resign()
        else:
            super().shutdown()

    def timeout_keep_alive_handler(self) -> None:
        """Ends the connection if it has not been used for a while."""
        left = self._used + self.timeout_keep_alive - self.loop.time()
        if left > 0 or self._asking or self._lent:
            self._keep_alive(max(left, 1.0))
        else:
            super().timeout_keep_alive_handler()

    def _keep_alive(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(seconds, self.timeout_keep_alive_handler)

    def _answer(self, data: bytes) -> bool:
        """Answers a request, or begins to; tells whether it does."""
        served = self._services.releases.unchanged
        if served is None or self.flow.write_paused or self.transport.is_closing() or self.root_path:
            return False
        found = self._shared.answers.find(data, served.edition)
        if isinstance(found, Wanted):
            return self._ask(data, found, served)
        if found:
            self._send(found)
        return found is not None

    def _ask(self, data: bytes, wanted: Wanted, served: Served) -> bool:
        """Gives a job to a worker, as soon as there is one, if the client may have it; tells whether it may."""
        services, pool = self._services, served.pool
        client = self.client[0] if self.client else ""
        crowded = self.limit_concurrency is not None and len(self.connections) >= self.limit_concurrency
        if crowded or services.queries.has_most(client):
            return False
        limit = time_limit(services.settings, None)
        run = services.queries.begin("query", client, wanted.text, limit, self.loop.create_future())
        at_work, self._at_work = self._at_work, None
        if at_work and at_work[0] is served:
            loan = pool.pass_on(at_work[1], client, run.give_way)
        else:
            loan = pool.ask(client, run.give_way)
        asking = self._asking = Asking(data, served, wanted, run, loan)
        if self._look_again is None:
            self._look_again = self.loop.call_later(asking.patience(), self._look)
        if at_work and loan.worker:
            loan.worker.listen(self._heard)
        elif loan.worker:
            loan.worker.begin(wanted.job, self._heard)
        elif loan.coming:
            loan.coming.add_done_callback(lambda coming: self._begin(asking, coming))
        return True

    def _look(self) -> None:
        """Looks whether a worker takes too long."""
        self._look_again = None
        if self._asking is None:
            return
        left = self._asking.patience()
        if left > 0:
            self._look_again = self.loop.call_later(left, self._look)
        else:
            self._hand_over()

    def _begin(self, asking: "Asking", coming: asyncio.Future[Worker]) -> None:
        """A worker is there for one who waited, or there will be none."""
        if self._asking is not asking:
            return  # the application has it, or nobody waits any more
        if asking.run.gone.done():
            self._end(asking)
        elif coming.exception():
            self._hand_over()
        else:
            coming.result().begin(asking.wanted.job, self._heard)

    def _heard(self) -> None:
        """A worker has said something, or has ended."""
        asking = self._asking
        if asking is None:
            return  # the application hears it
        found = asking.loan.worker.whole() if asking.loan.worker else None
        if found is None:
            self._hand_over()
            return
        self._forget(asking)
        if not self._shared.leader.begin(asking.served, asking.loan):
            self._give_back(asking.served, asking.loan)
        self._shared.answers.keep(asking.wanted, found)
        head = asking.wanted.head(found, run_headers(asking.run.id, asking.run.limit))
        self._send(Found(OK, head, found.body))
        self._quick += 1
        if self._quick >= self._enough:
            self.loop.call_soon(self._lend, asking.served)  # when the answer is on its way
        self._go_on()

    def _lend(self, served: Served) -> None:
        """Has the worker that leads answer from now on, if there is one and nothing is on its way."""
        if self._asking or self._lent or self._ending or not self._is_idle or self.transport.is_closing():
            return
        if self.transport.get_write_buffer_size() or served is not self._services.releases.unchanged:
            return
        self._lent = self._shared.leader.lend(self, self._descriptor, served)
        if self._lent:
            self._was_lent = True
            self.flow.pause_reading()

    def take_back(
        self, rest: bytes = b"", job: tuple[Served, Loan] | None = None, *, sent_back: bool = False
    ) -> None:
        """Answers itself again: `rest` is to be sent, a worker may be at the job that stands in the connection.

        Who asks what the leader sends back is not lent again so soon.
        """
        self._lent, self._at_work, self._quick = False, job, 0
        if job or sent_back:
            self._enough = min(2 * self._enough, 64)
        self._used = self.loop.time()
        if self.transport.is_closing():
            self._end_at_work()
            return
        if rest:
            self.transport.write(rest)
        self.flow.resume_reading()
        if self._ending:
            super().shutdown()

    @property
    def _descriptor(self) -> int:
        return int(self.transport.get_extra_info("socket").fileno())

    def _end_at_work(self) -> None:
        """Ends what a worker is at that is not to be the answer."""
        at_work, self._at_work = self._at_work, None
        if at_work:
            self._give_back(*at_work)

    def _hand_over(self) -> None:
        """Leaves a request to the application, with the job that a worker has."""
        asking = self._asking
        assert asking is not None  # noqa: S101 - what calls this is called off when it ends
        if asking.run.gone.done():
            self._end(asking)
            return
        self._asking = None
        self._begun = Begun(asking.served, asking.run, asking.loan)
        limit, self.limit_concurrency = self.limit_concurrency, None  # it was let in before
        super().data_received(asking.data)
        self.limit_concurrency = limit
        if self._ending:
            self.cycle.keep_alive = False
        self._go_on()

    def _end(self, asking: "Asking") -> None:
        """Ends what was asked of a worker, which is killed if it has not answered."""
        self._forget(asking)
        self._give_back(asking.served, asking.loan)

    def _end_if_asking(self, asking: "Asking") -> None:
        if asking is self._asking:
            self._end(asking)

    def _forget(self, asking: "Asking") -> None:
        self._asking = None
        if asking.run.gone.done():
            asking.run.outcome = "client-gone"
        self._services.queries.end(asking.run)

    def _give_back(self, served: Served, loan: Loan) -> None:
        if not served.pool.take_back(loan):
            task = self.loop.create_task(served.pool.give_back(loan))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    def _forget_begun(self) -> None:
        """Ends what had begun, if the application never came to take it."""
        begun, self._begun = self._begun, None
        if begun and begun.take():
            begun.run.outcome = "client-gone"
            self._services.queries.end(begun.run)
            self._give_back(begun.served, begun.loan)

    def _go_on(self) -> None:
        """Reads what came meanwhile."""
        later, self._later = self._later, b""
        if later:
            self.flow.resume_reading()
            self.data_received(later)

    def _send(self, found: Found) -> None:
        self._stop_waiting()
        if self.transport.is_closing():
            return
        head = found.start + self._shared.standing(self.server_state) + found.head
        if len(found.body) <= LONGEST:
            self.transport.write(head + found.body)
        else:
            self.transport.writelines((head, found.body))
        self.server_state.total_requests += 1
        self._used = self.loop.time()
        if self._ending:
            self.transport.close()
        elif self.timeout_keep_alive_task is None:
            self._keep_alive(self.timeout_keep_alive)


class Asking(NamedTuple):
    """A request that a worker has the job of."""

    data: bytes
    served: Served
    wanted: Wanted
    run: Run
    loan: Loan

    def patience(self) -> float:
        """Seconds until it is left to the application."""
        return min(QUICK, self.run.limit) - self.run.seconds


class Shared:
    """What the connections of an application share."""

    def __init__(self, services: Services) -> None:
        self.services = services
        settings = services.settings
        self.answers = Answers(
            services.cache, longest_query=settings.longest_query, most_rows=settings.most_rows
        )
        self.leader = Leader(services)
        self._defaults: object = None
        self._standing = b""

    def standing(self, state: ServerState) -> bytes:
        """The headers that the server gives every answer, as they are in this second."""
        if state.default_headers is not self._defaults:
            self._defaults = state.default_headers
            self._standing = b"".join(b"%s: %s\r\n" % header for header in state.default_headers)
        return self._standing
