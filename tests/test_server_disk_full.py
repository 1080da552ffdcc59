"""A full disk: changes over HTTP are refused and leave nothing behind, readers see none of it, and room is enough to go on."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from graph.backup import check
from server.access import read_tokens
from server.app import create_app
from server.settings import Settings
from tests.serving import fill, names, running

WRITER = {"Authorization": "Bearer s3cret"}
NAMES = "SELECT ?name { GRAPH <urn:g> { ?s rdfs:label ?name } }"


@contextmanager
def small_disk(at: Path, size: int) -> Iterator[Path]:
    """A disk of so many bytes, which only root can make."""
    at.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", at], check=False, capture_output=True
    )
    if made.returncode:
        pytest.skip("only root can mount a disk")
    try:
        yield at
    finally:
        subprocess.run(["umount", "-l", at], check=True)


def insert(client: httpx.Client, name: str) -> httpx.Response:
    text = f'INSERT DATA {{ GRAPH <urn:g> {{ <urn:{name}> rdfs:label "{name}" }} }}'
    return client.post("/sparql", data={"update": text}, headers=WRITER)


def put(client: httpx.Client, name: str) -> httpx.Response:
    body = f'<urn:{name}> <http://www.w3.org/2000/01/rdf-schema#label> "{name}" .'
    headers = WRITER | {"Content-Type": "text/turtle"}
    return client.post("/graph-store?graph=urn:g", content=body, headers=headers)


def told(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["kind"]


def test_a_full_disk_refuses_changes_until_there_is_room_again(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 64 << 20) as disk:
        store, ballast = fill(disk / "store"), disk / "ballast"
        settings = Settings(store=store, tokens=read_tokens("s3cret"), in_memory=0)
        with running(create_app(settings), settings) as client:
            assert insert(client, "before").status_code == 204
            release = client.get("/health").json()["release"]
            with ballast.open("wb", buffering=0) as file, suppress(OSError):
                while True:
                    file.write(b" " * 4096)

            assert [told(change(client, "lost")) for change in (insert, put)] == [(507, "disk-full")] * 2
            assert client.get("/health").json()["release"] == release
            assert names(client.get("/sparql", params={"query": NAMES})) == ["before"]

            ballast.unlink()
            assert [change(client, name).status_code for change, name in ((insert, "a"), (put, "b"))] == [
                204,
                204,
            ]
            assert names(client.get("/sparql", params={"query": NAMES})) == ["a", "b", "before"]
        assert check(store) == []
