"""Many documents: each within a bound of time, in this process or by an engine of several, in order and as a stream.

No more documents than a few batches are held at a time, whatever the length of the source. A document that takes too
long, meets an error of ours or ends the process that reads it becomes a `Failure`, and the others go on.
"""

import ctypes
import gc
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import TypeVar

from extract.data import GAZETTEER
from extract.document import Document
from extract.engines import Engine
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
    gazetteer: Path

    def __call__(self, batch: Iterable[Document]) -> list[object]:
        return [self.of(document) for document in batch]

    def of(self, document: Document) -> object:
        """The form of a document's facts, or a Failure; only a fault that meets all documents is raised."""
        try:
            with _alarm(self.seconds):
                return self.form(document, _extractor(self.gazetteer, self.model).facts(document))
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
    engine: Engine | None = None,
    seconds: float = SECONDS,
    model: Model | None = None,
    gazetteer: Path = GAZETTEER,
) -> Iterator[tuple[str, T | Failure]]:
    """The id of each document and the form of its facts, in order; found in this process without an engine."""
    _extractor(gazetteer, model)  # what is loaded before a fork is loaded once
    reading = _Reading(form, seconds, model, gazetteer)
    if engine is None:
        return ((document.id, reading.of(document)) for document in documents)  # type: ignore[misc]
    return _spread(iter(documents), reading, engine)  # type: ignore[return-value]


def _spread(documents: Iterator[Document], reading: _Reading, engine: Engine) -> Iterator[tuple[str, object]]:
    waiting: deque[tuple[list[Document], Future[list[object]]]] = deque()
    engine.start(partial(_extractor, reading.gazetteer, reading.model))
    try:
        while True:
            while len(waiting) < engine.workers * AHEAD and (batch := list(islice(documents, BATCH))):
                waiting.append((batch, engine.submit(reading, batch)))
            if not waiting:
                return
            batch, found = waiting.popleft()
            try:
                answers = found.result()
            except engine.lost:  # by this batch, or by one that was beside it
                answers = [_apart(document, reading, engine) for document in batch]
                if engine.renew():
                    waiting = deque((later, engine.submit(reading, later)) for later, _ in waiting)
            yield from zip((document.id for document in batch), answers, strict=True)
    finally:
        engine.stop()


def _apart(document: Document, reading: _Reading, engine: Engine) -> object:
    """What a document gives by itself, so that its end takes nothing along."""
    try:
        return engine.alone(reading, [document])[0]
    except engine.lost:
        return Failure("is left out, for it ended the process that read it")


@cache
def _extractor(gazetteer: Path, model: Model | None) -> Extractor:
    """The extractor of this process. What it holds lives as long as the process: the collector need not look at it."""
    extractor = Extractor.load(gazetteer, model)
    gc.collect()
    gc.freeze()
    return extractor


def _alarm(seconds: float) -> AbstractContextManager[None]:
    """Raises _TimeOver in the block when time is over."""
    main = threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer")
    return _by_signal(seconds) if main else _by_watch(seconds)


@contextmanager
def _by_signal(seconds: float) -> Iterator[None]:
    """Costs next to nothing, in the main thread."""

    def over(_number: int, _frame: FrameType | None) -> None:
        raise _TimeOver

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _by_watch(seconds: float) -> Iterator[None]:
    """For other threads, which receive no signals (the workers of a cluster): another thread watches the time."""
    thread, ended = threading.get_ident(), threading.Event()

    def watch() -> None:
        wait = seconds
        while not ended.wait(wait):
            _raise_in(thread, _TimeOver)
            wait = 0.1  # where it met what ignores errors (the collector's callbacks), it is raised once more

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
        _raise_in(thread, None)  # what came as the block ended


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Raises an error between two steps of a thread; without one, takes back what it has not met yet."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), ctypes.py_object(error) if error else None
    )
