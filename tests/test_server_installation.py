"""What is installed, and from where: pinned with hashes, from whatever index a user has set."""

import re
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PINS = sorted((ROOT / "requirements").glob("*.txt"))
PACKAGES = ("ontology", "extract", "graph", "server")


@pytest.mark.parametrize("path", [*PINS, ROOT / "requirements" / "build.in", ROOT / "Makefile"], ids=lambda p: p.name)  # fmt: skip
def test_no_file_of_the_set_up_names_a_package_index(path: Path) -> None:
    text = (
        path.read_text(encoding="utf-8")
        .replace("https://w3id.org/kouan/", "")
        .replace("http://127.0.0.1", "")
    )

    assert not re.findall(r"://|--(?:extra-)?index-url|--find-links|--trusted-host", text)


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.name)
def test_every_requirement_is_pinned_with_a_hash(path: Path) -> None:
    entries = re.split(
        r"\n(?=[a-z0-9])", re.sub(r"(?m)^\s*#.*\n", "", path.read_text(encoding="utf-8")).strip()
    )

    assert len(entries) > 5
    for entry in entries:
        assert re.match(r"[\w.-]+==[\w.]+ \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\\n|\s*$))+", entry), (
            entry
        )


def test_what_runs_is_tested_in_the_same_version() -> None:
    run, dev = (
        set(re.findall(r"(?m)^([\w.-]+==[\w.]+)", (ROOT / "requirements" / name).read_text(encoding="utf-8")))
        for name in ("run.txt", "dev.txt")
    )

    assert run < dev


def test_no_other_distribution_has_packages_of_our_names() -> None:
    installed = packages_distributions()

    assert [set(installed.get(name, ["kouan"])) for name in PACKAGES] == [{"kouan"}] * len(PACKAGES)
