"""Copies of a store, whole or not at all; damage in a store's files is found and named."""

from pathlib import Path

import pytest

from graph.backup import backup, check, restore
from graph.releases import open_release, releases
from graph.store import Master, StoreError
from tests.test_graph_store import filled, said


def contents(path: Path) -> set[str]:
    return {str(quad) for quad in open_release(path).store}


def table(path: Path) -> Path:
    """A file that holds data of the current release."""
    return next(file for file in open_release_folder(path).iterdir() if file.suffix == ".sst")


def open_release_folder(path: Path) -> Path:
    return releases(path)[-1].path


def test_a_backup_is_a_store_of_its_own(tmp_path: Path) -> None:
    store, copy = tmp_path / "store", tmp_path / "copy"
    filled(store, "one")
    (store / "decisions.jsonl").write_text("{}\n")

    info = backup(store, copy)
    filled(store, "two")
    filled(copy, "three")

    assert info.path.parent == copy / "releases"
    assert contents(copy) == {str(said("one")), str(said("three"))}
    assert contents(store) == {str(said("one")), str(said("two"))}
    assert (copy / "decisions.jsonl").read_text() == "{}\n"


def test_a_backup_is_made_while_the_store_is_written_to(tmp_path: Path) -> None:
    filled(tmp_path / "store", "one")
    with Master.open(tmp_path / "store") as master:
        master.store.add(said("two"))
        backup(tmp_path / "store", tmp_path / "copy")

    assert contents(tmp_path / "copy") == {str(said("one"))}


def test_a_backup_never_overwrites(tmp_path: Path) -> None:
    filled(tmp_path / "store", "one")
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "letter.txt").touch()

    with pytest.raises(StoreError, match="needs a folder that is empty or not there yet"):
        backup(tmp_path / "store", tmp_path / "copy")


def test_what_is_restored_is_current_and_what_was_there_stays_a_release(tmp_path: Path) -> None:
    store, copy = tmp_path / "store", tmp_path / "copy"
    first = filled(store, "one")
    (store / "decisions.jsonl").write_text("old\n")
    backup(store, copy)
    second = filled(store, "two")
    (store / "decisions.jsonl").write_text("new\n")

    restore(store, copy)

    assert (contents(store), open_release(store).id) == ({str(said("one"))}, first)
    assert {each.id for each in releases(store)} == {first, second}
    assert (store / "decisions.jsonl").read_text() == "old\n"
    assert (store / f"decisions.jsonl.{second}").read_text() == "new\n"
    filled(store, "three")
    assert contents(store) == {str(said("one")), str(said("three"))}


def test_a_store_can_be_restored_where_there_is_none(tmp_path: Path) -> None:
    filled(tmp_path / "store", "one")
    backup(tmp_path / "store", tmp_path / "copy")

    restore(tmp_path / "new", tmp_path / "copy")

    assert contents(tmp_path / "new") == {str(said("one"))}


def test_damage_is_found_and_named(tmp_path: Path) -> None:
    filled(tmp_path / "store", "one")
    filled(tmp_path / "store", "two")
    assert check(tmp_path / "store") == []

    damaged = table(tmp_path / "store")
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2] ^= 1
    damaged.unlink()  # other releases may hold the same file
    damaged.write_bytes(data)
    lost = open_release_folder(tmp_path / "store") / "CURRENT"
    lost.unlink()

    assert check(tmp_path / "store") == [f"{lost}: is gone", f"{damaged}: is not what was written"]


def test_a_damaged_backup_is_not_restored(tmp_path: Path) -> None:
    filled(tmp_path / "store", "one")
    backup(tmp_path / "store", tmp_path / "copy")
    before = filled(tmp_path / "store", "two")
    table(tmp_path / "copy").write_bytes(b"nothing")

    with pytest.raises(StoreError, match="is not what was written"):
        restore(tmp_path / "store", tmp_path / "copy")

    assert open_release(tmp_path / "store").id == before
