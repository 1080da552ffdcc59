"""The dumps: what their metadata say they are, in open formats, sorted, whole."""

import csv
import gzip
import hashlib
import io
from itertools import pairwise
from pathlib import Path

import httpx
import pyarrow.parquet
import pyoxigraph
import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat
from rdflib import DCTERMS, URIRef
from rdflib.namespace import PROV

from graph.releases import Release
from graph.table import COLUMNS
from graph.terms import Terms
from ontology import Namespaces
from server.app import create_app
from server.settings import Settings
from tests.catalogue import BASE, DATASET, DCAT, PUBLISHED, SPDX, one
from tests.serving import fill, media_type, running

OPEN = {
    "application/n-quads",
    "text/turtle",
    "text/csv",
    "application/vnd.apache.parquet",
    "application/geo+json",
    "text/plain",
}
"""Formats of the dumps, each with an open specification."""


def lines(described: httpx.Client, name: str) -> list[str]:
    return gzip.decompress(described.get(f"/dump/{name}").content).decode().splitlines()


def test_dcat_says_of_each_file_what_it_must_be(described: httpx.Client, void: rdflib.Graph) -> None:
    files = list(void.objects(DATASET, DCAT.distribution))
    sums = {line.split()[1]: line.split()[0] for line in described.get("/dump/SHA256SUMS").text.splitlines()}

    assert len(files) == len(sums) == 14
    for file in files:
        assert isinstance(file, URIRef)
        response = described.get(str(one(void, file, DCAT.downloadURL)))
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


def test_the_files_are_what_their_metadata_say_in_open_formats(
    described: httpx.Client, void: rdflib.Graph
) -> None:
    """FsF-R1-01MD (type and size), FsF-R1.3-02D (format), FsF-R1.2-01M (provenance), FsF-A1-03D (retrievable)."""
    formats = set()
    for file in void.objects(DATASET, DCAT.distribution):
        assert isinstance(file, URIRef)
        told = str(one(void, file, DCAT.mediaType)).removeprefix(
            "https://www.iana.org/assignments/media-types/"
        )
        head = described.head(str(one(void, file, DCAT.downloadURL)))
        packed = [str(each) for each in void.objects(file, DCAT.compressFormat)]
        served = media_type(head)
        assert served == told or (packed and served == "application/gzip"), file
        assert head.headers["content-length"] == str(one(void, file, DCAT.byteSize))
        assert list(void.objects(file, PROV.wasDerivedFrom))
        formats.add(told)
    assert formats == OPEN


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_the_dumps_are_the_published_graph_sorted(described: httpx.Client, seed_release: Release) -> None:
    terms = Terms(Namespaces())
    together = lines(described, "kouan.nq.gz")
    expected = {
        quad
        for graph in terms.default_dataset
        for quad in seed_release.store.quads_for_pattern(None, None, None, graph)
    }

    assert all(one < two for one, two in pairwise(line.encode() for line in together))
    assert set(pyoxigraph.parse("\n".join(together), RdfFormat.N_QUADS)) == expected
    plain = lines(described, "kouan-rdf11.nq.gz")
    assert plain == sorted(plain, key=str.encode)
    assert len(rdflib.Dataset().parse(data="\n".join(plain), format="nquads")) == len(set(plain))
    for name in PUBLISHED:
        quads = lines(described, f"{name}.nq.gz")
        turtle = pyoxigraph.parse("\n".join(lines(described, f"{name}.ttl.gz")), RdfFormat.TURTLE)
        assert quads == [line for line in together if line.endswith(f" <{BASE}graph/{name}> .")]
        assert {q.triple for q in turtle} == {q.triple for q in expected if q.graph_name == terms.graph(name)}  # type: ignore[arg-type]


def test_facts_are_a_table(described: httpx.Client, seed_release: Release) -> None:
    text = gzip.decompress(described.get("/dump/facts.csv.gz").content).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    table = pyarrow.parquet.read_table(io.BytesIO(described.get("/dump/facts.parquet").content))
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


def test_ports_are_geojson(described: httpx.Client) -> None:
    response = described.get("/dump/ports.geojson")
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


def test_a_port_whose_point_nobody_gives_is_shown_at_the_seat_of_its_county(described: httpx.Client) -> None:
    feature = described.get("/doc/port/ganqimaodou.geojson").json()
    turtle = described.get("/doc/port/ganqimaodou.ttl").text

    assert feature["geometry"] == {"type": "Point", "coordinates": [108.5197, 41.5561]}
    assert feature["properties"] == {
        "name_en": "Ganqimaodu Port", "name_zh": "甘其毛都口岸", "official": True, "kind": "road", "precision": "seat",
        "position_of": BASE + "id/county/wulatezhong",
    }  # fmt: skip
    assert feature in described.get("/dump/ports.geojson").json()["features"]
    assert "geo:hasGeometry" not in turtle


def test_who_asks_for_a_file_before_it_is_made_waits_for_it(tmp_path: Path) -> None:
    with running(create_app(Settings(store=fill(tmp_path / "store"), workers=1))) as client:
        answer = client.get("/dump/facts.nq.gz", timeout=120)

    assert answer.status_code == 200
    assert "磨憨口岸" in gzip.decompress(answer.content).decode()


def test_a_dump_is_not_sent_twice_and_head_is_get(described: httpx.Client) -> None:
    got = described.get("/dump/facts.nq.gz")
    again = described.get("/dump/facts.nq.gz", headers={"If-None-Match": got.headers["etag"]})
    head = described.head("/dump/facts.nq.gz")
    part = described.get("/dump/facts.nq.gz", headers={"Range": "bytes=0-9"})

    assert (again.status_code, again.content) == (304, b"")
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(got.content)))
    assert head.headers["etag"] == got.headers["etag"]
    assert (part.status_code, part.content) == (206, got.content[:10])
