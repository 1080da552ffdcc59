"""The numbers of a graph."""

from pathlib import Path

from pyoxigraph import Store

from extract.data import GAZETTEER, load_table
from extract.gazetteer import Gazetteer, OfficialTotal
from graph.build import Summary
from graph.counts import EntityCount, counts
from graph.releases import open_release
from tests.rdf import NAMES, quads

SMALL = """
graph:facts {
    fact:1 a kou:EntityFact ; rdf:reifies <<( port:a a kou:Port )>> .
    fact:2 a kou:BorderFact ; rdf:reifies <<( port:a kou:faces country:la )>> . port:a kou:faces country:la .
}
graph:candidates { fact:3 a kou:BorderFact ; rdf:reifies <<( port:b kou:faces country:la )>> . port:b kou:faces country:la . }
graph:provenance {
    document:d a kou:SourceDocument . article:a schema:isPartOf document:d . article:b schema:isPartOf document:d .
    fact:1 kou:status status:published . fact:2 kou:status status:published . fact:3 kou:status status:candidate .
}
graph:gazetteer {
    port:a a kou:Port ; kou:official true ; kou:portKind port-kind:road ; kou:province province:p .
    port:b a kou:Port ; kou:official true ; kou:portKind port-kind:air .
    port:c a kou:Port ; kou:official false ; kou:portKind port-kind:water ; kou:province province:p .
    province:p rdfs:label "灵山"@zh .
}
graph:ontology {
    kou:Port rdfs:isDefinedBy <https://w3id.org/kouan/ontology> .
    port-kind:road skos:broader port-kind:land .
    kou:EntityFact rdfs:subClassOf kou:Fact . kou:BorderFact rdfs:subClassOf kou:Fact .
}
"""


def test_a_graph_is_counted_by_graph_class_status_kind_and_province() -> None:
    store = Store()
    store.extend(quads(SMALL))

    made = counts(store, NAMES)

    assert (made.documents, made.articles) == (1, 2)
    assert made.facts == {"EntityFact": {"published": 1}, "BorderFact": {"published": 1, "candidate": 1}}
    assert made.entities == {"Port": EntityCount(known=3, named=1)}
    assert made.graphs == {"facts": 5, "candidates": 3, "provenance": 6, "gazetteer": 12, "ontology": 4}
    assert made.ports == {"": {"air": 1}, "灵山": {"land": 1}}
    assert {kind: total.known for kind, total in made.totals.items()} == {"air": 1, "land": 1, "water": 0}


def test_an_empty_store_counts_to_nothing() -> None:
    made = counts(Store(), NAMES)
    assert (made.documents, made.articles, made.facts, made.entities, made.ports) == (0, 0, {}, {}, {})


def test_the_built_graph_counts_what_its_build_reported(built: tuple[Path, Summary]) -> None:
    store, summary = built
    release = open_release(store)

    made = counts(release.store, NAMES)

    assert (made.documents, made.articles) == (summary.documents, summary.articles)
    assert sum(status.total() for status in made.facts.values()) == summary.facts.total()
    assert sum(made.graphs.values()) == summary.quads
    official = [port for port in Gazetteer.load().ports if port.official == "yes"]
    assert sum(kinds.total() for kinds in made.ports.values()) == len(official)
    totals = load_table(GAZETTEER / "official_totals.tsv", OfficialTotal)
    assert {kind: total.official for kind, total in made.totals.items()} == {t.kind: t.count for t in totals}
