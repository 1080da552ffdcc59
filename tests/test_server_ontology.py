"""The ontology at its namespace: in every format, by version, as a page, with its shapes."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph
import pytest
from pyoxigraph import RdfFormat, Triple

from graph.releases import Release
from graph.terms import Terms
from ontology import SHAPES, Namespaces
from server.app import create_app
from server.formats import SUFFIXES
from server.settings import Settings
from tests.linked_data import triples
from tests.serving import media_type, running
from tests.test_ontology_terms import KOU, classes, properties

FORMATS = [(suffix, form) for suffix, form in sorted(SUFFIXES.items()) if suffix != ".geojson"]


@pytest.fixture(scope="module")
def client(seed_store: Path) -> Iterator[httpx.Client]:
    with running(create_app(Settings(store=seed_store))) as client:
        yield client


@pytest.fixture(scope="module")
def stored(seed_release: Release) -> set[Triple]:
    """What the published graph says of the ontology and its terms."""
    own = Namespaces().base + "ontology"
    return {
        quad.triple
        for graph in Terms(Namespaces()).default_dataset
        for quad in seed_release.store.quads_for_pattern(None, None, None, graph)
        if str(quad.subject).strip("<>").partition("#")[0] == own
    }


@pytest.mark.parametrize(("suffix", "form"), [each for each in FORMATS if each[1].engine])
def test_its_document_is_the_rest_of_the_published_graph(
    client: httpx.Client, stored: set[Triple], suffix: str, form: object
) -> None:
    response = client.get(f"/ontology{suffix}")

    assert (response.status_code, media_type(response)) == (200, SUFFIXES[suffix].media_type)
    assert triples(response, SUFFIXES[suffix]) == stored


def test_it_is_negotiated_and_each_format_has_its_tag(client: httpx.Client) -> None:
    tags = set()
    for suffix, form in FORMATS:
        response = client.get("/ontology", headers={"Accept": form.media_type})
        head = client.head("/ontology", headers={"Accept": form.media_type})
        assert (response.status_code, response.headers["content-location"]) == (200, f"/ontology{suffix}")
        assert head.headers["etag"] == response.headers["etag"]
        assert "Accept" in response.headers["vary"]
        tags.add(response.headers["etag"])
    assert len(tags) == len(FORMATS)
    assert client.get("/ontology", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/ontology.docx").status_code == 404


def test_its_version_is_served_and_others_are_not(client: httpx.Client) -> None:
    turtle = {"Accept": "text/turtle"}

    assert client.get("/ontology/0.1.0", headers=turtle).content == client.get("/ontology.ttl").content
    assert client.get("/ontology/9.9.9", headers=turtle).json()["kind"] == "no-such-version"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_has_every_term_in_both_languages(client: httpx.Client, language: str) -> None:
    page = client.get("/ontology.html", headers={"Accept-Language": language}).text

    for term in classes | properties:
        assert f'id="{str(term).removeprefix(KOU)}"' in page
    for text in (
        "口岸",
        "port of entry",
        "位于",
        "located in",
        "version 0.1.0" if language == "en" else "版本 0.1.0",
    ):
        assert text in page
    assert "/id/query/ports-of-liaoning" in page
    assert "</a>, <a" in page  # values in a row, told apart as in print


def test_shapes_are_published(client: httpx.Client) -> None:
    response = client.get("/ontology/shapes", headers={"Accept": "text/turtle"})
    expected = list(pyoxigraph.parse(SHAPES.read_bytes(), RdfFormat.TURTLE))

    assert client.get("/id/shape/Port").headers["location"] == "/ontology/shapes"
    assert len(list(pyoxigraph.parse(response.content, RdfFormat.TURTLE))) == len(expected)
