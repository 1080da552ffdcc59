"""The endpoint answers over HTTP as the protocol says: formats, datasets, problems, headers."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, RdfFormat, Triple

from graph.export import without_terms
from graph.store import Master
from server.app import create_app
from server.description import SD
from server.formats import GRAPHS, RESULTS, Format
from server.settings import Settings
from tests.serving import fill, media_type, names, running

NAMES = "SELECT ?name { ?s rdfs:label ?name }"
KOU = "https://w3id.org/kouan/ontology#"
PORT = "https://w3id.org/kouan/id/port/"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = Settings(store=fill(tmp_path_factory.mktemp("small") / "store"), largest_request=2000)
    with running(create_app(settings)) as client:
        yield client


def ask(client: httpx.Client, query: str, accept: str = "*/*", **parameters: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query, **parameters}, headers={"Accept": accept})


@pytest.mark.parametrize(
    ("method", "content_type", "body"),
    [
        ("POST", "application/x-www-form-urlencoded", b"query=ASK+%7B+?s+a+kou:Port+%7D"),
        ("POST", "application/sparql-query", b"ASK { ?s a kou:Port }"),
        ("QUERY", "application/sparql-query", b"ASK { ?s a kou:Port }"),
    ],
)
def test_a_query_may_stand_in_the_body(
    client: httpx.Client, method: str, content_type: str, body: bytes
) -> None:
    response = client.request(method, "/sparql", content=body, headers={"Content-Type": content_type})

    assert (response.status_code, response.json()) == (200, {"head": {}, "boolean": True})


def test_the_default_dataset_shows_facts_and_no_candidates(client: httpx.Client) -> None:
    assert names(ask(client, NAMES)) == ["大连港", "磨憨口岸"]


def test_graphs_that_the_request_names_win_over_those_of_the_text(client: httpx.Client) -> None:
    candidates = "https://w3id.org/kouan/graph/candidates"
    text = "SELECT ?name FROM graph:facts { ?s rdfs:label ?name }"

    assert names(ask(client, text, **{"default-graph-uri": candidates})) == ["二连浩特口岸"]
    assert names(ask(client, NAMES, **{"named-graph-uri": candidates})) == []
    assert names(
        ask(client, "SELECT ?name { GRAPH ?g { ?s rdfs:label ?name } }", **{"named-graph-uri": candidates})
    ) == ["二连浩特口岸"]


@pytest.mark.parametrize(
    "form", [each for each in RESULTS if each.engine is not None], ids=lambda form: form.name
)
def test_solutions_come_in_every_result_format(client: httpx.Client, form: Format) -> None:
    response = ask(client, "SELECT ?name { port:mohan rdfs:label ?name }", form.media_type)

    assert isinstance(form.engine, QueryResultsFormat)
    assert (response.status_code, media_type(response)) == (200, form.media_type)
    if form.name == "csv":
        assert response.text == "name\r\n磨憨口岸\r\n"
    else:
        results = pyoxigraph.parse_query_results(response.content, format=form.engine)
        assert isinstance(results, QuerySolutions)
        assert [row["name"] for row in results] == [Literal("磨憨口岸", language="zh")]


@pytest.mark.parametrize("form", [each for each in GRAPHS if each.name != "html"], ids=lambda form: form.name)
def test_triples_come_in_every_graph_format(client: httpx.Client, form: Format) -> None:
    fact = NamedNode("https://w3id.org/kouan/id/fact/1")
    faces = Triple(NamedNode(f"{PORT}mohan"), NamedNode(f"{KOU}faces"), NamedNode("https://example.org/老挝"))
    reifies = Triple(fact, NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies"), faces)

    response = ask(client, f"DESCRIBE <{fact.value}>", form.media_type)

    assert isinstance(form.engine, RdfFormat)
    assert (response.status_code, media_type(response)) == (200, form.media_type)
    expected = set(without_terms(reifies)) if form.name in ("jsonld", "n3", "rdfxml") else {reifies}
    assert {quad.triple for quad in pyoxigraph.parse(response.content, format=form.engine)} == expected


def test_turtle_names_the_prefixes_that_occur_and_no_others(client: httpx.Client) -> None:
    text = ask(client, "CONSTRUCT { port:mohan kou:faces ?o } { port:mohan kou:faces ?o }").text

    assert sorted(text.splitlines()) == [
        "@prefix kou: <https://w3id.org/kouan/ontology#> .",
        "@prefix port: <https://w3id.org/kouan/id/port/> .",
        "port:mohan kou:faces <https://example.org/老挝> .",
    ]


@pytest.mark.parametrize(
    ("media", "content_type"),
    [
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/json"),
    ],
)
def test_text_says_that_it_is_utf_8(client: httpx.Client, media: str, content_type: str) -> None:
    assert ask(client, NAMES, media).headers["content-type"] == content_type


def test_the_format_parameter_wins_over_the_header(client: httpx.Client) -> None:
    response = ask(client, "SELECT ('口岸' AS ?x) {}", "application/sparql-results+xml", format="csv")

    assert response.text == "x\r\n口岸\r\n"


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        pytest.param(
            "SELECT * {\n  ?s ?p\n}",
            {"status": 400, "title": "Bad Request", "kind": "query-syntax", "line": 3, "column": 2},
            id="a bad query",
        ),
        pytest.param(
            "SELECT * {\n  SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
            {"status": 403, "title": "Forbidden", "kind": "service-refused", "line": 2, "column": 3},
            id="a query of another server",
        ),
    ],
)
def test_a_problem_with_a_query_names_line_and_column(
    client: httpx.Client, query: str, problem: dict[str, object]
) -> None:
    response = ask(client, query)

    assert media_type(response) == "application/problem+json"
    assert response.status_code == problem["status"]
    body = response.json()
    assert body.pop("message")
    assert body == problem


def test_a_word_that_only_looks_like_service_is_no_service(client: httpx.Client) -> None:
    response = ask(client, "SELECT ?service { BIND('SERVICE' AS ?service) } # SERVICE")

    assert names(response, "service") == ["SERVICE"]


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "kind"),
    [
        ("PUT", "/sparql", {}, 405, "method-not-allowed"),
        ("GET", "/nowhere", {}, 404, "not-found"),
        ("GET", "/sparql?query=ASK+%7B%7D", {"Accept": "image/png"}, 406, "not-acceptable"),
        ("GET", "/sparql?query=ASK+%7B%7D&format=excel", {}, 400, "unknown-format"),
        ("GET", "/sparql?query=", {}, 400, "missing-query"),
        ("GET", "/sparql?query=ASK+%7B%7D&query=ASK+%7B%7D", {}, 400, "repeated-query"),
        ("POST", "/sparql", {"Content-Type": "text/plain"}, 415, "unsupported-media-type"),
        ("GET", "/static/../app.py", {}, 404, "not-found"),
    ],
)
def test_each_refusal_is_a_problem_document(
    client: httpx.Client, method: str, path: str, headers: dict[str, str], status: int, kind: str
) -> None:
    response = client.request(method, path, headers=headers)

    assert (response.status_code, media_type(response)) == (status, "application/problem+json")
    assert (response.json()["status"], response.json()["kind"]) == (status, kind)


def test_a_body_that_is_too_large_is_refused(client: httpx.Client) -> None:
    response = client.post(
        "/sparql", content=b"#" * 2001, headers={"Content-Type": "application/sparql-query"}
    )

    assert response.status_code == 413
    assert response.json()["message"] == "the body of a request may have at most 2,000 bytes"


def test_a_body_that_is_not_utf_8_is_refused_at_its_byte(client: httpx.Client) -> None:
    body = "ASK { ?s ?p '口岸' }".encode("gb18030")

    response = client.post("/sparql", content=body, headers={"Content-Type": "application/sparql-query"})

    assert response.status_code == 400
    assert response.json()["message"] == "the query is not UTF-8 (byte 13)"


def test_a_wrong_method_is_told_the_right_ones(client: httpx.Client) -> None:
    for path, allowed in (
        ("/sparql", "GET, HEAD, POST, QUERY"),
        ("/", "GET, HEAD"),
        ("/health", "GET, HEAD"),
    ):
        response = client.delete(path)

        assert (response.status_code, response.headers["allow"]) == (405, allowed)
        assert response.json()["message"] == f"this address takes {allowed}"


def test_head_is_get_without_a_body(client: httpx.Client) -> None:
    for path in ("/sparql?query=ASK+%7B%7D", "/sparql", "/", "/health", "/docs"):
        whole, head = client.get(path), client.head(path)

        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-type"] == whole.headers["content-type"]
        assert head.headers["content-length"] == str(len(whole.content))


def test_pages_of_other_sites_may_ask(client: httpx.Client) -> None:
    origin = {"Origin": "https://example.org"}
    preflight = origin | {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }

    asked = client.get("/sparql", params={"query": "ASK {}"}, headers=origin)
    allowed = client.options("/sparql", headers=preflight)

    assert asked.headers["access-control-allow-origin"] == "*"
    assert "accept" in asked.headers["vary"].lower()
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == "*"
    assert "POST" in allowed.headers["access-control-allow-methods"]
    assert "content-type" in allowed.headers["access-control-allow-headers"].lower()


def test_without_a_query_the_service_describes_itself(client: httpx.Client) -> None:
    response = client.get("/sparql", headers={"Accept": "application/n-triples"})

    endpoint = f"{client.base_url}/sparql".replace("//sparql", "/sparql")
    described = {quad.triple for quad in pyoxigraph.parse(response.content, format=RdfFormat.N_TRIPLES)}
    service = NamedNode(f"{endpoint}#service")

    def said(predicate: str) -> set[object]:
        return {t.object for t in described if (t.subject, t.predicate.value) == (service, predicate)}

    assert said(f"{SD}endpoint") == {NamedNode(endpoint)}
    languages = {NamedNode(f"{SD}SPARQL{version}Query") for version in (11, 12)}
    assert said(f"{SD}supportedLanguage") == languages
    [void] = said("http://www.w3.org/2000/01/rdf-schema#seeAlso")
    [dataset] = said("http://www.w3.org/ns/dcat#servesDataset")
    told = client.get(void.value, headers={"Accept": "application/n-triples"})  # type: ignore[attr-defined]
    assert f"{dataset} <http://rdfs.org/ns/void#sparqlEndpoint> <{endpoint}> ." in told.text.splitlines()
    named = {triple.object for triple in described if triple.predicate == NamedNode(f"{SD}name")}
    assert named == {
        NamedNode(f"https://w3id.org/kouan/graph/{name}")
        for name in ("facts", "gazetteer", "ontology", "provenance", "candidates", "rejected")
    }


def test_many_questions_at_once_are_all_answered(client: httpx.Client) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: names(ask(client, NAMES)), range(40)))

    assert found == [["大连港", "磨憨口岸"]] * 40


def test_results_refused_half_way_leave_the_server_well(client: httpx.Client) -> None:
    """The engine's results must not outlive their thread; refusing them after the query began once did that."""
    for _ in range(20):
        assert ask(client, NAMES, "image/png").status_code == 406

    assert names(ask(client, NAMES)) == ["大连港", "磨憨口岸"]


def test_a_new_release_is_served_as_soon_as_it_is_published(tmp_path_factory: pytest.TempPathFactory) -> None:
    store = fill(tmp_path_factory.mktemp("growing") / "store")
    with running(create_app(Settings(store=store))) as client:
        before = client.get("/health").json()["release"]
        assert names(ask(client, NAMES)) == ["大连港", "磨憨口岸"]

        with Master.open(store) as master:
            master.store.update(
                "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> INSERT DATA { "
                "GRAPH <https://w3id.org/kouan/graph/facts> { <urn:x> rdfs:label '友谊关口岸' } }"
            )
            published = master.publish()

        assert names(ask(client, NAMES)) == ["友谊关口岸", "大连港", "磨憨口岸"]
        assert client.get("/health").json()["release"] == published != before


def test_one_process_serves_two_stores_apart(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("two")
    other = "<urn:s> <http://www.w3.org/2000/01/rdf-schema#label> '霍尔果斯口岸' ."
    first = Settings(store=fill(folder / "first"))
    second = replace(
        first, store=fill(folder / "second", f"<https://w3id.org/kouan/graph/facts> {{ {other} }}")
    )

    with running(create_app(first)) as one, running(create_app(second)) as two:
        assert (names(ask(one, NAMES)), names(ask(two, NAMES))) == (
            ["大连港", "磨憨口岸"],
            ["霍尔果斯口岸"],
        )
