"""Things lead to their documents, in every format, however their address is spelt."""

import html
import json
import re
import shutil
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pyoxigraph
import pytest
import rdflib
import signposting
from pyoxigraph import NamedNode, RdfFormat, Triple

from extract.fact import Stat
from graph.build import build
from graph.export import without_terms
from graph.releases import Release, open_release
from graph.resource import MOST_INCOMING, describe, first
from graph.review.claims import FactReader, claim_row, fact_id
from graph.review.decision import Decision
from graph.review.journal import Journal
from graph.review.settling import settle_store
from graph.terms import Terms
from ontology import Namespaces
from server.app import create_app
from server.formats import SUFFIXES, Format
from server.settings import Settings
from tests.conftest import SEEDS
from tests.serving import fill, from_json_ld, media_type, running

STORE = """
@prefix kou: <https://w3id.org/kouan/ontology#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix port: <https://w3id.org/kouan/id/port/> .
@prefix graph: <https://w3id.org/kouan/graph/> .

graph:gazetteer {
  port:mohan a kou:Port ; rdfs:label "磨憨口岸"@zh , "Mohan"@en ; skos:altLabel "磨憨公路口岸"@zh ;
    skos:exactMatch <https://vocabulary.uncefact.org/unlocode#CNMHN> ; kou:locode "CNMHN" ;
    geo:hasGeometry <https://w3id.org/kouan/id/geometry/mohan> .
  <https://w3id.org/kouan/id/geometry/mohan> a geo:Geometry ; geo:asWKT "POINT(101.69 21.19)"^^geo:wktLiteral .
  port:bohan dcterms:isReplacedBy port:mohan ; skos:note "旧说"@zh .
  port:bohanold dcterms:isReplacedBy port:bohan .
  port:round dcterms:isReplacedBy port:circle ; rdfs:label "圆"@zh .
  port:circle dcterms:isReplacedBy port:round .
  port:lost dcterms:isReplacedBy port:nowhere .
  port:gone owl:deprecated true ; rdfs:label "旧口岸"@zh .
  port:odd rdfs:label "</script><b>\\"口岸\\"&amp;\\u0007\\u202E"@zh ; rdfs:seeAlso [ rdfs:label "a part"@en ] .
  port:brackets.ttl a kou:Port ; rdfs:label "以后缀结尾"@zh .
  <https://w3id.org/kouan/id/document/%E8%A5%BF%E9%83%A8%2F3> a kou:SourceDocument ; dcterms:identifier "西部/3" .
  <https://w3id.org/kouan/id/document/原样> a kou:SourceDocument ; dcterms:identifier "原样" .
  <https://w3id.org/kouan/id/document/caf%C3%A9> a kou:SourceDocument ; dcterms:identifier "café" .
}
graph:facts {
  port:mohan kou:faces <https://w3id.org/kouan/id/country/la> .
  <https://w3id.org/kouan/id/fact/1> a kou:BorderFact ;
    rdf:reifies <<( port:mohan kou:faces <https://w3id.org/kouan/id/country/la> )>> .
  <https://w3id.org/kouan/id/country/la> a kou:Country ; rdfs:label "老挝"@zh .
}
graph:candidates { port:erenhot rdfs:label "二连浩特口岸"@zh . }
"""
PORT = "https://w3id.org/kouan/id/port/"
FORMATS = sorted(SUFFIXES.items())
RDF = [(suffix, form) for suffix, form in FORMATS if form.engine]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with running(
        create_app(Settings(store=fill(tmp_path_factory.mktemp("linked") / "store", STORE)))
    ) as client:
        yield client


@pytest.fixture(scope="module")
def seeds(seed_store: Any) -> Iterator[httpx.Client]:
    with running(create_app(Settings(store=seed_store))) as client:
        yield client


def triples(response: httpx.Response, form: Format) -> set[Triple]:
    """The triples of a document, those about the document itself left out."""
    assert isinstance(form.engine, RdfFormat)
    data = response.content
    if form.name == "jsonld":
        data = from_json_ld(response)
    found = {
        q.triple for q in pyoxigraph.parse(data, RdfFormat.N_QUADS if form.name == "jsonld" else form.engine)
    }
    return {each for each in found if "/doc/" not in str(each.subject)}


def raw(client: httpx.Client, path: bytes) -> tuple[int, dict[str, str]]:
    """Status and headers of an answer to a request whose address is sent as it stands."""
    with socket.create_connection((client.base_url.host, client.base_url.port or 80)) as connection:
        connection.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: ports.example\r\nConnection: close\r\n\r\n")
        data = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    head = data.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    return int(head[0].split()[1]), {k.lower(): v for k, _, v in (line.partition(": ") for line in head[1:])}


def test_a_thing_leads_to_its_document(client: httpx.Client) -> None:
    response = client.get("/id/port/mohan")

    assert (response.status_code, response.headers["location"]) == (303, "/doc/port/mohan")
    assert {"Accept", "Accept-Encoding"} <= {each.strip() for each in response.headers["vary"].split(",")}


@pytest.mark.parametrize(
    ("accept", "address"),
    [
        (None, "/doc/port/mohan.html"),
        ("*/*", "/doc/port/mohan.html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "/doc/port/mohan.html"),
        ("text/turtle, */*;q=0.1", "/doc/port/mohan.ttl"),
        ("text/html;q=0.5, application/ld+json;q=0.9", "/doc/port/mohan.jsonld"),
        ("text/html;q=0, text/turtle;q=0, */*;q=0.1", "/doc/port/mohan.jsonld"),
        ("application/geo+json", "/doc/port/mohan.geojson"),
        ("application/rdf+xml", "/doc/port/mohan.rdf"),
        ("application/n-triples", "/doc/port/mohan.nt"),
        (", ".join(["x/y"] * 3000) + ", text/turtle", "/doc/port/mohan.ttl"),
        ("text/turtle, text/turtle, ;;;, q=1", "/doc/port/mohan.ttl"),
    ],
)
def test_the_header_chooses_the_format(client: httpx.Client, accept: str | None, address: str) -> None:
    headers = {"Accept": accept} if accept else {}
    request = client.build_request("GET", "/doc/port/mohan", headers=headers)
    if accept is None:
        del request.headers["accept"]
    response = client.send(request)

    assert (response.status_code, response.headers["content-location"]) == (200, address)
    assert media_type(response) == SUFFIXES["." + address.rpartition(".")[2]].media_type


@pytest.mark.parametrize(("suffix", "form"), FORMATS)
def test_the_suffix_wins_over_the_header(client: httpx.Client, suffix: str, form: Format) -> None:
    response = client.get(f"/doc/port/mohan{suffix}", headers={"Accept": "image/png"})

    assert (response.status_code, media_type(response)) == (200, form.media_type)


@pytest.mark.parametrize(
    ("path", "accept", "status", "kind"),
    [
        ("/doc/port/mohan", "image/png", 406, "not-acceptable"),
        ("/doc/port/mohan", "*/*;q=0", 406, "not-acceptable"),
        ("/doc/port/mohan?format=docx", "*/*", 400, "unknown-format"),
        ("/doc/port/mohan?format=csv", "*/*", 406, "not-acceptable"),
        ("/doc/port/mohan.ttl?page=0", "*/*", 400, "bad-page"),
        ("/doc/port/mohan.ttl?page=99", "*/*", 404, "no-such-page"),
        ("/doc/port/odd.geojson", "*/*", 404, "no-position"),
        ("/doc/port/odd", "application/geo+json", 406, "not-acceptable"),
        ("/id/port/nowhere", "*/*", 404, "not-found"),
        ("/doc/port/nowhere.ttl", "*/*", 404, "not-found"),
        ("/id/port/erenhot", "*/*", 404, "not-found"),
        ("/id/", "*/*", 404, "not-found"),
        ("/id/port/" + "x" * 5000, "*/*", 404, "not-found"),
        ("/id/port/%00%01", "*/*", 404, "not-found"),
        ("/id/port/%3Cscript%3E", "*/*", 404, "not-found"),
        ("/id/port/gone", "*/*", 410, "withdrawn"),
    ],
)
def test_what_cannot_be_given_is_refused_with_a_reason(
    client: httpx.Client, path: str, accept: str, status: int, kind: str
) -> None:
    response = client.get(path, headers={"Accept": accept})
    page = client.get(path, headers={"Accept": "text/html"})

    assert (response.status_code, media_type(response)) == (status, "application/problem+json")
    assert response.json()["kind"] == kind
    assert accept != "*/*" or (page.status_code, media_type(page)) == (status, "text/html")


def test_a_thing_without_a_place_is_given_in_the_next_best_format(client: httpx.Client) -> None:
    accept = {"Accept": "application/geo+json, text/turtle;q=0.5"}

    assert media_type(client.get("/doc/port/odd", headers=accept)) == "text/turtle"
    assert media_type(client.get("/doc/port/mohan", headers=accept)) == "application/geo+json"


def test_a_withdrawn_thing_has_a_document_that_says_so(client: httpx.Client) -> None:
    response = client.get("/doc/port/gone.ttl")
    page = client.get("/doc/port/gone.html")

    assert (response.status_code, page.status_code) == (410, 410)
    assert "owl:deprecated true" in response.text
    assert "已撤销" in page.text


def test_a_merged_thing_leads_to_what_took_its_place(client: httpx.Client) -> None:
    for path, location in (
        ("/id/port/bohan?format=ttl", "/id/port/mohan?format=ttl"),
        ("/doc/port/bohan", "/doc/port/mohan"),
        ("/doc/port/bohan.jsonld", "/doc/port/mohan.jsonld"),
        ("/id/port/bohanold", "/id/port/mohan"),
        ("/doc/port/bohanold.ttl", "/doc/port/mohan.ttl"),
    ):
        response = client.get(path)
        assert (response.status_code, response.headers["location"]) == (301, location)
    found = rdflib.Graph().parse(data=client.get("/doc/port/mohan.ttl").text)
    mohan, bohan, older = (rdflib.URIRef(PORT + name) for name in ("mohan", "bohan", "bohanold"))
    assert set(found.subject_objects(rdflib.DCTERMS.isReplacedBy)) == {(bohan, mohan), (older, bohan)}
    assert str(found.value(bohan, rdflib.SKOS.note)) == "旧说"


def test_what_leads_nowhere_has_a_document_of_its_own(client: httpx.Client) -> None:
    assert client.get("/id/port/lost").headers["location"] == "/doc/port/lost"
    assert "dcterms:isReplacedBy port:nowhere" in client.get("/doc/port/lost.ttl").text


def test_things_that_replace_each_other_have_documents_of_their_own(client: httpx.Client) -> None:
    assert client.get("/id/port/round").headers["location"] == "/doc/port/round"
    assert client.get("/doc/port/round.ttl").status_code == 200
    assert "圆" in client.get("/doc/port/circle.ttl").text


@pytest.mark.parametrize(
    ("path", "document"),
    [
        ("/id/document/%E8%A5%BF%E9%83%A8%2F3", "/doc/document/%E8%A5%BF%E9%83%A8%2F3"),
        ("/id/document/西部/3", "/doc/document/%E8%A5%BF%E9%83%A8%2F3"),
        ("/id/document/%e8%a5%bf部%2f3", "/doc/document/%E8%A5%BF%E9%83%A8%2F3"),
        ("/id/document/原样", "/doc/document/%E5%8E%9F%E6%A0%B7"),
        ("/id/document/%E5%8E%9F%E6%A0%B7", "/doc/document/%E5%8E%9F%E6%A0%B7"),
        ("/id/document/café", "/doc/document/caf%C3%A9"),
        ("/id/port/%6Dohan", "/doc/port/mohan"),
    ],
)
def test_raw_and_escaped_addresses_are_the_same(client: httpx.Client, path: str, document: str) -> None:
    status, headers = raw(client, path.encode())

    assert (status, headers["location"]) == (303, document)
    assert raw(client, document.encode())[0] == 200


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/id/port/mohan/", "/id/port/mohan"),
        ("/id/port/%256Dohan", "/id/port/mohan"),
        ("/id/port/mo\u200bhan", "/id/port/mohan"),
        ("/id/port/\u202emohan", "/id/port/mohan"),
        ("/id/port/%20mohan%20", "/id/port/mohan"),
        ("/id/document/cafe\u0301", "/id/document/caf%C3%A9"),
        ("/id/document/%25E5%258E%259F%25E6%25A0%25B7", "/id/document/%E5%8E%9F%E6%A0%B7"),
        ("/doc/port/mo\u200bhan.ttl", "/doc/port/mohan.ttl"),
    ],
)
def test_an_address_damaged_on_its_way_is_mended(client: httpx.Client, path: str, location: str) -> None:
    assert raw(client, path.encode())[0] == 301
    assert raw(client, path.encode())[1]["location"] == location


def test_a_name_that_ends_like_a_suffix_keeps_it(client: httpx.Client) -> None:
    response = client.get("/id/port/brackets.ttl", headers={"Accept": "text/turtle"})

    assert (response.status_code, response.headers["location"]) == (303, "/doc/port/brackets.ttl.ttl")
    assert "port:brackets.ttl a kou:Port" in client.get(response.headers["location"]).text
    assert "port:brackets.ttl a kou:Port" in client.get("/doc/port/brackets.ttl?format=ttl").text


@pytest.mark.parametrize(("suffix", "form"), RDF)
def test_every_format_of_triples_says_the_same(client: httpx.Client, suffix: str, form: Format) -> None:
    node = NamedNode(PORT + "mohan")
    faces = Triple(
        node,
        NamedNode("https://w3id.org/kouan/ontology#faces"),
        NamedNode("https://w3id.org/kouan/id/country/la"),
    )

    found = triples(client.get(f"/doc/port/mohan{suffix}"), form)

    assert faces in found
    assert found == triples(client.get("/doc/port/mohan.nt"), SUFFIXES[".nt"])


@pytest.mark.parametrize("accept", ["text/turtle;version=1.2", 'application/n-triples; version="1.2"'])
def test_who_reads_rdf_1_2_is_given_triple_terms(client: httpx.Client, accept: str) -> None:
    response = client.get("/doc/port/mohan", headers={"Accept": accept})
    form = SUFFIXES[".ttl" if "turtle" in accept else ".nt"]
    plain = client.get("/doc/port/mohan", headers={"Accept": form.media_type})

    assert response.headers["content-type"].partition(";")[2].strip().startswith("version=1.2")
    assert response.headers["etag"] != plain.headers["etag"]
    assert "<<(" in response.text
    assert "<<(" not in plain.text
    assert {p for each in triples(response, form) for p in without_terms(each)} == triples(plain, form)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_rdflib_reads_what_it_is_given(client: httpx.Client) -> None:
    """It asks for the formats that it knows, follows the 303, and fetches the JSON-LD context."""
    for suffix, _ in RDF:
        assert len(rdflib.Graph().parse(f"{client.base_url}".rstrip("/") + f"/doc/port/mohan{suffix}")) > 10
    for address in ("/id/port/odd", "/doc/port/odd.jsonld"):
        graph = rdflib.Graph().parse(f"{client.base_url}".rstrip("/") + address)
        labels = [str(each) for each in graph.objects(rdflib.URIRef(PORT + "odd"), rdflib.RDFS.label)]
        assert labels == ['</script><b>"口岸"&amp;\u0007\u202e']


def test_json_ld_is_short_and_links_to_a_context_that_is_served(client: httpx.Client) -> None:
    document = client.get("/doc/port/mohan.jsonld", headers={"Origin": "https://example.org"})
    context = client.get(document.json()["@context"], headers={"Origin": "https://example.org"})
    thing = next(each for each in document.json()["@graph"] if each["@id"] == "id:port/mohan")

    assert thing["label"] == {"zh": "磨憨口岸", "en": "Mohan"}
    assert (thing["@type"], thing["faces"]) == ("Port", "id:country/la")
    assert (context.status_code, media_type(context)) == (200, "application/ld+json")
    for response in (document, context):
        assert response.headers["access-control-allow-origin"] == "*"


def test_blank_nodes_are_told_where_they_lead_from(client: httpx.Client) -> None:
    assert '"a part"@en' in client.get("/doc/port/odd.nt").text
    assert len(triples(client.get("/doc/port/odd.jsonld"), SUFFIXES[".jsonld"])) == 3


def test_a_document_tells_its_topic_and_its_dataset(client: httpx.Client) -> None:
    found = rdflib.Graph().parse(data=client.get("/doc/port/odd.ttl").text)
    document = rdflib.URIRef("https://w3id.org/kouan/doc/port/odd")
    said = {(str(p).rpartition("/")[2], str(o)) for p, o in found.predicate_objects(document)}

    assert {
        ("primaryTopic", PORT + "odd"),
        ("void#inDataset", "https://w3id.org/kouan/id/dataset/kouan"),
    } <= said


@pytest.mark.parametrize(
    "path", ["/id/port/mohan", "/id/port/nowhere", "/doc/port/mohan", "/doc/port/gone", "/context.jsonld"]
)
@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "image/png"])
def test_head_is_get_without_a_body(client: httpx.Client, path: str, accept: str) -> None:
    got, head = (client.request(method, path, headers={"Accept": accept}) for method in ("GET", "HEAD"))

    def steady(response: httpx.Response) -> dict[str, str]:
        return {
            name: value for name, value in response.headers.items() if name not in ("date", "kouan-query")
        }

    assert (head.status_code, head.content, steady(head)) == (got.status_code, b"", steady(got))


def test_each_format_has_its_own_tag_and_is_not_sent_twice(client: httpx.Client) -> None:
    tags = {suffix: client.get(f"/doc/port/mohan{suffix}").headers["etag"] for suffix, _ in FORMATS}

    assert len(set(tags.values())) == len(FORMATS)
    for suffix, tag in tags.items():
        again = client.get(f"/doc/port/mohan{suffix}", headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert "Accept" in again.headers["vary"]
    for _, form in FORMATS:
        response = client.get(
            "/doc/port/mohan", headers={"Accept": form.media_type, "If-None-Match": tags[".nt"]}
        )
        assert response.status_code == (304 if form.name == "ntriples" else 200)


def test_any_host_serves_the_iris_of_the_base(tmp_path_factory: pytest.TempPathFactory) -> None:
    names = Namespaces("https://ports.example/kg/")
    store = fill(
        tmp_path_factory.mktemp("base") / "store", STORE.replace("https://w3id.org/kouan/", names.base)
    )
    with running(create_app(Settings(store=store, names=names))) as client:
        assert client.get("/id/port/mohan").headers["location"] == "/doc/port/mohan"
        turtle = client.get("/doc/port/mohan.ttl", headers={"Host": "mirror.example"})
        page = client.get("/doc/port/mohan.html", headers={"Host": "mirror.example"})

    assert "@prefix port: <https://ports.example/kg/id/port/> ." in turtle.text
    assert '<link rel="cite-as" href="https://ports.example/kg/id/port/mohan">' in page.text
    assert 'href="/id/country/la"' in page.text
    assert "w3id.org/kouan" not in turtle.text + page.text


def test_a_page_shows_what_is_said_and_escapes_it(client: httpx.Client) -> None:
    page, odd = client.get("/doc/port/mohan.html").text, client.get("/doc/port/odd.html").text

    for text in ("磨憨口岸", "Mohan", "磨憨公路口岸", "老挝", "CNMHN", 'href="/id/fact/1"'):
        assert text in page
    assert "<b>" not in odd
    assert odd.count("</script>") == 2  # our own, and the data


def test_a_page_embeds_schema_org(client: httpx.Client) -> None:
    page = client.get("/doc/port/mohan.html").text
    embedded = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])

    assert embedded["@type"] == "Place"
    assert embedded["@id"] == PORT + "mohan"
    assert {"@value": "磨憨口岸", "@language": "zh"} in embedded["name"]
    assert embedded["geo"] == {"@type": "GeoCoordinates", "longitude": 101.69, "latitude": 21.19}
    assert embedded["sameAs"] == ["https://vocabulary.uncefact.org/unlocode#CNMHN"]
    assert embedded["identifier"] == [{"@type": "PropertyValue", "propertyID": "locode", "value": "CNMHN"}]


def test_a_long_document_has_pages_that_lead_to_each_other(tmp_path_factory: pytest.TempPathFactory) -> None:
    many = "".join(
        f"<https://w3id.org/kouan/graph/facts> {{ <https://w3id.org/kouan/id/fact/{n}> "
        f"<https://w3id.org/kouan/ontology#subject> <{PORT}mohan> }}\n"
        for n in range(1100)
    )
    with running(
        create_app(Settings(store=fill(tmp_path_factory.mktemp("long") / "store", STORE + many)))
    ) as client:
        pages = [client.get(f"/doc/port/mohan.nt?page={number}") for number in (1, 2, 3)]
        first, second, third = pages
        shown = client.get("/doc/port/mohan.html?page=2").text

    assert '</doc/port/mohan.nt?page=2>; rel="next"' in first.headers["link"]
    assert '</doc/port/mohan.nt?page=1>; rel="prev"' in second.headers["link"]
    assert 'rel="next"' not in third.headers["link"]
    assert "hydra/core#next> <https://w3id.org/kouan/doc/port/mohan?page=2>" in first.text
    assert sum("ontology#subject>" in line for page in pages for line in page.text.splitlines()) == 1100
    assert 'href="/doc/port/mohan.html?page=3"' in shown


def test_a_document_that_cannot_hold_all_says_so_and_where_all_is(tmp_path: Path) -> None:
    number = MOST_INCOMING + 100
    many = "".join(
        f"<https://w3id.org/kouan/id/fact/{n}> <https://w3id.org/kouan/ontology#subject> <{PORT}mohan> .\n"
        for n in range(number)
    )
    twice = f"<{PORT}mohan> <https://w3id.org/kouan/ontology#opposite> <{PORT}mohan> ."
    with running(
        create_app(
            Settings(
                store=fill(tmp_path / "store", f"<https://w3id.org/kouan/graph/facts> {{ {many} {twice} }}"),
                workers=1,
            )
        )
    ) as client:
        turtle, page = client.get("/doc/port/mohan.ttl"), client.get("/doc/port/mohan.html?page=2")
        last = client.get("/doc/port/mohan.ttl?page=40")
        all_of_it = client.get(turtle.links["related"]["url"])
        page_links = re.findall(r'<a href="(/sparql[^"]+)"', page.text)

    found = rdflib.Graph().parse(data=turtle.text)
    document = rdflib.URIRef("https://w3id.org/kouan/doc/port/mohan")
    assert {each.language: str(each) for each in found.objects(document, rdflib.RDFS.comment)} == {  # type: ignore[attr-defined]
        "zh": f"共有 {number} 条三元组指向此处，各页列出其中 {MOST_INCOMING} 条；rdfs:seeAlso 给出全部。",
        "en": f"{number} triples point here, of which the pages hold {MOST_INCOMING}; rdfs:seeAlso gives all.",
    }
    (rest,) = found.objects(document, rdflib.RDFS.seeAlso)
    assert str(rest) == "https://w3id.org/kouan" + turtle.links["related"]["url"]
    assert [html.unescape(each) for each in page_links] == [turtle.links["related"]["url"]]
    assert media_type(all_of_it) == turtle.links["related"]["type"]
    assert len(all_of_it.text.splitlines()) == number + 1  # one of them by itself
    assert (last.status_code, "next" in last.links, "related" in last.links) == (200, False, True)


def test_the_documents_of_all_things_are_the_published_graph(seed_release: Release) -> None:
    """What is said of each subject below `/id/` is in its document, and of the others, in that of the ontology."""
    names = Namespaces()
    terms = Terms(names)
    published = {
        quad.triple
        for graph in terms.default_dataset
        for quad in seed_release.store.quads_for_pattern(None, None, None, graph)
    }
    things = {t.subject for t in published if str(t.subject).startswith(f"<{names.resource('')}")}
    documents: set[Triple] = set()
    for node in things:
        assert isinstance(node, NamedNode)
        assert first(seed_release.store, terms, [node.value]) == node
        resource = describe(seed_release.store, terms, node)
        for page in range(1, resource.pages + 1):
            documents.update(resource.page(page))

    rest = {triple.subject for triple in published - documents}
    assert documents <= published
    assert {str(subject)[1:-1].partition("#")[0] for subject in rest} == {names.base + "ontology"}


def test_who_follows_every_address_gets_the_published_graph(tmp_path: Path) -> None:
    """Over HTTP: the document of each thing, all its pages, and that of the ontology; nothing more, nothing less."""
    store = small_build(tmp_path)
    amended = amend_twice(store)
    with running(create_app(Settings(store=store))) as client:
        for old in amended[:-1]:
            assert client.get(f"/id/fact/{old}").headers["location"] == f"/id/fact/{amended[-1]}"
        names = Namespaces()
        published = {
            Triple(q.subject, q.predicate, q.object)
            for q in pyoxigraph.parse(
                client.get(
                    "/sparql",
                    params={"query": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "format": "nt"},
                ).content,
                RdfFormat.N_TRIPLES,
            )
        }
        things = {t.subject.value for t in published if isinstance(t.subject, NamedNode)}
        waiting = [
            f"/doc/{quote(each.removeprefix(names.resource('')), safe='/%')}.nt"
            for each in sorted(things)
            if each.startswith(names.resource(""))
        ]
        accept = {"Accept": "application/n-triples; version=1.2"}
        found: set[Triple] = set()
        for address in (*waiting, "/ontology.nt"):
            following: str | None = address
            while following:
                response = client.get(following, headers=accept, follow_redirects=True)
                assert response.status_code in (200, 410), following
                found |= triples(response, SUFFIXES[".nt"])
                following = response.links.get("next", {}).get("url")

    assert len(waiting) > 100
    assert found == published


def small_build(folder: Path) -> Path:
    """A store built of the seed page, its queries, and a gazetteer of countries and two former keys alone."""
    seeds = folder / "seeds"
    shutil.copytree(SEEDS / "pages", seeds / "pages")
    shutil.copytree(SEEDS / "queries", seeds / "queries")
    (seeds / "gazetteer").mkdir()
    for table in (SEEDS / "gazetteer").glob("*.tsv"):
        text = table.read_text(encoding="utf-8")
        kept = text if table.name == "countries.tsv" else text.partition("\n")[0] + "\n"
        (seeds / "gazetteer" / table.name).write_text(kept, encoding="utf-8")
    with (seeds / "gazetteer" / "former.tsv").open("a", encoding="utf-8") as former:
        former.write("country/old\tcountry/la\town\nport/nowhere\t\town\n")
    build(seeds, folder / "store", names=Namespaces(), report=lambda line: None)
    return folder / "store"


def amend_twice(store: Path) -> list[str]:
    """Amends a figure of a store, and the amended one again; the facts that it was, one after another."""
    release = open_release(store).store
    reader, terms = FactReader(release, Namespaces()), Terms(Namespaces())
    [first, *_] = sorted(
        quad.subject.value.rpartition("/")[2]
        for quad in release.quads_for_pattern(None, None, terms.kou("StatisticFact"), terms.graph("facts"))
        if isinstance(quad.subject, NamedNode)
    )
    claim, facts = reader.claim(first), [first]
    evidence = tuple(each.as_row() for each in reader.quotations(first))
    assert isinstance(claim, Stat)
    for second, value in enumerate((1.0, 2.0)):
        changed = replace(claim, value=value)
        facts.append(fact_id(changed))
        decision = Decision(
            action="amend",
            by="li",
            at=f"2025-09-12T08:00:0{second}.000000Z",
            fact=facts[-2],
            amended=claim_row(changed),
            revision=facts[-1],
            evidence=evidence,
        )
        Journal(store).append([decision])
    settle_store(store, Namespaces())
    return facts


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::UserWarning")
def test_every_kind_of_thing_has_documents_that_say_what_the_graph_says(
    seeds: httpx.Client, seed_release: Release
) -> None:
    terms = Terms(Namespaces())
    start = terms.resource("").value
    kinds: dict[str, NamedNode] = {}
    for graph in terms.default_dataset:
        for quad in seed_release.store.quads_for_pattern(None, None, None, graph):
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(start):
                kinds.setdefault(quad.subject.value.removeprefix(start).partition("/")[0], quad.subject)
    for node in kinds.values():
        path = node.value.removeprefix("https://w3id.org/kouan")
        assert seeds.get(path).headers["location"] == path.replace("/id/", "/doc/")
        expected = set(describe(seed_release.store, terms, node).page(1))
        for suffix, form in RDF:
            response = seeds.get(path.replace("/id/", "/doc/") + suffix)
            plain = {p for each in expected for p in without_terms(each)}
            assert triples(response, form) == plain, (path, suffix)
        page = f"{seeds.base_url}".rstrip("/") + path.replace("/id/", "/doc/") + ".html"
        for signposts in (signposting.find_signposting_http(page), signposting.find_signposting_html(page)):
            assert str(signposts.citeAs.target) == node.value
            assert {str(each.type) for each in signposts.describedBy} == {f.media_type for _, f in RDF}
            assert any(str(each.target).startswith("https://schema.org/") for each in signposts.types)
