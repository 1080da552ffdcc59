"""Queries: what they see, what they need not declare, and where they are wrong."""

from typing import Any

import pytest
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store

from graph.dataset import QuerySyntaxError, query
from tests.rdf import NAMES, quads, triples


@pytest.fixture
def store() -> Store:
    """One triple in each graph, and one in two of the default dataset's."""
    store = Store()
    store.extend(
        quads(
            """graph:facts { port:a rdfs:label "facts" } graph:candidates { port:a rdfs:label "candidates" }
            graph:rejected { port:a rdfs:label "rejected" } graph:provenance { port:a rdfs:label "provenance" }
            graph:gazetteer { port:a rdfs:label "gazetteer" } graph:ontology { port:a rdfs:label "ontology" }"""
        )
    )
    return store


def labels(store: Store, text: str, **dataset: Any) -> set[str]:
    """The values of the first variable."""
    rows = query(store, text, names=NAMES, **dataset)
    assert isinstance(rows, QuerySolutions)
    return {row[0].value for row in rows}


def test_a_relative_iri_stands_under_the_base_of_the_graph(store: Store) -> None:
    assert labels(store, "SELECT ?l { GRAPH <graph/facts> { <id/port/a> rdfs:label ?l } }") == {"facts"}


def iri(name: str) -> str:
    return NAMES.graph(name)


@pytest.mark.parametrize(
    ("text", "dataset", "seen"),
    [
        ("SELECT ?l { ?s rdfs:label ?l }", {}, {"facts", "provenance", "gazetteer", "ontology"}),
        ("SELECT ?l { GRAPH graph:candidates { ?s rdfs:label ?l } }", {}, {"candidates"}),
        ("SELECT ?l FROM graph:candidates { ?s rdfs:label ?l }", {}, {"candidates"}),
        ("select ?l from graph:rejected { ?s rdfs:label ?l }", {}, {"rejected"}),
        ("SELECT ?l FROM NAMED graph:rejected { ?s rdfs:label ?l }", {}, set()),
        (
            'SELECT ?l { ?s rdfs:label ?l FILTER(?l != " FROM ") } # FROM here on, ?from, a:from "x"@from',
            {},
            {"facts", "provenance", "gazetteer", "ontology"},
        ),
        ("SELECT ?l { ?s rdfs:label ?l }", {"default_graphs": [iri("rejected")]}, {"rejected"}),
        (
            "SELECT ?l FROM graph:facts { ?s rdfs:label ?l }",
            {"default_graphs": [iri("rejected")]},
            {"rejected"},
        ),
        ("SELECT ?l { ?s rdfs:label ?l }", {"named_graphs": [iri("facts")]}, set()),
        ("SELECT ?l { GRAPH ?g { ?s rdfs:label ?l } }", {"named_graphs": [iri("facts")]}, {"facts"}),
        ("SELECT ?l { GRAPH ?g { ?s rdfs:label ?l } }", {"default_graphs": [iri("facts")]}, set()),
    ],
)
def test_a_query_sees_the_published_graphs_unless_it_names_others(
    store: Store, text: str, dataset: dict[str, list[str]], seen: set[str]
) -> None:
    assert labels(store, text, **dataset) == seen


def test_a_prefix_that_the_query_declares_wins_over_ours(store: Store) -> None:
    text = "PREFIX port: <http://www.w3.org/2000/01/rdf-schema#> SELECT ?l { ?s port:label ?l }"
    assert len(labels(store, text)) == 4


def test_questions_are_answered_and_graphs_constructed(store: Store) -> None:
    answer = query(store, 'ASK { port:a rdfs:label "candidates" }', names=NAMES)
    graph = query(store, 'CONSTRUCT { port:a kou:partOf port:b } { ?s rdfs:label "facts" }', names=NAMES)

    assert isinstance(answer, QueryBoolean)
    assert not bool(answer)
    assert isinstance(graph, QueryTriples)
    assert set(graph) == triples("port:a kou:partOf port:b .")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * {", "line 1, column 11: cannot go on after 'SELECT * {'"),
        ("SELECT *\nWHERE { ?s ?p ?o ; }}", "line 2, column 22: cannot go on after 'HERE { ?s ?p ?o ; }}'"),
        ("SELECT * { ?s foo:bar ?o }", "line 1, column 22: Prefix not found"),
        (
            "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }",
            "line 1, column 40: The SELECT contains a variable that is unbound",
        ),
        ("SELECT * { ?s ?p ?o } GROUP BY ?s", "line 1, column 34: SELECT * is not authorized with GROUP BY"),
        (
            "SELECT * { ?港口 ?p ?o . FILTRE(1) }",
            "line 1, column 32: cannot go on after '?港口 ?p ?o . FILTRE(1'",
        ),
        ("SELECT * {\n?s ?p\n", "line 3, column 1: cannot go on after '?s ?p'"),
        ("SELECT * {\n?s ?p\n}", "line 3, column 2: cannot go on after '}'"),
        ("", "line 1, column 1: the query is empty"),
        ("\n\n", "line 3, column 1: the query is empty"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "line 1, column 10: cannot go on after 'INSERT DA'"),
    ],
)
def test_a_query_that_is_not_sparql_says_where(store: Store, text: str, message: str) -> None:
    with pytest.raises(QuerySyntaxError) as error:
        query(store, text, names=NAMES)
    assert str(error.value) == message
