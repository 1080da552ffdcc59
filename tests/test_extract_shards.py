"""A long extraction can be stopped at any moment and gone on with; the files are the same."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from extract import shards
from extract.bulk import Failure
from extract.document import Document
from extract.error import SourceError
from extract.shards import MANIFEST, Shards
from tests.conftest import article


class PowerCut(Exception):
    """Whatever stops a run."""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "SHARD", 3)


def documents(count: int) -> list[Document]:
    return [replace(article(f"口岸{number}"), id=f"d{number}") for number in range(count)]


def reading(given: Iterable[Document]) -> Iterator[tuple[str, bytes | Failure]]:
    """Finds one fact in each document but the fifth."""
    for document in given:
        if document.id == "d4":
            yield document.id, Failure("is too hard")
        else:
            yield document.id, f"{document.id}\n".encode()


def run(folder: Path, given: Iterable[Document], *, resume: bool = False) -> dict[str, int]:
    *_, counts = Shards.open(folder, resume=resume).extract(given, reading)
    return dict(counts)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.facts.jsonl*")}


def stopping(given: Iterable[Document], after: int) -> Iterator[Document]:
    """Documents until the power is cut."""
    for number, document in enumerate(given):
        if number == after:
            raise PowerCut
        yield document


def test_every_document_is_in_the_manifest_with_what_became_of_it(tmp_path: Path) -> None:
    assert run(tmp_path / "run", documents(7)) == {"done": 6, "failed": 1}

    lines = [json.loads(line) for line in (tmp_path / "run" / MANIFEST).read_text().splitlines()]
    told = {line["doc"]: (line["status"], line.get("why")) for line in lines if "doc" in line}
    assert told == {f"d{n}": ("done", None) for n in range(7)} | {"d4": ("failed", "is too hard")}
    ends = {line["shard"]: line["documents"] for line in lines if "shard" in line}
    assert list(ends.values()) == [3, 3, 1]
    assert b"".join(files(tmp_path / "run")[name] for name in ends) == b"d0\nd1\nd2\nd3\nd5\nd6\n"


@pytest.mark.parametrize("after", range(8))
def test_a_run_that_was_stopped_gives_the_files_of_one_that_was_not(tmp_path: Path, after: int) -> None:
    run(tmp_path / "whole", documents(7))
    with pytest.raises(PowerCut):
        run(
            tmp_path / "stopped",
            [*stopping(documents(7), after)] if after > 7 else stopping(documents(8), after),
        )

    counts = run(tmp_path / "stopped", documents(7), resume=True)

    assert files(tmp_path / "stopped") == files(tmp_path / "whole")
    assert sum(counts.values()) == 7


@pytest.mark.parametrize("kept", [0.3, 0.5, 0.7, 0.95])
def test_a_manifest_that_was_cut_off_loses_no_document_and_doubles_none(tmp_path: Path, kept: float) -> None:
    run(tmp_path / "run", documents(7))
    before = files(tmp_path / "run")
    manifest = tmp_path / "run" / MANIFEST
    data = manifest.read_bytes()
    head = data.index(b"\n") + 1
    manifest.write_bytes(data[: head + int((len(data) - head) * kept)])

    run(tmp_path / "run", documents(7), resume=True)

    assert files(tmp_path / "run") == before
    assert manifest.read_bytes() == data


def test_what_is_unchanged_is_skipped_and_what_is_new_is_read(tmp_path: Path) -> None:
    run(tmp_path / "run", documents(3))

    assert run(tmp_path / "run", [*documents(5), *documents(5)], resume=True) == {
        "skipped": 8,
        "done": 1,
        "failed": 1,
    }


def test_a_folder_that_cannot_be_used_is_named_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusal(folder: Path, *, resume: bool) -> str:
        with pytest.raises(SourceError) as error:
            Shards.open(folder, resume=resume)
        return str(error.value).removeprefix(f"{folder}: ")

    run(tmp_path / "run", documents(1))
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").touch()

    assert refusal(tmp_path / "letters", resume=True) == "holds other files than those of an extraction"
    assert refusal(tmp_path / "run", resume=False) == "holds an extraction already; go on with it by --resume"
    monkeypatch.setattr(shards, "version", lambda: "another")
    assert (
        refusal(tmp_path / "run", resume=True)
        == "was begun with other rules or another version; take another folder"
    )
