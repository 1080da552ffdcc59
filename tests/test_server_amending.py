"""A fact amended in a form: read back as the extractor reads, shown before it is kept."""

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from extract.fact import Claim, Entity, Event, Stat, Trade
from graph.releases import Release
from graph.review.claims import FactReader, claim_from, claim_row
from graph.review.making import EntryReader
from server.review.amending import FIELDS, FormReader, Read, written
from tests.rdf import NAMES

PUBLISHED = date(2025, 9, 12)
MOHAN = Entity("Port", "磨憨口岸", "port/mohan")
STAT = Stat(subject=MOHAN, metric="货运量", value=356000.0, unit="吨", period="2025-01-01/2025-07-31", period_text="今年前7个月", change_pct=8.2, change_base="yoy")  # fmt: skip
TRADE = Trade(place=MOHAN, direction="import", commodity=Entity("Commodity", "水果", "commodity/fruit"))


@pytest.fixture
def form(seed_release: Release) -> FormReader:
    return FormReader(seed_release.store, NAMES, PUBLISHED)


def read(form: FormReader, claim: Claim, **changed: str) -> Read:
    """What a form says whose fields stand as the claim has them, but for some."""
    return form.read(claim, written(claim) | changed)


def test_a_form_that_nobody_touches_changes_no_claim_of_the_seeds(
    form: FormReader, seed_release: Release
) -> None:
    claims = [entry.claim for entry in EntryReader(seed_release.store, NAMES).all()]
    assert {claim.type for claim in claims} == set(FIELDS)
    for claim in claims:
        assert read(form, claim).claim == claim


def test_every_amount_change_and_period_of_the_seeds_is_read_again_from_its_field(
    form: FormReader, seed_release: Release
) -> None:
    stats = [e.claim for e in EntryReader(seed_release.store, NAMES).all() if isinstance(e.claim, Stat)]
    assert len(stats) > 30
    for stat in stats:
        empty = dataclasses.replace(
            stat, value=None, value_max=None, unit=None, bound="exact", change_pct=None, change_bound=None,
            period=None, period_text=None,
        )  # fmt: skip
        fields = written(stat) | {"period": stat.period or ""}
        found = form.read(empty, fields)
        said = dataclasses.replace(stat, period_text=None, change_bound=None)
        if stat.value is None:
            said = dataclasses.replace(said, unit=None)
        assert found.faults == {}, fields
        assert found.claim == said


@pytest.mark.parametrize(
    ("field", "text", "slots"),
    [
        ("amount", "3.5亿吨", {"value": 3.5e8}),
        ("amount", "超过120万人次", {"value": 1.2e6, "unit": "人次", "bound": "min"}),
        ("amount", "100至120万人次", {"value": 1e6, "value_max": 1.2e6, "unit": "人次", "bound": "range"}),
        ("amount", "约三分之一", {"value": 33.3333, "unit": "%", "bound": "approx"}),
        ("period", "2024年", {"period": "2024-01-01/2024-12-31", "period_text": "2024年"}),
        ("period", "截至8月底", {"period": "2025-08-31", "period_text": "截至8月底"}),
        ("period", "2025-01-01/2025-06-30", {"period": "2025-01-01/2025-06-30", "period_text": None}),
        ("period", "", {"period": None, "period_text": None}),
        ("change", "下降3.5%", {"change_pct": -3.5}),
        ("change", "-3.5%", {"change_pct": -3.5}),
        ("change", "增长1.5倍", {"change_pct": 150.0}),
        ("change_base", "vs 2020", {"change_base": "vs 2020"}),
        ("rank", "3", {"rank": 3}),
        ("modality", "plan", {"modality": "plan"}),
        ("metric", "出口货运量", {"metric": "出口货运量"}),
    ],
)
def test_a_field_is_read_as_the_extractor_reads(
    form: FormReader, field: str, text: str, slots: dict[str, Any]
) -> None:
    found = read(form, STAT, **{field: text})
    assert (found.faults, found.claim) == ({}, dataclasses.replace(STAT, **slots))


@pytest.mark.parametrize(
    ("field", "text", "fault"),
    [
        ("amount", "很多", "bad_amount"),
        ("amount", "3吨5人", "bad_amount"),
        ("period", "改天", "bad_period"),
        ("period", "2024年和2025年", "bad_period"),
        ("change", "8吨", "bad_change"),
        ("change_base", "last year", "bad_base"),
        ("rank", "0", "bad_rank"),
        ("metric", "", "needed"),
        ("modality", "rumour", "needed"),
        ("subject", "", "needed"),
        ("subject", "没有的口岸", "unknown"),
        ("subject", "磨憨口岸 [port/nowhere]", "unknown"),
        ("subject", "x [unit/tonne]", "unknown"),
    ],
)
def test_what_cannot_be_read_is_said_of_its_field(
    form: FormReader, field: str, text: str, fault: str
) -> None:
    found = read(form, STAT, **{field: text})
    assert (found.claim, found.faults) == (None, {field: fault})


@pytest.mark.parametrize(
    "text", ["友谊关口岸", "Friendship Pass Port", "Mengla County", "Laos", "老挝 [country/la]"]
)
def test_a_thing_is_found_by_any_of_its_names(form: FormReader, text: str) -> None:
    found = read(form, TRADE, partner=text)
    assert found.faults == {}
    assert isinstance(found.claim, Trade)
    assert found.claim.partner is not None
    assert found.claim.partner.label in ("友谊关口岸", "勐腊县", "老挝")


def test_a_thing_stays_what_it_is_whatever_it_is_called(form: FormReader) -> None:
    assert read(form, TRADE, place=f"Some Port [{TRADE.place.key}]").claim == TRADE


def test_a_name_of_several_things_is_asked_back(form: FormReader) -> None:
    found = read(form, TRADE, partner="朝阳区")
    assert found.faults == {"partner": "which"}
    assert len(found.choices["partner"]) > 1


def test_a_new_thing_has_the_key_that_the_extractor_would_give_it(form: FormReader) -> None:
    found = read(form, TRADE, commodity="灵山雪莲果", commodity_new="1", commodity_class="Commodity")
    assert found.new == [found.claim.commodity]  # type: ignore[union-attr]
    assert found.new[0].key.startswith("commodity/lingshanxuelianguo-")


def test_a_claim_with_a_new_thing_survives_its_journal(form: FormReader) -> None:
    claim = read(form, TRADE, commodity="灵山雪莲果", commodity_new="1").claim
    assert claim is not None
    assert claim_from(claim_row(claim)) == claim


def test_the_facts_of_the_release_are_read(seed_release: Release) -> None:
    reader = FactReader(seed_release.store, NAMES)
    events = [e for e in EntryReader(seed_release.store, NAMES).all() if isinstance(e.claim, Event)]
    assert events
    assert reader.claim(events[0].id) == events[0].claim


def test_the_lexicon_is_kept_and_read_by_the_next_extraction(tmp_path: Path) -> None:
    from extract.data import GAZETTEER
    from extract.gazetteer import Gazetteer
    from extract.lexicon import Lexicon
    from extract.pipeline import Extractor
    from graph.review.lexicon import Known, export, forget, read_lexicon, teach, with_lexicon
    from tests.conftest import article, rows

    known = Lexicon(Gazetteer.load(GAZETTEER))
    given = {
        "word": "青石口岸",
        "class": "Port",
        "kind": "road",
        "aliases": ("青石关",),
        "by": "li",
        "at": "2025-09-12",
    }
    entry = teach(tmp_path, given, known)
    assert read_lexicon(tmp_path) == [entry]
    with pytest.raises(Known):
        teach(tmp_path, given, known)
    with pytest.raises(Known):
        teach(tmp_path, given | {"word": "磨憨口岸"}, known)
    for wrong in ({"word": "a\tb"}, {"word": ""}, {"class": "Person"}, {"kind": None}, {"aliases": ("",)}):
        with pytest.raises(ValueError, match=r": "):
            teach(tmp_path, given | {"word": "白沙口岸"} | wrong, known)

    tables, version = with_lexicon(GAZETTEER, tmp_path)
    assert tables.name.endswith(version)
    assert version
    text = "今年前7个月，青石口岸进出口货运量35.6万吨。青石关很忙。"
    facts = rows(Extractor.load(tables).facts(article(text)))
    assert [(f["subject"], f["metric"]) for f in facts if f["type"] == "stat"] == [
        ("青石口岸", "进出口货运量")
    ]
    assert [f["iri"] for f in facts if f["type"] == "entity"] == [NAMES.resource(f"port/{entry.slug}")]

    assert export([entry], tables) == {}
    forget(tmp_path, "青石口岸", "Port")
    assert with_lexicon(GAZETTEER, tmp_path)[0] == GAZETTEER
    with pytest.raises(LookupError):
        forget(tmp_path, "青石口岸", "Port")
