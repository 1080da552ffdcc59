"""The pages: readable without a script, in both languages, and safe whatever the graph holds."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI

from graph.queries import load
from ontology import Namespaces
from server.app import create_app
from server.language import Strings
from server.settings import SEEDS, Settings
from server.table import MOST_ROWS
from tests.html import Reader
from tests.serving import fill, running

HOSTILE = """
<https://w3id.org/kouan/graph/facts> {
  <javascript:alert(1)> <urn:p> "<script>alert('口岸')</script>" .
  <urn:s> <urn:q> "</textarea><img src=x onerror=alert(1)>"@zh .
  <https://example.org/a?b=1&c="> <urn:r> 5 .
}
""".replace('c=">', "c=%22>")


SERVER = Path(__file__).parent.parent / "server"


@pytest.fixture(scope="module")
def client(seed_store: Path) -> Iterator[httpx.Client]:
    with running(create_app(Settings(store=seed_store))) as client:
        client.headers["Accept"] = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        client.headers["Accept-Language"] = "en"
        yield client


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    store = fill(tmp_path_factory.mktemp("hostile") / "store", HOSTILE)
    with running(create_app(Settings(store=store))) as client:
        client.headers["Accept"] = "text/html"
        yield client


def results(client: httpx.Client, query: str) -> Reader:
    response = client.get("/sparql", params={"query": query})
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    return Reader(response.text)


@pytest.mark.parametrize(
    ("language", "heading"), [("zh-CN", "中国口岸知识图谱"), ("en", "China’s ports of entry")]
)
def test_home_says_in_a_readers_language_what_there_is_and_how_much(
    client: httpx.Client, language: str, heading: str
) -> None:
    home = Reader(client.get("/", headers={"Accept-Language": language}).text)
    health = client.get("/health").json()

    assert home.elements[0] == ("html", {"lang": language})
    assert heading in home.text
    assert health["release"] in home.text
    for number in (health["documents"], health["facts"], sum(health["triples"].values())):
        assert f"{number:,}" in home.text


def test_every_example_query_is_a_link_that_runs_it(client: httpx.Client) -> None:
    linked = {
        parse_qs(urlsplit(link).query)["query"][0]: link
        for link in Reader(client.get("/").text).links()
        if link.startswith("/sparql?query=")
    }
    queries = load(SEEDS / "queries")

    assert list(linked) == [query.text for query in queries]
    for query in queries:
        page = client.get(linked[query.text])
        assert page.status_code == 200
        text = " ".join(Reader(page.text).text.split())
        assert query.title.en in text
        assert query.description.en in text
        assert not text.endswith("Nothing answers this query."), query.name


def test_no_page_has_a_script_or_style_within_it_or_anything_from_elsewhere(client: httpx.Client) -> None:
    for path in (
        "/",
        "/sparql",
        "/docs",
        "/nowhere",
        "/sparql?query=SELECT",
        "/sparql?query=SELECT+(1+AS+?x)+{}",
    ):
        response = client.get(path)
        page = Reader(response.text)

        assert not [tag for tag, _ in page.elements if tag in ("style", "iframe", "img")]
        assert not [a for _, a in page.elements if any(n.startswith("on") or n == "style" for n in a)]
        loaded = [
            a["href"] for tag, a in page.elements if tag == "link" and a["rel"] in ("stylesheet", "icon")
        ]
        loaded += [
            a["src"] for tag, a in page.elements if tag == "script" and a["type"] != "application/ld+json"
        ]
        assert {urlsplit(address).netloc for address in loaded} == {""}
        assert len(loaded) >= 3
        assert {client.get(address).status_code for address in loaded} == {200}
        policy = response.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy


def test_a_result_is_a_table_with_our_things_linked_to_their_description(client: httpx.Client) -> None:
    page = results(client, "SELECT ?port ?name { BIND(port:mohan AS ?port) ?port rdfs:label ?name }")

    assert [a for tag, a in page.elements if tag == "td"] == [
        {"class": "iri", "title": "https://w3id.org/kouan/id/port/mohan"},
        {"class": "text", "lang": "zh"},
    ]
    link = next(link for link in page.links() if "DESCRIBE" in link)
    assert parse_qs(urlsplit(link).query) == {"query": ["DESCRIBE <https://w3id.org/kouan/id/port/mohan>"]}
    assert "磨憨" in Reader(client.get(f"/sparql{link}").text).text


def test_a_result_links_to_itself_in_every_other_format(client: httpx.Client) -> None:
    page = results(client, "SELECT ('口岸' AS ?x) {}")
    links = {parse_qs(urlsplit(link).query).get("format", [""])[0]: link for link in page.links()}

    assert {"json", "xml", "csv", "tsv"} < set(links)
    assert client.get(links["csv"]).text == "x\r\n口岸\r\n"


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("ASK { ?s a kou:Port }", "Yes"),
        ("ASK { ?s a kou:Nothing }", "No"),
        ("SELECT * { ?s a kou:Nothing }", "Nothing answers this query."),
        ("SELECT ?s { ?s a kou:Port } LIMIT 1", "1 row ·"),
        (
            "SELECT (<<(port:mohan kou:faces country:la)>> AS ?t) {}",
            "<<( port:mohan kou:faces country:la )>>",
        ),
    ],
)
def test_every_kind_of_result_has_its_form(client: httpx.Client, query: str, shown: str) -> None:
    assert shown in " ".join(results(client, query).text.split())


def test_a_page_that_leaves_rows_out_says_so(client: httpx.Client) -> None:
    page = results(client, "SELECT * { ?s ?p ?o }")

    assert f"Only the first {MOST_ROWS:,} rows are shown" in " ".join(page.text.split())
    assert [tag for tag, _ in page.elements].count("tr") == MOST_ROWS + 1


def test_what_the_graph_holds_is_shown_and_never_obeyed(hostile: httpx.Client) -> None:
    page = results(hostile, "SELECT * { ?s ?p ?o } # </textarea><script>")

    assert "<script>alert('口岸')</script>" in page.text
    assert "# </textarea><script>" in page.text
    assert [tag for tag, _ in page.elements].count("script") == 1  # our own
    assert "img" not in {tag for tag, _ in page.elements}
    assert not [link for link in page.links() if link.startswith("javascript")]
    assert "https://example.org/a?b=1&c=%22" in page.links()


def test_a_mistake_is_shown_at_its_line_with_the_query_to_mend(client: httpx.Client) -> None:
    query = "SELECT * {\n  ?s a 口岸 .\n}"
    response = client.get("/sparql", params={"query": query})
    page = Reader(response.text)

    assert response.status_code == 400
    assert "400 Bad Request" in page.text
    assert re.search(r"Line 2, column \d+: ", page.text)
    assert [a for tag, a in page.elements if tag == "li"] == [{}, {"class": "wrong"}, {}]
    assert page.text.count("  ?s a 口岸 .") == 2


def test_every_status_of_a_problem_is_said_in_the_language_of_the_page(client: httpx.Client) -> None:
    page = Reader(client.get("/nowhere", headers={"Accept-Language": "zh"}).text)
    said = Strings.load().part("en", "problem.status")
    source = "".join(path.read_text(encoding="utf-8") for path in SERVER.glob("*.py"))

    assert "404 没有找到" in page.text
    assert set(re.findall(r"\bProblem\(\s*(\d{3})\b", source)) - said.keys() == set()


def test_the_interface_page_lists_every_operation(client: httpx.Client) -> None:
    page = Reader(client.get("/docs").text)
    operations = client.get("/openapi.json").json()["paths"]

    assert {"/sparql", "/graph-store", "/search", "/id/{key}", "/doc/{key}", "/health"} <= set(operations)
    for path, methods in operations.items():
        for method, operation in methods.items():
            assert f"{method.upper()} {path}" in page.text
            assert operation["summary"] in page.text


def test_pages_link_to_where_the_application_is_mounted(seed_store: Path) -> None:
    inner = create_app(Settings(store=seed_store))
    outer = FastAPI()
    outer.mount("/kouan", inner)
    outer.router.lifespan_context = inner.router.lifespan_context
    with running(outer) as client:
        home = Reader(client.get("/kouan/").text)

    links = {link.partition("?")[0] for link in home.links() if not link.startswith("#")}
    assert links > {"/kouan/", "/kouan/sparql", "/kouan/docs"}
    assert all(link.startswith("/kouan/") for link in links)


def test_queries_follow_the_base_of_whoever_runs_kouan() -> None:
    ours = load(SEEDS / "queries", Namespaces("https://example.org/ports/"))

    assert not [query.name for query in ours if "w3id.org/kouan" in query.text]
    assert "<https://example.org/ports/ontology#>" in ours[0].text
