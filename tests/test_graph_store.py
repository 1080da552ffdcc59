"""The store: one writer, releases that never change, one clear error for what cannot be used."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.backup import check
from graph.content import Change
from graph.releases import open_release, releases
from graph.store import FORMAT, Master, StoreError

HOLD = """
import sys
from pathlib import Path
from graph.store import Master
with Master.open(Path(sys.argv[1])) as master:
    print("open", flush=True)
    sys.stdin.read()
"""


def said(text: str) -> Quad:
    """A quad that says a text."""
    name = NamedNode("https://example.org/s")
    return Quad(name, NamedNode("https://example.org/p"), Literal(text), NamedNode("https://example.org/g"))


def filled(path: Path, *texts: str) -> str:
    """Makes or opens a store, adds texts, publishes."""
    with Master.open(path, create=True) as master:
        master.store.bulk_extend([said(text) for text in texts])
        return master.publish()


def test_readers_see_a_release_and_not_what_is_written_later(tmp_path: Path) -> None:
    first = filled(tmp_path / "store", "one")
    release = open_release(tmp_path / "store")

    second = filled(tmp_path / "store", "two")

    assert (release.id, set(release.store)) == (first, {said("one")})
    now = open_release(tmp_path / "store")
    assert (now.id, set(now.store)) == (second, {said("one"), said("two")})


def test_an_older_release_can_still_be_opened(tmp_path: Path) -> None:
    first = filled(tmp_path / "store", "one")
    second = filled(tmp_path / "store", "two")

    assert {each.id for each in releases(tmp_path / "store")} == {first, second}
    assert set(open_release(tmp_path / "store", first).store) == {said("one")}


def test_the_same_content_has_the_same_id_whatever_order_it_came_in(tmp_path: Path) -> None:
    filled(tmp_path / "a", "one")
    assert filled(tmp_path / "a", "two") == filled(tmp_path / "b", "two", "one")


def test_publishing_twice_without_a_change_keeps_the_release_and_its_time(tmp_path: Path) -> None:
    filled(tmp_path / "store", "one")
    before = open_release(tmp_path / "store")

    assert filled(tmp_path / "store") == before.id
    assert open_release(tmp_path / "store").published == before.published
    assert [each.id for each in releases(tmp_path / "store")] == [before.id]


def test_a_fresh_build_starts_empty_and_readers_keep_the_old_release_until_it_is_published(
    tmp_path: Path,
) -> None:
    old = filled(tmp_path / "store", "one")

    with Master.open(tmp_path / "store", fresh=True) as master:
        assert len(master.store) == 0
        master.store.add(said("two"))
        assert open_release(tmp_path / "store").id == old
        master.publish()

    assert set(open_release(tmp_path / "store").store) == {said("two")}


def test_what_a_writer_did_not_publish_never_was(tmp_path: Path) -> None:
    path = tmp_path / "store"
    old = filled(path, "one")
    for fresh in (True, False):
        with Master.open(path, fresh=fresh) as master:
            master.store.add(said("half"))

    with Master.open(path) as master:
        assert (set(master.store), open_release(path).id) == ({said("one")}, old)
        master.store.add(said("two"))
        master.publish()
    with Master.open(path) as master:
        assert set(master.store) == {said("one"), said("two")}


def test_who_follows_every_change_gets_the_id_that_the_content_has(tmp_path: Path) -> None:
    path = tmp_path / "store"
    filled(path, "one", "two")
    with Master.open(path) as master:
        master.store.add(said("three"))
        master.store.remove(said("one"))
        master.follow(Change([said("three")], [said("one")]))
        changed = master.publish(master.content)

    assert changed == filled(tmp_path / "other", "two", "three")
    assert [each.quads for each in releases(path)] == [2, 2]


def test_what_a_killed_bulk_load_left_behind_is_removed(tmp_path: Path) -> None:
    filled(tmp_path / "store", "one")
    orphan = tmp_path / "store" / "master" / "bulk-1.sst"
    orphan.touch()

    filled(tmp_path / "store")

    assert not orphan.exists()


def test_a_second_writer_is_told_who_writes_and_gets_in_when_the_first_is_killed(tmp_path: Path) -> None:
    filled(tmp_path / "store", "one")
    command = [sys.executable, "-c", HOLD, str(tmp_path / "store")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        first.stdout.readline()

        with pytest.raises(StoreError) as locked:
            Master.open(tmp_path / "store")

        assert str(locked.value) == (
            f"{tmp_path / 'store'}: is being written by another process (process {first.pid}); wait for it to end"
        )
        assert open_release(tmp_path / "store")
        first.kill()
    assert filled(tmp_path / "store", "two") == open_release(tmp_path / "store").id


def nothing(path: Path) -> None:
    """Leaves the path free."""


def a_file(path: Path) -> None:
    path.write_text("a letter")


def a_folder_of_ours(path: Path) -> None:
    path.mkdir()
    (path / "letter.txt").write_text("a letter")


def a_newer_store(path: Path) -> None:
    filled(path, "one")
    (path / "format").write_text(f"{FORMAT + 1}\n")


def an_unreleased_store(path: Path) -> None:
    with Master.open(path, create=True):
        pass


def a_store_without_its_release(path: Path) -> None:
    filled(path, "one")
    (path / "current").write_text("0123456789ab\n")


def a_store_that_names_a_folder_outside(path: Path) -> None:
    filled(path, "one")
    (path / "current").write_text("../master\n")


def a_release_without_its_files(path: Path) -> None:
    release = filled(path, "one")
    (path / "releases" / release / "CURRENT").unlink()


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (nothing, "there is no store; make one with `kouan build`"),
        (a_file, "is not a store of ours and is left as it is"),
        (a_folder_of_ours, "is not a store of ours and is left as it is"),
        (a_newer_store, f"was written by a newer Kouan (layout {FORMAT + 1}, this one reads up to {FORMAT})"),
        (an_unreleased_store, "has no release yet; finish `kouan build`"),
        (a_store_without_its_release, "cannot be used: there is no release '0123456789ab'"),
        (a_store_that_names_a_folder_outside, "cannot be used: there is no release '../master'"),
    ],
)
def test_reading_what_cannot_be_read_says_why(
    prepare: Callable[[Path], None], message: str, tmp_path: Path
) -> None:
    prepare(tmp_path / "store")

    with pytest.raises(StoreError) as error:
        open_release(tmp_path / "store")

    assert str(error.value) == f"{tmp_path / 'store'}: {message}"


def test_a_damaged_release_is_named(tmp_path: Path) -> None:
    a_release_without_its_files(tmp_path / "store")
    with pytest.raises(StoreError, match=r"cannot be used: release [0-9a-f]{12}: "):
        open_release(tmp_path / "store")


@pytest.mark.parametrize("prepare", [a_file, a_folder_of_ours, a_newer_store])
def test_writing_never_touches_what_is_not_a_store_of_this_version(
    prepare: Callable[[Path], None], tmp_path: Path
) -> None:
    prepare(tmp_path / "store")
    before = sorted(path.name for path in (tmp_path / "store").rglob("*"))

    with pytest.raises(StoreError):
        Master.open(tmp_path / "store", create=True, fresh=True)

    assert sorted(path.name for path in (tmp_path / "store").rglob("*")) == before


def test_writing_to_a_store_that_is_not_there_makes_none(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        Master.open(tmp_path / "store")
    assert not (tmp_path / "store").exists()


def test_what_is_computed_of_a_release_goes_when_the_release_goes(tmp_path: Path) -> None:
    path = tmp_path / "store"
    filled(path, "one")
    with Master.open(path) as master:
        (first,) = releases(path)
        for folder in (first.derived, path / "derived" / "0123456789ab"):
            folder.mkdir(parents=True)
        master.store.add(said("two"))
        newest = master.publish(keep=1)
    filled(path)

    assert [each.id for each in releases(path)] == [newest]
    assert list((path / "derived").iterdir()) == []


def test_a_store_of_an_earlier_version_is_read_and_goes_on(tmp_path: Path) -> None:
    """The first stores of this layout told of a release only its time and its quads, and had no notes beside."""
    path = tmp_path / "store"
    first = filled(path, "one")
    about = path / "releases" / f"{first}.json"
    told = json.loads(about.read_bytes())
    about.write_text(json.dumps({name: told[name] for name in ("published", "quads")}))
    (path / "master.release").unlink()
    shutil.rmtree(path / "derived", ignore_errors=True)

    assert set(open_release(path).store) == {said("one")}
    assert filled(path, "two") == filled(tmp_path / "other", "one", "two")
    assert set(open_release(path).store) == {said("one"), said("two")}
    assert check(path) == []


def test_a_lock_is_given_back_though_another_process_has_a_copy_of_its_file(tmp_path: Path) -> None:
    """A process that is just being started has one until it runs its own program."""
    with Master.open(tmp_path / "store", create=True) as master:
        copy = os.dup(master._lock.fileno())
    try:
        with Master.open(tmp_path / "store") as again:
            assert len(again.store) == 0
    finally:
        os.close(copy)
