"""Graphs are put, read, added to and deleted over HTTP, as the graph store protocol says."""

import gzip
from collections.abc import Iterator

import httpx
import pyoxigraph
import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat

from server.access import read_tokens
from server.app import create_app
from server.settings import Settings
from tests.serving import fill, media_type, running

STORE = "/graph-store"
JOHN = '@prefix foaf: <http://xmlns.com/foaf/0.1/> . <urn:me> a foaf:Person ; foaf:account [ foaf:name "John" ] .'
JANE = '@prefix foaf: <http://xmlns.com/foaf/0.1/> . <urn:me> a foaf:Person ; foaf:account [ foaf:name "Jane" ] .'
MORE = '<urn:me> <http://xmlns.com/foaf/0.1/nick> "{}" .'


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = Settings(
        store=fill(tmp_path_factory.mktemp("graphs") / "store"),
        tokens=read_tokens("wang:write:s3cret li:review:other"),
        workers=1,
    )
    with running(create_app(settings)) as client:
        client.headers["Authorization"] = "Bearer s3cret"
        yield client


@pytest.fixture(params=["?graph=http://example.org/g", "/direct", "?default"])
def graph(client: httpx.Client, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a graph, which is not there yet (the default graph always is)."""
    address = f"{STORE}{request.param}"
    client.delete(address)
    yield address
    client.delete(address)


def write(client: httpx.Client, method: str, address: str, turtle: str) -> int:
    response = client.request(method, address, content=turtle, headers={"Content-Type": "text/turtle"})
    assert response.content == b""
    return response.status_code


def read(client: httpx.Client, address: str) -> set[Quad]:
    """A graph as it comes back, blank nodes apart from their names."""
    response = client.get(address, headers={"Accept": "text/turtle"})
    assert (response.status_code, media_type(response)) == (200, "text/turtle")
    return canonical(response.text)


def canonical(turtle: str) -> set[Quad]:
    dataset = Dataset(pyoxigraph.parse(turtle, RdfFormat.TURTLE))
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


def test_a_graph_that_is_put_comes_back_and_is_put_again(client: httpx.Client, graph: str) -> None:
    new = 204 if graph.endswith("?default") else 201

    assert write(client, "PUT", graph, JOHN) == new
    assert read(client, graph) == canonical(JOHN)
    assert write(client, "PUT", graph, JANE) == 204
    assert read(client, graph) == canonical(JANE)


def test_a_graph_that_is_deleted_is_not_there(client: httpx.Client, graph: str) -> None:
    write(client, "PUT", graph, JOHN)

    assert client.delete(graph).status_code == 204
    if graph.endswith("?default"):
        assert read(client, graph) == set()
    else:
        assert (client.get(graph).status_code, client.head(graph).status_code) == (404, 404)
        assert client.delete(graph).json()["kind"] == "no-such-graph"


def test_what_is_posted_is_added(client: httpx.Client, graph: str) -> None:
    new = 204 if graph.endswith("?default") else 201

    assert write(client, "POST", graph, JOHN) == new
    assert write(client, "POST", graph, MORE.format("J")) == 204
    assert read(client, graph) == canonical(JOHN + MORE.format("J"))


def test_a_form_may_bring_several_documents_in_several_formats(client: httpx.Client, graph: str) -> None:
    parts = {
        "one": ("one.ttl", MORE.format("J"), "text/turtle"),
        "two": ("two.nt", MORE.format("JJ"), "application/n-triples"),
    }
    write(client, "PUT", graph, JOHN)

    response = client.post(graph, files=parts)

    assert (response.status_code, read(client, graph)) == (
        204,
        canonical(JOHN + MORE.format("J") + MORE.format("JJ")),
    )


def test_an_empty_graph_is_a_graph(client: httpx.Client) -> None:
    address = f"{STORE}?graph=urn:empty"

    assert write(client, "PUT", address, "") == 201
    assert read(client, address) == set()
    assert client.delete(address).status_code == 204


def test_a_graph_without_a_name_gets_one(client: httpx.Client) -> None:
    response = client.post(STORE, content=JOHN, headers={"Content-Type": "text/turtle"})

    location = response.headers["location"]
    assert (response.status_code, location.startswith(f"{client.base_url}/graph-store/")) == (201, True)
    assert read(client, location) == read(client, f"{STORE}?graph={location}") == canonical(JOHN)


def test_head_tells_what_get_would(client: httpx.Client, graph: str) -> None:
    write(client, "PUT", graph, JOHN)

    get = client.get(graph, headers={"Accept": "application/ld+json"})
    head = client.head(graph, headers={"Accept": "application/ld+json"})

    assert (head.status_code, head.content, media_type(head)) == (200, b"", "application/ld+json")
    assert head.headers["etag"] == get.headers["etag"]


def test_an_escaped_name_is_the_same_name_and_an_escaped_escape_another(client: httpx.Client) -> None:
    one, two = f"{STORE}?graph=http://example.org/%31.ttl", f"{STORE}?graph=http://example.org/%2531.ttl"

    assert (write(client, "PUT", one, JOHN), write(client, "PUT", two, JANE)) == (201, 201)
    assert read(client, f"{STORE}?graph=http%3A%2F%2Fexample.org%2F1.ttl") == canonical(JOHN)
    assert read(client, two) == canonical(JANE)


def test_our_graphs_are_below_the_address_by_their_names(client: httpx.Client) -> None:
    facts = read(client, f"{STORE}/facts")

    assert len(facts) == 5
    assert facts == read(client, f"{STORE}?graph=https://w3id.org/kouan/graph/facts")


def test_a_document_may_be_packed(client: httpx.Client, graph: str) -> None:
    headers = {"Content-Type": "text/turtle", "Content-Encoding": "gzip"}

    assert client.put(graph, content=gzip.compress(JOHN.encode()), headers=headers).is_success
    assert read(client, graph) == canonical(JOHN)


def test_a_document_that_is_wrong_names_its_line_and_changes_nothing(
    client: httpx.Client, graph: str
) -> None:
    write(client, "PUT", graph, JOHN)

    response = client.put(
        graph, content="<urn:a> <urn:b> 1 .\n<urn:a> <urn:b> ,", headers={"Content-Type": "text/turtle"}
    )

    problem = response.json()
    assert (response.status_code, problem["kind"], problem["line"]) == (422, "bad-document", 2)
    assert read(client, graph) == canonical(JOHN)


@pytest.mark.parametrize(
    ("authorization", "status", "kind"),
    [("", 401, "token-needed"), ("Bearer guessed", 401, "token-needed"), ("Bearer other", 403, "scope")],
)
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_only_one_who_may_changes_a_graph(
    client: httpx.Client, method: str, authorization: str, status: int, kind: str
) -> None:
    response = client.request(
        method,
        f"{STORE}/facts",
        content=JOHN,
        headers={"Content-Type": "text/turtle", "Authorization": authorization},
    )

    assert (response.status_code, response.json()["kind"]) == (status, kind)
    assert len(read(client, f"{STORE}/facts")) == 5


def test_without_a_token_set_nobody_changes_anything(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = Settings(store=fill(tmp_path_factory.mktemp("read-only") / "store"))
    with running(create_app(settings)) as client:
        put = client.put(f"{STORE}/facts", content=JOHN, headers={"Content-Type": "text/turtle"})
        update = client.post("/sparql", data={"update": "DROP ALL"})

    assert [(each.status_code, each.json()["kind"]) for each in (put, update)] == [(403, "read-only")] * 2
