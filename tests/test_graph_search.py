"""Search by name, over the graph that the seeds make."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph import indexing
from graph.releases import find
from graph.search import LONGEST, Hit, Hits, Index
from ontology import Namespaces


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
        score=hit.score,
        how="pinyin",
        name="榴莲",
        marks=((0, 2),),
        candidate=False,
    )
    assert hit.score > 0.9


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
