"""Labels with markup, quotes and control characters come out of a real server as they are, in every format."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import httpx
import pyarrow.parquet
import pyoxigraph
import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from graph.store import Master
from server.app import create_app
from server.settings import Settings
from tests.rdf import NAMES
from tests.serving import from_json_ld, running

LABELS = {
    "markup": "</h1></script><script>x()</script><b onclick=\"x()\">口岸</b> ]]> <!-- --> &amp; &#65; {{7*7}} <?x?>",
    "quotes": "\"口岸\" '口岸' “口岸” \\ \\\" \"\"\" ''' `口岸` \\u0041 \\n",
    "blanks": " \t口岸\r\n在\n两行\r \u3000\u00a0\u2028",
    "controls": "口\x01\x07\x0b\x1b\x7f\x85岸\ufffe\uffff",
    "bidi": "\ufeff口\u202e岸\u200b\u2066\u0301\U0001f6a2\U000e0041",
    "formula": "=HYPERLINK(\"http://example.org\",\"口岸\")",
    "separators": ",;|\t口岸,\"",
}  # fmt: skip
"""What a port is called, by its slug."""
IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write: it is replaced by U+FFFD there."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    path = tmp_path_factory.mktemp("labels") / "store"
    graph = NamedNode(NAMES.graph("facts"))

    def quads() -> Iterator[Quad]:
        for slug, label in LABELS.items():
            port, place = (NamedNode(NAMES.resource(f"{kind}/{slug}")) for kind in ("port", "geometry"))
            wkt = Literal("POINT(101.69 21.19)", datatype=NamedNode(GEO + "wktLiteral"))
            yield Quad(port, NamedNode(str(rdflib.RDF.type)), NamedNode(NAMES.term("Port")), graph)
            yield Quad(port, LABEL, Literal(label, language="zh"), graph)
            yield Quad(port, NamedNode(GEO + "hasGeometry"), place, graph)
            yield Quad(place, NamedNode(GEO + "asWKT"), wkt, graph)

    with Master.open(path, create=True) as master:
        master.store.extend(quads())
        master.publish()
    with running(create_app(Settings(store=path, workers=1))) as client:
        yield client


GEO = "http://www.opengis.net/ont/geosparql#"
LABEL = NamedNode(str(rdflib.RDFS.label))
SELECT = "SELECT ?label WHERE { port:SLUG rdfs:label ?label }"
CONSTRUCT = "CONSTRUCT { port:SLUG rdfs:label ?label } WHERE { port:SLUG rdfs:label ?label }"


def in_triples(form: RdfFormat) -> Callable[[httpx.Response], list[str]]:
    return lambda answer: texts(answer.content, form)


def in_json_ld(answer: httpx.Response) -> list[str]:
    return texts(from_json_ld(answer), RdfFormat.N_QUADS)


def texts(data: bytes, form: RdfFormat) -> list[str]:
    """The labels in some RDF."""
    return [
        quad.object.value
        for quad in pyoxigraph.parse(data, form)
        if quad.predicate == LABEL and isinstance(quad.object, Literal)
    ]


def in_rdfxml_as_rdflib_reads_it(answer: httpx.Response) -> list[str]:
    found = rdflib.Graph().parse(data=answer.content, format="xml")
    return [str(each) for each in found.objects(None, rdflib.RDFS.label)]


def in_cells(answer: httpx.Response) -> list[str]:
    header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    assert header == ["label"]
    return [cell for row in rows for cell in row]


def in_tsv(answer: httpx.Response) -> list[str]:
    header, *rows = answer.content.decode().removesuffix("\n").split("\n")
    assert header == "?label"
    return texts("".join(f"<x:port> {LABEL} {row} .\n" for row in rows).encode(), RdfFormat.TURTLE)


def in_results_json(answer: httpx.Response) -> list[str]:
    return [row["label"]["value"] for row in answer.json()["results"]["bindings"]]


def in_results_xml(answer: httpx.Response) -> list[str]:
    found = ElementTree.fromstring(answer.content).iter("{http://www.w3.org/2005/sparql-results#}literal")  # noqa: S314 - our own
    return [each.text or "" for each in found]


def in_parquet(answer: httpx.Response) -> list[str]:
    return [str(each) for each in pyarrow.parquet.read_table(io.BytesIO(answer.content))["label"].to_pylist()]


class Page(HTMLParser):
    """The text of some elements of a page, the names of all elements, and the data it embeds."""

    def __init__(self, element: str, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.element, self.found, self.data = element, "", ""
        self.scripts: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag != "b"
        assert not any(name.startswith("on") for name, _ in attrs)
        self.open.append(tag)
        if tag == "script":
            self.scripts.append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.element in self.open:
            self.found += data
        if self.open[-1:] == ["script"]:
            self.data += data


def in_heading(answer: httpx.Response) -> list[str]:
    page = Page("h1", answer.text)
    assert [each.get("src", "").startswith("/static/") for each in page.scripts if "src" in each] == [True]  # type: ignore[union-attr]
    names = json.loads(page.data)["name"]
    assert [each["@value"] for each in names] == [page.found]
    return [page.found]


def in_table_of_a_page(answer: httpx.Response) -> list[str]:
    return [Page("td", answer.text).found.removeprefix("\n")]


def in_properties(answer: httpx.Response) -> list[str]:
    return [answer.json()["properties"]["name_zh"]]


READERS: dict[str, tuple[str, dict[str, str], Callable[[httpx.Response], list[str]]]] = {
    "HTML": ("/doc/port/SLUG.html", {}, in_heading),
    "HTML, results": ("/sparql", {"query": SELECT, "format": "html"}, in_table_of_a_page),
    "Turtle": ("/doc/port/SLUG.ttl", {}, in_triples(RdfFormat.TURTLE)),
    "N-Triples": ("/doc/port/SLUG.nt", {}, in_triples(RdfFormat.N_TRIPLES)),
    "JSON-LD": ("/doc/port/SLUG.jsonld", {}, in_json_ld),
    "JSON-LD, results": ("/sparql", {"query": CONSTRUCT, "format": "jsonld"}, in_json_ld),
    "RDF/XML": ("/doc/port/SLUG.rdf", {}, in_triples(RdfFormat.RDF_XML)),
    "RDF/XML, results": ("/sparql", {"query": CONSTRUCT, "format": "rdfxml"}, in_rdfxml_as_rdflib_reads_it),
    "N-Quads": ("/sparql", {"query": CONSTRUCT, "format": "nquads"}, in_triples(RdfFormat.N_QUADS)),
    "TriG": ("/sparql", {"query": CONSTRUCT, "format": "trig"}, in_triples(RdfFormat.TRIG)),
    "CSV": ("/sparql", {"query": SELECT, "format": "csv"}, in_cells),
    "TSV": ("/sparql", {"query": SELECT, "format": "tsv"}, in_tsv),
    "JSON": ("/sparql", {"query": SELECT, "format": "json"}, in_results_json),
    "XML": ("/sparql", {"query": SELECT, "format": "xml"}, in_results_xml),
    "Parquet": ("/sparql", {"query": SELECT, "format": "parquet"}, in_parquet),
    "GeoJSON": ("/doc/port/SLUG.geojson", {}, in_properties),
}  # fmt: skip


@pytest.mark.parametrize("slug", LABELS)
@pytest.mark.parametrize("form", READERS)
def test_a_label_comes_out_as_it_is(client: httpx.Client, form: str, slug: str) -> None:
    path, params, read = READERS[form]
    label = LABELS[slug]
    if "XML" in form:
        label = IN_XML.sub("\ufffd", label)
    given: dict[str, Any] = {name: value.replace("SLUG", slug) for name, value in params.items()}

    answer = client.get(path.replace("SLUG", slug), params=given)

    assert answer.status_code == 200
    assert read(answer) == [label]
