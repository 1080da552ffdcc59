"""Every page in a real browser: nothing from elsewhere, nothing that the policy refuses, nothing that keeps people out."""

import pytest

from tests.browser import PHONE, Visitor, barriers, width_beyond

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
    "/statistics",
    "/statistics?subject=country/cn",
    "/releases",
    "/nowhere",
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("language", "dark"), [("zh", False), ("en", True)])
def test_a_page_keeps_nobody_out(visitor: Visitor, path: str, language: str, dark: bool) -> None:
    page = visitor.open(path, language=language, dark=dark)

    assert page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[language]
    assert barriers(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_a_phone(visitor: Visitor, path: str) -> None:
    assert width_beyond(visitor.open(path, width=PHONE)) == 0


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
