"""What is acknowledged stays, whenever the writer is killed or the power is cut; what is not was never half there.

`make soak` does it more often: KOUAN_KILLS says how often.
"""

import contextlib
import filecmp
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pyoxigraph import Literal

from graph.backup import check
from graph.build import add
from graph.releases import open_release, releases
from graph.store import StoreError
from ontology import Namespaces
from server.cli import main
from tests.corpus import articles
from tests.writer import quads

KILLS = int(os.environ.get("KOUAN_KILLS", "4"))
CUTS = min(KILLS, 20)


def killed(store: Path, how: str, after: float) -> int:
    """Lets a writer work for some seconds, kills it, and gives the last number that it was promised, or -1."""
    command = [sys.executable, "-m", "tests.writer", str(store), how]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(after)
        writer.kill()
        return int((first + writer.stdout.read()).split("\n")[-2])


@contextmanager
def mounted(disk: Path, at: Path) -> Iterator[None]:
    """A file as a disk of its own."""
    at.mkdir(exist_ok=True)
    if subprocess.run(["mount", "-o", "loop", disk, at], check=False, capture_output=True).returncode:
        pytest.skip("only root can mount a disk")
    try:
        yield
    finally:
        subprocess.run(["umount", at], check=True)


def copy_at_once(disk: Path, copy: Path) -> None:
    """Copies a disk as it is at one moment: until nothing was written to it while it was copied."""
    shutil.copyfile(disk, copy)
    while not filecmp.cmp(disk, copy, shallow=False):
        shutil.copyfile(disk, copy)


def counted(store: Path) -> int:
    """The number that a store has reached: all of it is there, and nothing else."""
    held = set(open_release(store).store)
    numbers = {int(quad.object.value) for quad in held if isinstance(quad.object, Literal)}
    assert len(numbers) == 1
    number = numbers.pop()
    assert held == set(quads(number))
    return number


@pytest.mark.parametrize("how", ["update", "build"])
def test_a_writer_can_be_killed_at_any_moment(tmp_path: Path, how: str) -> None:
    store, moments = tmp_path / "store", random.Random(7)  # noqa: S311 - moments, not secrets
    for _ in range(KILLS):
        promised = killed(store, how, moments.uniform(0, 0.3))

        assert counted(store) in (promised, promised + 1)  # one may be done and not yet acknowledged
        assert check(store) == []
        assert len(releases(store)) <= 4


def test_a_store_whose_first_writer_was_killed_can_be_written(tmp_path: Path) -> None:
    store = tmp_path / "store"
    (store / "releases").mkdir(parents=True)
    (store / "format").write_text("1\n")
    (store / "master").mkdir()
    (store / "master" / "bulk-1.sst").touch()
    with pytest.raises(StoreError, match="has no release yet"):
        open_release(store)

    assert killed(store, "update", 0) == counted(store)


@pytest.mark.skipif(not shutil.which("mkfs.ext4"), reason="there is no mkfs.ext4 to make a disk with")
def test_the_power_can_be_cut_at_any_moment(tmp_path: Path) -> None:
    """The file behind a mounted disk has just what was synced to the disk, as the disk has after a power cut."""
    disk, at = tmp_path / "disk", tmp_path / "at"
    with disk.open("wb") as file:
        file.truncate(64 << 20)
    subprocess.run(["mkfs.ext4", "-q", disk], check=True)
    promised = []
    with mounted(disk, at):
        command = [sys.executable, "-m", "tests.writer", str(at / "store"), "update"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            for number in range(CUTS):
                for _ in range(5):
                    promised.append(int(writer.stdout.readline()))
                writer.send_signal(signal.SIGSTOP)
                copy_at_once(disk, tmp_path / f"copy-{number}")
                writer.send_signal(signal.SIGCONT)
            writer.kill()
    for number, last in enumerate(promised[4::5]):
        with mounted(tmp_path / f"copy-{number}", at):
            assert counted(at / "store") >= last
            assert killed(at / "store", "update", 0) > last


@pytest.mark.skipif(not shutil.which("mkfs.ext4"), reason="there is no mkfs.ext4 to make a disk with")
def test_an_addition_to_a_full_disk_says_so_and_is_whole_when_done_again(
    seed_store: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    disk, at, corpus = tmp_path / "disk", tmp_path / "at", tmp_path / "corpus.jsonl"
    corpus.write_text("\n".join(articles(40)), encoding="utf-8")
    with disk.open("wb") as file:
        file.truncate(256 << 20)
    subprocess.run(["mkfs.ext4", "-q", "-m", "0", disk], check=True)
    with mounted(disk, at):
        store, filler = at / "store", at / "filler"
        shutil.copytree(seed_store, store, ignore=shutil.ignore_patterns("derived"))
        before = open_release(store).id
        with filler.open("wb") as file, contextlib.suppress(OSError):
            while True:
                file.write(b" " * 65536)

        assert main(["add", str(corpus), "--store", str(store)]) == 1
        told = capfd.readouterr().err
        assert told.startswith("kouan: ")
        assert "No space left on device" in told
        assert open_release(store).id == before

        filler.unlink()
        assert main(["add", str(corpus), "--store", str(store)]) == 0
        whole = {str(each) for each in open_release(store).store}
        elsewhere = shutil.copytree(seed_store, tmp_path / "elsewhere")
        add([corpus], elsewhere, names=Namespaces(), report=lambda line: None)
        assert whole == {str(each) for each in open_release(elsewhere).store}
