"""The server describes its data: VoID, DCAT, what FAIR assessments look for, links to elsewhere."""

import json
from collections import Counter
from typing import Any

import httpx
import pytest
import rdflib
from pyoxigraph import NamedNode
from rdflib import DCTERMS, RDF, URIRef, Variable
from rdflib.namespace import VOID

from graph.releases import Release
from graph.terms import Terms
from ontology import Namespaces
from tests.catalogue import BASE, DATASET, DCAT, PUBLISHED, one
from tests.serving import media_type


def test_void_says_where_the_data_is(described: httpx.Client, void: rdflib.Graph) -> None:
    host = str(described.base_url).rstrip("/")

    assert (DATASET, RDF.type, VOID.Dataset) in void
    assert one(void, DATASET, VOID.sparqlEndpoint) == URIRef(f"{host}/sparql")
    assert one(void, DATASET, VOID.uriSpace) == BASE + "id/"
    assert described.get("/sparql", params={"query": "ASK {}"}).json()["boolean"]
    for example in void.objects(DATASET, VOID.exampleResource):
        assert described.get(str(example).replace(BASE, "/"), follow_redirects=True).status_code == 200
    for dump in void.objects(DATASET, VOID.dataDump):
        assert described.get(str(dump)).status_code == 200


def test_void_counts_what_the_graphs_hold(void: rdflib.Graph, seed_release: Release) -> None:
    terms = Terms(Namespaces())
    total = 0
    for name in PUBLISHED:
        graph = URIRef(terms.graph(name).value)  # type: ignore[arg-type]
        quads = list(seed_release.store.quads_for_pattern(None, None, None, NamedNode(str(graph))))
        total += len(quads)
        assert (DATASET, VOID.subset, graph) in void
        assert one(void, graph, VOID.triples) == len(quads)
        assert one(void, graph, VOID.distinctSubjects) == len({quad.subject for quad in quads})
        assert one(void, graph, VOID.distinctObjects) == len({quad.object for quad in quads})
        properties = {
            str(one(void, part, VOID.property)): one(void, part, VOID.triples)
            for part in void.objects(graph, VOID.propertyPartition)
            if isinstance(part, URIRef)
        }
        assert properties == Counter(quad.predicate.value for quad in quads)
        classes = {
            str(one(void, part, VOID["class"])): one(void, part, VOID.entities)
            for part in void.objects(graph, VOID.classPartition)
            if isinstance(part, URIRef)
        }
        kind = RDF.type
        assert classes == Counter(q.object.value for q in quads if q.predicate.value == str(kind))  # type: ignore[union-attr]
    assert one(void, DATASET, VOID.triples) == total


@pytest.mark.parametrize(
    ("metric", "predicate"),
    [
        ("FsF-F1-01D unique identifier", DCTERMS.identifier),
        ("FsF-F2-01M title", DCTERMS.title),
        ("FsF-F2-01M creator", DCTERMS.creator),
        ("FsF-F2-01M publisher", DCTERMS.publisher),
        ("FsF-F2-01M summary", DCTERMS.description),
        ("FsF-F2-01M keywords", DCAT.keyword),
        ("FsF-F2-01M publication date", DCTERMS.modified),
        ("FsF-F2-01M type", RDF.type),
        ("FsF-F3-01M data identifier in the metadata", DCAT.distribution),
        ("FsF-A1-01M access level", DCTERMS.accessRights),
        ("FsF-I2-01M registered vocabularies", VOID.vocabulary),
        ("FsF-R1.1-01M licence", DCTERMS.license),
        ("FsF-R1.3-01M community standard", DCTERMS.conformsTo),
        ("version", DCAT.version),
    ],
)
def test_the_metadata_that_fair_assessments_look_for_is_there(
    void: rdflib.Graph, metric: str, predicate: URIRef
) -> None:
    assert list(void.objects(DATASET, predicate)), metric


def test_things_link_to_things_elsewhere(described: httpx.Client) -> None:
    """FsF-I3-01M: qualified links to registers that others keep."""
    laos = rdflib.Graph().parse(data=described.get("/doc/country/la.ttl").text)
    dalian = rdflib.Graph().parse(data=described.get("/doc/port/dalian.ttl").text)

    for graph, thing, other in (
        (laos, "country/la", "http://www.wikidata.org/entity/Q819"),
        (dalian, "port/dalian", "https://vocabulary.uncefact.org/unlocode#CNDAG"),
    ):
        assert (URIRef(f"{BASE}id/{thing}"), rdflib.SKOS.exactMatch, URIRef(other)) in graph


def test_every_link_to_elsewhere_says_how_it_was_made_and_from_which_source(described: httpx.Client) -> None:
    """FsF-I3-01M asks for qualified links: each is told by one mapping (SSSOM), with a method and a source."""
    query = f"""
      SELECT ?thing ?relation ?other ?mapping ?method ?source WHERE {{
        VALUES ?relation {{ skos:exactMatch skos:closeMatch owl:sameAs }}
        ?thing ?relation ?other .
        FILTER(STRSTARTS(STR(?thing), "{BASE}id/") && !STRSTARTS(STR(?other), "{BASE}"))
        OPTIONAL {{
          ?mapping rdf:reifies <<( ?thing ?relation ?other )>> ; a sssom:Mapping ; dcterms:source ?source ;
            sssom:mapping_justification ?method
        }}
      }}"""
    rows = described.post("/sparql", data={"query": query, "format": "json"}).json()["results"]["bindings"]
    links = [(row["thing"]["value"], row["other"]["value"]) for row in rows]

    assert len(links) > 1500
    assert len(set(links)) == len(links)
    assert [row for row in rows if {"mapping", "method", "source"} - row.keys()] == []
    assert {row["method"]["value"].rpartition("/")[2] for row in rows} == {
        "LexicalMatching", "ManualMappingCuration", "MappingChaining",
    }  # fmt: skip
    assert {row["other"]["value"].partition("//")[2].partition("/")[0] for row in rows} == {
        "qudt.org", "sws.geonames.org", "vocabulary.uncefact.org", "www.wikidata.org",
    }  # fmt: skip
    mapping = rdflib.Graph().parse(data=described.get("/doc/link/port-dalian-unlocode.ttl").text)
    node = URIRef(BASE + "id/link/port-dalian-unlocode")
    assert [str(one(mapping, node, each)) for each in (RDF.subject, RDF.predicate, RDF.object)] == [
        BASE + "id/port/dalian",
        str(rdflib.SKOS.exactMatch),
        "https://vocabulary.uncefact.org/unlocode#CNDAG",
    ]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/dump/secret.txt", 404),
        ("/dump/dumps.json", 404),
        ("/dump/..%2F..%2Fcurrent", 404),
        ("/dump/nosuchrelease/facts.nq.gz", 404),
        ("/graph/nothing", 404),
        ("/sitemap-0.xml", 404),
        ("/sitemap-x.xml", 400),
        ("/id/release/nothing", 404),
        ("/.well-known/void?format=docx", 400),
        ("/.well-known/void?release=..", 404),
    ],
)
def test_what_is_not_there_is_not_found(described: httpx.Client, path: str, status: int) -> None:
    assert described.get(path).status_code == status


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml"]
)
def test_the_description_comes_in_every_format_with_a_tag_of_its_own(
    described: httpx.Client, accept: str
) -> None:
    response = described.get("/.well-known/void", headers={"Accept": accept})
    head = described.head("/.well-known/void", headers={"Accept": accept})
    again = described.get(
        "/.well-known/void", headers={"Accept": accept, "If-None-Match": response.headers["etag"]}
    )

    assert (response.status_code, media_type(response)) == (200, accept)
    assert head.headers["etag"] == response.headers["etag"]
    assert again.status_code == 304
    assert described.get("/.well-known/void", headers={"Accept": "image/png"}).status_code == 406


def test_whatever_of_ours_the_description_names_leads_somewhere(
    described: httpx.Client, void: rdflib.Graph
) -> None:
    named = {str(node).partition("#")[0] for node in void.all_nodes() if isinstance(node, URIRef)}
    ours = sorted(node for node in named if node.startswith(BASE))

    assert BASE + "id/dataset/service" in ours
    assert {
        node: status
        for node in ours
        if (status := described.get(node.replace(BASE, "/"), follow_redirects=True).status_code) != 200
    } == {}


def test_the_document_of_the_dataset_says_that_it_is_one_and_where_all_of_it_is_told(
    described: httpx.Client,
) -> None:
    page = described.get("/doc/dataset/kouan.html")
    embedded = json.loads(page.text.split('<script type="application/ld+json">')[1].split("</script>")[0])
    graph = rdflib.Graph().parse(data=described.get("/doc/dataset/kouan.ttl").text)

    assert embedded["@type"] == "Dataset"
    assert '<https://schema.org/Dataset>; rel="type"' in page.headers["link"]
    assert one(graph, DATASET, rdflib.RDFS.seeAlso) == URIRef(BASE + ".well-known/void")


@pytest.mark.parametrize("name", [*PUBLISHED, "candidates"])
def test_graphs_and_releases_lead_to_their_description(
    described: httpx.Client, void: rdflib.Graph, name: str
) -> None:
    release = str(one(void, DATASET, DCAT.hasCurrentVersion))

    assert described.get(f"/graph/{name}").headers["location"] == "/.well-known/void"
    assert described.get(release.replace(BASE, "/"), follow_redirects=True).status_code == 200
    assert described.get("/id/dataset/kouan", follow_redirects=True).status_code == 200


def test_the_store_has_its_queries_and_prefixes(described: httpx.Client) -> None:
    def ask(query: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = described.get(
            "/sparql", params={"query": query, "format": "json"}
        ).json()["results"]["bindings"]
        return found

    queries = ask(
        "SELECT ?text { ?query a sh:SPARQLSelectExecutable ; sh:select ?text ; sh:prefixes <ontology> }"
    )
    prefixes = ask(
        "SELECT ?prefix ?start { <ontology> sh:declare [ sh:prefix ?prefix ; sh:namespace ?start ] }"
    )

    assert len(queries) > 20
    known = "".join(f"PREFIX {row['prefix']['value']}: <{row['start']['value']}>\n" for row in prefixes)
    for row in queries:
        rdflib.Graph().query(known + row["text"]["value"]).vars  # noqa: B018 - another engine understands it
    assert Variable("s") in (rdflib.Graph().query(known + "SELECT ?s { ?s a kou:Port }").vars or [])
