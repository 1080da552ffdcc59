"""From a page to its facts: the same for the same words, wherever they stand, with evidence to the character."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.document import Document
from extract.pipeline import Extractor
from extract.source import read
from tests.conftest import SEED_PAGE, article, refuse, rows


def document(path: Path) -> Document:
    [found] = read(path, on_error=refuse)
    return found


def claims(found: list[dict[str, Any]]) -> set[str]:
    """Rows without what depends on the place of a text: evidence, and the order in which other forms were met."""
    cut = [
        {key: value for key, value in row.items() if key not in ("evidence", "more_evidence")}
        for row in found
    ]
    for row in cut:
        for key in row:
            if key.endswith("alt"):
                row[key] = sorted(row[key])
    return {json.dumps(row, ensure_ascii=False, sort_keys=True) for row in cut}


@pytest.fixture(scope="module")
def seed_rows(extractor: Extractor) -> list[dict[str, Any]]:
    return rows(extractor.facts(document(SEED_PAGE)))


def test_the_seed_page_gives_facts_of_every_type(seed_rows: list[dict[str, Any]]) -> None:
    assert {row["type"] for row in seed_rows} == {
        "document", "entity", "located_in", "part_of_cluster", "port_kind", "faces", "post", "statement",
        "trade", "stat", "event",
    }  # fmt: skip


def test_every_quotation_stands_at_its_offsets_in_the_raw_page(seed_rows: list[dict[str, Any]]) -> None:
    raw = SEED_PAGE.read_bytes().decode("utf-8")

    for row in seed_rows:
        for span in [row["evidence"], *row.get("more_evidence", [])]:
            assert raw[span["start"] : span["end"]] == span["text"] != ""


def test_a_claim_is_one_fact_however_often_it_is_said(seed_rows: list[dict[str, Any]]) -> None:
    ids = [row["id"] for row in seed_rows]

    assert len(ids) == len(set(ids))


def test_facts_depend_on_neither_name_nor_place_of_the_file(
    extractor: Extractor, seed_rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    copy = tmp_path / "elsewhere" / "a b.txt"
    copy.parent.mkdir()
    shutil.copy(SEED_PAGE, copy)

    assert rows(extractor.facts(document(copy))) == seed_rows


def test_a_page_with_its_articles_swapped_gives_the_same_facts(
    extractor: Extractor, seed_rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    raw = SEED_PAGE.read_text(encoding="utf-8")
    first, second = raw.index("■文/陈建竹"), raw.index("■文/邱海峰")
    tail = raw.index("新疆克州盖孜边境检查站\n\n“警茶驿站”")
    swapped = tmp_path / "swapped.txt"
    parts = [raw[:first], raw[second:tail], raw[first:second], raw[tail:]]
    swapped.write_text("".join(parts), encoding="utf-8")

    assert claims(rows(extractor.facts(document(swapped)))) == claims(seed_rows)


def test_reading_twice_gives_the_same_bytes(seed_rows: list[dict[str, Any]]) -> None:
    again = rows(Extractor.load().facts(document(SEED_PAGE)))

    assert json.dumps(again, ensure_ascii=False) == json.dumps(seed_rows, ensure_ascii=False)


TELLING = (
    "今年上半年，大连港货物吞吐量1.6亿吨，同比增长4%。",
    "3月1日，都龙口岸正式恢复通关。该口岸日均通关车辆300辆次。",
    "海关总署署长陈明说，全国口岸客流增长。",
)
UNRELATED = (
    "秋天的公园里，孩子们在草地上奔跑。",
    "风从山谷里吹过来，带着松木的气味！",
    "“明天见！”她笑着说。",
    "这首曲子他弹了一遍又一遍。",
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(UNRELATED), max_size=3), st.permutations(TELLING), st.integers(0, 3))
def test_unrelated_paragraphs_change_no_other_fact(
    extractor: Extractor, unrelated: list[str], telling: list[str], place: int
) -> None:
    alone = claims(rows(extractor.facts(article("\n".join(telling)))))
    mixed = [*telling[:place], *unrelated, *telling[place:]]

    assert claims(rows(extractor.facts(article("\n".join(mixed))))) == alone


def test_an_article_of_noise_gives_nothing_but_itself(extractor: Extractor) -> None:
    noise = "🚢🚢🚢 def f(x): return x\x00\x07 \u202e ((( “““ 〇〇〇 lorem ipsum O.5亿吨"

    assert [row["type"] for row in rows(extractor.facts(article(noise)))] == ["document"]


CHINESE = "口岸港海关年月日今去增长下降同比万亿吨元个%，。、；：“”（）的在了大连东兴磨憨进出口0123456789.和与分别其中约超近"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=120), st.text(alphabet=CHINESE, max_size=120)))
def test_any_text_is_read_without_a_crash_and_with_true_offsets(extractor: Extractor, text: str) -> None:
    clean = re.sub(r"[\r\n]", "", text)
    if not clean.strip():
        return

    for row in rows(extractor.facts(article(clean))):
        for span in [row["evidence"], *row.get("more_evidence", [])]:
            assert clean[span["start"] : span["end"]] == span["text"]


def test_a_sentence_of_twenty_thousand_characters_is_read(extractor: Extractor) -> None:
    text = "大连港货物吞吐量1.6亿吨，" * 1500

    found = [row for row in rows(extractor.facts(article(text))) if row["type"] == "stat"]

    assert [(row["subject"], row["value"]) for row in found] == [("大连港", 160_000_000)]
    assert len(found[0]["more_evidence"]) == 1499
