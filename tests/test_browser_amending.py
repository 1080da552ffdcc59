"""Facts amended and names taught, in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from graph.review.journal import Journal
from tests.browser import PHONE, Visitor, barriers_in_any_light, width_beyond
from tests.desk import fact, press


def test_a_fact_is_amended_with_a_new_thing_that_is_selected_in_the_source(
    curator: Visitor, desk_store: Path
) -> None:
    page = curator.open("/review?type=post&order=document", language="en")
    amended = fact(page)
    press(page, "e")
    page.get_by_label("Organisation").focus()
    page.evaluate(
        """() => {
          const mark = document.querySelector(".source mark.subject");
          const range = document.createRange();
          range.selectNodeContents(mark);
          document.getSelection().removeAllRanges();
          document.getSelection().addRange(range);
        }"""
    )
    page.get_by_role("button", name="Use the selection").click()
    name = page.get_by_label("Organisation").input_value()
    assert name
    assert "[" not in name
    page.get_by_label("Organisation").fill("灵山边境检查站")
    page.get_by_role("button", name="Check").click()
    page.get_by_label("Make it a new thing").check()
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".changes")).to_contain_text("灵山边境检查站")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**done=**")

    decision = Journal(desk_store).history.verdict(amended)
    assert decision is not None
    assert decision.action == "amend"
    assert decision.amended is not None
    assert decision.amended["organization"]["label"] == "灵山边境检查站"
    page.goto("/review/lexicon")
    expect(page.locator("table")).to_contain_text("灵山边境检查站")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_name_that_was_missed_is_taught_from_the_card(curator: Visitor, scripts: bool) -> None:
    page = curator.open("/review?type=trade&order=document", language="en", scripts=scripts)
    if scripts:
        page.locator(".source mark.subject").first.select_text()
    page.get_by_role("link", name="teach it").click()
    word = page.get_by_label("Name", exact=True)
    expect(word).to_have_value(re.compile(".+" if scripts else "^$"))

    word.fill("灵山渡口" if scripts else "灵水渡口")
    page.get_by_role("combobox", name="Class").select_option("Port")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("status").filter(has_text="is added")).to_be_visible()


def test_things_stand_in_the_fields_by_their_names_in_the_readers_language(curator: Visitor) -> None:
    for language, names in (("en", "[A-Za-z' -]+"), ("zh", "[一-鿿]+")):
        page = curator.open("/review?type=trade", language=language)
        press(page, "e")
        place = page.locator("#f-place").input_value()
        assert re.fullmatch(rf"{names} \[[a-z-]+/[\w-]+\]", place), place


def test_a_thing_is_suggested_while_its_name_is_typed(curator: Visitor) -> None:
    page = curator.open("/review?type=trade")
    press(page, "e")
    field = page.locator("#f-place")
    with page.expect_response("**/search/suggest**"):
        field.fill("mohan")
    expect(page.locator("#l-place option").first).to_have_attribute("value", "磨憨口岸 [port/mohan]")


def test_the_amending_page_keeps_nobody_out_and_fits_a_phone(curator: Visitor) -> None:
    for kind in ("stat", "event", "entity"):
        page = curator.open(f"/review?type={kind}&state=all", width=PHONE)
        page.goto(f"/review/amend?fact={fact(page)}")
        assert (barriers_in_any_light(page), width_beyond(page)) == ([], 0)
