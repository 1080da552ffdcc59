"""Virtuoso with a graph of ours, loaded as RDF 1.1: it is asked, and told apart from engines that a graph is built in."""

from collections.abc import Iterator

import httpx
import pytest
from pyoxigraph import RdfFormat, serialize

from graph.export import without_terms
from graph.releases import Release
from graph.remote.endpoint import Endpoint, Layout
from graph.remote.store import RemoteStore
from graph.terms import DEFAULT_DATASET, Terms
from server.cli import main
from tests.engine import answers, needs_virtuoso, virtuoso
from tests.rdf import NAMES

pytestmark = needs_virtuoso

OTHERWISE = {
    "characters-behind-a-fact": "true comes back as 1",
    "clusters": "GROUP_CONCAT has another order, and ? for a separator that is not ASCII",
    "commodities-and-their-ports": "likewise",
    "ports-facing-each-country": "likewise",
    "herbs": "skos:broader+ to a thing that is given finds one of eight",
}
"""Questions of the seeds that Virtuoso answers otherwise, and why."""


@pytest.fixture(scope="module")
def address(seed_release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An engine that holds what the default dataset shows."""
    folder, login = tmp_path_factory.mktemp("virtuoso"), httpx.DigestAuth("dba", "dba")
    with virtuoso(folder) as address, httpx.Client(base_url=address, auth=login, timeout=120) as client:
        # the first request asks for nothing: a body would be sent before the password is asked for
        client.get("/sparql-graph-crud-auth", params={"graph-uri": "urn:none"})
        for graph in map(Terms(NAMES).graph, DEFAULT_DATASET):
            quads = seed_release.store.quads_for_pattern(None, None, None, graph)
            body = serialize((t for q in quads for t in without_terms(q.triple)), format=RdfFormat.N_TRIPLES)
            where, kind = {"graph-uri": graph.value}, {"Content-Type": "application/n-triples"}
            client.put("/sparql-graph-crud-auth", params=where, content=body, headers=kind).raise_for_status()
        yield address


def test_the_questions_of_the_seeds_have_the_same_answers_but_for_those_that_are_known(
    address: str, seed_release: Release
) -> None:
    endpoint = Endpoint(address, Layout("/sparql", "/sparql", "/sparql-graph-crud"))
    store = RemoteStore(endpoint, Terms(NAMES).graphs)
    here, there = answers(seed_release.store), answers(store)
    endpoint.close()

    assert {name for name in here if there[name] != here[name]} == set(OTHERWISE)


def test_the_command_asks_it(address: str, capfd: pytest.CaptureFixture[str]) -> None:
    asked = (
        "PREFIX kou: <https://w3id.org/kouan/ontology#> SELECT (COUNT(*) AS ?n) { ?fact a kou:StatisticFact }"
    )
    assert main(["query", "--store", f"{address}/sparql", "--format", "csv", asked]) == 0
    assert capfd.readouterr().out.split() == ['"n"', "38"]


def test_a_graph_is_not_built_in_it_and_the_message_says_what_can_be_done(
    address: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "--store", address]) == 1
    assert capfd.readouterr().err == (
        f"kouan: {address}: Kouan keeps no graph in this engine (it has no /update and /store); "
        f"it can be asked: kouan query --store {address}/sparql\n"
    )
