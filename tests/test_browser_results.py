"""Results in the workbench: as a table, a chart, a map and a graph, and as files."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from server.app import create_app
from server.settings import Settings
from tests.browser import Visitor, barriers
from tests.serving import running
from tests.workbench import BY_PROVINCE, PORTS, ask, opened, write

MANY = "SELECT ?s ?p ?o ?n { ?s ?p ?o { SELECT * { VALUES ?n { 1 2 3 4 } } } } LIMIT 50000"


def test_fifty_thousand_rows_are_shown_within_seconds_and_scroll(visitor: Visitor) -> None:
    page = visitor.open("/workbench")
    write(page, MANY)
    page.evaluate("""() => {
      const status = document.getElementById("status");
      new MutationObserver(() => {
        if (/50,000/.test(status.textContent) && document.querySelectorAll("tbody tr").length > 10)
          window.shownAfter ??= performance.now() - window.started;
      }).observe(status, {childList: true});
      document.querySelector("form").addEventListener("submit", () => { window.started = performance.now(); }, true);
    }""")
    page.get_by_role("button", name="运行").click()

    expect(page.locator("#status")).to_contain_text("50,000", timeout=30_000)
    print(f"50,000 rows shown after {page.evaluate('window.shownAfter'):.0f} ms")
    table = page.locator(".rows")
    assert table.locator("table").get_attribute("aria-rowcount") == "50001"
    assert table.locator("tbody tr").count() < 100
    table.evaluate("each => { each.scrollTop = each.scrollHeight; }")
    expect(table.locator("tr[aria-rowindex='50001']")).to_be_visible()


def test_rows_are_sorted_and_filtered(visitor: Visitor) -> None:
    page = visitor.open(opened(BY_PROVINCE))
    count = page.get_by_role("columnheader", name="ports")

    count.get_by_role("button").click()
    assert count.get_attribute("aria-sort") == "ascending"
    values = [int(each) for each in page.locator("tbody td.number").all_inner_texts()]
    assert values == sorted(values)
    count.get_by_role("button").click()
    assert count.get_attribute("aria-sort") == "descending"
    page.get_by_role("searchbox").fill("黑龙")
    expect(page.locator("tbody tr:not(.gap)")).to_have_count(1)


@pytest.mark.parametrize(
    ("query", "view", "drawn"),
    [
        (BY_PROVINCE, "chart", "svg.chart .bar"),
        (PORTS, "map", "svg.map a.place"),
        ("DESCRIBE port:mohan", "graph", "svg.graph a.thing"),
        ("SELECT ?p ?c { ?p kou:facesCountry ?c }", "graph", "svg.graph line"),
    ],
)
def test_results_are_drawn(visitor: Visitor, query: str, view: str, drawn: str) -> None:
    page = visitor.open(opened(query, view), language="en", dark=True)

    expect(page.locator(drawn).first).to_be_visible()
    assert page.locator(drawn).count() > 4
    assert barriers(page) == []


@pytest.mark.parametrize("where", ["", " ; geo:hasGeometry/geo:asWKT ?where"])
def test_places_on_a_map_have_their_names(visitor: Visitor, where: str) -> None:
    query = f"SELECT * {{ ?port kou:province province:yunnan {where} }}"
    page = visitor.open(opened(query, "map"), language="en")

    expect(page.locator("svg.map a[href='/id/port/pianma']")).to_have_accessible_name("Pianma Port")


def test_a_map_lies_over_what_the_operator_gives(visitor: Visitor, seed_store: Path, tmp_path: Path) -> None:
    ground = tmp_path / "ground.geojson"
    ring = [[100, 20], [120, 20], [120, 40], [100, 20]]
    areas = [
        {"type": "Polygon", "coordinates": [ring]},
        {"type": "MultiPolygon", "coordinates": [[ring], [ring]]},
    ]
    features = [{"type": "Feature", "properties": {}, "geometry": each} for each in areas]
    ground.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    with running(create_app(Settings(store=seed_store, workers=1, ground=ground))) as client:
        page = visitor.open(opened(PORTS, "map"), language="en", site=str(client.base_url).rstrip("/"))
        expect(page.locator("svg.map path.ground")).to_have_count(3)
        expect(page.locator("svg.map a.place").first).to_be_visible()
        assert page.get_by_text("no borders").count() == 0
        assert barriers(page) == []


def test_views_are_tabs_by_keyboard(visitor: Visitor) -> None:
    page = visitor.open(opened("SELECT ('x' AS ?y) {}"), language="en")

    page.get_by_role("tab", name="Table").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Chart")).to_be_focused()
    expect(page.locator(".none")).to_have_text("There is no column of numbers to draw.")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".none")).to_contain_text("no coordinates")
    assert "view=map" in page.url


def test_answers_are_saved_in_every_format(visitor: Visitor) -> None:
    page = visitor.open("/workbench", language="en")
    for query, formats in (
        (
            "SELECT ('口岸' AS ?x) {}",
            [
                ("CSV", "csv", "x\r\n口岸"),
                ("CSV (Excel)", "csv", "\ufeffx\r\n口岸"),
                ("TSV", "tsv", '?x\n"口岸"'),
                ("JSON", "json", '{"head"'),
                ("XML", "xml", "<?xml"),
                ("Parquet", "parquet", "PAR1"),
            ],
        ),
        (
            "SELECT ('=口岸' AS ?x) {}",
            [("CSV", "csv", "x\r\n=口岸"), ("CSV (Excel)", "csv", "\ufeffx\r\n'=口岸")],
        ),
        (
            "CONSTRUCT { port:mohan rdfs:label '口岸' } {}",
            [("Turtle", "ttl", "@prefix"), ("JSON-LD", "jsonld", ""), ("N-Triples", "nt", "<"), ("RDF/XML", "rdf", "<?xml")],
        ),
    ):  # fmt: skip
        ask(page, query)
        for button, ending, begins in formats:
            with page.expect_download() as download:
                page.get_by_role("button", name=button, exact=True).click()
            assert download.value.suggested_filename == f"kouan.{ending}"
            content = Path(download.value.path()).read_bytes().decode(errors="replace")
            assert content.startswith(begins)
            assert "口岸" in content
