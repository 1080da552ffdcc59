"""The examples for clients do what they show, each by its own tool; for OpenRefine see `test_openrefine`."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

PAGE = (Path(__file__).parent.parent / "server" / "CLIENTS.md").read_text(encoding="utf-8")
WRITTEN_FOR = "http://127.0.0.1:8000"
PROGRAMS = {"sh": ["bash", "-c"], "python": [sys.executable, "-c"], "r": ["Rscript", "-e"]}
NEEDED = {"Comunica": "comunica-sparql", "R": "Rscript", "curl": "curl"}
MODULES = {"SPARQLWrapper": "SPARQLWrapper", "pandas": "pandas", "DuckDB": "duckdb"}


@dataclass(frozen=True)
class Example:
    """A piece of code with what it prints, under the heading of its tool."""

    tool: str
    language: str
    code: str
    prints: str


def examples() -> list[Example]:
    found = []
    for section in re.split(r"(?m)^## ", PAGE)[1:]:
        tool = section.partition("\n")[0]
        for language, code, prints in re.findall(
            r"```(\w+)\n(.*?)```\n```text\n(.*?)```", section, re.DOTALL
        ):
            found.append(Example(tool, language, code, prints))
    return found


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.tool)
def test_an_example_prints_what_it_shows(example: Example, described: httpx.Client, tmp_path: Path) -> None:
    program = NEEDED.get(example.tool)
    if program and shutil.which(program) is None:
        pytest.skip(f"{program} is not installed here")
    module = MODULES.get(example.tool)
    if module and find_spec(module) is None:
        pytest.skip(f"the package {module} is not installed here")

    code = example.code.replace(WRITTEN_FOR, str(described.base_url).rstrip("/"))
    done = subprocess.run(
        [*PROGRAMS[example.language], code],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"LC_ALL": "C.UTF-8"},  # R writes Chinese only where the system does
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert re.sub(r"[ \r]+\n", "\n", done.stdout.rstrip()) == example.prints.rstrip()


def test_every_tool_has_an_example() -> None:
    assert {each.tool for each in examples()} == {
        "curl", "rdflib", "SPARQLWrapper", "pandas", "DuckDB", "R", "Comunica",
    }  # fmt: skip
