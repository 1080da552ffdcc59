"""Search within a query, asked of the graph that the seeds make."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store

from graph import indexing
from graph.dataset import QuerySyntaxError, query
from graph.releases import find, open_release
from graph.search import Hits, Index
from ontology import Namespaces

NAMES = Namespaces()


@pytest.fixture(scope="module")
def index(seed_store: Path) -> Iterator[Index]:
    with Index.open(indexing.of(find(seed_store), NAMES)) as index:
        yield index


@pytest.fixture(scope="module")
def store(seed_store: Path) -> Store:
    return open_release(seed_store).store


def rows(store: Store, index: Index, text: str) -> list[list[str]]:
    found = query(store, text, names=NAMES, index=lambda: index)
    assert isinstance(found, QuerySolutions)
    return [[getattr(value, "value", "") for value in row] for row in found]


DALIAN = "https://w3id.org/kouan/id/port/dalian"


@pytest.mark.parametrize(
    "text",
    [
        'SELECT ?p { ?p kou:search ("daliangang" 1) }',
        'SELECT ?p { ?p kou:search ("daliangang" 1) . }',
        'SELECT ?p { ?p kou:search ("大连" kou:Port 1) ; a kou:Port }',
        'SELECT ?p { ?p a kou:Port ; kou:search ("大连" kou:Port 1) ; kou:official true . }',
        'SELECT ?p { ?p a kou:Port ; kou:search ("大连" kou:Port 1) . }',
        'SELECT ?p { ?p a kou:Port . ?p kou:search ("大连" kou:Port 1) . ?p kou:official ?o }',
        'SELECT ?p { ?p kou:search ("大连" kou:Port 1) ; . }',
        'SELECT ?p { FILTER(STRLEN("a.b") = 3) ?p a kou:Port ; kou:search ("大连" kou:Port 1) }',
        "SELECT ?p { { SELECT ?p { ?p kou:search ('大连' 1 kou:Port) } } }",
        'SELECT ?p { GRAPH graph:gazetteer { ?p kou:search ("""大连""" kou:Port 1) ; rdfs:label ?l } }',
        'SELECT ?p { ?p a kou:Port FILTER EXISTS { ?p kou:search ("大连港"@zh 1) } }',
        'PREFIX k: <https://w3id.org/kouan/ontology#> SELECT ?p { ?p k:search ("大连港" k:Port 1) }',
        'SELECT ?p { ?p <https://w3id.org/kouan/ontology#search> ("大连港" <ontology#Port> 1) }',
        'SELECT ?p { (?p ?score) kou:search "大连港" FILTER(?score > 0.9) }',
        'SELECT ?p { # kou:search "天津"\n ?p kou:search ("\\u5927\\u8FDE\\u6E2F" 1) }',
    ],
)
def test_a_search_stands_in_a_query_as_any_triple(store: Store, index: Index, text: str) -> None:
    assert rows(store, index, text) == [[DALIAN]]


def test_a_search_tells_how_well_a_name_fits_and_which(store: Store, index: Index) -> None:
    text = 'SELECT ?label ?name { (?p ?score ?name) kou:search ("elht" kou:Port) ; rdfs:label ?label } ORDER BY DESC(?score)'

    assert rows(store, index, text)[0] == ["二连浩特口岸", "二连浩特"]


def test_facts_are_asked_by_the_words_of_their_quotations(store: Store, index: Index) -> None:
    text = """SELECT ?what ?words {
      (?evidence ?score ?words) kou:searchQuotation ("国务院批复" 1) .
      ?fact kou:evidence ?evidence ; kou:eventKind ?kind . ?kind skos:prefLabel ?what FILTER(LANG(?what) = "en")
    }"""

    assert rows(store, index, text) == [["expanded", "国务院批复同意辽宁大连港口岸扩大开放"]]


@pytest.mark.parametrize("text", ["", "，。", "没有这样的口岸名字啊"])
def test_a_search_without_hits_has_no_solutions(store: Store, index: Index, text: str) -> None:
    assert rows(store, index, f'SELECT ?p {{ ?p kou:search ("{text}" kou:Country) }}') == []


@pytest.mark.parametrize("name", ['"港"', "a\\nb", "a\nb\r", '\\"', "} SELECT", "'''"])
def test_names_with_quotes_and_line_ends_stay_texts(
    store: Store, index: Index, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    [dalian] = index.search("大连港", limit=1)
    monkeypatch.setattr(index, "search", lambda *_, **__: Hits((replace(dalian, name=name),)))

    assert rows(store, index, 'SELECT ?name { (?p ?score ?name) kou:search "x" }') == [[name]]


def test_asking_and_constructing_search_too(store: Store, index: Index) -> None:
    asked = query(store, 'ASK { ?p kou:search "大连港" }', names=NAMES, index=lambda: index)
    made = query(
        store,
        'CONSTRUCT { ?p kou:search "大连港" } { ?p kou:search ("大连港" 1) }',
        names=NAMES,
        index=lambda: index,
    )

    assert isinstance(asked, QueryBoolean)
    assert bool(asked)
    assert isinstance(made, QueryTriples)
    assert [triple.subject.value for triple in made] == [DALIAN]


def test_the_property_itself_can_be_asked_about(store: Store, index: Index) -> None:
    assert rows(store, index, 'SELECT ?l { kou:search rdfs:label ?l FILTER(LANG(?l) = "zh") }') == [["检索"]]
    assert rows(store, index, "SELECT ?s { ?s rdfs:label ?o ; rdfs:isDefinedBy kou:search }") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "SELECT * {\n ?p kou:search ?q }",
            "line 2, column 16: a search needs its text in full, not a variable",
        ),
        (
            'SELECT * { <urn:p> kou:search "x" }',
            "line 1, column 12: what a search finds goes into a variable, or",
        ),
        ('SELECT * { ?p kou:search "x", "y" }', "line 1, column 29: a search is for one text"),
        ('SELECT * { ?p kou:search ("x" 5000) }', "line 1, column 31: a search gives from 1 to 1000 hits"),
        ("SELECT * { ?p kou:search (kou:Port) }", "line 1, column 35: a search needs a text"),
        (
            'SELECT * { ?p kou:search ("x" ?q) }',
            "line 1, column 31: a search takes a text, classes and a number",
        ),
        ('SELECT * { (?a ?b ?c ?d) kou:search "x" }', "line 1, column 12: what a search finds goes into"),
        ('SELECT * {\n ?p kou:search "x" ; nonsense }', "line 2, column "),
        ('SELECT * { ?p ^kou:search "x" }', "line 1, column 15: what a search finds goes into a variable"),
    ],
)
def test_a_search_that_cannot_be_made_says_where_and_why(
    store: Store, index: Index, text: str, message: str
) -> None:
    with pytest.raises(QuerySyntaxError) as error:
        query(store, text, names=NAMES, index=lambda: index)

    assert str(error.value).startswith(message)
