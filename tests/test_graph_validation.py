"""Shapes and checks catch what is wrong with a graph, one planted fault each."""

from collections.abc import Iterable, Iterator
from itertools import cycle
from typing import Any

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store
from rdflib.namespace import RDFS, SH

from graph import validation
from graph.schemes import ontology_quads
from graph.terms import Terms, quad
from graph.validation import CHECKS, Violation, validate, validate_nodes
from ontology import ONTOLOGY, SHAPES, Namespaces
from tests.rdf import NAMES, quads

ENTITY = NamedNode(NAMES.resource("fact/entity"))
SOUND = """
graph:provenance {
    document:d a kou:SourceDocument ; dcterms:identifier "d" ; kou:readBy "rules" ; schema:text "灵山口岸位于大河市" ; schema:isPartOf issue:i .
    issue:i a schema:PublicationIssue ; schema:datePublished "2030-01-01"^^xsd:date ; schema:isPartOf publication:p .
    publication:p a kou:Publication ; rdfs:label "新边疆报"@zh .
    article:a a schema:NewsArticle ; schema:isPartOf document:d ; schema:headline "题"@zh ; kou:section section:s .
    section:s a kou:Section ; schema:headline "小题"@zh ; schema:position 1 .
    evidence:e a kou:Evidence ; oa:hasSource document:d ; oa:start 0 ; oa:end 4 ; oa:exact "灵山口岸" ;
        kou:article article:a ; kou:rule "r" ; kou:confidence 0.9 .
    decision:d a kou:Decision ; kou:action action:accept ; prov:wasAssociatedWith curator:li ; prov:used fact:kind ;
        prov:endedAtTime "2025-09-12T08:00:00Z"^^xsd:dateTime ; kou:statusAfter status:published .
    curator:li a prov:Person ; rdfs:label "li" .
    fact:document a kou:Fact ; kou:status status:published ; kou:confidence 0.9 ; kou:evidence evidence:e .
    fact:entity a kou:Fact ; kou:status status:published ; kou:confidence 0.9 ; kou:evidence evidence:e .
    fact:location a kou:Fact ; kou:status status:published ; kou:confidence 0.9 ; kou:evidence evidence:e .
    fact:cluster a kou:Fact ; kou:status status:published ; kou:confidence 0.9 ; kou:evidence evidence:e .
    fact:kind a kou:Fact ; kou:status status:published ; kou:confidence 0.9 ; kou:evidence evidence:e .
    fact:border a kou:Fact ; kou:status status:published ; kou:confidence 0.9 ; kou:evidence evidence:e .
    fact:post a kou:Fact ; kou:status status:published ; kou:confidence 0.9 ; kou:evidence evidence:e .
    fact:statement a kou:Fact ; kou:status status:published ; kou:confidence 0.9 ; kou:evidence evidence:e .
    fact:trade a kou:Fact ; kou:status status:published ; kou:confidence 0.9 ; kou:evidence evidence:e .
    fact:statistic a kou:Fact ; kou:status status:published ; kou:confidence 0.9 ; kou:evidence evidence:e .
    fact:event a kou:Fact ; kou:status status:published ; kou:confidence 0.9 ; kou:evidence evidence:e .
}
graph:gazetteer {
    city:dahe a kou:City, kou:Place ; rdfs:label "大河市"@zh ; kou:divisionCode "990100" ; kou:locatedIn province:lingshan .
    province:lingshan a kou:Province, kou:Place ; rdfs:label "灵山"@zh .
    country:la a kou:Country, kou:Place ; rdfs:label "老挝"@zh, "Laos"@en ; kou:abbreviation "老"@zh .
    port:a rdfs:label "灵山口岸"@zh ; geo:hasGeometry geometry:a .
    geometry:a a geo:Geometry ; geo:asWKT "POINT(101.25 21.5)"^^geo:wktLiteral .
    port-cluster:c a kou:PortCluster ; rdfs:label "集群"@zh .
    commodity:durian a kou:Commodity ; rdfs:label "榴莲"@zh .
    organization:o a kou:Organization ; rdfs:label "灵山海关"@zh .
    feature:f a kou:Feature ; rdfs:label "填报系统"@zh .
}
graph:facts {
    person:p a kou:Official, kou:Person ; rdfs:label "李明"@zh .
    fact:document a kou:DocumentFact ; rdf:reifies <<( article:a a schema:NewsArticle )>> .
    fact:entity a kou:EntityFact ; rdf:reifies <<( port:a a kou:Port )>> . port:a a kou:Port .
    fact:location a kou:LocationFact ; rdf:reifies <<( port:a kou:locatedIn city:dahe )>> . port:a kou:locatedIn city:dahe .
    fact:cluster a kou:ClusterFact ; rdf:reifies <<( port:a kou:partOfCluster port-cluster:c )>> . port:a kou:partOfCluster port-cluster:c .
    fact:kind a kou:KindFact ; rdf:reifies <<( port:a kou:portKind port-kind:road )>> . port:a kou:portKind port-kind:road .
    fact:border a kou:BorderFact ; rdf:reifies <<( port:a kou:faces country:la )>> . port:a kou:faces country:la .
    fact:post a kou:PostFact ; org:member person:p ; kou:postTitle "关长"@zh ; org:organization organization:o .
    fact:statement a kou:StatementFact ; kou:speaker person:p ; kou:statementText "顺利"@zh ; kou:quoted false .
    fact:trade a kou:TradeFact ; kou:place port:a ; kou:commodity commodity:durian ; kou:direction direction:import ; kou:partner country:la .
    fact:statistic a kou:StatisticFact ; qb:dataSet dataset:statistics ; kou:subject feature:f ; kou:metricText "耗时"@zh ; kou:value "60"^^xsd:decimal ;
        kou:valueMax "80"^^xsd:decimal ; kou:unit unit:percent ; kou:bound bound:range ; kou:modality modality:observed ; kou:period "2024" ;
        kou:periodStart "2024-01-01"^^xsd:date ; kou:periodEnd "2024-12-31"^^xsd:date ; kou:change "-3.5"^^xsd:decimal ; kou:changeBase change-base:yoy .
    fact:event a kou:EventFact ; kou:eventKind event-kind:opened ; kou:subject port:a ; kou:period "2025-02" ;
        kou:periodStart "2025-02-01"^^xsd:date ; kou:periodEnd "2025-02-28"^^xsd:date .
}
"""
"""A small graph with one of everything, and nothing wrong."""

FAULTS = [
    ("", "graph:gazetteer { country:xx a kou:Country . }", {("country:xx", "Country")}),
    ('graph:gazetteer { city:dahe rdfs:label "大河市"@zh }', "", {("city:dahe", "Named")}),
    ("", 'graph:facts { city:dahe rdfs:label "大江市"@zh }', {("city:dahe", "Named")}),
    ("", 'graph:gazetteer { country:la kou:abbreviation "老挝"@zh }', {("country:la", "Country")}),
    ('graph:gazetteer { city:dahe kou:divisionCode "990100" }', 'graph:gazetteer { city:dahe kou:divisionCode "99" }', {("city:dahe", "Division")}),
    ("graph:facts { person:p a kou:Person }", "", {("person:p", "Official"), ("fact:post", "PostFact"), ("fact:statement", "StatementFact")}),
    ("", "graph:facts { person:p org:memberOf port:a }", {("person:p", "Person")}),
    ("", "graph:facts { port:a kou:portKind port-kind:river }", {("port:a", "Port")}),
    ("", "graph:facts { port:a kou:handles country:la }", {("port:a", "Port")}),
    ("", "graph:facts { city:dahe kou:locatedIn person:p }", {("city:dahe", "Located")}),
    ("graph:gazetteer { geometry:a geo:asWKT \"POINT(101.25 21.5)\"^^geo:wktLiteral }", "", {("geometry:a", "Geometry")}),
    ("", "graph:gazetteer { commodity:durian skos:broader hs:08, hs:09 }", {("commodity:durian", "Commodity")}),
    ("", 'graph:gazetteer { port-kind:x a skos:Concept ; skos:prefLabel "桥"@zh }', {("port-kind:x", "Concept")}),
    ('graph:provenance { document:d schema:text "灵山口岸位于大河市" }', "", {("document:d", "SourceText")}),
    ('graph:provenance { document:d dcterms:identifier "d" }', "", {("document:d", "SourceDocument")}),
    ("graph:provenance { issue:i schema:isPartOf publication:p }", "", {("issue:i", "Issue")}),
    ("graph:provenance { article:a schema:isPartOf document:d }", "", {("article:a", "Article")}),
    ("graph:provenance { section:s schema:position 1 }", "graph:provenance { section:s schema:position 0 }", {("section:s", "Section")}),
    ('graph:provenance { evidence:e oa:exact "灵山口岸" }', 'graph:provenance { evidence:e oa:exact "灵山海关" }', {("evidence:e", "quotation")}),
    ("graph:provenance { evidence:e oa:start 0 }", "graph:provenance { evidence:e oa:start 4 }", {("evidence:e", "Evidence"), ("evidence:e", "quotation")}),
    ("graph:provenance { evidence:e kou:article article:a }", "", {("evidence:e", "Evidence")}),
    ("graph:provenance { evidence:e kou:confidence 0.9 }", "graph:provenance { evidence:e kou:confidence 1.5 }", {("evidence:e", "Evidence")}),
    ("graph:provenance { fact:kind kou:evidence evidence:e }", "", {("fact:kind", "Fact")}),
    ("graph:provenance { fact:kind kou:confidence 0.9 }", "", {("fact:kind", "Fact")}),
    ("graph:provenance { fact:kind kou:status status:published }", "graph:provenance { fact:kind kou:status status:candidate }", {("fact:kind", "status")}),
    ("graph:facts { fact:document a kou:DocumentFact }", "", {("fact:document", "Fact")}),
    ("graph:facts { fact:document rdf:reifies <<( article:a a schema:NewsArticle )>> }", "", {("fact:document", "DocumentFact")}),
    ("graph:facts { fact:entity rdf:reifies <<( port:a a kou:Port )>> }", "graph:facts { fact:entity rdf:reifies <<( port:a a kou:Harbour )>> }", {("fact:entity", "EntityFact")}),
    ("graph:facts { fact:location rdf:reifies <<( port:a kou:locatedIn city:dahe )>> }", "graph:facts { fact:location rdf:reifies <<( port:a kou:locatedIn person:p )>> }", {("fact:location", "LocationFact")}),
    ("graph:facts { fact:cluster rdf:reifies <<( port:a kou:partOfCluster port-cluster:c )>> }", "graph:facts { fact:cluster rdf:reifies <<( port:a kou:partOf port-cluster:c )>> }", {("fact:cluster", "ClusterFact")}),
    ("graph:facts { fact:kind rdf:reifies <<( port:a kou:portKind port-kind:road )>> }", "graph:facts { fact:kind rdf:reifies <<( city:dahe kou:portKind port-kind:road )>> }", {("fact:kind", "KindFact")}),
    ("graph:facts { fact:border rdf:reifies <<( port:a kou:faces country:la )>> }", "graph:facts { fact:border rdf:reifies <<( port:a kou:faces city:dahe )>> }", {("fact:border", "BorderFact")}),
    ('graph:facts { fact:post kou:postTitle "关长"@zh }', "", {("fact:post", "PostFact")}),
    ('graph:facts { fact:statement kou:statementText "顺利"@zh }', "", {("fact:statement", "StatementFact")}),
    ("graph:facts { fact:trade kou:commodity commodity:durian }", "", {("fact:trade", "TradeFact")}),
    ("graph:facts { fact:trade kou:direction direction:import }", "graph:facts { fact:trade kou:direction direction:up }", {("fact:trade", "TradeFact")}),
    ("graph:facts { fact:statistic kou:bound bound:range }", "", {("fact:statistic", "StatisticFact")}),
    ("graph:facts { fact:statistic kou:bound bound:range }", "graph:facts { fact:statistic kou:bound bound:exact }", {("fact:statistic", "range")}),
    ('graph:facts { fact:statistic kou:valueMax "80"^^xsd:decimal }', 'graph:facts { fact:statistic kou:valueMax "8"^^xsd:decimal }', {("fact:statistic", "range")}),
    ('graph:facts { fact:statistic kou:value "60"^^xsd:decimal ; kou:change "-3.5"^^xsd:decimal }', "", {("fact:statistic", "StatisticFact"), ("fact:statistic", "range")}),
    ('graph:facts { fact:statistic kou:value "60"^^xsd:decimal }', 'graph:facts { fact:statistic kou:value "60" }', {("fact:statistic", "StatisticFact")}),
    ('graph:facts { fact:statistic kou:period "2024" }', 'graph:facts { fact:statistic kou:period "last year" }', {("fact:statistic", "Dated")}),
    ('graph:facts { fact:event kou:periodStart "2025-02-01"^^xsd:date }', 'graph:facts { fact:event kou:periodStart "2026-02-01"^^xsd:date }', {("fact:event", "Dated")}),
    ("graph:facts { fact:event kou:eventKind event-kind:opened }", "graph:facts { fact:event kou:eventKind event-kind:moved }", {("fact:event", "EventFact")}),
    ("graph:provenance { decision:d prov:wasAssociatedWith curator:li }", "", {("decision:d", "Decision")}),
    ("graph:provenance { decision:d kou:action action:accept }", "graph:provenance { decision:d kou:action action:forget }", {("decision:d", "Decision")}),
    ("", "graph:facts { country:la a kou:Place }", {("country:la", "said-twice")}),
]  # fmt: skip


def sound() -> Store:
    store = Store()
    store.extend(quads(SOUND))
    return store


def test_a_sound_graph_has_no_violations() -> None:
    assert validate(sound(), NAMES) == []


@pytest.mark.parametrize(("taken", "put", "expected"), FAULTS)
def test_a_planted_fault_is_found_where_it_is(taken: str, put: str, expected: set[tuple[str, str]]) -> None:
    store = sound()
    assert quads(taken) <= quads(SOUND)
    for each in quads(taken):
        store.remove(each)
    store.extend(quads(put))

    found = {(violation.focus, violation.shape) for violation in validate(store, NAMES)}

    assert found == {(NAMES.resource(node.replace(":", "/")), shape) for node, shape in expected}


def test_every_shape_and_check_has_a_planted_fault() -> None:
    shapes = rdflib.Graph().parse(SHAPES)
    named = {str(shape).rpartition("/")[2] for shape in shapes.subjects(rdflib.RDF.type, SH.NodeShape)}
    named |= {path.stem for path in CHECKS.glob("*.rq")} | {"quotation"}
    assert named == {shape for _, _, expected in FAULTS for _, shape in expected}


def test_every_class_has_a_shape() -> None:
    shapes, ontology = rdflib.Graph().parse(SHAPES), rdflib.Graph().parse(ONTOLOGY)
    classes = set(ontology.subjects(rdflib.RDF.type, rdflib.OWL.Class))
    targets = set(shapes.objects(None, SH.targetClass))

    shaped = {cls for cls in classes if targets & set(ontology.transitive_objects(cls, RDFS.subClassOf))}

    assert classes - shaped == set()
    facts = set(ontology.subjects(RDFS.subClassOf, rdflib.URIRef(NAMES.term("Fact"))))
    assert facts - targets == set()


def test_a_violation_tells_node_property_reason_and_document() -> None:
    store = sound()
    store.remove(next(iter(quads('graph:facts { fact:post kou:postTitle "关长"@zh }'))))

    (violation,) = validate(store, NAMES)

    assert violation.focus == NAMES.resource("fact/post")
    assert violation.path == NAMES.term("postTitle")
    assert violation.source == NAMES.resource("document/d")
    assert str(violation).startswith(f"{violation.focus} {violation.path}: ")


def test_some_nodes_can_be_checked_by_themselves() -> None:
    store = sound()
    store.remove(next(iter(quads('graph:facts { fact:post kou:postTitle "关长"@zh }'))))
    post, trade = (Terms(NAMES).resource(f"fact/{name}") for name in ("post", "trade"))

    assert [violation.shape for violation in validate_nodes(store, NAMES, [post])] == ["PostFact"]
    assert validate_nodes(store, NAMES, [trade]) == []


def very_often_said(documents: int, added: set[Quad]) -> "Counting":
    """A sound store in which very many documents say one fact, and what was added to it."""
    store = Counting()
    said = " ".join(
        f"fact:entity kou:evidence evidence:m{n} . evidence:m{n} a kou:Evidence ." for n in range(documents)
    )
    store.bulk_extend(quads(SOUND) | quads(f"graph:provenance {{ {said} }}") | added)
    return store


@pytest.mark.parametrize(
    ("added", "property"),
    [("kou:evidence evidence:none", "evidence"), ("kou:confidence 0.5", "confidence")],
    ids=["of a wrong kind", "too many"],
)
def test_what_is_wrong_is_found_in_what_very_many_documents_say(added: str, property: str) -> None:
    new = quads(f"graph:provenance {{ fact:entity {added} }}")
    (found,) = validate_nodes(very_often_said(400, new), NAMES, [ENTITY], new)
    assert (found.shape, found.path) == ("Fact", NAMES.term(property))


def test_what_very_many_documents_say_is_checked_at_the_cost_of_what_is_new() -> None:
    new, costs = quads("graph:provenance { fact:entity kou:evidence evidence:e }"), []
    for documents in (400, 1200):
        store = very_often_said(documents, new)
        assert validate_nodes(store, NAMES, [ENTITY], new) == []
        costs.append(store.read)
    assert costs[0] == costs[1]


class Counting:
    """A store that counts the quads that are read from it."""

    def __init__(self) -> None:
        self._store, self.read = Store(), 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def __contains__(self, quad: Quad) -> bool:
        return quad in self._store

    def quads_for_pattern(self, *pattern: Any) -> Iterator[Quad]:
        for each in self._store.quads_for_pattern(*pattern):
            self.read += 1
            yield each


def test_the_shapes_hold_under_another_base() -> None:
    elsewhere = Namespaces("https://ports.example/")
    text = "\n".join(f"{each} ." for each in quads(SOUND)).replace(NAMES.base, elsewhere.base)
    store = Store()
    store.load(text.encode(), RdfFormat.N_QUADS)

    assert validate(store, elsewhere) == []
    store.update(f"DELETE WHERE {{ GRAPH ?g {{ ?s <{elsewhere.term('postTitle')}> ?o }} }}")
    assert [violation.shape for violation in validate(store, elsewhere)] == ["PostFact"]


def test_the_schemes_conform_too() -> None:
    gazetteer = Terms(NAMES).graph("gazetteer")  # whose shapes are checked: the ontology is as it is shipped
    store = Store()
    store.extend(quad(each.triple, gazetteer) for each in ontology_quads(NAMES))
    assert validate(store, NAMES) == []


ODD: tuple[Literal | NamedNode, ...] = (
    Literal(""),
    Literal("某物", language="zh"),
    Literal("某", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    Literal("2025-02-31", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date")),
    Literal(-1),
    Literal(5),
    Literal("1.25", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
    Literal("1999-01-01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date")),
    NamedNode(NAMES.resource("port/a")),
    NamedNode(NAMES.resource("nothing/at-all")),
)


def test_nodes_are_told_by_their_sort_just_what_they_are_told_one_by_one() -> None:
    """What the sound graph says is left out, said otherwise and said besides, after what is sound was seen."""
    sound, odd, wrong = quads(SOUND), cycle(ODD), 0
    sorts = validation._sorts(NAMES)
    found_in(sound, {each.subject for each in sound})
    conforming = set(sorts.conforming)
    some = sorted(sound, key=str)[::3]
    for each in some:
        also = Quad(each.subject, each.predicate, next(odd), each.graph_name)
        for given in (sound - {each}, sound - {each} | {also}, sound | {also}):
            sorts.conforming = set(conforming)
            by_sort = found_in(given, [each.subject])
            sorts.conforming = set()
            assert by_sort == found_in(given, [each.subject]), (each, also)
            wrong += bool(by_sort)

    assert len(some) < wrong < 3 * len(some)


def found_in(given: set[Quad], nodes: Iterable[object]) -> list[Violation]:
    """What is wrong with some nodes of a graph."""
    store = Store()
    store.bulk_extend(given)
    return validate_nodes(store, NAMES, [node for node in nodes if isinstance(node, NamedNode)])
