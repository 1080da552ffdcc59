"""Releases: the snapshots of a store that readers open, by id or by date."""

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pyoxigraph import Store

from graph import changed
from graph.content import Content
from graph.store import StoreError, check_layout

ID = re.compile("[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """What is known of a release without opening it."""

    id: str
    path: Path
    published: datetime
    quads: int
    content: Content | None = None
    """What it holds, where every change was followed."""

    @property
    def derived(self) -> Path:
        """The folder of what is computed of it and can be again: it need not exist, and goes with the release."""
        return self.path.parent.parent / "derived" / self.id


@dataclass(frozen=True)
class Release:
    """A published snapshot, open for reading."""

    store: Store
    id: str
    published: datetime


def releases(path: Path) -> list[ReleaseInfo]:
    """All releases of a store, oldest first."""
    check_layout(path)
    about = (path / "releases").glob("*.json")
    return sorted((_read(path, file.stem) for file in about), key=lambda each: each.published)


def current_id(path: Path) -> str:
    """The id of the release that readers get; a StoreError when there is none yet."""
    check_layout(path)
    try:
        return (path / "current").read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise StoreError(path, "unreleased") from error


def look(pointer: Path | str) -> tuple[int, int]:
    """What the pointer to the current release is like: another file each time that it is written."""
    try:
        found = os.stat(pointer)
    except OSError:
        return 0, 0  # the store is being moved or made again: what is open stays readable
    return found.st_ino, found.st_mtime_ns


def find(path: Path, release: str | None = None) -> ReleaseInfo:
    """A release by its id, the current one without; a StoreError when there is none such."""
    identity = current_id(path) if release is None else release
    folder = path / "releases" / identity
    if not ID.fullmatch(identity) or not folder.is_dir():
        raise StoreError(path, "unusable", f"there is no release {identity!r}")
    return _read(path, identity)


def at(path: Path, moment: datetime) -> ReleaseInfo:
    """The release that was current at a time; the first one for a time before it."""
    everything = releases(path)
    if not everything:
        raise StoreError(path, "unreleased")
    before = [each for each in everything if each.published.replace(microsecond=0) <= moment]
    return (before or everything[:1])[-1]


def since(info: ReleaseInfo, has: Callable[[ReleaseInfo], bool]) -> tuple[ReleaseInfo, set[str]] | None:
    """The last release before one that has something, and the things that were changed since; None if that is not known."""
    touched: set[str] = set()
    now = info
    while (change := changed.read(now.derived)) is not None:
        touched |= change.touched
        try:
            now = find(info.path.parent.parent, change.before)
        except StoreError:  # too old to be kept
            return None
        if has(now):
            return now, touched
    return None


def open_release(path: Path, release: str | None = None) -> Release:
    """Opens a release for reading, the current one unless an id is given; StoreError says what is wrong."""
    info = find(path, release)
    try:
        return Release(Store.read_only(str(info.path)), info.id, info.published)
    except (OSError, ValueError, RuntimeError) as error:
        raise StoreError(path, "unusable", f"release {info.id}: {error}") from error


def _read(path: Path, identity: str) -> ReleaseInfo:
    folder = path / "releases" / identity
    try:
        about = json.loads(folder.with_suffix(".json").read_text(encoding="utf-8"))
        published, content = datetime.fromisoformat(about["published"]), Content.from_json(about)
        return ReleaseInfo(identity, folder, published, about["quads"], content)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(path, "unusable", f"release {identity}: {error}") from error
