"""Updates over HTTP: both forms, their datasets, what is refused; and what readers see of them."""

from collections.abc import Iterator
from urllib.parse import urlencode

import httpx
import pytest

from server.access import read_tokens
from server.app import create_app
from server.protocol import UPDATE
from server.settings import Settings
from tests.serving import fill, running

DOCUMENT, RESOURCE = (
    "<http://xmlns.com/foaf/0.1/Document>",
    "<http://purl.org/dc/terms/BibliographicResource>",
)
G = [f"http://example.org/g{number}" for number in range(3)]
GRAPHS = " ".join(f"GRAPH <{g}> {{ <{g}> a {DOCUMENT} }}" for g in G)
TARGET = "http://example.org/target"
COPIED = f"SELECT ?s {{ GRAPH <{TARGET}> {{ ?s a {RESOURCE} }} }} ORDER BY ?s"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    store = fill(tmp_path_factory.mktemp("updates") / "store")
    with running(create_app(Settings(store=store, tokens=read_tokens("s3cret"), workers=1))) as client:
        client.headers["Authorization"] = "Bearer s3cret"
        yield client


def update(client: httpx.Client, text: str, *parameters: tuple[str, str]) -> httpx.Response:
    return client.post(f"/sparql?{urlencode(parameters)}", content=text, headers={"Content-Type": UPDATE})


def rows(client: httpx.Client, query: str) -> list[str]:
    bindings = client.post("/sparql", data={"query": query}).json()["results"]["bindings"]
    return [value["value"] for row in bindings for value in row.values()]


@pytest.mark.parametrize("where", ["?s a {}", "GRAPH ?g {{ ?s a {} }}"], ids=["default", "named"])
@pytest.mark.parametrize("number", [1, 2])
def test_an_update_looks_at_the_graphs_that_its_request_names(
    client: httpx.Client, where: str, number: int
) -> None:
    name = "using-named-graph-uri" if "GRAPH" in where else "using-graph-uri"
    text = (
        f"DROP ALL ; INSERT DATA {{ {GRAPHS} }} ; "
        f"INSERT {{ GRAPH <{TARGET}> {{ ?s a {RESOURCE} }} }} WHERE {{ {where.format(DOCUMENT)} }}"
    )

    assert update(client, text, *[(name, g) for g in G[:number]]).status_code == 204
    assert rows(client, COPIED) == G[:number]


def test_an_update_looks_at_both_kinds_of_graphs(client: httpx.Client) -> None:
    text = (
        f"CLEAR ALL ; INSERT DATA {{ {GRAPHS} }} ; INSERT {{ GRAPH <{TARGET}> {{ ?s <urn:in> ?in }} }} WHERE {{ "
        f"{{ GRAPH ?g {{ ?s a {DOCUMENT} }} BIND(STR(?g) AS ?in) }} UNION {{ ?s a {DOCUMENT} BIND('default' AS ?in) }} }}"
    )

    assert update(client, text, ("using-graph-uri", G[0]), ("using-named-graph-uri", G[1])).status_code == 204
    found = rows(client, f"SELECT ?s ?in {{ GRAPH <{TARGET}> {{ ?s <urn:in> ?in }} }} ORDER BY ?s")
    assert found == [G[0], "default", G[1], G[1]]


def test_an_update_may_come_as_a_form(client: httpx.Client) -> None:
    form = {"update": f"DROP ALL ; INSERT DATA {{ GRAPH <{G[0]}> {{ <urn:s> <urn:p> '口岸' }} }}"}

    response = client.post("/sparql", data=form)

    assert (response.status_code, response.content) == (204, b"")
    assert rows(client, f"SELECT ?o {{ GRAPH <{G[0]}> {{ ?s ?p ?o }} }}") == ["口岸"]


def test_relative_iris_of_an_update_stand_under_our_base(client: httpx.Client) -> None:
    update(client, f"DROP ALL ; INSERT DATA {{ GRAPH <{G[0]}> {{ <urn:s> <urn:p> <test> }} }}")

    assert rows(client, f"SELECT ?o {{ GRAPH <{G[0]}> {{ ?s ?p ?o }} }}") == ["https://w3id.org/kouan/test"]


@pytest.mark.parametrize(
    ("text", "parameters", "kind"),
    [
        ("CLEAR XYZ", (), "query-syntax"),
        ("DROP ALL ; nonsense", (), "query-syntax"),
        ("SELECT * {}", (), "query-syntax"),
        (
            f"WITH <{G[0]}> DELETE {{ ?x <urn:p> 1 }} WHERE {{ ?x <urn:p> 1 }}",
            (("using-graph-uri", G[0]),),
            "query-syntax",
        ),
        ("DROP ALL", (("using-graph-uri", "no IRI"),), "bad-graph"),
        (f"INSERT DATA {{ <urn:s> <urn:p> <{G[0]}> }} ; DROP GRAPH <urn:nowhere>", (), "query-failed"),
    ],
)
def test_an_update_that_is_wrong_changes_nothing(
    client: httpx.Client, text: str, parameters: tuple[tuple[str, str], ...], kind: str
) -> None:
    before = client.get("/health").json()["release"]

    response = update(client, text, *parameters)

    assert (response.status_code, response.json()["kind"]) == (400, kind)
    assert client.get("/health").json()["release"] == before


def test_who_has_made_a_change_sees_it_at_once_and_old_tags_no_longer_match(client: httpx.Client) -> None:
    question = {"query": f"SELECT ?o {{ GRAPH <{G[0]}> {{ <urn:count> <urn:is> ?o }} }}"}
    for number in range(3):
        before = client.get("/sparql", params=question)
        text = (
            f"DELETE WHERE {{ GRAPH <{G[0]}> {{ <urn:count> <urn:is> ?o }} }} ; "
            f"INSERT DATA {{ GRAPH <{G[0]}> {{ <urn:count> <urn:is> {number} }} }}"
        )
        changed = update(client, text)
        after = client.get("/sparql", params=question, headers={"If-None-Match": before.headers["etag"]})

        assert (changed.status_code, after.status_code) == (204, 200)
        assert after.json()["results"]["bindings"][0]["o"]["value"] == str(number)
        assert (
            changed.headers["kouan-release"]
            == after.headers["kouan-release"]
            != before.headers["kouan-release"]
        )


def test_an_older_release_answers_as_it_did(client: httpx.Client) -> None:
    question = {"query": f"ASK {{ GRAPH <{G[0]}> {{ <urn:old> <urn:p> <urn:new> }} }}"}
    before = client.get("/sparql", params=question)
    update(client, f"INSERT DATA {{ GRAPH <{G[0]}> {{ <urn:old> <urn:p> <urn:new> }} }}")
    now = client.get("/sparql", params=question)
    then = client.get("/sparql", params=question | {"release": before.headers["kouan-release"]})

    assert [each.json()["boolean"] for each in (before, now, then)] == [False, True, False]
    assert then.headers["cache-control"] == "public, max-age=31536000, immutable"
