"""The server describes its data: VoID, DCAT, dumps, Signposting, robots and sitemaps."""

import csv
import gzip
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from time import monotonic
from typing import Any
from xml.etree import ElementTree

import httpx
import pyarrow.parquet
import pyoxigraph
import pytest
import rdflib
import signposting
from pyoxigraph import NamedNode, RdfFormat
from rdflib import DCTERMS, RDF, Namespace, URIRef, Variable
from rdflib.namespace import PROV, VOID

from graph.releases import Release
from graph.table import COLUMNS
from graph.terms import Terms
from ontology import Namespaces
from server.app import create_app
from server.settings import Settings
from tests.serving import media_type, running

BASE = "https://w3id.org/kouan/"
DATASET = URIRef(BASE + "id/dataset/kouan")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
PUBLISHED = ("facts", "gazetteer", "ontology", "provenance")


@pytest.fixture(scope="module")
def client(seed_store: Path) -> Iterator[httpx.Client]:
    with running(create_app(Settings(store=seed_store))) as client:
        client.timeout = httpx.Timeout(60)
        until = monotonic() + 120
        while client.get("/dump/").status_code == 503:  # it is being made, as the answer says
            assert monotonic() < until
        yield client


@pytest.fixture(scope="module")
def void(client: httpx.Client) -> rdflib.Graph:
    return rdflib.Graph().parse(data=client.get("/.well-known/void").text)


def lines(client: httpx.Client, name: str) -> list[str]:
    return gzip.decompress(client.get(f"/dump/{name}").content).decode().splitlines()


def one(graph: rdflib.Graph, subject: URIRef, predicate: URIRef) -> Any:
    (value,) = graph.objects(subject, predicate)
    return value.toPython() if isinstance(value, rdflib.Literal) else value


def test_void_says_where_the_data_is(client: httpx.Client, void: rdflib.Graph) -> None:
    host = str(client.base_url).rstrip("/")

    assert (DATASET, RDF.type, VOID.Dataset) in void
    assert one(void, DATASET, VOID.sparqlEndpoint) == URIRef(f"{host}/sparql")
    assert one(void, DATASET, VOID.uriSpace) == BASE + "id/"
    assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"]
    for example in void.objects(DATASET, VOID.exampleResource):
        assert client.get(str(example).replace(BASE, "/"), follow_redirects=True).status_code == 200
    for dump in void.objects(DATASET, VOID.dataDump):
        assert client.get(str(dump)).status_code == 200


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


def test_dcat_says_of_each_file_what_it_must_be(client: httpx.Client, void: rdflib.Graph) -> None:
    files = list(void.objects(DATASET, DCAT.distribution))
    sums = {line.split()[1]: line.split()[0] for line in client.get("/dump/SHA256SUMS").text.splitlines()}

    assert len(files) == len(sums) == 14
    for file in files:
        assert isinstance(file, URIRef)
        response = client.get(str(one(void, file, DCAT.downloadURL)))
        checksum = one(void, file, SPDX.checksum)
        digest = hashlib.sha256(response.content).hexdigest()
        assert one(void, file, DCAT.byteSize) == len(response.content)
        assert str(void.value(checksum, SPDX.checksumValue)) == digest == sums[str(file).rpartition("/")[2]]
        assert one(void, file, DCTERMS.license) == URIRef("https://www.apache.org/licenses/LICENSE-2.0")
        assert str(one(void, file, DCAT.mediaType)).startswith(
            "https://www.iana.org/assignments/media-types/"
        )
        assert "immutable" in response.headers["cache-control"]
        assert one(void, file, PROV.wasDerivedFrom) == one(void, DATASET, DCAT.hasCurrentVersion)


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


OPEN = {
    "application/n-quads",
    "text/turtle",
    "text/csv",
    "application/vnd.apache.parquet",
    "application/geo+json",
    "text/plain",
}
"""Formats of the dumps, each with an open specification."""


def test_the_files_are_what_their_metadata_say_in_open_formats(
    client: httpx.Client, void: rdflib.Graph
) -> None:
    """FsF-R1-01MD (type and size), FsF-R1.3-02D (format), FsF-R1.2-01M (provenance), FsF-A1-03D (retrievable)."""
    formats = set()
    for file in void.objects(DATASET, DCAT.distribution):
        assert isinstance(file, URIRef)
        told = str(one(void, file, DCAT.mediaType)).removeprefix(
            "https://www.iana.org/assignments/media-types/"
        )
        head = client.head(str(one(void, file, DCAT.downloadURL)))
        packed = [str(each) for each in void.objects(file, DCAT.compressFormat)]
        served = media_type(head)
        assert served == told or (packed and served == "application/gzip"), file
        assert head.headers["content-length"] == str(one(void, file, DCAT.byteSize))
        assert list(void.objects(file, PROV.wasDerivedFrom))
        formats.add(told)
    assert formats == OPEN


def test_things_link_to_things_elsewhere(client: httpx.Client) -> None:
    """FsF-I3-01M: qualified links to registers that others keep."""
    laos = rdflib.Graph().parse(data=client.get("/doc/country/la.ttl").text)
    dalian = rdflib.Graph().parse(data=client.get("/doc/port/dalian.ttl").text)

    for graph, thing, other in (
        (laos, "country/la", "http://www.wikidata.org/entity/Q819"),
        (dalian, "port/dalian", "https://vocabulary.uncefact.org/unlocode#CNDAG"),
    ):
        assert (URIRef(f"{BASE}id/{thing}"), rdflib.SKOS.exactMatch, URIRef(other)) in graph


def test_every_link_to_elsewhere_says_how_it_was_made_and_from_which_source(client: httpx.Client) -> None:
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
    rows = client.post("/sparql", data={"query": query, "format": "json"}).json()["results"]["bindings"]
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
    mapping = rdflib.Graph().parse(data=client.get("/doc/link/port-dalian-unlocode.ttl").text)
    node = URIRef(BASE + "id/link/port-dalian-unlocode")
    assert [str(one(mapping, node, each)) for each in (RDF.subject, RDF.predicate, RDF.object)] == [
        BASE + "id/port/dalian",
        str(rdflib.SKOS.exactMatch),
        "https://vocabulary.uncefact.org/unlocode#CNDAG",
    ]


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_the_dumps_are_the_published_graph_sorted(client: httpx.Client, seed_release: Release) -> None:
    terms = Terms(Namespaces())
    together = lines(client, "kouan.nq.gz")
    expected = {
        quad
        for graph in terms.default_dataset
        for quad in seed_release.store.quads_for_pattern(None, None, None, graph)
    }

    assert all(one < two for one, two in pairwise(line.encode() for line in together))
    assert set(pyoxigraph.parse("\n".join(together), RdfFormat.N_QUADS)) == expected
    plain = lines(client, "kouan-rdf11.nq.gz")
    assert plain == sorted(plain, key=str.encode)
    assert len(rdflib.Dataset().parse(data="\n".join(plain), format="nquads")) == len(set(plain))
    for name in PUBLISHED:
        quads = lines(client, f"{name}.nq.gz")
        turtle = pyoxigraph.parse("\n".join(lines(client, f"{name}.ttl.gz")), RdfFormat.TURTLE)
        assert quads == [line for line in together if line.endswith(f" <{BASE}graph/{name}> .")]
        assert {q.triple for q in turtle} == {q.triple for q in expected if q.graph_name == terms.graph(name)}  # type: ignore[arg-type]


def test_facts_are_a_table(client: httpx.Client, seed_release: Release) -> None:
    text = gzip.decompress(client.get("/dump/facts.csv.gz").content).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    table = pyarrow.parquet.read_table(io.BytesIO(client.get("/dump/facts.parquet").content))
    figure = next(row for row in rows if row["metric"] == "货物吞吐量" and row["value"])

    assert tuple(table.column_names) == COLUMNS
    assert table.num_rows == len(rows) > 100
    assert (float(figure["value"]), figure["unit"], float(figure["change_pct"])) == (350000000.0, "吨", 37.5)
    raw = next(
        q.object.value  # type: ignore[union-attr]
        for q in seed_release.store.quads_for_pattern(None, NamedNode("https://schema.org/text"), None, None)
    )
    for row in table.to_pylist():
        if row["evidence_field"] == "text":
            assert raw[row["evidence_start"] : row["evidence_end"]] == row["evidence"]


def test_ports_are_geojson(client: httpx.Client) -> None:
    response = client.get("/dump/ports.geojson")
    features = response.json()["features"]
    dalian = next(each for each in features if each["id"] == BASE + "id/port/dalian")

    assert media_type(response) == "application/geo+json"
    assert len(features) > 340
    assert {each["properties"]["precision"] for each in features} == {"port", "locality", "seat"}
    assert (dalian["properties"]["name_zh"], dalian["properties"]["kind"]) == ("大连港", "water")
    assert {each["properties"].get("iata") for each in features} >= {"PEK", "KMG"}
    for each in features:
        longitude, latitude = each["geometry"]["coordinates"]
        assert 73 <= longitude <= 136
        assert 3 <= latitude <= 54


def test_a_port_whose_point_nobody_gives_is_shown_at_the_seat_of_its_county(client: httpx.Client) -> None:
    feature = client.get("/doc/port/ganqimaodou.geojson").json()
    turtle = client.get("/doc/port/ganqimaodou.ttl").text

    assert feature["geometry"] == {"type": "Point", "coordinates": [108.5197, 41.5561]}
    assert feature["properties"] == {
        "name_en": "Ganqimaodu Port", "name_zh": "甘其毛都口岸", "official": True, "kind": "road", "precision": "seat",
        "position_of": BASE + "id/county/wulatezhong",
    }  # fmt: skip
    assert feature in client.get("/dump/ports.geojson").json()["features"]
    assert "geo:hasGeometry" not in turtle


def test_a_dump_is_not_sent_twice_and_head_is_get(client: httpx.Client) -> None:
    got = client.get("/dump/facts.nq.gz")
    again = client.get("/dump/facts.nq.gz", headers={"If-None-Match": got.headers["etag"]})
    head = client.head("/dump/facts.nq.gz")
    part = client.get("/dump/facts.nq.gz", headers={"Range": "bytes=0-9"})

    assert (again.status_code, again.content) == (304, b"")
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(got.content)))
    assert head.headers["etag"] == got.headers["etag"]
    assert (part.status_code, part.content) == (206, got.content[:10])


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
def test_what_is_not_there_is_not_found(client: httpx.Client, path: str, status: int) -> None:
    assert client.get(path).status_code == status


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml"]
)
def test_the_description_comes_in_every_format_with_a_tag_of_its_own(
    client: httpx.Client, accept: str
) -> None:
    response = client.get("/.well-known/void", headers={"Accept": accept})
    head = client.head("/.well-known/void", headers={"Accept": accept})
    again = client.get(
        "/.well-known/void", headers={"Accept": accept, "If-None-Match": response.headers["etag"]}
    )

    assert (response.status_code, media_type(response)) == (200, accept)
    assert head.headers["etag"] == response.headers["etag"]
    assert again.status_code == 304
    assert client.get("/.well-known/void", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("name", [*PUBLISHED, "candidates"])
def test_graphs_and_releases_lead_to_their_description(
    client: httpx.Client, void: rdflib.Graph, name: str
) -> None:
    release = str(one(void, DATASET, DCAT.hasCurrentVersion))

    assert client.get(f"/graph/{name}").headers["location"] == "/.well-known/void"
    assert client.get(release.replace(BASE, "/"), follow_redirects=True).status_code == 200
    assert client.get("/id/dataset/kouan", follow_redirects=True).status_code == 200


def test_the_store_has_its_queries_and_prefixes(client: httpx.Client) -> None:
    def ask(query: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = client.get("/sparql", params={"query": query, "format": "json"}).json()[
            "results"
        ]["bindings"]
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


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::UserWarning")
@pytest.mark.parametrize(
    "path",
    ["/", "/id/port/dalian", "/id/country/la", "/id/commodity/durian", "/id/dataset/kouan", "/ontology"],
)
def test_pages_are_signposted_in_headers_and_in_html(client: httpx.Client, path: str) -> None:
    address = str(client.base_url).rstrip("/") + path
    for found in (signposting.find_signposting_http(address), signposting.find_signposting_html(address)):
        assert str(found.citeAs.target).startswith(BASE)
        assert str(found.license.target) == "https://www.apache.org/licenses/LICENSE-2.0"
        assert any(str(each.target).startswith("https://schema.org/") for each in found.types)
        assert {str(each.type) for each in found.describedBy} >= {"text/turtle", "application/ld+json"}
        for each in (*found.describedBy, *found.items):
            described = client.get(str(each.target))
            assert (described.status_code, media_type(described)) == (200, str(each.type))


def test_the_landing_page_embeds_the_dataset(client: httpx.Client) -> None:
    for path in ("/", "/dump/"):
        page = client.get(path).text
        data = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])
        assert (data["@type"], data["@id"]) == ("Dataset", str(DATASET))
        assert {
            "name",
            "description",
            "keywords",
            "creator",
            "license",
            "datePublished",
            "identifier",
        } <= set(data)
        for each in data["distribution"]:
            assert client.head(each["contentUrl"]).status_code == 200


def test_crawlers_know_where_to_go(client: httpx.Client) -> None:
    robots = client.get("/robots.txt").text
    (sitemap,) = [line.partition(": ")[2] for line in robots.splitlines() if line.startswith("Sitemap")]
    index = ElementTree.fromstring(client.get(sitemap).content)  # noqa: S314 - our own
    pages = [
        str(each.text)
        for part in index.iter(f"{SITEMAP}loc")
        for each in ElementTree.fromstring(client.get(str(part.text)).content).iter(f"{SITEMAP}loc")  # noqa: S314
    ]

    assert "Disallow: /sparql\n" in robots
    assert len(pages) == len(set(pages)) > 3000
    for page in (*pages[:3], next(each for each in pages if "/port/dalian" in each)):
        assert client.get(page).status_code == 200
