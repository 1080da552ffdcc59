"""Workers: processes that answer, each one job at a time, and are killed when they take too long.

A `Zygote` makes them; a `Pool` lends those of one release, and always has others ready for those that end.
"""

import asyncio
import contextlib
import json
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic

from server.problem import Problem
from server.wire import BEGUN, ENDED, HEAD, MORE, PROBLEM, WHOLE, Job, Reply, Role, read_problem

TIRED = 1.0
"""Seconds of work on one job after which a worker is replaced, since what it has allocated stays with it."""


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


class Zygote:
    """The process that makes workers; with a release in memory if one is named."""

    def __init__(self, process: subprocess.Popen[bytes], control: socket.socket) -> None:
        self._process = process
        self._control = control
        self._turn = asyncio.Lock()

    @classmethod
    async def start(cls, loaded: Path | None = None) -> "Zygote":
        """Starts the process, and waits until it is ready."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        command = [
            sys.executable,
            "-m",
            "server.zygote",
            str(theirs.fileno()),
            *([str(loaded)] if loaded else []),
        ]
        with theirs:
            process = subprocess.Popen(  # noqa: ASYNC220, S603 - our own module; starting it takes milliseconds
                command, pass_fds=[theirs.fileno()], start_new_session=True, stdin=subprocess.DEVNULL
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

    async def fork(self, role: Role) -> "Worker":
        """Makes a worker."""
        ours, theirs = socket.socketpair()
        loop = asyncio.get_running_loop()
        async with self._turn:
            with theirs:
                socket.send_fds(
                    self._control, [json.dumps({"fork": role.as_json()}).encode()], [theirs.fileno()]
                )
            pid = json.loads(await loop.sock_recv(self._control, 1 << 10) or b"0")
        if not pid:
            ours.close()
            raise ChildProcessError("the process that makes workers has ended")
        reader, writer = await asyncio.open_connection(sock=ours)
        return Worker(self, pid, reader, writer)

    async def end(self, pid: int) -> int:
        """Kills a worker; gives the signal that ended it, which may be another."""
        async with self._turn:
            loop = asyncio.get_running_loop()
            with contextlib.suppress(BrokenPipeError):
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


class Worker:
    """One worker, at work on at most one job."""

    def __init__(
        self, zygote: Zygote, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._zygote = zygote
        self.pid = pid
        self._reader = reader
        self._writer = writer
        self.idle = True
        self.worked = 0.0
        """Seconds that its longest job took."""
        self._begun = 0.0
        self._ended_by: int | None = None

    async def ask(self, job: Job) -> Reply:
        """Gives it a job; the beginning of the answer. A Problem if there is none, WorkerEnded if it died of it."""
        self.idle = False
        self._begun = monotonic()
        self._writer.write(job.message())
        kind, body = await self._next()
        if kind == PROBLEM:
            self._rest()
            raise read_problem(body)
        head, _, first = body.partition(b"\n")
        if kind == WHOLE:
            self._rest()
        elif kind != BEGUN:
            raise WorkerEnded(0)
        return Reply(json.loads(head), first, kind == WHOLE)

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
        try:
            size, kind = HEAD.unpack(await self._reader.readexactly(HEAD.size))
            return kind, await self._reader.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise WorkerEnded(await self.kill()) from error

    def _rest(self) -> None:
        self.idle = True
        self.worked = max(self.worked, monotonic() - self._begun)

    async def kill(self) -> int:
        """Ends it, whatever it does; gives the signal that it ended by."""
        if self._ended_by is None:
            self._writer.close()
            self._ended_by = await self._zygote.end(self.pid)
            with contextlib.suppress(ConnectionError):
                await self._writer.wait_closed()
        return self._ended_by


class Pool:
    """The workers that read one release: lent one by one, replaced when they are not given back well."""

    def __init__(self, zygote: Zygote, role: Role, size: int) -> None:
        self._zygote = zygote
        self._role = role
        self._size = size
        self._free: deque[Worker] = deque()
        self._waiting: deque[asyncio.Future[Worker]] = deque()
        self._making: set[asyncio.Task[None]] = set()
        self._lent = 0
        self._closed = False
        self.replaced = 0
        """How many workers ended before their time, or were tired."""

    async def start(self) -> "Pool":
        """Makes the workers."""
        for _ in range(self._size):
            self._hand_on(await self._zygote.fork(self._role))
        return self

    @property
    def busy(self) -> int:
        """How many workers are lent."""
        return self._lent

    @property
    def waiting(self) -> int:
        """How many wait for one."""
        return len(self._waiting)

    async def borrow(self) -> Worker:
        """A worker, when one is free."""
        if self._free:
            worker = self._free.popleft()
        else:
            future: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
            self._waiting.append(future)
            try:
                worker = await future
            except asyncio.CancelledError:
                if future.done() and not future.cancelled():
                    self._hand_on(future.result())
                else:
                    self._waiting.remove(future)
                raise
        self._lent += 1
        return worker

    async def give_back(self, worker: Worker) -> None:
        """Takes a worker back; one that is still at work is killed, one that is tired or dead is replaced."""
        self._lent -= 1
        needed = not self._closed or bool(self._waiting)
        if worker.idle and worker.worked < TIRED and needed:
            self._hand_on(worker)
            return
        self.replaced += 1
        if needed:
            task = asyncio.create_task(self._replace())
            self._making.add(task)
            task.add_done_callback(self._making.discard)
        await worker.kill()

    async def _replace(self) -> None:
        worker = await self._zygote.fork(self._role)
        if self._closed and not self._waiting:
            await worker.kill()
        else:
            self._hand_on(worker)

    def _hand_on(self, worker: Worker) -> None:
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_result(worker)
                return
        self._free.append(worker)

    async def close(self) -> None:
        """Ends the free workers; lent ones end when they are given back and nobody waits for them."""
        self._closed = True
        await asyncio.gather(*self._making, return_exceptions=True)
        while self._free:
            await self._free.pop().kill()
