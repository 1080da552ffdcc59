"""Clients that people use see what they should: rdflib reads and writes, curl tells a broken answer."""

import shutil
import subprocess
from collections.abc import Iterator

import httpx
import pytest
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

from server.access import read_tokens
from server.app import create_app
from server.settings import Settings
from tests.serving import fill, running

NAMES = (
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> SELECT ?name { ?s rdfs:label ?name } ORDER BY ?name"
)
NUMBERS = " ".join(map(str, range(1000)))
ENDLESS = f"SELECT * {{ VALUES ?a {{ {NUMBERS} }} VALUES ?b {{ {NUMBERS} }} VALUES ?c {{ {NUMBERS} }} }}"


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    store = fill(tmp_path_factory.mktemp("clients") / "store")
    settings = Settings(store=store, tokens=read_tokens("s3cret"), workers=2)
    with running(create_app(settings)) as client:
        yield f"{client.base_url}/sparql"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_rdflib_reads_solutions_truths_and_triples(endpoint: str, method: str) -> None:
    graph = Graph(SPARQLStore(endpoint, method=method))

    names = [row[0] for row in graph.query(NAMES)]  # type: ignore[index]
    triples = graph.query("CONSTRUCT WHERE { ?s ?p ?o }").graph

    assert names == [Literal("大连港", lang="zh"), Literal("磨憨口岸", lang="zh")]
    assert graph.query("ASK { ?s ?p ?o }").askAnswer is True
    assert triples is not None
    assert len(triples) == 7  # five, of which one has a triple term, which becomes three


def test_rdflib_writes_with_a_token(endpoint: str) -> None:
    store = SPARQLUpdateStore(endpoint, endpoint, headers={"Authorization": "Bearer s3cret"})
    graph = Dataset(store=store).graph(URIRef("urn:graph"))

    graph.add((URIRef("urn:s"), URIRef("urn:p"), Literal("口岸", lang="zh")))

    assert list(graph) == [(URIRef("urn:s"), URIRef("urn:p"), Literal("口岸", lang="zh"))]


@pytest.mark.parametrize("names", ["tsv", "text/tab-separated-values"])
def test_a_format_may_be_said_in_all_its_ways(endpoint: str, names: str) -> None:
    """As SPARQLWrapper does."""
    parameters = {
        "query": "ASK {}",
        "format": ["tsv", names],
        "output": ["tsv", names],
        "results": ["tsv", names],
    }

    assert httpx.get(endpoint, params=parameters).text == "true"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_tells_that_an_answer_broke_off(endpoint: str) -> None:
    command = [
        "curl",
        "-sS",
        "-o",
        "/dev/null",
        endpoint,
        "-d",
        "timeout=1",
        "--data-urlencode",
        f"query={ENDLESS}",
    ]

    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)

    assert (done.returncode, "transfer closed" in done.stderr) == (18, True)
