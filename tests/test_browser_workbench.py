"""The workbench, as a researcher uses it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from server.app import create_app
from server.settings import Settings
from tests.browser import PHONE, Visitor, barriers, barriers_in_any_light, width_beyond
from tests.serving import fill, running
from tests.workbench import BY_PROVINCE, PORTS, ask, opened, written

NEVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HOSTILE = """
<https://w3id.org/kouan/graph/facts> {
  <javascript:alert(1)> rdfs:label "<script>document.title='taken'</script>"@zh .
  <https://w3id.org/kouan/id/port/%3Cscript%3E> rdfs:label "<img src=x onerror=alert(1)>"@zh ; rdfs:seeAlso <javascript:alert(1)> .
}
""".replace("rdfs:", "@rdfs@").replace("@rdfs@label", "<http://www.w3.org/2000/01/rdf-schema#label>").replace(
    "@rdfs@seeAlso", "<http://www.w3.org/2000/01/rdf-schema#seeAlso>"
)  # fmt: skip


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
