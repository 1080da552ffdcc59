"""Many documents: each within a bound of time, in this process or spread over several, in order and as a stream.

No more documents than a few batches are held at a time, whatever the length of the source. A document that takes too
long, meets an error of ours or ends the process that reads it becomes a `Failure`, and the others go on.
"""

import gc
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from types import FrameType
from typing import TypeVar

from extract.document import Document
from extract.error import SourceError
from extract.fact import Fact
from extract.model import Model
from extract.pipeline import Extractor

T = TypeVar("T")
Form = Callable[[Document, list[Fact]], T]
"""What becomes of a document's facts, a function that pickles: it runs where the facts are found."""

SECONDS = 60.0
"""What reading one document may take; an article takes milliseconds."""
BATCH = 16
AHEAD = 3
"""Batches that wait for each worker, so that none stands idle while the output is written."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a document has no facts."""

    problem: str


class _TimeOver(Exception):
    """Raised by the alarm."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """How each document is read: a function of documents that pickles."""

    form: Callable[[Document, list[Fact]], object]
    seconds: float
    model: Model | None

    def __call__(self, batch: Iterable[Document]) -> list[object]:
        return [self.of(document) for document in batch]

    def of(self, document: Document) -> object:
        """The form of a document's facts, or a Failure; only a fault that meets all documents is raised."""
        try:
            with _alarm(self.seconds):
                return self.form(document, _extractor(self.model).facts(document))
        except _TimeOver:
            return Failure(f"took longer than {self.seconds:g} s and is left out")
        except (SourceError, OSError):
            raise  # a model that does not answer, a disk that is full
        except Exception as error:  # noqa: BLE001 - one document of a million must not end the others
            return Failure(f"is left out, for reading it failed: {type(error).__name__}: {error}")


def extract(
    documents: Iterable[Document],
    form: Form[T],
    *,
    workers: int = 1,
    seconds: float = SECONDS,
    model: Model | None = None,
) -> Iterator[tuple[str, T | Failure]]:
    """The id of each document and the form of its facts, in order."""
    _extractor(model)  # what is loaded before a fork is loaded once
    reading = _Reading(form, seconds, model)
    if workers < 2:
        return ((document.id, reading.of(document)) for document in documents)  # type: ignore[misc]
    return _spread(iter(documents), reading, workers)  # type: ignore[return-value]


def _spread(documents: Iterator[Document], reading: _Reading, workers: int) -> Iterator[tuple[str, object]]:
    waiting: deque[tuple[list[Document], Future[list[object]]]] = deque()
    pool = _pool(reading, workers)
    try:
        while True:
            while len(waiting) < workers * AHEAD and (batch := list(islice(documents, BATCH))):
                waiting.append((batch, pool.submit(reading, batch)))
            if not waiting:
                return
            batch, found = waiting.popleft()
            try:
                answers = found.result()
            except BrokenProcessPool:  # by this batch or by one behind it
                answers = [answer for document in batch for answer in _apart(document, reading)]
                pool = _pool(reading, workers)
                waiting = deque((later, pool.submit(reading, later)) for later, _ in waiting)
            yield from zip((document.id for document in batch), answers, strict=True)
    finally:
        pool.shutdown(cancel_futures=True)


def _pool(reading: _Reading, workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, initializer=_extractor, initargs=(reading.model,))


def _apart(document: Document, reading: _Reading) -> list[object]:
    """What a document gives in a process of its own, so that its end takes nothing along."""
    with _pool(reading, 1) as pool:
        try:
            return pool.submit(reading, [document]).result()
        except BrokenProcessPool:
            return [Failure("is left out, for it ended the process that read it")]


@cache
def _extractor(model: Model | None) -> Extractor:
    """The extractor of this process. What it holds lives as long as the process: the collector need not look at it."""
    extractor = Extractor.load(model=model)
    gc.collect()
    gc.freeze()
    return extractor


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Raises _TimeOver in the block when time is over; without bound where no signal can be received."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def over(_number: int, _frame: FrameType | None) -> None:
        raise _TimeOver

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
