"""Search by name, over the graph that the seeds make."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph import indexing
from graph.quotations import Quoted
from graph.releases import find
from graph.search import LONGEST, Hit, Hits, Index
from ontology import Namespaces

SEARCHES = Path(__file__).parent / "searches.tsv"


@pytest.fixture(scope="module")
def index(seed_store: Path) -> Iterator[Index]:
    with Index.open(indexing.of(find(seed_store), Namespaces())) as index:
        yield index


def test_a_hit_says_what_it_is_and_why_it_was_found(index: Index) -> None:
    [hit] = index.search("liulian", classes=["Commodity"], limit=1)

    assert hit == Hit(
        iri="https://w3id.org/kouan/id/commodity/durian",
        label="榴莲",
        en="durian",
        classes=("Commodity",),
        context="水果",
        context_en="fresh fruit",
        score=hit.score,
        how="pinyin",
        name="榴莲",
        marks=((0, 2),),
        candidate=False,
    )
    assert hit.score > 0.9


def test_at_least_95_of_100_searches_find_first_what_is_meant(index: Index) -> None:
    """`searches.tsv`: short forms, pinyin, tones, initials, English, errors … each with the key of what is meant."""
    with SEARCHES.open(encoding="utf-8") as file:
        searches = list(csv.DictReader(file, delimiter="\t"))
    wrong = {}
    for search in searches:
        hit = next(iter(index.search(search["query"], limit=1)), None)
        if hit is None or not hit.iri.endswith(f"/id/{search['first']}"):
            wrong[search["query"]] = hit and hit.iri

    assert len(searches) >= 100
    assert len(wrong) <= 0.05 * len(searches), wrong


def test_quotations_are_found_by_their_words(index: Index) -> None:
    quoted = index.quotations("大连港 吞吐量", limit=1)[0]

    assert quoted == Quoted(
        iri=quoted.iri,
        text="大连港集装箱码头集装箱吞吐量突破500万标准箱大关",
        facts=quoted.facts,
        article="https://w3id.org/kouan/id/article/west-times-2025-09-12-p3-3440dd14",
        score=0.9,
        marks=((0, 3), (11, 14)),
    )
    assert [fact.rpartition("/")[0] for fact in quoted.facts] == ["https://w3id.org/kouan/id/fact"]


def test_a_quotation_with_all_words_comes_before_one_with_some(index: Index) -> None:
    found = index.quotations("水果绿色通道抵达广州")

    assert [round(each.score, 1) for each in found[:2]] == [0.7, 0.5]
    assert "抵达广州" in found[0].text


@pytest.mark.parametrize("text", ["", "，。", '"*(', "x" * 10_000, "茶", "0", "OR", "\x00"])
def test_any_text_can_be_looked_for_in_quotations(index: Index, text: str) -> None:
    assert all(text in each.text for each in index.quotations(text) if each.score > 0.8)


def test_hits_travel_as_json(index: Index) -> None:
    hits = index.search("dalian", limit=3)

    assert len(hits) == 3
    assert Hits.from_rows(json.loads(json.dumps(hits.as_rows()))) == hits


def test_only_things_of_the_classes_that_are_asked_for_are_found(index: Index) -> None:
    assert {hit.classes for hit in index.search("大连", classes=["Port"], limit=50)} == {("Port",)}
    assert index.search("大连", classes=["Nothing"]) == Hits()


@pytest.mark.parametrize(
    ("text", "marked"),
    [("连浩", ["连浩"]), ("erlian", ["二连"]), ("elhtk", ["二连浩特口"]), ("二连浩忒", ["二连浩特"])],
)
def test_what_was_typed_is_marked(index: Index, text: str, marked: list[str]) -> None:
    hit = index.search(text, classes=["Port"]).hits[0]

    assert [hit.name[start:end] for start, end in hit.marks] == marked


@pytest.mark.parametrize(
    "text", ["", " ", "，。？！", '"*(', "\x00", "NEAR(", "' OR 1=1 --", "NOT", "^", "\u200b\u202e"]
)
def test_a_search_that_names_nothing_finds_nothing_or_words(index: Index, text: str) -> None:
    assert all(hit.how in ("similar", "error", "beginning", "part") for hit in index.search(text))


def test_what_comes_after_the_longest_name_is_not_read(index: Index) -> None:
    assert index.search("大连港" * 4000) == index.search(("大连港" * 4000)[:LONGEST])
