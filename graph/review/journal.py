"""The journal of decisions: a file of JSON Lines beside the master, appended to and never rewritten.

A decision is on the disk when `append` returns, also after a power cut. `kouan build` leaves the file alone, so what
was decided holds for the graph that it makes. It can be copied, read by people, compared and merged line by line.
"""

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from extract.error import DataError
from graph.review.decision import Decision, History

NAME = "decisions.jsonl"


def read_decisions(path: Path) -> list[Decision]:
    """The decisions of a file; a DataError names the line that is none."""
    return list(_decisions(path, path.read_bytes(), 1))


@dataclass(frozen=True, slots=True)
class Brought:
    """What was brought in: how many decisions, and the facts of which another holds now than did before."""

    new: int
    changed: list[str]


class Journal:
    """The decisions of a store: those that it had, and those that are added while it is open, by whomever."""

    def __init__(self, store: Path) -> None:
        self.path = store / NAME
        self.history = History()
        self._read = 0
        """Bytes of the file that are in the history."""
        self._lines = 0
        self.refresh()

    def refresh(self) -> list[Decision]:
        """Takes in what others have added since; gives it."""
        try:
            with self.path.open("rb") as file:
                return self._take(file)
        except FileNotFoundError:
            return []

    def bring(self, decisions: Iterable[Decision]) -> Brought:
        """Takes in decisions from elsewhere, as they were made there; those that are known are passed over."""
        chosen = [each for each in decisions if each.id not in self.history.decisions]
        facts = {each.fact for each in chosen if each.fact}
        before = {fact: self.history.verdict(fact) for fact in facts}
        self.append(chosen)
        changed = [
            fact
            for fact, verdict in before.items()
            if verdict is not None and self.history.verdict(fact) is not verdict
        ]
        return Brought(len(chosen), sorted(changed))

    def append(
        self, decisions: Sequence[Decision], check: Callable[[History], None] = lambda history: None
    ) -> None:
        """Keeps decisions, all or none; `check` sees all that were kept before and may raise what forbids them."""
        with self._locked() as file:
            self._take(file)
            check(self.history)
            new = [each for each in decisions if each.id not in self.history.decisions]
            if not new:
                return
            file.seek(self._read)
            file.truncate()  # the rest of a line whose writer died was never acknowledged
            data = "".join(each.as_line() + "\n" for each in new).encode()
            try:
                _write(file, data)
            except OSError:
                file.truncate(self._read)  # a full disk keeps none of them
                raise
            self._read += len(data)
            self._lines += len(new)
            for each in new:
                self.history.add(each)

    @contextmanager
    def _locked(self) -> Iterator[IO[bytes]]:
        new = not self.path.exists()
        with self.path.open("a+b", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if new:
                folder = os.open(self.path.parent, os.O_RDONLY)
                try:
                    os.fsync(folder)
                finally:
                    os.close(folder)
            yield file

    def _take(self, file: IO[bytes]) -> list[Decision]:
        file.seek(self._read)
        data = file.read()
        whole = data[: data.rfind(b"\n") + 1]
        new = list(_decisions(self.path, whole, self._lines + 1))
        self._read += len(whole)
        self._lines += whole.count(b"\n")
        for each in new:
            self.history.add(each)
        return new


def _write(file: IO[bytes], data: bytes) -> None:
    """Writes all of it, and waits until the disk has it."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file.fileno(), rest) :]
    os.fdatasync(file.fileno())


def _decisions(path: Path, data: bytes, first: int) -> Iterable[Decision]:
    for number, line in enumerate(data.split(b"\n"), first):
        if line.strip():
            try:
                yield Decision.from_line(line.decode())
            except (ValueError, TypeError) as error:
                raise DataError(path, number, "decision", str(error)) from error
