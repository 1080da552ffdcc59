"""The files of a release, and whether they still are what was written: the engine reads over some damage in silence."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

Checksums = dict[str, str]
"""Name of a file → its SHA-256."""


def checksums(folder: Path, before: Path | None = None, known: Mapping[str, str] | None = None) -> Checksums:
    """The checksums of a folder's files; those that it shares with the folder before are known from there."""
    return {
        file.name: known[file.name]
        if known and before and file.name in known and _same(file, before / file.name)
        else _checksum(file)
        for file in sorted(folder.iterdir())
    }


def damage(folder: Path, expected: Mapping[str, str]) -> list[str]:
    """What has become of the files of a folder, a sentence each; nothing for a folder as it was written."""
    found = {file.name for file in folder.iterdir()}
    lost = [f"{folder / name}: is gone" for name in sorted(expected.keys() - found)]
    return lost + [
        f"{folder / name}: is not what was written"
        for name in sorted(expected.keys() & found)
        if _checksum(folder / name) != expected[name]
    ]


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except FileNotFoundError:
        return False


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
