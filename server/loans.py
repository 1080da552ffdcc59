"""Who has a worker, who waits for one, and who is next: shared fairly among clients, however many each sends."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from server.problem import Problem
from server.worker import Worker


@dataclass(eq=False, slots=True)
class Loan:
    """A worker that is lent, or waited for."""

    client: str
    give_way: Callable[[], None]
    """Asks the borrower to give the worker back, since somebody else waits."""
    worker: Worker | None = None
    coming: asyncio.Future[Worker] | None = None
    """The worker, for one who had to wait for it."""
    since: float = 0.0
    asked: bool = False
    """Whether the borrower has been asked to give way."""


class Loans:
    """The loans of a pool: who waits does so behind clients that have fewer workers; those that have as many take turns."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Loan]] = {}
        self._lent: set[Loan] = set()
        self._has: Counter[str] = Counter()

    @property
    def lent(self) -> int:
        """How many have a worker."""
        return len(self._lent)

    @property
    def waiting(self) -> int:
        """How many wait for one."""
        return sum(map(len, self._waiting.values()))

    def longest(self) -> float:
        """Seconds for which somebody has had a worker."""
        return monotonic() - min((loan.since for loan in self._lent), default=monotonic())

    def __bool__(self) -> bool:
        """Whether anybody waits."""
        return bool(self._waiting)

    def __contains__(self, loan: Loan) -> bool:
        return loan in self._lent

    def wait(self, loan: Loan) -> None:
        """Has a loan wait."""
        loan.coming = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(loan.client, deque()).append(loan)

    def next(self) -> Loan:
        """Whose turn it is, who waits no longer."""
        client = min(self._waiting, key=self._has.__getitem__)
        waiting = self._waiting.pop(client)
        loan = waiting.popleft()
        if waiting:
            self._waiting[client] = waiting  # behind the others
        return loan

    def leave(self, loan: Loan) -> None:
        """Forgets a loan, if it waits."""
        waiting = self._waiting.get(loan.client)
        if waiting and loan in waiting:
            waiting.remove(loan)
            if not waiting:
                del self._waiting[loan.client]

    def hand(self, loan: Loan, worker: Worker) -> None:
        """Lends a worker."""
        loan.worker, loan.since = worker, monotonic()
        self._lent.add(loan)
        self._has[loan.client] += 1
        if loan.coming:
            loan.coming.set_result(worker)

    def take_back(self, loan: Loan) -> None:
        """Ends a loan."""
        self._lent.remove(loan)
        self._has[loan.client] -= 1
        if not self._has[loan.client]:
            del self._has[loan.client]

    def refuse(self, problem: Problem) -> None:
        """Tells all who wait that there will be no worker."""
        while self._waiting:
            coming = self.next().coming
            assert coming is not None  # noqa: S101 - they wait
            coming.set_exception(problem)

    def to_give_way(self) -> Loan | None:
        """Who is to give way to one who waits: the latest of the client that has the most; nobody while one is asked to."""
        if any(loan.asked for loan in self._lent):
            return None
        return max(self._lent, key=lambda loan: (self._has[loan.client], loan.since), default=None)
