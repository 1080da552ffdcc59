"""The graph as a file."""

import io
import json

import pytest
from pyoxigraph import Quad, RdfFormat, Store, parse

from graph.export import FORMATS, FormatError, export
from ontology import CONTEXT
from tests.rdf import NAMES, quads, triples

GRAPH = quads(
    """graph:facts { fact:1 rdf:reifies <<( port:a kou:faces country:la )>> . port:a kou:faces country:la . }
    graph:candidates { port:b rdfs:label "乙"@zh }
    graph:gazetteer { port:a rdfs:label "甲\\n\\"港\\""@zh ; kou:official true }
    graph:provenance { fact:1 kou:confidence 0.9 }"""
)


def store_of(graph: set[Quad]) -> Store:
    store = Store()
    store.extend(graph)
    return store


def written(graph: set[Quad], format: str, name: str | None = None) -> bytes:
    """A graph as bytes."""
    output = io.BytesIO()
    export(store_of(graph), output, format, NAMES, NAMES.graph(name) if name else None)
    return output.getvalue()


@pytest.mark.parametrize("format", ["nquads", "trig"])
def test_datasets_come_back_as_they_were(format: str) -> None:
    assert set(parse(written(GRAPH, format), FORMATS[format])) == GRAPH


@pytest.mark.parametrize("format", ["turtle", "ntriples", "rdfxml"])
def test_formats_of_one_graph_hold_the_default_dataset(format: str) -> None:
    shown = {quad.triple for quad in parse(written(GRAPH, format), FORMATS[format])}
    assert shown == {q.triple for q in GRAPH if not str(q.graph_name).endswith("candidates>")}


def test_json_ld_says_what_a_fact_reifies_in_three_triples() -> None:
    shown = {quad.triple for quad in parse(written(GRAPH, "jsonld"), RdfFormat.JSON_LD)}
    reified = triples("fact:1 rdf:subject port:a ; rdf:predicate kou:faces ; rdf:object country:la .")
    assert shown == {q.triple for q in GRAPH if "reifies" not in str(q.predicate)} | reified


def test_json_ld_has_the_short_names_of_the_context() -> None:
    document = json.loads(written(GRAPH, "jsonld"))
    assert document["@context"] == json.loads(CONTEXT.read_text(encoding="utf-8"))["@context"]
    assert document["@graph"] == [
        {"@id": "graph:candidates", "@graph": [{"@id": "id:port/b", "label": {"zh": "乙"}}]},
        {
            "@id": "graph:facts",
            "@graph": [
                {
                    "@id": "id:fact/1",
                    "saidObject": "id:country/la",
                    "saidPredicate": "kou:faces",
                    "saidSubject": "id:port/a",
                },
                {"@id": "id:port/a", "faces": "id:country/la"},
            ],
        },
        {
            "@id": "graph:gazetteer",
            "@graph": [{"@id": "id:port/a", "label": {"zh": '甲\n"港"'}, "official": "true"}],
        },
        {"@id": "graph:provenance", "@graph": [{"@id": "id:fact/1", "confidence": "0.9"}]},
    ]


def test_json_ld_says_in_full_what_a_short_name_would_misread() -> None:
    odd = quads(
        """graph:facts { port:a kou:metricText "plain", "english"@en ; kou:value 3 ; kou:faces "text" ; rdfs:label "bare" ;
            schema:url <https://example.org/> ; <https://example.org/p> "1.5"^^xsd:double ; a <https://example.org/C> }"""
    )
    shown = set(parse(written(odd, "jsonld"), RdfFormat.JSON_LD))
    assert {quad.triple for quad in shown} == {quad.triple for quad in odd}


@pytest.mark.parametrize("format", FORMATS)
def test_one_graph_can_be_written_alone(format: str) -> None:
    shown = parse(written(GRAPH, format, "candidates"), FORMATS[format])
    assert {quad.triple for quad in shown} == triples('port:b rdfs:label "乙"@zh .')


def test_n_quads_are_sorted_lines() -> None:
    lines = written(GRAPH, "nquads").decode().splitlines()
    assert lines == sorted(lines, key=lambda line: line)
    assert len(lines) == len(GRAPH)


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_graph_gives_the_same_bytes_whatever_order_it_came_in(format: str) -> None:
    backwards = Store()
    for quad in sorted(GRAPH, key=str, reverse=True):
        backwards.add(quad)
    output = io.BytesIO()
    export(backwards, output, format, NAMES)
    assert output.getvalue() == written(GRAPH, format)


def test_an_unknown_format_is_named_with_those_there_are() -> None:
    with pytest.raises(FormatError) as error:
        written(GRAPH, "csv")
    assert (
        str(error.value) == "no such format: 'csv'; there are nquads, trig, jsonld, turtle, ntriples, rdfxml"
    )
