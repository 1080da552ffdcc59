"""Copies of a store: its current release and what is kept beside it, as a store of its own."""

import json
import os
import shutil
from pathlib import Path

from graph.files import damage
from graph.releases import ReleaseInfo, find, releases
from graph.store import FORMAT, Master, StoreError, check_layout, write_whole

OF_THE_PLACE = {"lock", "current", "master.release", "format"}
"""Files of a store that tell of this very folder; all others are kept with the graph."""


def backup(path: Path, target: Path) -> ReleaseInfo:
    """Copies a store's current release, also while it is served and written to; gives what was copied.

    The target must not exist or be empty; it is there whole or not at all.
    """
    info = find(path)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise StoreError(target, "unusable", "a backup needs a folder that is empty or not there yet")
    building = target.with_name(target.name + ".building")
    shutil.rmtree(building, ignore_errors=True)
    try:
        _copy(info, building)
        for file in _beside(path):
            _copy_file(file, building / file.name)
        (building / "format").write_text(f"{FORMAT}\n", encoding="utf-8")
        write_whole(building / "current", info.id + "\n")
        _sound(find(building))
        building.rename(target)
    except OSError as error:
        raise StoreError(target, "unusable", str(error)) from error
    return find(target)


def restore(path: Path, source: Path) -> ReleaseInfo:
    """Makes a store hold what a backup holds, as its current release; what it held before stays an older release.

    Files kept beside the graph that the backup has too are replaced, and stay under a name that ends in the id of
    the release before.
    """
    info = find(source)
    _sound(info)
    try:
        with Master.open(path, create=True, wait=5) as master:
            before = {each.id: each for each in releases(master.path)}
            if info.id not in before:
                _copy(info, path)
            for file in _beside(source):
                kept = path / file.name
                if kept.exists() and kept.read_bytes() != file.read_bytes():
                    kept.rename(
                        path / f"{file.name}.{(path / 'current').read_text(encoding='utf-8').strip()}"
                    )
                _copy_file(file, kept)
            write_whole(path / "current", info.id + "\n")
    except OSError as error:
        raise StoreError(path, "unusable", str(error)) from error
    return find(path)


def check(path: Path) -> list[str]:
    """What is wrong with the files of any release, a sentence each; a StoreError for what is no store."""
    check_layout(path)
    return [fault for info in releases(path) for fault in damage(info.path, _written(info))]


def _sound(info: ReleaseInfo) -> None:
    faults = damage(info.path, _written(info))
    if faults:
        raise StoreError(info.path, "unusable", "; ".join(faults))


def _written(info: ReleaseInfo) -> dict[str, str]:
    """The checksums of a release's files; none are known of a release of an earlier Kouan."""
    about = json.loads(info.path.with_suffix(".json").read_bytes())
    return dict(about.get("files", {}))


def _beside(path: Path) -> list[Path]:
    return [file for file in sorted(path.iterdir()) if file.is_file() and file.name not in OF_THE_PLACE]


def _copy(info: ReleaseInfo, store: Path) -> None:
    """Copies a release into the folder of a store, its description last, which makes it one."""
    folder = store / "releases" / info.id
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file in sorted(info.path.iterdir()):
        _copy_file(file, folder / file.name)
    about = info.path.with_suffix(".json")
    write_whole(folder.with_suffix(".json"), about.read_text(encoding="utf-8"))


def _copy_file(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    with target.open("rb+") as file:
        os.fsync(file.fileno())
