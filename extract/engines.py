"""Where many documents are read: in processes of this machine, or on a cluster that is there already.

An engine takes work as the executors of the standard library do, and says what is lost when a worker ends.
"""

from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any, Protocol, TypeVar

from extract.error import SourceError

T = TypeVar("T")
RETRIES = 3
"""How often a cluster gives work of a lost worker to another before it is held to be the work's fault."""


class Engine(Protocol):
    """Processes that work for us."""

    lost: tuple[type[BaseException], ...]
    """What a future raises when its worker has ended."""

    @property
    def workers(self) -> int:
        """How many can work at once."""

    def start(self, prepare: Callable[[], object]) -> None:
        """Makes it ready; `prepare` is called once in each process before there is work."""

    def submit(self, work: Callable[..., T], *given: object) -> "Future[T]":
        """Gives it work."""

    def renew(self) -> bool:
        """Makes it ready again after a worker was lost; whether all that was under way is lost too."""

    def alone(self, work: Callable[..., T], *given: object) -> T:
        """Does work where nothing else is lost with it; raises one of `lost` when its worker ends."""

    def stop(self) -> None:
        """Ends it, with what is still under way."""


class Processes:
    """Processes of this machine."""

    lost: tuple[type[BaseException], ...] = (BrokenProcessPool,)

    def __init__(self, workers: int, *, spawn: bool = False) -> None:
        """Forked, which is quick, or spawned, for a process that has a store open: a store must not be forked."""
        self._workers = workers
        self._context = get_context("spawn") if spawn else None
        self._pool: Executor | None = None

    @property
    def workers(self) -> int:
        """As many as were asked for."""
        return self._workers

    def start(self, prepare: Callable[[], object]) -> None:
        """Begins with a pool of processes."""
        self._prepare = prepare
        self._pool = ProcessPoolExecutor(self._workers, self._context, initializer=prepare)

    def submit(self, work: Callable[..., T], *given: object) -> "Future[T]":
        """Gives the pool work."""
        assert self._pool  # noqa: S101 - started
        return self._pool.submit(work, *given)

    def renew(self) -> bool:
        """Makes another pool, for one of which a process ended is of no more use."""
        self.start(self._prepare)
        return True

    def alone(self, work: Callable[..., T], *given: object) -> T:
        """Does it in a process of its own."""
        with ProcessPoolExecutor(1, self._context, initializer=self._prepare) as pool:
            return pool.submit(work, *given).result()

    def stop(self) -> None:
        """Ends the pool."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)


class Cluster:
    """A Dask cluster: the scheduler at an address, or one of `workers` processes that is made for the occasion."""

    def __init__(self, address: str | None = None, workers: int = 2, *, timeout: float = 10) -> None:
        try:
            from distributed import Client
            from distributed.scheduler import KilledWorker
        except ImportError as error:
            raise SourceError(address or "dask", "needs Dask: install kouan[dask]") from error
        make: Any = Client
        self.lost: tuple[type[BaseException], ...] = (KilledWorker,)
        try:
            self._client = (
                make(address, timeout=timeout)
                if address
                else make(n_workers=workers, threads_per_worker=1, dashboard_address=":0")
            )
        except (OSError, ValueError) as error:
            raise SourceError(address or "dask", f"no cluster can be reached: {error}") from error
        self._executor: Executor = self._client.get_executor(retries=RETRIES, pure=False)

    @property
    def workers(self) -> int:
        """Threads of all workers that are there now."""
        return max(1, sum(map(int, self._client.nthreads().values())))

    def start(self, prepare: Callable[[], object]) -> None:
        """Is ready as it is: its workers may come and go, and each prepares itself."""

    def submit(self, work: Callable[..., T], *given: object) -> "Future[T]":
        """Gives the cluster work."""
        return self._executor.submit(work, *given)

    def renew(self) -> bool:
        """Nothing is to do: the scheduler knows other workers, and has given them what was under way."""
        return False

    def alone(self, work: Callable[..., T], *given: object) -> T:
        """Does it as all other work: what is under way beside it is given to other workers."""
        return self.submit(work, *given).result()

    def stop(self) -> None:
        """Leaves the cluster."""
        self._executor.shutdown(wait=False)
        self._client.close()
