"""What is installed, and from where: pinned with hashes, from whatever index a user has set."""

import json
import re
import subprocess
import sys
import tarfile
import zipfile
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

    assert entries
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


def test_npm_packages_are_pinned_with_hashes_and_no_registry_is_named() -> None:
    web = ROOT / "server" / "web"
    packages = json.loads((web / "package-lock.json").read_text("utf-8"))["packages"]
    asked = json.loads((web / "package.json").read_text("utf-8"))

    assert all(re.fullmatch(r"\d+\.\d+\.\d+", v) for kind in ("dependencies", "devDependencies") for v in asked[kind].values())  # fmt: skip
    for name, package in packages.items():
        assert "resolved" not in package
        assert not name or package["integrity"].startswith("sha512-"), name


def test_what_browsers_load_is_in_the_wheel_and_the_sdist_but_not_what_it_is_made_with(
    tmp_path: Path,
) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    with (
        zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel,
        tarfile.open(next(tmp_path.glob("*.tar.gz"))) as sdist,
    ):
        installed = set(wheel.namelist())
        shipped = {name.partition("/")[2] for name in sdist.getnames()}

    made = {f"server/static/built/{name}" for name in ("kouan.js", "NOTICE.txt", "stamp")}
    assert made < installed & shipped
    assert not [name for name in installed if name.startswith("server/web/")]
    assert {"server/web/package-lock.json", "server/web/.npmrc", "hatch_build.py"} < shipped
    assert not [name for name in shipped if "node_modules" in name]


def test_scripts_name_whose_work_they_hold_under_which_licence() -> None:
    notice = (ROOT / "server" / "static" / "built" / "NOTICE.txt").read_text("utf-8")
    held = dict(re.findall(r"(?m)^={80}\n(\S+) [\d.]+: (.+)$", notice))

    assert "htmx.org" in held
    assert set(held.values()) <= {
        "0BSD",
        "BSD-0-Clause",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "ISC",
        "MIT",
        "Apache-2.0",
    }
