"""Documents that are taken out stay out, and their IRIs say so."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from graph.build import add, build
from graph.content import Content
from graph.dataset import query
from graph.releases import current_id, open_release
from server.app import create_app
from server.settings import Settings
from tests.conftest import SEEDS
from tests.rdf import NAMES
from tests.serving import running

PAGE = "west-times-2025-09-12-p3"
ARTICLE = """\
SELECT ?left { { ?left a kou:SourceDocument } UNION { ?left kou:evidence [] } UNION { ?left schema:text [] }
  UNION { ?left oa:exact [] } UNION { ?left a schema:NewsArticle } }"""


def kouan(store: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "server", *arguments, "--store", str(store)],
        check=False, capture_output=True, text=True, timeout=120, env=os.environ,
    )  # fmt: skip


@pytest.fixture(scope="module")
def store(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the seeds without their page."""
    store = shutil.copytree(seed_store, tmp_path_factory.mktemp("withdrawn") / "store")
    done = kouan(store, "withdraw", PAGE, "--reason", "撤稿\t声明")
    assert done.returncode == 0, done.stderr
    return store


def test_what_only_a_withdrawn_document_said_is_gone_and_its_address_tells_why(store: Path) -> None:
    assert list(query(open_release(store).store, ARTICLE, names=NAMES)) == []  # type: ignore[arg-type]
    with running(create_app(Settings(store=store, workers=1))) as client:
        about = client.get(f"/doc/document/{PAGE}", headers={"Accept": "text/turtle"})
        page = client.get(f"/doc/document/{PAGE}", headers={"Accept": "text/html"})
        thing = client.get(f"/id/document/{PAGE}")
        article = client.get(f"/id/article/{PAGE}-3440dd14")
        quotation = client.get(quoted(client, store), timeout=60)

    assert (about.status_code, page.status_code, thing.status_code, article.status_code) == (
        410,
        410,
        410,
        410,
    )
    assert "owl:deprecated true" in about.text
    assert 'skos:changeNote "撤稿 声明"' in about.text
    assert "撤稿 声明" in page.text
    assert (quotation.status_code, quotation.json()["kind"]) == (410, "gone")


def quoted(client: httpx.Client, store: Path) -> str:
    """The address of a quotation that the release before had."""
    before = min((store / "releases").glob("*.json"), key=lambda file: file.stat().st_mtime).stem
    asked = {"query": "SELECT ?e { [] kou:evidence ?e } LIMIT 1", "release": before}
    found = client.get("/sparql", params=asked, headers={"Accept": "text/csv"})
    return "/id/" + found.text.split()[1].partition("/id/")[2]


def test_what_others_say_too_stays(store: Path) -> None:
    found = open_release(store).store
    assert query(found, 'ASK { port:dalian a kou:Port ; rdfs:label "大连港"@zh }', names=NAMES)
    assert kouan(store, "validate").returncode == 0


def test_a_withdrawn_document_is_not_read_again(store: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(store, tmp_path / "store")
    added = add([SEEDS / "pages" / f"{PAGE}.txt"], copy, names=NAMES, report=lambda _: None)
    built = build(SEEDS, copy, names=NAMES, report=lambda _: None)

    assert (added.documents, added.withdrawn) == (0, 1)
    assert (built.documents, built.withdrawn, built.violations) == (0, 1, [])
    asked = f'ASK {{ ?d dcterms:identifier "{PAGE}" ; owl:deprecated true ; skos:changeNote "撤稿 声明" }}'
    assert query(open_release(copy).store, asked, names=NAMES)


def test_withdrawing_again_changes_nothing_and_an_unknown_document_is_named(store: Path) -> None:
    assert Content.of(open_release(store).store).id == current_id(store)
    before = (store / "current").read_text(encoding="utf-8"), (store / "withdrawn.tsv").read_bytes()
    again, unknown = kouan(store, "withdraw", PAGE), kouan(store, "withdraw", "no-such-page")

    assert again.returncode == 0, again.stderr
    assert ((store / "current").read_text(encoding="utf-8"), (store / "withdrawn.tsv").read_bytes()) == before
    assert unknown.returncode == 1
    assert unknown.stderr == f"kouan: {store}: there is no document 'no-such-page'\n"
