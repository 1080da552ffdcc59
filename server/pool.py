"""Workers: processes that answer, each one job at a time, and are killed when they take too long.

A `Zygote` makes them; a `Pool` lends those of one release, and always has others ready for those that end.
"""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from time import monotonic
from typing import Any, cast

from server.problem import Problem
from server.wire import BEGUN, ENDED, HEAD, MORE, PROBLEM, WHOLE, Reply, Role, read_problem

TIRED = 1.0
"""Seconds of work on one job after which a worker is replaced, since what it has allocated stays with it."""
TUNED = {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=2000"}
"""The engine takes and frees many small pieces of memory for a query: with more of them at hand it is a sixth faster."""
AHEAD = 4
"""Messages that are received before who asked has taken them."""
SAFE = 1.0
"""Seconds for which a worker is a borrower's own, even if others wait and there is no other."""


class WorkerEnded(Exception):
    """A worker ended in the midst of a job, by a signal (0 for none)."""

    def __init__(self, ended_by: int) -> None:
        super().__init__(f"the worker ended by signal {ended_by}")
        self.ended_by = ended_by

    def as_problem(self) -> Problem:
        """What the client is told: its request asked for more than a process can do."""
        if self.ended_by in (signal.SIGSEGV, signal.SIGBUS):
            return Problem(400, "too-complex", "this is nested too deep to be answered")
        return Problem(503, "memory-limit", "this needs more memory than one request may have")


def gone() -> Problem:
    """What a client is told whose worker ended by no fault of its own."""
    return Problem(
        503, "restarting", "the server is making new workers; ask again", headers={"Retry-After": "1"}
    )


class Zygote:
    """The process that makes workers; with a release in memory if one is named."""

    def __init__(self, process: subprocess.Popen[bytes], control: socket.socket) -> None:
        self._process = process
        self._control = control
        self._turn = asyncio.Lock()

    @classmethod
    async def start(cls, loaded: Role | None = None) -> "Zygote":
        """Starts the process, and waits until it is ready."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        command = [
            sys.executable,
            "-m",
            "server.zygote",
            str(theirs.fileno()),
            *([str(loaded.release), loaded.base] if loaded else []),
        ]
        with theirs:
            process = subprocess.Popen(  # noqa: ASYNC220, S603 - our own module; starting it takes milliseconds
                command,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                env=os.environ | TUNED,
            )
        zygote = cls(process, ours)
        try:
            if not await asyncio.get_running_loop().sock_recv(ours, 1 << 10):
                raise ChildProcessError("the process that makes workers did not start")
        except BaseException:
            process.kill()  # it may be busy loading
            zygote.close()
            raise
        return zygote

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    async def fork(self, role: Role) -> "Worker":
        """Makes a worker."""
        ours, theirs = socket.socketpair()
        loop = asyncio.get_running_loop()
        told = json.dumps({"fork": role.as_json()}).encode()
        async with self._turn:
            with theirs:
                try:
                    socket.send_fds(self._control, [told], [theirs.fileno()])
                except ConnectionError as error:
                    ours.close()
                    raise gone() from error
            pid = json.loads(await loop.sock_recv(self._control, 1 << 10) or b"0")
        if not pid:
            ours.close()
            raise gone()
        worker = (await loop.create_connection(lambda: Worker(self, pid), sock=ours))[1]
        try:
            await worker.ready()
        except BaseException:
            worker.abandon()
            raise
        return worker

    async def end(self, pid: int) -> int:
        """Kills a worker; gives the signal that ended it, which may be another."""
        async with self._turn:
            loop = asyncio.get_running_loop()
            if not self.alive:
                return 0
            with contextlib.suppress(ConnectionError):
                await loop.sock_sendall(self._control, json.dumps({"end": pid}).encode())
                return int(await loop.sock_recv(self._control, 1 << 10) or b"0")
        return 0

    def close(self) -> None:
        """Ends the process and its workers."""
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Worker(asyncio.Protocol):
    """One worker, at work on at most one job."""

    def __init__(self, zygote: Zygote, pid: int) -> None:
        self._zygote = zygote
        self.pid = pid
        self.idle = True
        self.dead = False
        """Whether it has ended by itself."""
        self.worked = 0.0
        """Seconds that its longest job took."""
        self._begun = 0.0
        self._received = bytearray()
        self._messages: deque[tuple[bytes, bytes]] = deque()
        self._heard: Callable[[], None] | None = None
        """Called when the next message is there, or when none will come."""
        self._ended_by: int | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Is connected."""
        self._transport = cast(asyncio.Transport, transport)

    async def ready(self) -> None:
        """Waits until it has opened what it works on; a Problem when it cannot."""
        try:
            kind, body = await self._next()
        except WorkerEnded as ended:
            raise gone() from ended
        if kind == PROBLEM:
            await self.kill()
            raise read_problem(body)

    def data_received(self, data: bytes) -> None:
        """Takes messages apart; reads no further while many wait for who asked."""
        self._received += data
        while len(self._received) >= HEAD.size:
            size, kind = HEAD.unpack_from(self._received)
            end = HEAD.size + size
            if len(self._received) < end:
                break
            self._messages.append((kind, bytes(self._received[HEAD.size : end])))
            del self._received[:end]
        if len(self._messages) > AHEAD:
            self._transport.pause_reading()
        if self._messages:
            self._tell()

    def connection_lost(self, error: Exception | None) -> None:
        """Has ended."""
        self.dead = True
        self._tell()

    def _tell(self) -> None:
        heard, self._heard = self._heard, None
        if heard:
            heard()

    def begin(self, job: bytes, heard: Callable[[], None] | None = None) -> None:
        """Gives it a job, as a message, and has somebody told when it is answered or the worker has ended."""
        self.idle = False
        self._begun = monotonic()
        self._heard = heard
        self._transport.write(job)

    def whole(self) -> Reply | None:
        """The answer, if it is here and whole."""
        if not self._messages or self._messages[0][0] != WHOLE:
            return None
        self._rest()
        return _reply(*self._messages.popleft())

    async def answer(self) -> Reply:
        """The beginning of the answer. A Problem if there is none, WorkerEnded if it died of the job."""
        kind, body = await self._next()
        if kind in (PROBLEM, WHOLE):
            self._rest()
        if kind == PROBLEM:
            raise read_problem(body)
        if kind not in (WHOLE, BEGUN):
            raise WorkerEnded(0)
        return _reply(kind, body)

    async def more(self) -> AsyncIterator[bytes]:
        """The rest of an answer that has begun; a Problem when it breaks off."""
        while True:
            kind, body = await self._next()
            if kind == MORE:
                yield body
                continue
            self._rest()
            if kind == PROBLEM:
                raise read_problem(body)
            if kind == ENDED:
                return
            raise WorkerEnded(0)

    async def _next(self) -> tuple[bytes, bytes]:
        while not self._messages:
            if self.dead:
                raise WorkerEnded(await self.kill())
            here = asyncio.Event()
            self._heard = here.set
            await here.wait()
        message = self._messages.popleft()
        if not self._messages and not self._transport.is_reading():
            self._transport.resume_reading()
        return message

    def _rest(self) -> None:
        self.idle = True
        self.worked = max(self.worked, monotonic() - self._begun)

    def abandon(self) -> None:
        """Hangs up; it ends with the process that made it, or when it next says something."""
        self._transport.abort()

    async def kill(self) -> int:
        """Ends it, whatever it does; gives the signal that it ended by."""
        if self._ended_by is None:
            self._transport.close()
            self._ended_by = await self._zygote.end(self.pid)
        return self._ended_by


def _reply(kind: bytes, body: bytes) -> Reply:
    head, _, first = body.partition(b"\n")
    return Reply(_head(head), first, kind == WHOLE)


@lru_cache(1000)
def _head(line: bytes) -> Mapping[str, Any]:
    """The head of an answer: the same one for many answers."""
    head: Mapping[str, Any] = json.loads(line)
    return head


@dataclass(eq=False)
class Loan:
    """A worker that is lent, or waited for."""

    client: str
    give_way: Callable[[], None]
    """Asks the borrower to give the worker back, since somebody else waits."""
    worker: asyncio.Future[Worker] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    since: float = 0.0
    asked: bool = False
    """Whether the borrower has been asked to give way."""


class Pool:
    """The workers that read one release: lent one by one, replaced when they are not given back well.

    Who waits does so behind clients that have fewer workers. While somebody waits and all workers are lent, one
    borrower is asked to give way: the latest of the client that has the most, once it has had its worker for a second.
    The others have theirs for as long as they need them.
    """

    def __init__(self, zygote: Zygote, role: Role, size: int) -> None:
        self._zygote = zygote
        self._role = role
        self._size = size
        self._free: list[Worker] = []
        """The one at work last is last, and is lent first, since what it needs is still near the processor."""
        self._waiting: list[Loan] = []
        self._lent: list[Loan] = []
        self._making: set[asyncio.Task[None]] = set()
        self._look_again: asyncio.TimerHandle | None = None
        self._closed = False
        self.replaced = 0
        """How many workers ended before their time, or were tired."""

    async def start(self) -> "Pool":
        """Makes the workers."""
        forks = [asyncio.create_task(self._zygote.fork(self._role)) for _ in range(self._size)]
        try:
            made = await asyncio.gather(*forks, return_exceptions=True)
        except asyncio.CancelledError:
            for fork in forks:
                if not fork.cancelled() and fork.exception() is None:
                    fork.result().abandon()
            raise
        self._free.extend(each for each in made if isinstance(each, Worker))
        for each in made:
            if isinstance(each, BaseException):
                await self.close()
                raise each
        return self

    @property
    def busy(self) -> int:
        """How many workers are lent."""
        return len(self._lent)

    @property
    def waiting(self) -> int:
        """How many wait for one."""
        return len(self._waiting)

    @property
    def alive(self) -> bool:
        """Whether it can make workers."""
        return self._zygote.alive

    def ask(self, client: str, give_way: Callable[[], None]) -> Loan:
        """The loan of a worker: of one that is free now, or of the next that will be."""
        loan = Loan(client, give_way)
        if self._free and not self._waiting and not self._free[-1].dead:
            self._hand(loan, self._free.pop())
        else:
            self._waiting.append(loan)
            self._lend()
        return loan

    async def wait(self, loan: Loan) -> Worker:
        """The worker of a loan, which is given up when this is cancelled; a Problem when there can be none."""
        try:
            return await asyncio.shield(loan.worker)
        except asyncio.CancelledError:
            await asyncio.shield(self.give_back(loan))
            raise

    def take_back(self, loan: Loan) -> bool:
        """Takes a worker back at once, if it is well and others can have it as it is, or was not lent yet."""
        if loan in self._waiting:
            self._waiting.remove(loan)
        if loan not in self._lent:
            return True
        worker = loan.worker.result()
        well = worker.idle and not worker.dead and worker.worked < TIRED
        if not well or (self._closed and not self._waiting):
            return False
        self._lent.remove(loan)
        self._free.append(worker)
        if self._waiting:
            self._lend()
        return True

    def _hand(self, loan: Loan, worker: Worker) -> None:
        loan.since = monotonic()
        self._lent.append(loan)
        loan.worker.set_result(worker)

    async def give_back(self, loan: Loan) -> None:
        """Takes a worker back; one that is still at work is killed, one that is tired or dead is replaced."""
        if self.take_back(loan):
            return
        self._lent.remove(loan)
        if not self._closed or self._waiting:
            self._replace()
        await loan.worker.result().kill()

    def _replace(self) -> None:
        async def replace() -> None:
            try:
                self._free.append(await self._zygote.fork(self._role))
            except Problem as problem:
                while self._waiting:
                    self._waiting.pop().worker.set_exception(problem)
            self._lend()
            if self._closed and not self._waiting:
                await self.close()

        self.replaced += 1
        task = asyncio.create_task(replace())
        self._making.add(task)
        task.add_done_callback(self._making.discard)

    def _lend(self) -> None:
        """Gives free workers to those who wait."""
        if not self._waiting:
            return
        has = Counter(loan.client for loan in self._lent)
        while self._free and self._waiting:
            worker = self._free.pop()
            if worker.dead:
                self._replace()
                continue
            loan = min(self._waiting, key=lambda loan: has[loan.client])
            self._waiting.remove(loan)
            has[loan.client] += 1
            self._hand(loan, worker)
        self._make_room()

    def _make_room(self) -> None:
        """Asks one borrower to give way if somebody waits and no worker will be free otherwise."""
        if self._look_again or not (self._waiting and self._lent) or self._making:
            return
        if any(loan.asked for loan in self._lent):
            return
        has = Counter(loan.client for loan in self._lent)
        latest = max(self._lent, key=lambda loan: (has[loan.client], loan.since))
        left = latest.since + SAFE - monotonic()
        if left > 0:
            self._look_again = asyncio.get_running_loop().call_later(left, self._make_room_now)
        else:
            latest.asked = True
            latest.give_way()

    def _make_room_now(self) -> None:
        self._look_again = None
        self._make_room()

    async def close(self) -> None:
        """Ends the free workers; lent ones end when they are given back and nobody waits for them."""
        self._closed = True
        others = self._making - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)
        while self._free:
            await self._free.pop().kill()
