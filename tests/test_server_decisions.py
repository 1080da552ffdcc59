"""`kouan decisions`: what curators decided, as a file for review in a repository, and back."""

import shutil
from pathlib import Path

import pytest

from graph.releases import open_release
from graph.review.decision import Decision
from graph.review.journal import Journal, read_decisions
from graph.terms import Terms
from server.cli import main
from tests.rdf import NAMES

FACT = "https://w3id.org/kouan/id/fact/"


@pytest.fixture
def store(seed_store: Path, tmp_path: Path) -> Path:
    """A store of the seeds that may be changed."""
    return shutil.copytree(seed_store, tmp_path / "store")


def facts(store: Path, status: str) -> list[str]:
    terms = Terms(NAMES)
    found = open_release(store).store.quads_for_pattern(
        None, terms.kou("status"), terms.resource(f"status/{status}"), None
    )
    return sorted(str(quad.subject).removeprefix(f"<{FACT}").removesuffix(">") for quad in found)


def test_decisions_go_from_one_store_to_another_by_a_file(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = facts(store, "published")[:2]
    made = [
        Decision(action="reject", fact=one, by="li", at="2025-09-12T08:00:00Z", reason="layout"),
        Decision(action="accept", fact=two, by="li", at="2025-09-12T08:00:01Z"),
    ]
    other = shutil.copytree(store, tmp_path / "other")
    Journal(store).append(made)
    file = tmp_path / "decisions.jsonl"

    assert main(["decisions", "export", "--store", str(store), "-o", str(file)]) == 0
    assert read_decisions(file) == made
    assert main(["decisions", "import", str(file), "--store", str(other)]) == 0
    assert "2 new decisions" in capsys.readouterr().out
    assert facts(other, "rejected") == [one]

    release = (other / "current").read_text()
    assert main(["decisions", "import", str(file), "--store", str(other)]) == 0
    assert "0 new decisions" in capsys.readouterr().out
    assert (other / "current").read_text() == release


def test_a_later_decision_made_elsewhere_holds_and_is_told(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fact = facts(store, "published")[0]
    Journal(store).append([Decision(action="accept", fact=fact, by="li", at="2025-09-12T08:00:00Z")])
    later = Decision(
        action="reject", fact=fact, by="wang", at="2025-09-12T09:00:00Z", reason="duplicate", note="重复了"
    )
    file = tmp_path / "wang.jsonl"
    file.write_text(later.as_line() + "\n", encoding="utf-8")

    assert main(["decisions", "import", str(file), "--store", str(store)]) == 0
    assert capsys.readouterr().err == (
        f"kouan: fact {fact}: the decision that held before gives way to a later one\n"
    )
    assert facts(store, "rejected") == [fact]


def test_a_file_with_a_bad_line_brings_nothing(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = Decision(action="accept", fact="f", by="li", at="2025-09-12T08:00:00Z")
    file = tmp_path / "bad.jsonl"
    file.write_text(good.as_line() + '\n{"action": "accept"}\n', encoding="utf-8")

    assert main(["decisions", "import", str(file), "--store", str(store)]) == 1
    assert capsys.readouterr().err == f"kouan: {file}:2: decision: 'by' is missing\n"
    assert not (store / "decisions.jsonl").exists()
