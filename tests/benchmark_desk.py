"""How long a curator waits for the next card, and a researcher for many rows: `make bench-desk`.

The facts are read from made-up news, and made unsure of, so that all of them wait for a curator. Times are what a
browser sees: from a key press, or a click, to the frame in which the next card, or the table, stands. Beside them stands
the processor time that the server takes for each card, which others at work on the machine do not stretch.
"""

import argparse
import gzip
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page

from extract.document import Document
from extract.pipeline import Extractor
from extract.source import read
from graph.build import build
from graph.documents import article_of, document_triples
from graph.mapping import MappedFact, Mapping
from graph.merging import Merger
from graph.store import Master
from graph.terms import Terms
from ontology import Namespaces
from server.pages import STATIC
from tests.benchmark_server import free_port, started
from tests.browser import Visitor, chromium
from tests.conftest import SEEDS, refuse
from tests.corpus import articles
from tests.processes import processor_seconds

NAMES = Namespaces()
BATCH = 200
"""Documents merged at once."""
ROWS = 50_000
ALL = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
WATCH = """
(() => {
  const card = () => document.getElementById("card")?.dataset.fact;
  const look = () => {
    const pressed = JSON.parse(sessionStorage.getItem("pressed") ?? "null");
    const shown = card();
    if (pressed && shown && shown !== pressed.fact) {
      sessionStorage.removeItem("pressed");
      requestAnimationFrame(() => {
        const waits = JSON.parse(sessionStorage.getItem("waits") ?? "[]");
        waits.push(performance.timeOrigin + performance.now() - pressed.at);
        sessionStorage.setItem("waits", JSON.stringify(waits));
      });
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  addEventListener("keydown", (event) => {
    sessionStorage.setItem("pressed", JSON.stringify({fact: card(), at: performance.timeOrigin + event.timeStamp}));
  }, true);
})();
"""
"""Keeps, across pages, how many milliseconds lie between each key and the frame after the one that has a new card."""


def fill(store: Path, facts: int) -> int:
    """A store of the seeds and of so many unsure facts, at least, that news says; how many there are."""
    build(SEEDS, store, names=NAMES, report=lambda line: None)
    terms, told = Terms(NAMES), set[str]()
    documents = _documents(store.with_name("news.jsonl"))
    with Master.open(store) as master:
        merger = Merger(master.store, terms)
        while len(told) < facts:
            batch = list(islice(documents, BATCH))
            unsure = [fact for document in batch for fact in _unsure(document)]
            merger.merge(unsure, (t for each in batch for t in document_triples(each, terms)))
            told |= {fact.node.value for fact in unsure}
            master.commit()
            _report(f"\r{len(told):,} facts")
        master.publish()
    return len(told)


def _documents(path: Path) -> Iterator[Document]:
    """News without end."""
    seed = 0
    while True:
        seed += 1
        path.write_text("\n".join(articles(BATCH, seed=seed)), encoding="utf-8")
        yield from read(path, on_error=refuse)


EXTRACTOR, MAPPING = Extractor.load(), Mapping(NAMES)


def _unsure(document: Document) -> Iterator[MappedFact]:
    where = article_of(document)
    for fact in EXTRACTOR.facts(document):
        yield MAPPING.map(replace(fact, confidence=round(fact.confidence / 2, 3)), where)


def waits(page: Page, keys: Sequence[str]) -> list[float]:
    """Milliseconds from each of some keys to the next card."""
    page.evaluate("sessionStorage.clear()")
    for pressed, key in enumerate(keys, 1):
        page.keyboard.press(key)
        page.wait_for_function(
            "many => JSON.parse(sessionStorage.getItem('waits') ?? '[]').length === many", arg=pressed
        )
    found: list[float] = json.loads(page.evaluate("sessionStorage.getItem('waits')"))
    return found


def rows_shown(page: Page) -> float:
    """Seconds from a click on the button that runs a query to a table of all its rows."""
    page.goto(f"/workbench?query={quote(f'{ALL} LIMIT {ROWS}')}")
    table = f"table[aria-rowcount='{ROWS + 1}'] tbody td.iri"
    page.wait_for_selector(table)
    run = page.locator(".buttons button").first
    begun: float = run.evaluate(
        """button => { document.getElementById("results").replaceChildren(); const at = performance.now(); button.click(); return at; }"""
    )
    shown: float = page.wait_for_function(
        "table => document.querySelector(table) && performance.now()", arg=table
    ).json_value()
    return (shown - begun) / 1e3


def tell(name: str, page: Page, keys: Sequence[str], server: int) -> None:
    """Prints what most and what nearly all waits after some keys are at most, and what each costs the server."""
    before = processor_seconds([server])
    times = waits(page, keys)
    cost = (processor_seconds([server]) - before) / len(keys)
    median, most = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    print(f"{name}: median {median:.0f} ms, 95 % {most:.0f} ms; processor of the server {1e3 * cost:.0f} ms")


def sizes() -> Counter[str]:
    """Bytes of what browsers load, gzipped, by the entry that they stand in."""
    return Counter(
        {path.name: len(gzip.compress(path.read_bytes())) for path in sorted(STATIC.rglob("*.[jc]s*"))}
    )


def _report(text: str) -> None:
    if sys.stderr.isatty():
        print(text, end="", file=sys.stderr)


def main() -> None:
    """Fills a store, serves it, presses keys, and prints what was waited for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--facts", type=int, default=100_000, help="facts that wait for a curator")
    options.add_argument("--keys", type=int, default=100, help="key presses that are timed, of each kind")
    options.add_argument("--store", type=Path, help="a store that was filled before, or is to be kept")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = given.store or Path(folder) / "store"
        if not store.exists():
            begun = time.monotonic()
            print(f"{fill(store, given.facts):,} facts made in {time.monotonic() - begun:.0f} s")
        port = free_port()
        command = [sys.executable, "-m", "server", "serve", "--store", str(store), "--port", str(port)]
        with started("kouan", command, port, "/sparql", {}) as served, chromium() as browser:
            visitor = Visitor(browser, f"http://127.0.0.1:{port}")
            page = visitor.open("/static/kouan.svg")
            page.context.set_default_timeout(600_000)
            page.context.add_init_script(WATCH)
            begun = time.monotonic()
            page.goto("/review")
            page.wait_for_selector("#card")
            print(f"queue made in {time.monotonic() - begun:.0f} s")
            server = served.process.pid
            for name, key in (("accept", "a"), ("reject", "1"), ("skip", "s")):
                tell(f"{name}, next card", page, key * given.keys, server)
            for order in ("impact", "document", "rule"):
                page.goto(f"/review?order={order}")
                tell(f"accept by {order}", page, "a" * given.keys, server)
            page.goto("/review?province=province/yunnan&type=stat")
            tell("accept, of a province and type", page, "a" * given.keys, server)
            print(f"{ROWS:,} rows: {statistics.median(rows_shown(page) for _ in range(3)):.2f} s")
            visitor.leave()
    for name, size in sizes().items():
        print(f"{name}: {size / 1e3:.1f} kB gzipped")


if __name__ == "__main__":
    main()
