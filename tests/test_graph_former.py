"""IRIs that were given once and mean another thing by now, or none."""

import shutil
from collections.abc import Iterator

import httpx
import pytest

from extract.lexicon import mint
from graph.build import build
from server.app import create_app
from server.settings import Settings
from tests.conftest import SEEDS
from tests.rdf import NAMES
from tests.serving import running


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A graph whose tables have given a port an alias, renamed another, and dropped a third."""
    folder = tmp_path_factory.mktemp("former")
    tables = shutil.copytree(SEEDS / "gazetteer", folder / "seeds" / "gazetteer")
    (folder / "seeds" / "pages").mkdir()
    (folder / "seeds" / "queries").mkdir()
    ports = (tables / "ports.tsv").read_text(encoding="utf-8")
    assert "\nmohan\t磨憨口岸\t" in ports
    aliased = ports.replace("\nmohan\t磨憨口岸\t", "\nmohan\t磨憨口岸\t磨旱口岸|", 1)
    (tables / "ports.tsv").write_text(aliased, encoding="utf-8")
    (tables / "former.tsv").write_text(
        "key\treplaced_by\tsource\nport/mohan-old\tport/mohan\town\nport/nowhere\t\town\n", encoding="utf-8"
    )
    summary = build(folder / "seeds", folder / "store", names=NAMES, report=lambda _: None)
    assert summary.violations == []
    with running(create_app(Settings(store=folder / "store", workers=1))) as client:
        client.headers["Accept"] = "text/turtle"
        yield client


@pytest.mark.parametrize("key", [mint("Port", "磨旱口岸").key, "port/mohan-old"])
def test_an_iri_that_was_replaced_leads_on(client: httpx.Client, key: str) -> None:
    for path in ("id", "doc"):
        moved = client.get(f"/{path}/{key}", follow_redirects=False)
        assert (moved.status_code, moved.headers["location"]) == (301, f"/{path}/port/mohan")
    about = client.get("/doc/port/mohan").text
    assert f"<https://w3id.org/kouan/id/{key}>" in about or f"port:{key.removeprefix('port/')} " in about
    assert "dcterms:isReplacedBy port:mohan" in about


def test_an_iri_that_was_withdrawn_says_so(client: httpx.Client) -> None:
    assert client.get("/id/port/nowhere").status_code == 410
    assert client.get("/doc/port/nowhere").status_code == 410
    assert client.get("/doc/port/never").status_code == 404
