"""Many documents: each within a bound of time, in this process or spread over several, in order and as a stream.

Workers are forked or spawned by the standard executor; each loads the data files once. No more documents than a
few batches are held at a time, whatever the length of the source.
"""

import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from itertools import islice
from types import FrameType
from typing import TypeVar

from extract.document import Document
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


def extract(
    documents: Iterable[Document],
    form: Form[T],
    *,
    workers: int = 1,
    seconds: float = SECONDS,
    model: Model | None = None,
) -> Iterator[tuple[str, T | None]]:
    """The id of each document and the form of its facts, in order; None for what took longer than `seconds`."""
    if workers < 2:
        return ((document.id, _formed(document, form, seconds, model)) for document in documents)
    return _spread(iter(documents), form, workers, seconds, model)


def _spread(
    documents: Iterator[Document], form: Form[T], workers: int, seconds: float, model: Model | None
) -> Iterator[tuple[str, T | None]]:
    _extractor(model)  # what is loaded before a fork is loaded once
    with ProcessPoolExecutor(workers, initializer=_extractor, initargs=(model,)) as pool:
        waiting: deque[tuple[list[str], Future[list[T | None]]]] = deque()
        try:
            while True:
                while len(waiting) < workers * AHEAD and (batch := list(islice(documents, BATCH))):
                    waiting.append(([d.id for d in batch], pool.submit(_read, batch, form, seconds, model)))
                if not waiting:
                    return
                ids, found = waiting.popleft()
                yield from zip(ids, found.result(), strict=True)
        finally:
            pool.shutdown(cancel_futures=True)


@cache
def _extractor(model: Model | None) -> Extractor:
    return Extractor.load(model=model)


def _read(batch: list[Document], form: Form[T], seconds: float, model: Model | None) -> list[T | None]:
    return [_formed(document, form, seconds, model) for document in batch]


def _formed(document: Document, form: Form[T], seconds: float, model: Model | None) -> T | None:
    try:
        with _alarm(seconds):
            return form(document, _extractor(model).facts(document))
    except TimeoutError:
        return None


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Raises TimeoutError in the block when time is over; without bound where no signal can be received."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def over(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
