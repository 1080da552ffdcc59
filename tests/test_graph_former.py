"""IRIs that were given once and mean another thing by now, or none."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode

from extract.lexicon import mint
from graph import gone
from graph.build import build
from graph.content import Change
from graph.releases import current_id, find, releases
from graph.store import Master
from server.app import create_app
from server.settings import Settings
from tests.conftest import SEEDS
from tests.rdf import NAMES
from tests.serving import fill, running, wait_until_described

MOHAN = NamedNode("https://w3id.org/kouan/id/port/mohan")


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


@pytest.mark.parametrize("followed", [True, False], ids=["a change", "another build"])
def test_what_an_earlier_release_had_is_gone_and_told_from_what_never_was(
    tmp_path: Path, followed: bool
) -> None:
    store = fill(tmp_path / "store")
    before = current_id(store)
    with Master.open(store) as master:
        old = list(master.store.quads_for_pattern(MOHAN, None, None, None))
        for each in old:
            master.store.remove(each)
        if followed:
            master.follow(Change(removed=old))
        master.publish(master.content if followed else b"another")
    with running(create_app(Settings(store=store, workers=1))) as client:
        wait_until_described(client)  # until then it answers 404
        for path in ("/id/port/mohan", "/doc/port/mohan.ttl", "/doc/port/mohan?format=jsonld"):
            answer = client.get(path, timeout=60)
            assert (answer.status_code, answer.json()["kind"]) == (410, "gone")
        [link] = [each for each in answer.links.values() if each["rel"] == "predecessor-version"]
        assert link["url"] == f"/doc/port/mohan?release={before}"
        assert "磨憨口岸" in client.get(link["url"], headers={"Accept": "text/turtle"}).text
        assert client.get("/id/port/never").status_code == 404

        with Master.open(store) as master:
            master.store.extend(old)
            master.follow(Change(added=old))
            master.publish(b"back")
        assert client.get("/id/port/mohan").status_code == 303


def test_what_is_gone_is_known_when_the_release_that_had_it_is_no_longer_kept(tmp_path: Path) -> None:
    store = fill(tmp_path / "store")
    first = current_id(store)
    for number in range(3):
        with Master.open(store) as master:
            for each in list(master.store.quads_for_pattern(MOHAN, None, None, None)):
                master.store.remove(each)
            master.publish(str(number).encode(), keep=2)
        gone.make(find(store), NAMES)

    assert first not in [each.id for each in releases(store)]
    assert gone.read(gone.path_of(find(store))) == {MOHAN.value: first}
