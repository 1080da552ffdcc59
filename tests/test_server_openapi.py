"""The interface is what its OpenAPI description says, whatever is sent to it."""

import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import httpx

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
NOT_SAID = ("positive_data_acceptance", "unsupported_method", "allow_header_conformance")
"""What OpenAPI has no words for: that a text is SPARQL, and the method QUERY."""


def test_every_operation_answers_as_it_is_described(site: str, tmp_path: Path) -> None:
    until = monotonic() + 120
    while (
        httpx.get(f"{site}/dump/", timeout=60).status_code == 503
    ):  # what is derived of the release is being made
        assert monotonic() < until
        sleep(0.1)
    described = httpx.get(f"{site}/openapi.json", timeout=60).json()["paths"]
    options = [
        "--phases",
        "coverage,fuzzing",
        "--max-examples",
        "8",
        "--seed",
        "7",
        "--generation-deterministic",
    ]
    quiet = ["--warnings", "off", "--no-color", "--request-timeout", "60"]
    done = subprocess.run(
        [SCHEMATHESIS, "run", f"{site}/openapi.json", "--exclude-checks", ",".join(NOT_SAID), *options, *quiet],
        cwd=tmp_path, check=False, capture_output=True, text=True, timeout=600,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-5000:] + done.stderr
    assert f"Tested: {sum(map(len, described.values()))}" in done.stdout
