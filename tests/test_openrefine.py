"""OpenRefine itself, told to reconcile a table with our service as the page for clients shows."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.test_clients import PAGE, WRITTEN_FOR

ROWS = json.dumps({"facets": [], "mode": "row-based"})
"""How it is told to go through all rows."""
PATIENCE = 120
"""Seconds that a busy machine may need to start it, or to match a table."""


class OpenRefine:
    """What its pages ask of it, over HTTP."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def project(self, table: str) -> str:
        """A new project of a table with a head, which commas separate."""
        made = self._client.post(
            "/command/core/create-project-from-upload",
            params={"csrf_token": self._token()},
            files={"project-file": ("table.csv", table.encode())},
            data={
                "project-name": "table",
                "format": "text/line-based/*sv",
                "options": json.dumps({"encoding": "UTF-8", "separator": ","}),
            },
        )
        return made.headers["location"].rpartition("=")[2]

    def ask(self, command: str, **data: str) -> httpx.Response:
        """The answer to a command, when all is done that it set going."""
        answer = self._client.post(f"/command/core/{command}", data=data | {"csrf_token": self._token()})
        until = time.monotonic() + PATIENCE
        while self._client.get("/command/core/get-processes", params=data).json()["processes"]:
            assert time.monotonic() < until, f"{command} does not end"
            time.sleep(0.1)
        return answer.raise_for_status()

    def _token(self) -> str:
        token: str = self._client.get("/command/core/get-csrf-token").json()["token"]
        return token


@pytest.fixture(scope="module")
def openrefine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenRefine]:
    program = shutil.which("openrefine")
    if program is None:
        pytest.skip("openrefine is not installed here")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("openrefine")
    options = ["-p", str(port), "-i", "127.0.0.1", "-d", str(folder), "-m", "512M", "-x", "refine.headless=true"]  # fmt: skip
    with (folder / "log").open("w") as log:
        started = subprocess.Popen(
            [program, *options], cwd=folder, stdout=log, stderr=log, start_new_session=True
        )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
            _wait_for(client)
            yield OpenRefine(client)
    finally:
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()


def _wait_for(client: httpx.Client) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            client.get("/command/core/get-version").raise_for_status()
            return
        except httpx.HTTPError:
            assert time.monotonic() < until, "OpenRefine does not start"
            time.sleep(0.1)


def test_the_steps_that_the_page_shows_give_the_table_that_it_shows(
    openrefine: OpenRefine, site: str
) -> None:
    section = PAGE[PAGE.index("## OpenRefine") :]
    table, steps, result = (
        re.search(rf"```{language}\n(.*?)```", section, re.DOTALL)[1]  # type: ignore[index]
        for language in ("csv", "json", "text")
    )
    project = openrefine.project(table)

    openrefine.ask("apply-operations", project=project, operations=steps.replace(WRITTEN_FOR, site))

    assert openrefine.ask("export-rows", project=project, format="csv").text == result


def test_what_may_mean_several_things_waits_for_a_person(openrefine: OpenRefine, site: str) -> None:
    project = openrefine.project("name\n朝阳区\n大连港\nnothing at all\n")
    config = {
        "mode": "standard-service",
        "service": f"{site}/reconcile",
        "identifierSpace": "https://w3id.org/kouan/id/",
        "schemaSpace": "https://w3id.org/kouan/ontology#",
        "autoMatch": True,
        "columnDetails": [],
        "limit": 3,
    }

    openrefine.ask("reconcile", project=project, columnName="name", engine=ROWS, config=json.dumps(config))
    found = openrefine.ask("get-rows", project=project, start="0", limit="10").json()

    judged = [found["pool"]["recons"][str(row["cells"][0]["r"])] for row in found["rows"]]
    assert [each["j"] for each in judged] == ["none", "matched", "none"]
    assert [candidate["name"] for candidate in judged[0]["c"][:2]] == ["朝阳区", "朝阳区"]
    assert (judged[1]["m"]["id"], judged[1]["m"]["types"]) == ("port/dalian", ["Port"])
    assert judged[2].get("c", []) == []


def test_the_class_of_a_column_is_guessed(openrefine: OpenRefine, site: str) -> None:
    project = openrefine.project("name\n大连港\n营口港\n磨憨口岸\n")
    asked = {"project": project, "columnName": "name", "service": f"{site}/reconcile"}

    guessed = openrefine.ask("guess-types-of-column", **asked).json()["types"]

    assert (guessed[0]["id"], guessed[0]["name"]) == ("Port", "口岸")
