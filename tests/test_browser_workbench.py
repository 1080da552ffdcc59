"""The workbench, as a researcher uses it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect

from server.app import create_app
from server.settings import Settings
from tests.browser import PHONE, Visitor, barriers, barriers_in_any_light, width_beyond
from tests.serving import fill, running

PORTS = """SELECT ?port ?province WHERE {
  ?port a kou:Port ; kou:province ?province .
}"""
BY_PROVINCE = """SELECT ?name (COUNT(*) AS ?ports) WHERE {
  ?port a kou:Port ; kou:province/rdfs:label ?name .
  FILTER(LANG(?name) = "zh")
} GROUP BY ?name ORDER BY DESC(?ports)"""
MANY = "SELECT ?s ?p ?o ?n { ?s ?p ?o { SELECT * { VALUES ?n { 1 2 3 4 } } } } LIMIT 50000"
NEVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HOSTILE = """
<https://w3id.org/kouan/graph/facts> {
  <javascript:alert(1)> rdfs:label "<script>document.title='taken'</script>"@zh .
  <https://w3id.org/kouan/id/port/%3Cscript%3E> rdfs:label "<img src=x onerror=alert(1)>"@zh ; rdfs:seeAlso <javascript:alert(1)> .
}
""".replace("rdfs:", "@rdfs@").replace("@rdfs@label", "<http://www.w3.org/2000/01/rdf-schema#label>").replace(
    "@rdfs@seeAlso", "<http://www.w3.org/2000/01/rdf-schema#seeAlso>"
)  # fmt: skip


def write(page: Page, text: str) -> None:
    """Puts a text in the place of what stands in the editor."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)
    page.keyboard.press("Escape")


def ask(page: Page, query: str) -> None:
    write(page, query)
    page.keyboard.press("Control+Enter")


def written(page: Page) -> str:
    return str(page.locator(".cm-content").inner_text())


def opened(query: str, view: str = "") -> str:
    return f"/workbench?query={quote(query)}" + (f"&view={view}" if view else "")


def test_a_query_is_answered_with_labels_beside_iris_and_says_how_long_it_took_and_that_it_is_whole(
    visitor: Visitor,
) -> None:
    page = visitor.open("/workbench")

    ask(page, PORTS)

    expect(page.locator("#status")).to_have_text(re.compile(r"^\d+ 行 · 用时 \d+\.\d\d 秒 · 结果完整$"))
    page.get_by_role("searchbox", name="筛选各行").fill("port:mohan")
    row = page.locator("tbody tr:not(.gap)").filter(has=page.get_by_text("port:mohan", exact=True))
    expect(row.locator("td").nth(0)).to_contain_text("磨憨口岸port:mohan")
    expect(row.locator("td").nth(1)).to_contain_text("云南")
    assert row.locator("a").first.get_attribute("href") == "/id/port/mohan"


def test_names_are_completed_from_the_data_by_chinese_pinyin_and_prefix(visitor: Visitor) -> None:
    page = visitor.open("/workbench")
    for typed, offered, taken in (
        ("?x kouanl", "口岸类型", "?x kou:portKind"),
        ("?x 所在省", "所在省份", "?x kou:province"),
        ("?x a tongjishi", "统计事实", "?x a kou:StatisticFact"),
        ("?x kou:faces manzhouli", "满洲里口岸", "?x kou:faces port:manzhouli"),
        ("?x kou:faces port:moh", "磨憨口岸", "?x kou:faces port:mohan"),
    ):
        write(page, typed[:-1])
        page.keyboard.type(typed[-1])
        page.locator(".cm-tooltip-autocomplete li").filter(has_text=offered).first.click()
        assert written(page) == taken


def test_english_labels_complete_too_and_variables(visitor: Visitor) -> None:
    page = visitor.open("/workbench", language="en")
    write(page, "SELECT ?neighbour { ?p faces cou")
    page.keyboard.type("n")
    expect(page.locator(".cm-tooltip-autocomplete")).to_contain_text("country")
    write(page, "SELECT ?neighbour { ?p kou:faces ")
    page.keyboard.type("?n")
    expect(page.locator(".cm-tooltip-autocomplete")).to_contain_text("?neighbour")


def test_what_an_input_method_composes_arrives_as_it_was_chosen(visitor: Visitor) -> None:
    page = visitor.open("/workbench")
    write(page, 'ASK { ?x rdfs:label "')
    ime = page.context.new_cdp_session(page)
    for letters in ("m", "man", "manz", "manzhouli"):
        ime.send("Input.imeSetComposition", {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)})  # fmt: skip
    ime.send("Input.insertText", {"text": "满洲里"})
    page.keyboard.type("口岸")

    assert written(page) == 'ASK { ?x rdfs:label "满洲里口岸'

    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert "manz" not in written(page)


def test_a_mistake_is_shown_at_its_line_and_column(visitor: Visitor) -> None:
    page = visitor.open("/workbench", language="en")

    ask(page, "SELECT * {\n  ?s a 口岸 .\n}")

    expect(page.locator("#status")).to_have_text(re.compile(r"^Line 2, column \d+: "))
    expect(page.locator(".cm-lintRange-error")).to_be_visible()
    expect(page.locator(".cm-activeLine")).to_have_text("  ?s a 口岸 .")
    expect(page.locator(".cm-content")).to_be_focused()
    assert barriers(page) == []


def test_a_running_query_is_cancelled(visitor: Visitor) -> None:
    page = visitor.open("/workbench", language="en")

    ask(page, NEVER)
    page.get_by_role("button", name="Cancel").click()

    expect(page.locator("#status")).to_have_text(re.compile(r"^Cancelled after \d+\.\d s\.$"))
    ask(page, "ASK {}")
    expect(page.locator(".truth")).to_have_text("Yes")


def test_an_answer_that_breaks_off_is_not_shown_as_a_whole_one(visitor: Visitor) -> None:
    page = visitor.open("/workbench", language="en")
    page.route("**/sparql", lambda route: route.abort("connectionreset"))

    ask(page, PORTS)

    expect(page.locator("#status")).to_contain_text("incomplete and not shown")
    assert page.locator("#results table").count() == 0


def test_a_limit_that_was_reached_is_told(visitor: Visitor) -> None:
    page = visitor.open(opened("SELECT * { ?s ?p ?o } LIMIT 7"), language="en")

    expect(page.locator("#status")).to_contain_text("the LIMIT was reached, there may be more")


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
            ],
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
            content = Path(download.value.path()).read_bytes().decode()
            assert content.startswith(begins)
            assert "口岸" in content


def test_a_link_shares_the_query_and_its_view(visitor: Visitor) -> None:
    page = visitor.open("/workbench", language="en")
    ask(page, BY_PROVINCE)
    page.get_by_role("tab", name="Chart").click()
    page.get_by_role("button", name="Share link").click()
    expect(page.locator("#status")).to_have_text(re.compile("link is"))

    other = visitor.open(page.url.removeprefix(visitor.site), language="zh")

    expect(other.locator("svg.chart .bar").first).to_be_visible()
    assert written(other).split() == BY_PROVINCE.split()


def test_a_query_is_given_as_code_in_several_languages(visitor: Visitor) -> None:
    page = visitor.open(opened('ASK { ?s rdfs:label "it\'s" }'), language="en")
    page.get_by_role("button", name="As code").click()
    dialog = page.get_by_role("dialog")
    choice = dialog.get_by_role("combobox")

    seen = {}
    for name in choice.locator("option").all_inner_texts():
        choice.select_option(name)
        seen[name] = dialog.locator("pre").inner_text()

    assert list(seen) == ["curl", "Python (SPARQLWrapper)", "Python (rdflib)", "R"]
    assert all(f"{visitor.site}/sparql" in text for text in seen.values())
    for name, text in seen.items():
        if name.startswith("Python"):
            compile(text, name, "exec")
    assert barriers(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_history_is_kept_in_the_browser_and_can_be_forgotten(visitor: Visitor) -> None:
    page = visitor.open(opened("ASK {}"), language="en")
    ask(page, "SELECT (1 AS ?one) {}")
    expect(page.locator("#status")).to_contain_text("1 row")
    page.goto("/workbench")

    page.get_by_role("button", name="History").click()
    assert [each.split("\n")[0] for each in page.locator(".past li").all_inner_texts()] == ["SELECT (1 AS ?one) {}", "ASK {}"]  # fmt: skip
    page.get_by_role("button", name="ASK {}").click()
    assert written(page) == "ASK {}"
    page.get_by_role("button", name="History").click()
    page.get_by_role("button", name="Forget all").click()
    page.get_by_role("button", name="History").click()
    expect(page.locator(".past li")).to_have_count(0)


def test_an_example_runs_at_a_click(visitor: Visitor) -> None:
    page = visitor.open("/workbench", language="en")

    page.get_by_role("link", name="Growth, largest first").click()

    expect(page.locator("#status")).to_contain_text("complete")
    assert "kou:change ?change" in written(page)


def test_without_scripts_the_form_leads_to_the_endpoint(visitor: Visitor) -> None:
    page = visitor.open(opened("ASK {}"), language="en", scripts=False)

    page.get_by_role("button", name="Run").click()

    expect(page.locator(".truth")).to_have_text("Yes")


def test_the_workbench_keeps_nobody_out_and_fits_a_phone(visitor: Visitor) -> None:
    for language in ("zh", "en"):
        page = visitor.open(opened(PORTS), language=language, width=PHONE)
        expect(page.locator("tbody tr:not(.gap)").first).to_be_visible()
        assert (barriers_in_any_light(page), width_beyond(page)) == ([], 0)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    store = fill(tmp_path_factory.mktemp("hostile") / "store", HOSTILE)
    with running(create_app(Settings(store=store))) as client:
        yield str(client.base_url).rstrip("/")


def test_what_the_graph_holds_is_shown_and_never_obeyed(visitor: Visitor, hostile: str) -> None:
    query = "SELECT ?s ?o (1 AS ?n) { ?s ?p ?o } # </script><script>document.title='taken'</script>"
    page = visitor.open(opened(query), site=hostile, language="en")

    expect(page.locator("tbody")).to_contain_text("<script>document.title='taken'</script>")
    for view in ("Table", "Chart", "Map", "Graph"):
        page.get_by_role("tab", name=view).click()
        expect(page.locator("[role=tabpanel] :is(table, svg, .none)").first).to_be_visible()
        assert page.locator("#results img, #results script, a[href^='javascript']").count() == 0
    assert page.title() == "Workbench – Kouan"


def test_the_terms_for_completion_are_those_of_the_data(visitor: Visitor) -> None:
    page = visitor.open("/workbench")
    terms = json.loads(page.evaluate("fetch('/workbench/terms').then((response) => response.text())"))
    port = next(each for each in terms if each["iri"].endswith("#Port"))

    assert port["count"] > 400
    assert (port["kind"], port["labels"]["zh"], port["pinyin"], port["initials"]) == (
        "class",
        "口岸",
        "kouan",
        "ka",
    )
    assert not [each for each in terms if each["count"] == 0]


def test_a_search_that_fails_leaves_the_rest_of_completion(visitor: Visitor) -> None:
    page = visitor.open("/workbench")

    def fail(route: Route) -> None:
        route.fulfill(status=503, body="")

    page.route("**/search**", fail)
    write(page, "SELECT * { ?x ")
    page.keyboard.type("koua")
    expect(page.locator(".cm-tooltip-autocomplete")).to_contain_text("口岸类型")
