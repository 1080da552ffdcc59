"""The concepts that the words of a text stand for."""

from collections import Counter

import pytest
from pyoxigraph import BlankNode

from extract.quantities import units
from graph.schemes import ontology_quads, schemes
from graph.terms import Terms
from ontology import Namespaces
from tests.rdf import NAMES


def test_every_unit_that_texts_are_read_with_is_in_the_scheme() -> None:
    assert {unit.unit for unit in units().values()} - set(schemes(NAMES).units) == set()


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("货物吞吐量", "cargo-throughput"),
        ("外贸吞吐量", "foreign-trade-throughput"),
        ("全年集装箱吞吐量", "container-throughput"),
        ("日均通关旅客", "passengers"),
        ("口岸通关旅客", "passengers"),
        ("十二座以下小客车日均通关", "vehicles"),
        ("占全国口岸货运量比重", "share"),
        ("水运口岸", "water-ports"),
        ("对外开放口岸", "ports"),
        ("新增开放泊位", "berths"),
        ("货物贸易出口额", "export-value"),
        ("花开的次数", None),
    ],
)
def test_a_metric_is_what_its_words_end_in(text: str, slug: str | None) -> None:
    expected = Terms(NAMES).resource(f"metric/{slug}") if slug else None
    assert schemes(NAMES).metric(text) == expected


@pytest.mark.parametrize("scheme", ["units", "metrics"])
def test_no_label_stands_for_two_concepts(scheme: str) -> None:
    quads = list(ontology_quads(NAMES))
    members = {q.subject for q in quads if q.object == Terms(NAMES).resource(f"scheme/{scheme}")}
    labels = Counter(
        str(q.object)
        for q in quads
        if q.subject in members
        and q.predicate.value.endswith(("#prefLabel", "#altLabel"))
        and "@zh" in str(q.object)
    )
    assert [label for label, count in labels.items() if count > 1] == []


def test_the_ontology_moves_to_another_base_whole() -> None:
    moved = {str(quad) for quad in ontology_quads(Namespaces("https://ports.example/"))}
    assert moved == {str(q).replace(NAMES.base, "https://ports.example/") for q in ontology_quads(NAMES)}


def test_the_ontology_has_no_blank_nodes() -> None:
    assert not [q for q in ontology_quads(NAMES) if BlankNode in (type(q.subject), type(q.object))]
