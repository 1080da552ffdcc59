"""A file is written whole or not at all."""

import os
from pathlib import Path

import pytest

from server.output import output


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"

    with output(path) as stream:
        stream.write(b"one\n")
        assert not path.exists()

    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"facts.jsonl": b"one\n"}


def test_a_failure_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    path.write_bytes(b"old\n")

    def write_half() -> None:
        with output(path) as stream:
            stream.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()

    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"facts.jsonl": b"old\n"}


def test_a_replaced_file_keeps_its_mode_and_a_link_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "facts.jsonl", tmp_path / "latest"
    path.write_bytes(b"old\n")
    path.chmod(0o640)
    link.symlink_to(path)

    with output(link) as stream:
        stream.write(b"new\n")

    assert link.is_symlink()
    assert path.read_bytes() == b"new\n"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_device_is_written_to_and_not_replaced() -> None:
    with output(Path(os.devnull)) as stream:
        stream.write(b"gone")

    assert not Path(os.devnull).is_file()
