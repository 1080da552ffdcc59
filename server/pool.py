"""The workers of one release: lent one by one, replaced when they are not given back well."""

import asyncio
from collections.abc import Callable
from time import monotonic

from server.loans import Loan, Loans
from server.problem import Problem
from server.wire import Role
from server.worker import Worker, Zygote

TIRED = 1.0
"""Seconds of work on one job after which a worker is replaced, since what it has allocated stays with it."""
SAFE = 1.0
"""Seconds for which a worker is a borrower's own, even if others wait and there is no other."""


class Pool:
    """Workers to be lent, and always others for those that end.

    While somebody waits and all workers are lent, one borrower is asked to give way, once it has had its worker for a
    second; the others have theirs for as long as they need them. `Loans` says who is next, and who gives way.
    """

    def __init__(self, zygote: Zygote, role: Role, size: int) -> None:
        self._zygote = zygote
        self._role = role
        self._size = size
        self._free: list[Worker] = []
        """The one at work last is last, and is lent first, since what it needs is still near the processor."""
        self._loans = Loans()
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
        return self._loans.lent

    @property
    def waiting(self) -> int:
        """How many wait for one."""
        return self._loans.waiting

    @property
    def alive(self) -> bool:
        """Whether it can make workers."""
        return self._zygote.alive

    def is_lively(self, seconds: float) -> bool:
        """Whether it has workers beside one, and none is at work for longer."""
        return self._size > 1 and not self._closed and self._loans.longest() < seconds

    def pass_on(self, loan: Loan, client: str, give_way: Callable[[], None]) -> Loan:
        """The loan of somebody's worker to another."""
        assert loan.worker is not None  # noqa: S101 - it is lent
        self._loans.take_back(loan)
        other = Loan(client, give_way)
        self._loans.hand(other, loan.worker)
        return other

    def ask(self, client: str, give_way: Callable[[], None]) -> Loan:
        """The loan of a worker: of one that is free now, or of the next that will be."""
        loan = Loan(client, give_way)
        if self._free and not self._loans and not self._free[-1].dead:
            self._loans.hand(loan, self._free.pop())
        else:
            self._loans.wait(loan)
            self._lend()
        return loan

    async def wait(self, loan: Loan) -> Worker:
        """The worker of a loan, which is given up when this is cancelled; a Problem when there can be none."""
        if loan.coming is None:
            assert loan.worker is not None  # noqa: S101 - it did not have to wait
            return loan.worker
        try:
            return await asyncio.shield(loan.coming)
        except asyncio.CancelledError:
            await asyncio.shield(self.give_back(loan))
            raise

    def take_back(self, loan: Loan) -> bool:
        """Takes a worker back at once, if it is well and others can have it as it is, or was not lent yet."""
        worker = loan.worker
        if worker is None or loan not in self._loans:
            self._loans.leave(loan)
            return True
        well = worker.idle and not worker.dead and worker.worked < TIRED
        if not well or (self._closed and not self._loans):
            return False
        self._loans.take_back(loan)
        self._free.append(worker)
        self._lend()
        return True

    async def give_back(self, loan: Loan) -> None:
        """Takes a worker back; one that is still at work is killed, one that is tired or dead is replaced."""
        if self.take_back(loan):
            return
        self._loans.take_back(loan)
        if not self._closed or self._loans:
            self._replace()
        if loan.worker:
            await loan.worker.kill()

    def _replace(self) -> None:
        async def replace() -> None:
            try:
                self._free.append(await self._zygote.fork(self._role))
            except Problem as problem:
                self._loans.refuse(problem)
            self._lend()
            if self._closed and not self._loans:
                await self._end_free()

        self.replaced += 1
        task = asyncio.create_task(replace())
        self._making.add(task)
        task.add_done_callback(self._making.discard)

    def _lend(self) -> None:
        """Gives free workers to those who wait."""
        while self._free and self._loans:
            worker = self._free.pop()
            if worker.dead:
                self._replace()
            else:
                self._loans.hand(self._loans.next(), worker)
        if self._loans:
            self._make_room()

    def _make_room(self) -> None:
        """Asks one borrower to give way if somebody waits and no worker will be free otherwise."""
        if self._look_again or self._making or not self._loans:
            return
        latest = self._loans.to_give_way()
        if latest is None:
            return
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
        await asyncio.gather(*self._making, return_exceptions=True)
        await self._end_free()

    async def _end_free(self) -> None:
        while self._free:
            await self._free.pop().kill()
