"""The editor of the workbench: what it completes, what it takes from input methods, where it shows mistakes."""

import json
import re

from playwright.sync_api import Route, expect

from tests.browser import Visitor, barriers
from tests.workbench import ask, write, written


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
    write(page, "ASK { ?p kou:faces manzhoul")
    page.keyboard.type("i")
    expect(page.locator(".cm-tooltip-autocomplete li").first).to_have_text(re.compile("^Manzhouli"))
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
