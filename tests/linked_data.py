"""A small store with things of all sorts: in two graphs, merged, withdrawn, oddly named; and what its documents say."""

import httpx
import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from server.formats import SUFFIXES, Format
from tests.serving import from_json_ld

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
