"""A worker, seen from the server: a process that answers one job at a time, and is killed when it takes too long.

A `Zygote` makes it, what it is told and says goes over a socket of its own (`server.wire`), and it ends when that closes.
"""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from time import monotonic
from typing import Any, cast

from server.problem import Problem
from server.wire import BEGUN, ENDED, HEAD, MORE, PROBLEM, WHOLE, Reply, Role, read_problem, read_reply

TUNED = {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=2000"}
"""The engine takes and frees many small pieces of memory for a query: with more of them at hand it is a sixth faster."""
NOTHING = bytes(8)
AHEAD = 4
"""Messages that are received before who asked has taken them."""


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
        try:
            pid = await self._tell({"fork": role.as_json()}, theirs)
            if not pid:
                raise gone()
        except BaseException:
            ours.close()
            raise
        worker = (
            await asyncio.get_running_loop().create_connection(lambda: Worker(self, pid, ours), sock=ours)
        )[1]
        try:
            await worker.ready()
        except BaseException:
            worker.abandon()
            raise
        return worker

    async def end(self, pid: int) -> int:
        """Kills a worker; gives the signal that ended it, which may be another."""
        return await self._tell({"end": pid}) if self.alive else 0

    async def _tell(self, told: Any, passed: socket.socket | None = None) -> int:
        """The answer of the process; 0 if it is gone. Who is cancelled waits for it, or the next would take it."""
        exchange = asyncio.create_task(self._exchange(json.dumps(told).encode(), passed))
        try:
            return await asyncio.shield(exchange)
        except asyncio.CancelledError:
            await asyncio.wait([exchange])
            raise

    async def _exchange(self, told: bytes, passed: socket.socket | None) -> int:
        with passed or contextlib.nullcontext():
            async with self._turn:
                try:
                    socket.send_fds(self._control, [told], [passed.fileno()] if passed else [])
                    answer = await asyncio.get_running_loop().sock_recv(self._control, 1 << 10)
                except ConnectionError:
                    return 0
        return int(answer or b"0")

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

    def __init__(self, zygote: Zygote, pid: int, wire: socket.socket) -> None:
        self._zygote = zygote
        self._wire = wire
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

    def lead(self, job: bytes, board: int) -> None:
        """Gives it the job to lead, with the descriptor of a board."""
        self.idle = False
        if not (self.hand(job) and self.hand(NOTHING, board)):
            self.abandon()

    def used(self) -> float:
        """Seconds of the processor that it has used; 0 where the system does not tell, or it has ended."""
        if sys.platform == "linux":
            with contextlib.suppress(OSError):
                return time.clock_gettime((~self.pid << 3) | 2)  # CPUCLOCK_SCHED of a process
        return 0.0

    def hand(self, data: bytes, *descriptors: int) -> bool:
        """Says something with descriptors, at once; tells whether it could, as nothing else was to be said before."""
        if self.dead or self._transport.get_write_buffer_size():
            return False
        try:
            return socket.send_fds(self._wire, [data], descriptors) == len(data)
        except OSError:
            return False

    def listen(self, heard: Callable[[], None]) -> None:
        """Has somebody told, once, when it says something more or has ended."""
        self._heard = heard
        if self._messages or self.dead:
            asyncio.get_running_loop().call_soon(self._tell)

    def said(self, *kinds: bytes) -> list[tuple[bytes, bytes]]:
        """The next messages, as long as they are of some kinds."""
        found = []
        while self._messages and self._messages[0][0] in kinds:
            found.append(self._messages.popleft())
        if not self._messages and not self._transport.is_reading():
            self._transport.resume_reading()
        return found

    def hear_all(self) -> None:
        """Receives what it has said until now."""
        with contextlib.suppress(OSError):
            while data := self._wire.recv(1 << 16):
                self.data_received(data)

    def whole(self) -> Reply | None:
        """The answer, if it is here and whole."""
        if not self._messages or self._messages[0][0] != WHOLE:
            return None
        self._rest()
        return read_reply(*self._messages.popleft())

    async def answer(self) -> Reply:
        """The beginning of the answer. A Problem if there is none, WorkerEnded if it died of the job."""
        kind, body = await self._next()
        if kind in (PROBLEM, WHOLE):
            self._rest()
        if kind == PROBLEM:
            raise read_problem(body)
        if kind not in (WHOLE, BEGUN):
            raise WorkerEnded(0)
        return read_reply(kind, body)

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

    def rest(self) -> None:
        """Has led, which tires it no more than waiting does."""
        self.idle = True

    def go_on(self) -> None:
        """Leads no more, and goes on with what it is at as with a job that begins."""
        self._begun = monotonic()

    def _rest(self) -> None:
        self.idle = True
        self.worked = max(self.worked, monotonic() - self._begun)

    def abandon(self) -> None:
        """Hangs up; it ends with the process that made it, or when it next says something."""
        self._transport.abort()

    async def kill(self) -> int:
        """Ends it, whatever it does; gives the signal that it ended by."""
        self._heard = None
        if self._ended_by is None:
            self._ended_by = await self._zygote.end(self.pid)
            self._transport.close()  # not before: it would end by itself, and none could tell of what
        return self._ended_by
