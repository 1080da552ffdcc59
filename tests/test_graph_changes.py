"""Changes from outside: updates with a dataset of their request, graphs put, added to and deleted, whole or not at all."""

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from graph.changes import Using, add, delete, exists, put, update, with_dataset
from graph.dataset import QuerySyntaxError
from ontology import Namespaces

NAMES = Namespaces()
S, P, G = NamedNode("urn:s"), NamedNode("urn:p"), NamedNode("urn:g")


def said(text: str) -> Triple:
    return Triple(S, P, Literal(text))


def test_an_update_knows_our_prefixes_and_base() -> None:
    store = Store()

    update(store, "INSERT DATA { GRAPH graph:facts { <id/port/x> rdfs:label '口岸' } }", names=NAMES)

    assert str(next(iter(store))) == (
        '<https://w3id.org/kouan/id/port/x> <http://www.w3.org/2000/01/rdf-schema#label> "口岸" '
        "<https://w3id.org/kouan/graph/facts>"
    )


def test_an_update_that_fails_half_way_changes_nothing() -> None:
    store = Store()

    with pytest.raises(QuerySyntaxError) as refused:
        update(store, "INSERT DATA { <urn:a> <urn:b> 1 } ;\nCLEAR XYZ", names=NAMES)

    assert (refused.value.line, len(store)) == (2, 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "DELETE { ?s ?p ?o } INSERT { GRAPH <urn:h> { ?s ?p 'WHERE {' } } WHERE { ?s ?p ?o }",
            "DELETE { ?s ?p ?o } INSERT { GRAPH <urn:h> { ?s ?p 'WHERE {' } } SEEN WHERE { ?s ?p ?o }",
        ),
        (
            "DELETE WHERE { GRAPH ?g { ?s ?p ?o } } ; CLEAR DEFAULT",
            "DELETE { GRAPH ?g { ?s ?p ?o } } SEEN WHERE { GRAPH ?g { ?s ?p ?o } } ; CLEAR DEFAULT",
        ),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", "INSERT DATA { <urn:a> <urn:b> 1 }"),
    ],
)
def test_the_graphs_of_a_request_are_what_its_update_looks_at(text: str, expected: str) -> None:
    seen = "USING <urn:g> USING NAMED <urn:n>"
    assert with_dataset(text, Using(["urn:g"], ["urn:n"])) == expected.replace("SEEN", seen)


@pytest.mark.parametrize(
    "text", ["WITH <urn:g> DELETE { ?s ?p 1 } WHERE { }", "DELETE { ?s ?p 1 } USING <urn:g> WHERE { }"]
)
def test_an_update_that_names_graphs_itself_takes_none_of_its_request(text: str) -> None:
    with pytest.raises(QuerySyntaxError, match="cannot stand in an update whose request names graphs"):
        with_dataset(text, Using(["urn:g"]))


def test_a_graph_is_put_added_to_and_deleted() -> None:
    store = Store()

    put(store, G, [said("one")])
    put(store, G, [said("two")])
    add(store, G, [said("three")])
    assert set(store) == {Quad(S, P, Literal("two"), G), Quad(S, P, Literal("three"), G)}

    delete(store, G)
    assert (len(store), exists(store, G)) == (0, False)


def test_a_graph_may_be_empty_and_the_default_graph_is_always_there() -> None:
    store = Store()

    put(store, G, [])
    put(store, DefaultGraph(), [said("one")])
    put(store, DefaultGraph(), [])

    assert (exists(store, G), exists(store, DefaultGraph()), len(store)) == (True, True, 0)
