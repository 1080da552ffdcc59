"""Every command in the README works, and what it shows is what one sees."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SEEDS

ROOT = SEEDS.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
KOUAN = Path(sys.executable).parent / "kouan"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


COMMANDS = [line.split("#")[0].strip() for block in blocks("sh") for line in block.splitlines() if line]


def run(command: str, store: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs a README command in a folder that looks like the checkout, on a store built for the tests."""
    (folder / "seeds").symlink_to(SEEDS)
    words = [str(KOUAN) if word == ".venv/bin/kouan" else word for word in shlex.split(command)]
    environment = {**os.environ, "KOUAN_STORE": str(store)}
    return subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize(
    "command", [command for command in COMMANDS if command.startswith(".venv/bin/kouan")]
)
def test_a_command_of_the_readme_works(command: str, seed_store: Path, tmp_path: Path) -> None:
    done = run(command, seed_store, tmp_path)

    assert (done.returncode, done.stderr if done.returncode else "") == (0, "")


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.startswith("make ")])
def test_a_target_of_the_readme_is_in_the_makefile(command: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert re.search(rf"^{command.removeprefix('make ')}:", makefile, re.MULTILINE)


def test_the_question_has_the_answer_that_the_readme_shows(seed_store: Path, tmp_path: Path) -> None:
    [question] = [command for command in COMMANDS if " query " in command]
    [shown] = blocks("csv")

    assert run(question, seed_store, tmp_path).stdout.splitlines() == shown.splitlines()


def test_the_fact_that_the_readme_shows_is_one_of_the_seed_page(seed_store: Path, tmp_path: Path) -> None:
    [shown] = [json.loads(block) for block in blocks("json")]
    command = next(command for command in COMMANDS if " extract " in command)

    facts: list[dict[str, Any]] = [
        json.loads(line) for line in run(command, seed_store, tmp_path).stdout.splitlines()
    ]

    assert shown in [{key: fact.get(key) for key in shown} for fact in facts]


def test_the_files_that_the_readme_names_exist() -> None:
    named = set(re.findall(r"\]\((?!http)([^)#]+)\)", README)) | set(
        re.findall(r"`((?:extract|ontology|seeds|tests)/[\w/.-]+)`", README)
    )

    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_the_pattern_that_the_readme_shows_is_one_that_is_used() -> None:
    [shown] = blocks("yaml")
    [name] = re.findall(r"- id: (.+)", shown)

    assert any(
        f"- id: {name}\n" in path.read_text("utf-8") for path in (ROOT / "extract/patterns").glob("*.yaml")
    )
