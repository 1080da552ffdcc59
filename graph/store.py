"""The store on disk: one writer, immutable releases.

A store is a folder:

    format                the version of this layout
    lock                  held by the one process that writes
    master/               the Oxigraph database that is written to
    master.release        the id of the release that the master holds; not there while it is written to
    releases/<id>/        snapshots of it, never changed
    releases/<id>.json    when a release was published, what it holds, the checksums of its files
    current               the id of the release that readers get
    decisions.jsonl       what curators decided, which outlives every build (`graph.review.journal`)
    withdrawn.tsv         documents that were taken out, which stay out (`graph.withdrawing`)
    lexicon.tsv           names that curators taught the extraction (`graph.review.lexicon`)
    lexicon/              the gazetteer with these names, as the last extraction read it
    engine                the address of the engine that this is a copy of, if it is one (`graph.remote.replica`)
    derived/<id>/         what is computed of a release and can be again (indexes, statistics, dumps)

Readers open a release (`graph.releases`) and never meet the writer. A writer that ends before it has published,
however it ends, has changed nothing: the next one goes back to the current release.
"""

import fcntl
import hashlib
import json
import os
import shutil
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Literal, Self

from pyoxigraph import Store

from extract.error import UserError
from graph import changed
from graph.changed import Changed
from graph.content import Change, Content
from graph.files import Checksums, checksums

FORMAT = 1
ENGINE = "engine"

Problem = Literal["missing", "no store", "newer", "unreleased", "locked", "copy", "unusable"]


@dataclass
class StoreError(UserError):
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
            "copy": f"is a copy of what {self.detail} holds; write to that: --store {self.detail}",
            "unusable": f"cannot be used: {self.detail}",
        }
        return f"{self.path}: {sentences[self.problem]}"


class Master:
    """The one writer of a store.

    >>> with Master.open(path, create=True) as master:  # doctest: +SKIP
    ...     master.store.bulk_extend(quads)
    ...     release = master.publish()
    """

    def __init__(self, path: Path, store: Store, lock: IO[str], content: Content | None) -> None:
        self.path = path
        self.content = content
        """What it holds, where that is known and every change has been followed."""
        self._before = None if content == Content() else _line(path / "current")
        self._touched: set[str] = set()
        self._store: Store | None = store
        self._lock = lock

    @classmethod
    def open(cls, path: Path, create: bool = False, fresh: bool = False, wait: float = 0) -> Self:
        """Opens the master for writing, alone; `fresh` empties it (its releases stay until replaced).

        `wait` is for how many seconds another writer may take to end.
        """
        if create:
            lay_out(path)
        check_layout(path)
        engine = _line(path / ENGINE)
        if engine:
            raise StoreError(path, "copy", engine)
        return cls._taken(path, acquire(path, time.monotonic() + wait), fresh)

    @classmethod
    def _taken(cls, path: Path, lock: IO[str], fresh: bool) -> Self:
        """The master of a store whose lock we have."""
        try:
            _clean(path)
            content = _begin(path, fresh)
            return cls(path, Store(str(path / "master")), lock, content)
        except OSError as error:
            give_back(lock)
            raise StoreError(path, "unusable", str(error)) from error

    @property
    def store(self) -> Store:
        """The database, open until the master is closed."""
        if self._store is None:
            raise ValueError("the master is closed")
        return self._store

    def follow(self, change: Change) -> None:
        """Takes note of a change that was made to the store."""
        if self.content:
            self.content.change(change)
        self._touched.update(changed.touched(change.added), changed.touched(change.removed))

    def commit(self) -> None:
        """Ends a step. There is nothing to do, for nobody sees what is not published."""

    @property
    def quads(self) -> int:
        """How many quads the current release holds."""
        release = self.path / "releases" / f"{_line(self.path / 'current')}.json"
        return int(json.loads(release.read_bytes())["quads"])

    def publish(self, content: Content | bytes | None = None, keep: int | None = None) -> str:
        """Makes a release of what the store holds now and points readers to it; gives its id.

        The id is a hash of the content. Who has followed every change gives `content`; who knows a change only by
        its words gives these, and the id is a hash of them and of the release before: both cost the change, not the
        store, which is read whole otherwise. The newest `keep` releases stay.
        """
        try:
            identity = self._publish(content)
        except OSError as error:
            raise StoreError(self.path, "unusable", str(error)) from error
        if keep is not None:
            _retain(self.path, keep)
        return identity

    def _publish(self, content: Content | bytes | None) -> str:
        self.store.flush()  # what is acknowledged is on the disk, also after a power cut
        if content is None:
            content = Content.of(self.store)
        identity = self._changed_id(content) if isinstance(content, bytes) else content.id
        about = self.path / "releases" / f"{identity}.json"
        folder = about.with_suffix("")
        if not (folder.exists() and about.exists()):
            building = folder.with_suffix(".building")
            for stale in (building, folder):
                shutil.rmtree(stale, ignore_errors=True)
            self.store.backup(str(building))
            building.rename(folder)
            known = {"quads": len(self.store)} if isinstance(content, bytes) else content.as_json()
            published = datetime.now(UTC).isoformat(timespec="microseconds")
            files = self._checksums(folder)
            if self._before and self._touched:
                note = Changed(self._before, frozenset(self._touched))
                changed.note(self.path / "derived" / identity, note)
            write_whole(about, json.dumps({"published": published} | known | {"files": files}) + "\n")
        write_whole(self.path / "current", identity + "\n")
        write_whole(self.path / "master.release", identity + "\n")
        self._before, self._touched = identity, set()
        return identity

    def _checksums(self, folder: Path) -> Checksums:
        """Of a new release; most of its files are those of the release before."""
        current = _line(self.path / "current")
        if current is None:
            return checksums(folder)
        before = folder.with_name(current)
        known = json.loads(before.with_suffix(".json").read_bytes()).get("files", {})
        return checksums(folder, before, known)

    def _changed_id(self, change: bytes) -> str:
        """A hash of the release before and a change."""
        return hashlib.sha256((_line(self.path / "current") or "").encode() + change).hexdigest()[:12]

    def close(self) -> None:
        """Ends writing and lets the next writer in."""
        self._store = None
        give_back(self._lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def lay_out(path: Path) -> None:
    """Makes an empty store where there is nothing yet."""
    try:
        if not path.exists() or (path.is_dir() and not any(path.iterdir())):
            (path / "releases").mkdir(parents=True, exist_ok=True)
            write_whole(path / "format", f"{FORMAT}\n")
    except OSError as error:
        raise StoreError(path, "unusable", str(error)) from error


def check_layout(path: Path) -> None:
    """A StoreError for a folder that is no store of a layout that we know."""
    if not path.exists():
        raise StoreError(path, "missing")
    try:
        version = int((path / "format").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StoreError(path, "no store") from error
    if version > FORMAT:
        raise StoreError(path, "newer", str(version))


def acquire(path: Path, until: float) -> IO[str]:
    """Takes the writer's lock, which the system frees when the process ends, however it ends."""
    lock = (path / "lock").open("a+", encoding="utf-8")
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError as error:
            if time.monotonic() < until:
                time.sleep(0.02)
                continue
            lock.seek(0)
            holder = lock.read().strip()
            lock.close()
            raise StoreError(path, "locked", f"process {holder}") from error
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def give_back(lock: IO[str]) -> None:
    """Gives the writer's lock back, also where a process that is just being started still has a copy of the file."""
    if not lock.closed:
        fcntl.flock(lock, fcntl.LOCK_UN)
        lock.close()


def _begin(path: Path, fresh: bool) -> Content | None:
    """Makes the master hold what the current release holds, or nothing; tells what that is."""
    current, at = _line(path / "current"), _line(path / "master.release")
    forget(path / "master.release")
    if fresh or current is None or at != current:
        shutil.rmtree(path / "master", ignore_errors=True)
    if fresh or current is None:
        return Content()
    release = path / "releases" / current
    if at != current:
        shutil.copytree(release, path / "master", copy_function=_link)
    return Content.from_json(json.loads(release.with_suffix(".json").read_bytes()))


def _link(source: str, target: str) -> None:
    """A copy of one of the engine's files, without its bytes where it never changes."""
    if source.endswith(".sst"):
        os.link(source, target)
    else:
        shutil.copyfile(source, target)


def _line(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None


def _clean(path: Path) -> None:
    """Removes what writers left behind that were killed."""
    for orphan in (path / "master").glob("bulk-*.sst"):
        orphan.unlink()
    for folder in (path / "releases").iterdir():
        if folder.is_dir() and not folder.with_suffix(".json").exists():
            shutil.rmtree(folder)
    for folder in (path / "derived").glob("*"):
        if not (path / "releases" / folder.name).exists():
            shutil.rmtree(folder)


def _retain(path: Path, keep: int) -> None:
    """Removes the oldest releases: what a reader has open goes on living until it is closed."""
    about = sorted(
        (path / "releases").glob("*.json"), key=lambda file: str(json.loads(file.read_bytes())["published"])
    )
    current = (path / "current").read_text(encoding="utf-8").strip()
    for file in about[: max(0, len(about) - max(keep, 1))]:
        if file.stem != current:
            file.unlink()
            shutil.rmtree(file.with_suffix(""))
            shutil.rmtree(path / "derived" / file.stem, ignore_errors=True)


def write_whole(path: Path, text: str) -> None:
    """Writes a small file so that a reader sees the old text or the new, also after a power cut."""
    scratch = path.with_name(path.name + ".new")
    with scratch.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)
    _sync(path.parent)


def forget(path: Path) -> None:
    """Removes a small file for good, also after a power cut."""
    path.unlink(missing_ok=True)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
