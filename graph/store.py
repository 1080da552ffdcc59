"""The store on disk: one writer, immutable releases.

A store is a folder:

    format                the version of this layout
    lock                  held by the one process that writes
    unfinished            there while a build has begun and not published
    master/               the Oxigraph database that is written to
    releases/<id>/        snapshots of it, never changed; the id is a hash of the content
    releases/<id>.json    when a release was published
    current               the id of the release that readers get

Readers open a release and never meet the writer.
"""

import fcntl
import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Literal, Self

from pyoxigraph import RdfFormat, Store

FORMAT = 1

Problem = Literal["missing", "no store", "newer", "unreleased", "locked", "unfinished", "unusable"]


@dataclass
class StoreError(Exception):
    """A store that cannot be used, and why."""

    path: Path
    problem: Problem
    detail: str = ""

    def __str__(self) -> str:
        sentences: dict[Problem, str] = {
            "missing": "there is no store; make one with `kouan build`",
            "no store": "is not a store of ours and is left as it is",
            "newer": f"was written by a newer Kouan (layout {self.detail}, this one reads up to {FORMAT})",
            "unreleased": "has no release yet; finish `kouan build`",
            "locked": f"is being written by another process ({self.detail}); wait for it to end",
            "unfinished": "holds a build that did not finish; run `kouan build` again",
            "unusable": f"cannot be used: {self.detail}",
        }
        return f"{self.path}: {sentences[self.problem]}"


@dataclass(frozen=True)
class Release:
    """A published snapshot, open for reading."""

    store: Store
    id: str
    published: datetime


def open_release(path: Path, release: str | None = None) -> Release:
    """Opens a release for reading, the current one unless an id is given; StoreError says what is wrong."""
    _check_layout(path)
    current = path / "current"
    if release is None and not current.exists():
        raise StoreError(path, "unreleased")
    identity = release or current.read_text(encoding="utf-8").strip()
    folder = path / "releases" / identity
    if not identity or folder.parent != path / "releases" or not folder.is_dir():
        raise StoreError(path, "unusable", f"there is no release {identity!r}")
    try:
        about = json.loads(folder.with_suffix(".json").read_text(encoding="utf-8"))
        published = datetime.fromisoformat(about["published"])
        return Release(Store.read_only(str(folder)), identity, published)
    except (OSError, ValueError, KeyError) as error:
        raise StoreError(path, "unusable", f"release {identity}: {error}") from error


def release_ids(path: Path) -> list[str]:
    """The ids of all releases, oldest first."""
    _check_layout(path)
    about = (path / "releases").glob("*.json")
    return [file.stem for file in sorted(about, key=lambda file: json.loads(file.read_bytes())["published"])]


def content_id(store: Store) -> str:
    """Twelve hexadecimal digits that two stores share if and only if they hold the same quads."""
    lines = (store.dump(format=RdfFormat.N_QUADS) or b"").splitlines()
    return hashlib.sha256(b"\n".join(sorted(lines))).hexdigest()[:12]


class Master:
    """The one writer of a store.

    >>> with Master.open(path, create=True) as master:  # doctest: +SKIP
    ...     master.store.bulk_extend(quads)
    ...     release = master.publish()
    """

    def __init__(self, path: Path, store: Store, lock: IO[str]) -> None:
        self.path = path
        self._store: Store | None = store
        self._lock = lock

    @classmethod
    def open(cls, path: Path, create: bool = False, fresh: bool = False) -> Self:
        """Opens the master for writing, alone; `fresh` empties it (its releases stay until replaced)."""
        if create:
            _lay_out(path)
        _check_layout(path)
        lock = _acquire(path)
        try:
            if fresh:
                (path / "unfinished").touch()
                shutil.rmtree(path / "master", ignore_errors=True)
            elif (path / "unfinished").exists():
                raise StoreError(path, "unfinished")
            for orphan in (path / "master").glob("bulk-*.sst"):
                orphan.unlink()  # a bulk load that was killed leaves these behind for ever
            return cls(path, Store(str(path / "master")), lock)
        except OSError as error:
            lock.close()
            raise StoreError(path, "unusable", str(error)) from error
        except StoreError:
            lock.close()
            raise

    @property
    def store(self) -> Store:
        """The database, open until the master is closed."""
        if self._store is None:
            raise ValueError("the master is closed")
        return self._store

    def publish(self) -> str:
        """Makes a release of what the store holds now and points readers to it; gives its id."""
        try:
            return self._publish()
        except OSError as error:
            raise StoreError(self.path, "unusable", str(error)) from error

    def _publish(self) -> str:
        self.store.flush()
        identity = content_id(self.store)
        releases = self.path / "releases"
        folder, about = releases / identity, releases / f"{identity}.json"
        if not (folder.exists() and about.exists()):
            building = releases / f"{identity}.building"
            for stale in (building, folder):
                shutil.rmtree(stale, ignore_errors=True)
            self.store.backup(str(building))
            building.rename(folder)
            published = datetime.now(UTC).isoformat(timespec="seconds")
            _write_whole(about, json.dumps({"published": published, "quads": len(self.store)}) + "\n")
        _write_whole(self.path / "current", identity + "\n")
        (self.path / "unfinished").unlink(missing_ok=True)
        return identity

    def close(self) -> None:
        """Ends writing and lets the next writer in."""
        self._store = None
        self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _lay_out(path: Path) -> None:
    """Makes an empty store where there is nothing yet."""
    try:
        if not path.exists() or (path.is_dir() and not any(path.iterdir())):
            (path / "releases").mkdir(parents=True, exist_ok=True)
            _write_whole(path / "format", f"{FORMAT}\n")
    except OSError as error:
        raise StoreError(path, "unusable", str(error)) from error


def _check_layout(path: Path) -> None:
    if not path.exists():
        raise StoreError(path, "missing")
    try:
        version = int((path / "format").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StoreError(path, "no store") from error
    if version > FORMAT:
        raise StoreError(path, "newer", str(version))


def _acquire(path: Path) -> IO[str]:
    """Takes the writer's lock, which the system frees when the process ends, however it ends."""
    lock = (path / "lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.seek(0)
        holder = lock.read().strip()
        lock.close()
        raise StoreError(path, "locked", f"process {holder}") from error
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def _write_whole(path: Path, text: str) -> None:
    """Writes a small file so that a reader sees the old text or the new, also after a power cut."""
    scratch = path.with_name(path.name + ".new")
    with scratch.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
