"""Whatever news, its paper and curators write, also `<script>`, every page shows it as text and obeys none of it."""

import json
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from graph.build import add
from server.app import create_app
from server.settings import Settings
from tests.browser import Visitor
from tests.rdf import NAMES
from tests.serving import running

SCRIPT = "<script>document.title='taken'</script>"
IMAGE = "<img src=x onerror=\"document.title='taken'\">"
ID = f"odd-{SCRIPT}"
ARTICLE = {
    "id": ID,
    "title": f"{SCRIPT}大连港很忙",
    "publication": f"{IMAGE}晚报",
    "date": "2025-09-12",
    "url": f"https://example.org/{SCRIPT}",
    "text": f"{SCRIPT}2024年，大连港集装箱吞吐量500万标箱，同比增长8.2%。{IMAGE}国务院批复同意大连港口岸扩大开放。",
}
PLACES = {
    "/": SCRIPT,
    f"/doc/document/{quote(ID, safe='')}": SCRIPT,
    "/doc/port/dalian": IMAGE,
    f"/search?q={quote(SCRIPT)}": SCRIPT,
    f"/statistics?subject={quote(SCRIPT)}": SCRIPT,
    f"/sparql?query={quote('SELECT * { ?s schema:headline ?o }')}": SCRIPT,
    f"/workbench?query={quote('SELECT * { ?s schema:headline ?o } # ' + SCRIPT)}": SCRIPT,
    f"/review?doc={quote(ID)}": SCRIPT,
    f"/review?note={quote(SCRIPT)}&rule={quote(SCRIPT)}": SCRIPT,
    f"/review/bulk?doc={quote(ID)}": SCRIPT,
    f"/review/filter?doc={quote(ID)}": "",
    "/review/history": SCRIPT,
    "/review/lexicon": SCRIPT,
    f"/review/lexicon?added={quote(SCRIPT)}": SCRIPT,
    f"/{quote(SCRIPT)}": "",
}


@pytest.fixture(scope="module")
def odd(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of a store with an article full of scripts, a decision with a note that is one, and a name that is one."""
    folder = tmp_path_factory.mktemp("odd")
    store = shutil.copytree(seed_store, folder / "store")
    (folder / "odd.jsonl").write_text(json.dumps(ARTICLE), encoding="utf-8")
    add([folder / "odd.jsonl"], store, names=NAMES, report=lambda line: None)
    with running(create_app(Settings(store=store, workers=1))) as client:
        site = str(client.base_url).rstrip("/")
        client.headers["Origin"], client.follow_redirects = site, True
        while (card := client.get("/review", params={"doc": ID})).status_code == 503:
            time.sleep(0.1)
        [fact] = re.findall(r'data-fact="(\w+)"', card.text)
        given = {"fact": fact, "reason": "layout", "note": SCRIPT, "filter": ""}
        assert client.post("/review/decide", data=given).status_code == 200
        taught = {"word": f"{SCRIPT}岗", "class": "Organization", "aliases": IMAGE}
        assert client.post("/review/lexicon", data=taught).status_code == 200
        yield site


@pytest.mark.parametrize("path", PLACES)
def test_a_page_shows_scripts_as_text(visitor: Visitor, odd: str, path: str) -> None:
    page = visitor.open(path, site=odd)
    expect(page.locator("main")).to_contain_text(PLACES[path])
    assert page.locator("main :is(script:not([type]), img)").count() == 0
    assert "taken" not in page.title().replace(SCRIPT, "")
