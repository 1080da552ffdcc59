"""What tests share: the seed page and its graph, the extractor that comes with Kouan, documents made of one text."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
import rdflib
from playwright.sync_api import Browser

from extract.document import Article, Block, Document, Passage
from extract.error import SourceError
from extract.fact import Fact
from extract.pipeline import Extractor
from graph import indexing
from graph.build import Summary, build
from graph.releases import Release, find, open_release
from ontology import Namespaces
from server.app import create_app
from server.settings import Settings
from tests.browser import Visitor, chromium
from tests.desk import serving
from tests.serving import running, wait_until_described

SEEDS = Path(__file__).parent.parent / "seeds"
SEED_PAGE = SEEDS / "pages" / "west-times-2025-09-12-p3.txt"

Read = Callable[..., list[dict[str, Any]]]


def article(text: str, *, title: str | None = None, published: date | None = date(2025, 9, 12)) -> Document:
    """A clean document: one paragraph a line."""
    blocks, start = [], 0
    for line in text.split("\n"):
        if line:
            blocks.append(Block("paragraph", Passage(line, range(start, start + len(line)))))
        start += len(line) + 1
    head = Passage(title, range(len(title)), "title") if title else None
    raw = {"text": text} | ({"title": title} if title else {})
    return Document("test", raw, (Article("test-1", head, None, (), tuple(blocks)),), published=published)


def refuse(error: SourceError) -> None:
    """Takes no fault of a source."""
    raise error


def rows(facts: list[Fact]) -> list[dict[str, Any]]:
    """Facts as rows of the facts format."""
    return [fact.as_row(Namespaces()) for fact in facts]


@pytest.fixture(scope="session")
def seed_store(built: tuple[Path, Summary]) -> Path:
    """A store built from seeds/ without a fault, for tests that only read it."""
    store, summary = built
    assert (summary.violations, summary.errors) == ([], [])
    return store


@pytest.fixture(scope="session")
def seed_release(seed_store: Path) -> Release:
    return open_release(seed_store)


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    return Extractor.load()


@pytest.fixture
def read(extractor: Extractor) -> Read:
    """Reads a text into rows of one type (or all), each row cut to the keys asked for."""

    def read_rows(
        text: str,
        kind: str | None = None,
        *keys: str,
        published: date | None = date(2025, 9, 12),
        title: str | None = None,
    ) -> list[dict[str, Any]]:
        found = rows(extractor.facts(article(text, title=title, published=published)))
        found = [row for row in found if kind in (None, row["type"])]
        return [{key: row.get(key) for key in keys} for row in found] if keys else found

    return read_rows


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    """The store that the seeds make, to read from, with its search index, and the summary of its build."""
    store = tmp_path_factory.mktemp("built") / "store"
    summary = build(SEEDS, store, names=Namespaces(), report=lambda line: None)
    indexing.of(find(store), Namespaces())
    return store, summary


@pytest.fixture(scope="session")
def site(seed_store: Path) -> Iterator[str]:
    """The address of a server of what the seeds make, for tests that change nothing."""
    with running(create_app(Settings(store=seed_store))) as client:
        yield str(client.base_url).rstrip("/")


@pytest.fixture(scope="session")
def described(site: str) -> Iterator[httpx.Client]:
    """A client of that server, when it has described and dumped what it serves."""
    with httpx.Client(base_url=site, timeout=60) as client:
        wait_until_described(client)
        yield client


@pytest.fixture(scope="session")
def void(described: httpx.Client) -> rdflib.Graph:
    """What it says of the dataset."""
    return rdflib.Graph().parse(data=described.get("/.well-known/void").text)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of a module; its event loop must not outlive them, or others could have none."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def visitor(browser: Browser, site: str) -> Iterator[Visitor]:
    """A visitor of the site, whose test fails if a page loads, runs or shows what it must not."""
    visitor = Visitor(browser, site)
    yield visitor
    visitor.leave()


@pytest.fixture(scope="module")
def desk_store(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the seeds' store that curators may change."""
    return shutil.copytree(seed_store, tmp_path_factory.mktemp("desk") / "store")


@pytest.fixture(scope="module")
def desk_site(desk_store: Path) -> Iterator[str]:
    """The address of a desk over it."""
    with serving(desk_store) as client:
        yield str(client.base_url)


@pytest.fixture
def curator(browser: Browser, desk_site: str) -> Iterator[Visitor]:
    """A visitor of the desk."""
    visitor = Visitor(browser, desk_site)
    yield visitor
    visitor.leave()
