"""What comes along for those who run Kouan as a service: a unit of systemd, a container."""

import re
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from server.settings import Settings

DEPLOY = Path(__file__).parent.parent / "deploy"
UNIT, CONTAINER = DEPLOY / "kouan.service", DEPLOY / "Containerfile"
HADOLINT = Path(sys.executable).with_name("hadolint")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd to check units with")
def test_systemd_finds_nothing_wrong_with_the_unit_and_calls_it_confined(tmp_path: Path) -> None:
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace("/opt/kouan/bin/kouan", sys.executable))

    verified = subprocess.run(
        ["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False
    )
    assert (verified.returncode, verified.stderr) == (0, "")
    exposed = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--threshold=30", unit],
        capture_output=True,
        text=True,
        check=False,
    )
    assert exposed.returncode == 0, exposed.stdout.splitlines()[-1:]


@pytest.mark.skipif(not HADOLINT.exists(), reason="hadolint has no wheel for this machine")
def test_the_container_file_is_linted() -> None:
    told = subprocess.run([HADOLINT, "--no-color", CONTAINER], capture_output=True, text=True, check=False)

    assert (told.returncode, told.stdout) == (0, "")


def test_units_and_containers_set_only_what_can_be_set() -> None:
    named = set(re.findall(r"\b(KOUAN_[A-Z_]+)\b", UNIT.read_text() + CONTAINER.read_text()))

    assert "KOUAN_STORE" in named
    assert named <= {each.metadata.get("name") for each in fields(Settings)}
