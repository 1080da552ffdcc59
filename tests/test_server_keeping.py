"""The commands that keep a store: releases, diff, backup, restore, check."""

import json
from pathlib import Path

import pytest

from graph.store import Master
from server.cli import main
from tests.test_graph_store import filled, said

Output = pytest.CaptureFixture[str]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of two releases: "two" came, "one" went."""
    path = tmp_path / "store"
    monkeypatch.setenv("KOUAN_STORE", str(path))
    filled(path, "one")
    with Master.open(path) as master:
        master.store.remove(said("one"))
        master.store.add(said("two"))
        master.publish()
    return path


def test_releases_are_listed_newest_first(store: Path, capsys: Output) -> None:
    assert main(["releases", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)

    assert [(each["quads"], each["current"]) for each in listed] == [(1, True), (1, False)]
    assert listed[0]["id"] == (store / "current").read_text().strip()


def test_two_releases_are_compared(store: Path, capsys: Output) -> None:
    main(["releases", "--format", "json"])
    new, old = (each["id"] for each in json.loads(capsys.readouterr().out))

    assert main(["diff", old]) == 0
    assert capsys.readouterr().out == f"+ {said('two')} .\n- {said('one')} .\n"
    assert main(["diff", new, old]) == 0
    assert capsys.readouterr().out == f"+ {said('one')} .\n- {said('two')} .\n"
    assert main(["diff", "0123456789ab"]) == 1
    assert capsys.readouterr().err == f"kouan: {store}: cannot be used: there is no release '0123456789ab'\n"


def test_a_store_is_copied_checked_and_taken_back(store: Path, tmp_path: Path, capsys: Output) -> None:
    release = (store / "current").read_text().strip()
    copy = str(tmp_path / "copy")

    assert main(["backup", copy]) == 0
    filled(store, "three")
    assert main(["restore", copy]) == 0
    assert main(["check"]) == 0

    told = capsys.readouterr()
    assert told.out == f"{copy}: release {release}, 1 quads\n{store}: release {release}, 1 quads\n"
    assert told.err == f"kouan: {store}: sound\n"


def test_damage_fails_the_check(store: Path, capsys: Output) -> None:
    lost = store / "releases" / (store / "current").read_text().strip() / "CURRENT"
    lost.unlink()

    assert main(["check"]) == 1
    assert capsys.readouterr().out == f"{lost}: is gone\n"
