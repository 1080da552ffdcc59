"""The curator's desk in a real browser: by keyboard alone, with and without scripts, on a phone, for everybody."""

import json
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from graph.build import add
from graph.review.journal import Journal
from server.app import create_app
from server.review import service
from server.settings import Settings
from tests.browser import PHONE, Visitor, barriers_in_any_light, width_beyond
from tests.conftest import SEED_PAGE
from tests.desk import fact, press, serving, standing
from tests.rdf import NAMES
from tests.serving import running

PAGES = ["/review", "/review?state=accepted", "/review/filter?type=stat", "/review/bulk?type=trade", "/review/conflicts", "/review/progress", "/review/history", "/review/lexicon", "/review/sign-in"]  # fmt: skip


def test_thirty_facts_are_reviewed_by_keyboard_alone_and_stay_decided(
    curator: Visitor, desk_store: Path
) -> None:
    page = curator.open("/review")
    seen = []
    for number in range(30):
        seen.append(fact(page))
        press(page, "a" if number % 3 else str(number % 7 + 1))
    assert len(set(seen)) == 30
    assert standing(desk_store) == ["accept" if n % 3 else "reject" for n in range(30)]

    press(page, "u")
    assert fact(page) == seen[-1]
    press(page, "a")
    skipped = fact(page)
    press(page, "s")
    assert fact(page) != skipped
    page.reload()
    assert len(standing(desk_store)) == 30

    add([SEED_PAGE], desk_store, names=NAMES, report=lambda line: None)
    history = Journal(desk_store).history
    assert [history.verdict(each) is not None for each in seen] == [True] * 30
    page.goto("/review/progress")
    expect(page.locator("main")).to_contain_text("30 /")


def test_a_batch_is_decided_and_undone_by_its_buttons(curator: Visitor, desk_store: Path) -> None:
    before = len(standing(desk_store))
    page = curator.open("/review/bulk?type=located_in", language="en")
    page.get_by_role("button", name="Accept all").click()
    expect(page.get_by_role("status").first).to_contain_text("facts decided as one batch")
    assert len(standing(desk_store)) > before + 5
    page.get_by_role("button", name="Undo this batch").click()
    page.wait_for_url("**/review?**")
    assert len(standing(desk_store)) == before


def test_keys_do_nothing_while_somebody_writes_or_composes(curator: Visitor, desk_store: Path) -> None:
    before = len(standing(desk_store))
    page = curator.open("/review")
    card = fact(page)
    page.locator("#decide input[name=note]").press_sequentially("a1su")
    page.locator("h2.words").click()
    page.evaluate(
        """() => {
          for (const init of [{isComposing: true}, {ctrlKey: true}, {metaKey: true}, {altKey: true}, {repeat: true}])
            document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "a", bubbles: true, ...init}));
        }"""
    )
    page.wait_for_timeout(300)
    assert (fact(page), len(standing(desk_store))) == (card, before)


def test_the_next_card_comes_without_a_new_page_and_back_leads_to_the_one_before(curator: Visitor) -> None:
    page = curator.open("/review?type=post")
    first = fact(page)
    page.evaluate("window.stays = true")
    press(page, "s")
    second = fact(page)
    press(page, "s")
    assert page.evaluate("window.stays")
    expect(page.locator(".source mark.quotation").first).to_be_in_viewport()

    page.go_back()
    expect(page.locator("#card")).to_have_attribute("data-fact", second)
    page.go_back()
    expect(page.locator("#card")).to_have_attribute("data-fact", first)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_filter_opens_in_place_or_as_a_page_and_narrows_the_queue(
    curator: Visitor, scripts: bool
) -> None:
    page = curator.open("/review?order=impact", language="en", scripts=scripts)
    page.get_by_role("link", name="Filter and order").click()
    page.get_by_role("combobox", name="Type").select_option("trade")
    assert page.locator("#card").count() == scripts
    page.get_by_role("combobox", name="Port", exact=True).fill("port/mohan")
    page.get_by_role("button", name="Apply").click()

    expect(page.locator(".kind")).to_contain_text("trade")
    expect(page.locator("#filter")).to_contain_text("greatest impact first; trade; Port Mohan Port")
    press(page, "s") if scripts else page.locator("a.button[data-key=s]").click()
    page.get_by_role("link", name="Filter and order").click()
    expect(page.get_by_role("combobox", name="Port", exact=True)).to_have_value("port/mohan")


def test_on_a_phone_the_evidence_comes_before_the_buttons(curator: Visitor) -> None:
    page = curator.open("/review?order=document&type=trade", width=PHONE)
    claim, quotation, button = (
        page.locator(each).first.bounding_box()
        for each in ("h2.words", ".source mark.quotation", "#decide button")
    )
    assert claim
    assert quotation
    assert button
    assert claim["y"] < quotation["y"] < button["y"]


def test_who_comes_before_the_queue_is_made_is_told_and_led_to_it(
    browser: Browser, seed_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = shutil.copytree(seed_store, tmp_path / "store", ignore=shutil.ignore_patterns("derived"))
    monkeypatch.setattr(service, "PATIENCE", -1.0)
    with running(create_app(Settings(store=store, workers=1))) as client:
        visitor = Visitor(browser, str(client.base_url))
        page = visitor.open("/review", language="en", scripts=False)
        expect(page.get_by_role("status")).to_contain_text("put in a queue first")
        expect(page.locator("#card")).to_be_visible(timeout=60_000)
        visitor.leave()


def test_figures_in_conflict_stand_side_by_side_and_are_settled_at_once(
    browser: Browser, seed_store: Path, tmp_path: Path
) -> None:
    store = shutil.copytree(seed_store, tmp_path / "store")
    told = [
        {"id": f"c{n}", "date": "2024-03-01", "text": f"2023年，大连港货物吞吐量{n}亿吨。"}
        for n in ("3.1", "3.2", "3.3")
    ]
    (tmp_path / "told.jsonl").write_text("\n".join(map(json.dumps, told)))
    add([tmp_path / "told.jsonl"], store, names=NAMES, report=lambda line: None)
    with serving(store) as client:
        visitor = Visitor(browser, str(client.base_url))
        page = visitor.open("/review?conflict=1", language="en")
        expect(page.locator(".claim")).to_contain_text("in conflict with other figures")
        expect(page.locator(".claim ul li")).to_have_count(2)

        page.goto("/review/conflicts")
        sides = page.locator(".sides section")
        expect(sides).to_have_count(3)
        tops = [each.bounding_box() for each in sides.all()]
        assert len({box["y"] for box in tops if box}) == 1
        expect(sides.first.locator("blockquote")).to_contain_text("2024-03-01")
        assert barriers_in_any_light(page) == []
        sides.filter(has_text="320,000,000").get_by_role("button", name="This is right").click()
        expect(page.locator("main")).to_contain_text("No figures are in conflict.")
        assert sorted(standing(store)) == ["accept", "reject", "reject"]

        page.goto("/review")
        expect(page.locator(".told")).to_contain_text("last batch (3 decisions)")
        press(page, "u")
        assert standing(store) == []
        visitor.leave()


def test_the_quotation_is_in_sight(curator: Visitor) -> None:
    page = curator.open("/review?order=document&type=trade")
    expect(page.locator(".source mark.quotation").first).to_be_in_viewport()


def test_everything_works_without_scripts(curator: Visitor, desk_store: Path) -> None:
    before = len(standing(desk_store))
    page = curator.open("/review?type=statement", language="en", scripts=False)
    card = fact(page)
    page.get_by_role("button", name="Accept").click()
    assert fact(page) != card
    page.get_by_role("button", name="not a fact").click()
    assert len(standing(desk_store)) == before + 2
    page.get_by_role("button", name="Undo").click()
    assert len(standing(desk_store)) == before + 1
    page.locator("a.button[data-key=s]").click()
    page.get_by_role("link", name="Amend").click()
    page.get_by_label("Words").fill("口岸很忙")
    page.get_by_role("button", name="Check").click()
    page.get_by_role("button", name="Save").click()
    assert standing(desk_store)[-1] == "amend"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_of_the_desk_keeps_nobody_out_and_fits_a_phone(
    curator: Visitor, path: str, language: str
) -> None:
    page = curator.open(path, language=language)
    assert barriers_in_any_light(page) == []
    page.set_viewport_size({"width": PHONE, "height": 900})
    assert width_beyond(page) == 0
