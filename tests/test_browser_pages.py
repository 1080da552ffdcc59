"""Every page in a real browser: nothing from elsewhere, nothing that the policy refuses, nothing that keeps people out."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from graph.counts import counts_of
from graph.releases import ReleaseInfo
from server import app
from server.deriving import Deriving
from server.settings import Settings
from tests.browser import PHONE, Visitor, barriers, barriers_in_any_light, width_beyond
from tests.serving import running

DOCUMENT = "/doc/document/west-times-2025-09-12-p3"
PAGES = [
    "/",
    "/sparql",
    "/sparql?query=SELECT+*+{?s+a+kou:Port}",
    "/sparql?query=SELECT",
    "/docs",
    DOCUMENT,
    f"{DOCUMENT}?at=150",
    "/doc/port/mohan",
    "/doc/province/yunnan",
    "/doc/commodity/fruit",
    "/doc/organization/haiguanzongshu",
    "/search",
    "/search?q=mohan",
    "/ontology",
    "/dump/",
    "/statistics",
    "/statistics?subject=country/cn",
    "/releases",
    "/nowhere",
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_keeps_nobody_out_and_fits_a_phone(visitor: Visitor, path: str, language: str) -> None:
    page = visitor.open(path, language=language)

    assert page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[language]
    assert barriers_in_any_light(page) == []
    page.set_viewport_size({"width": PHONE, "height": 900})
    assert width_beyond(page) == 0


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("dark", [True, False])
def test_colours_are_switched_and_remembered(visitor: Visitor, dark: bool, scripts: bool) -> None:
    page = visitor.open("/search?q=mohan", language="en", dark=dark, scripts=scripts)
    background = "getComputedStyle(document.body).backgroundColor"
    seen = []
    for switch, theme in (("Light", "light"), ("Dark", "dark"), ("System", "auto")):
        page.get_by_role("link", name=switch, exact=True).click()
        page.wait_for_url(f"**/search?q=mohan&theme={theme}")
        page.goto("/search?q=mohan")
        seen.append(page.evaluate(background))
    light, dark_paper = "rgb(253, 252, 249)", "rgb(23, 25, 28)"
    assert seen == [light, dark_paper, dark_paper if dark else light]


def test_the_visitor_notices_what_a_page_must_not_do(visitor: Visitor) -> None:
    page = visitor.open("/")
    page.evaluate("""
      document.querySelector("h1").before(document.createElement("button"));
      document.body.append(Object.assign(new Image(), {src: "http://192.0.2.1/x.png", alt: ""}));
      document.body.setAttribute("style", "color: red");
      console.error("wrong");
    """)

    assert "button-name" in [each["rule"] for each in barriers(page)]
    with pytest.raises(AssertionError):
        visitor.leave()
    assert (len(visitor.violations), visitor.errors) == (2, ["wrong"])
    visitor.forget()


@pytest.mark.parametrize("scripts", [True, False])
def test_selecting_a_mark_shows_what_it_says(visitor: Visitor, scripts: bool) -> None:
    page = visitor.open(DOCUMENT, scripts=scripts)
    mark = page.locator(".text a.claim").first
    facts = set((mark.get_attribute("data-facts") or "").split())

    mark.click()

    shown = page.locator("#told [data-fact]:visible")
    assert {each.get_attribute("data-fact") for each in shown.all()} == facts
    assert "at=" in page.url
    page.locator("#all a").click()
    assert page.locator("#told [data-fact]:visible").count() > len(facts)


def test_the_home_page_of_a_large_store_does_not_wait_for_its_numbers(
    visitor: Visitor, seed_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    get, late = Deriving.get, [True, True]

    async def slow(self: Deriving, info: ReleaseInfo, path: Path, *, patience: float) -> bool:
        if path == counts_of(info) and late:
            return not late.pop()
        return await get(self, info, path, patience=patience)

    monkeypatch.setattr(app, "AT_ONCE", 0)
    monkeypatch.setattr(Deriving, "get", slow)
    with running(app.create_app(Settings(store=seed_store, workers=1))) as client:
        site = str(client.base_url).rstrip("/")
        page = visitor.open("/", language="en", site=site, scripts=False)
        expect(page.get_by_role("status")).to_contain_text("is being counted")
        expect(page.locator(".counts dt")).to_have_text(["triples"])
        assert page.locator(".tiles").count() == 0

        page = visitor.open("/", language="en", site=site)
        expect(page.locator(".tiles a")).to_have_count(34, timeout=60_000)
        expect(page.locator(".counts dt")).to_have_text(
            ["documents", "articles", "facts", "ports", "triples"]
        )


@pytest.mark.parametrize("typed", ["连云港", "lianyunggang", "Lianyungang Port"])
def test_a_name_leads_from_home_to_a_thing_its_source_and_its_query(visitor: Visitor, typed: str) -> None:
    page = visitor.open("/", language="en")
    page.get_by_role("searchbox").fill(typed)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Lianyungang Port", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lianyungang Port")

    page.locator("a.quoted").first.click()
    page.wait_for_url(f"**{DOCUMENT}?fact=*")
    expect(page.locator("#selected")).to_be_in_viewport(timeout=60_000)

    page.go_back()
    page.get_by_role("link", name="Open as query").click()
    page.wait_for_url("**/workbench?**")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#status")).to_contain_text("complete", timeout=60_000)


def test_home_shows_where_the_ports_are(visitor: Visitor) -> None:
    page = visitor.open("/", language="en")
    farthest = page.locator("#map a[href='/id/port/mohe']")
    expect(farthest).to_have_accessible_name("Mohe Port", timeout=60_000)
    assert page.locator("#map circle").count() > 200
    assert barriers_in_any_light(page) == []
    page.set_viewport_size({"width": PHONE, "height": 900})
    assert width_beyond(page) == 0
    farthest.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mohe Port")

    page = visitor.open("/", language="en", scripts=False)
    expect(page.get_by_role("link", name="Open in the workbench")).to_be_visible()


def test_a_figure_is_a_card_on_a_phone_and_a_row_elsewhere(visitor: Visitor) -> None:
    page = visitor.open("/statistics?subject=country/cn", language="en", width=PHONE)
    rows = page.locator(".figures tbody tr")
    value = rows.first.locator("td b.value")
    expect(value).to_be_in_viewport(ratio=1)
    assert page.locator(".wide").evaluate("each => each.scrollWidth - each.clientWidth") == 0

    page.set_viewport_size({"width": 1280, "height": 900})
    assert rows.first.evaluate("row => getComputedStyle(row).display") == "table-row"
