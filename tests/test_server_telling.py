"""Pages that tell facts: of documents with what they say marked in place, of things, of figures."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from graph.build import add
from ontology import Namespaces
from server.app import create_app
from server.settings import Settings
from tests.conftest import SEED_PAGE
from tests.html import Reader
from tests.serving import fill, running

PRINTED = """
@prefix kou: <https://w3id.org/kouan/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
GRAPH <https://w3id.org/kouan/graph/facts> {
  <https://w3id.org/kouan/id/article/a-1> kou:reprint <https://w3id.org/kouan/id/article/b-1> .
  <https://w3id.org/kouan/id/article/b-1> kou:reprint <https://w3id.org/kouan/id/article/a-1> .
}
GRAPH <https://w3id.org/kouan/graph/provenance> {
  <https://w3id.org/kouan/id/document/a> dcterms:identifier "a" ; schema:text "正文" .
  <https://w3id.org/kouan/id/document/b> dcterms:identifier "b" ; schema:text "正文" .
  <https://w3id.org/kouan/id/article/a-1> a schema:NewsArticle ; schema:isPartOf <https://w3id.org/kouan/id/document/a> .
  <https://w3id.org/kouan/id/article/b-1> a schema:NewsArticle ; schema:isPartOf <https://w3id.org/kouan/id/document/b> ;
    schema:headline "口岸客货两旺"@zh ; schema:datePublished "2025-10-02"^^xsd:date ; kou:publication <https://w3id.org/kouan/id/publication/east> .
  <https://w3id.org/kouan/id/publication/east> rdfs:label "东岸日报"@zh .
}
"""


@pytest.fixture(scope="module")
def client(seed_store: Path) -> Iterator[httpx.Client]:
    with running(create_app(Settings(store=seed_store))) as client:
        client.headers["Accept"] = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        client.headers["Accept-Language"] = "en"
        yield client


DOCUMENT = "/doc/document/west-times-2025-09-12-p3"


def marked(page: httpx.Response) -> list[dict[str, str]]:
    """The marks in the text of a document."""
    return [attributes for tag, attributes in Reader(page.text).elements if "data-facts" in attributes]


def test_a_document_shows_its_text_with_every_fact_marked_in_place(client: httpx.Client) -> None:
    page = client.get(DOCUMENT)
    query = "SELECT (COUNT(DISTINCT ?fact) AS ?facts) { ?fact kou:status ?status ; kou:evidence/oa:hasSource document:west-times-2025-09-12-p3 . GRAPH graph:facts { ?fact a ?class FILTER(?class != kou:DocumentFact) } }"
    (row,) = client.get("/sparql", params={"query": query, "format": "json"}).json()["results"]["bindings"]

    facts = {fact for mark in marked(page) for fact in mark["data-facts"].split()}
    assert len(facts) == int(row["facts"]["value"])
    assert SEED_PAGE.read_text(encoding="utf-8").strip() in Reader(page.text).text


def test_selecting_a_mark_shows_its_facts_without_a_script(client: httpx.Client) -> None:
    mark = next(each for each in marked(client.get(DOCUMENT)) if each["class"] == "claim")

    page = client.get(mark["href"])

    chosen = page.text.partition("chosen")[2].partition("</ul>")[0]
    assert set(re.findall(r'data-fact="(\w+)"', chosen)) == set(mark["data-facts"].split())
    selected = [each for each in marked(page) if "selected" in each["class"]]
    assert mark["data-facts"] in [each["data-facts"] for each in selected]


def test_a_fact_is_selected_where_it_is_quoted(client: httpx.Client) -> None:
    fact = marked(client.get(DOCUMENT))[0]["data-facts"]

    for at in (f"?fact={fact}", "?fact=nothing", "?at=x", "?at=99999999999", "?at=-5"):
        page = client.get(DOCUMENT + at)
        selected = [each["data-facts"].split() for each in marked(page) if "selected" in each["class"]]
        assert page.status_code == 200
        assert all(fact in each for each in selected)
        assert bool(selected) == (at == f"?fact={fact}")


def test_a_port_tells_its_facts_in_words_with_the_quotation_in_its_document(client: httpx.Client) -> None:
    page = client.get("/doc/port/mohan")

    text = " ".join(Reader(page.text).text.split())
    assert "Mohan Port faces Laos" in text
    assert "Mohan Port approved, 2024-11" in text
    quoted = [
        attributes["href"]
        for tag, attributes in Reader(page.text).elements
        if attributes.get("class") == "quoted"
    ]
    document = client.get(quoted[0].partition("#")[0])
    assert document.status_code == 200
    assert 'id="selected"' in document.text


def test_figures_tell_their_bounds_and_changes(seed_store: Path, tmp_path: Path) -> None:
    texts = [
        "2023年，磨憨口岸货运量达520万吨，同比增长8.2%。2022年，磨憨口岸货运量为480.6万吨，同比下降3.1%。",
        "2021年，磨憨口岸货运量超过496万吨。2024年，磨憨口岸货运量预计达到600万吨。",
    ]
    source = tmp_path / "figures.jsonl"
    rows = [{"id": f"f{n}", "date": "2024-02-03", "text": text} for n, text in enumerate(texts)]
    source.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    shutil.copytree(seed_store, tmp_path / "store")
    add([source], tmp_path / "store", names=Namespaces(), report=lambda line: None)
    with running(create_app(Settings(store=tmp_path / "store"))) as client:
        client.headers["Accept"] = "text/html"
        client.headers["Accept-Language"] = "zh"
        overview = client.get("/statistics")
        page = client.get("/statistics?subject=port/mohan&metric=货运量")
        missing = client.get("/statistics?subject=port/<script>")

    cells = [
        " ".join(cell.split()) for cell in re.sub(r"<[^>]+>", "", page.text.replace("</td>", "|")).split("|")
    ]
    shown = [
        cells[place : place + 4]
        for place, cell in enumerate(cells)
        if cell in ("2021", "2022", "2023", "2024")
    ]
    assert shown == [
        ["2021", "超过4,960,000 吨", "", ""],
        ["2022", "4,806,000 吨", "同比下降3.1%", ""],
        ["2023", "5,200,000 吨", "同比增长8.2%", ""],
        ["2024", "6,000,000 吨", "", "预计"],
    ]
    points = [
        json.loads(text) for text in re.findall(r'<script type="application/json">(.*?)</script>', page.text)
    ]
    assert points == [
        [
            {"name": "2021", "value": 4960000.0, "bound": "min"},
            {"name": "2022", "value": 4806000.0},
            {"name": "2023", "value": 5200000.0},
            {"name": "2024", "value": 6000000.0, "expected": True},
        ],
        [{"name": "2022", "value": -3.1}, {"name": "2023", "value": 8.2}],
    ]
    assert "subject=port%2Fmohan" in overview.text
    assert (missing.status_code, "<script>" in missing.text) == (404, False)


def test_home_leads_to_the_newest_articles_and_counts_no_ports_that_the_list_leaves_out(
    client: httpx.Client,
) -> None:
    page = client.get("/")

    assert [link for link in Reader(page.text).links() if link.startswith("/doc/document/")] == [DOCUMENT] * 2
    assert re.findall(r"(Taiwan|Macao|Hong Kong|Ningxia) <b>(.*?)</b>", page.text) == [
        ("Ningxia", "1"),
        ("Taiwan", "–"),
        ("Macao", "–"),
        ("Hong Kong", "–"),
    ]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/doc/port/dalian", ["500万标准箱", "5,000,000 twenty-foot equivalent units", "latitude", "on the national list yes"]),
        ("/statistics?subject=country/cn", ["18,000 kilometres", "length of coastline", "311 items", "广袤大地 (area)"]),
        (DOCUMENT, ["西部时报2025年9月12日第3版", "part of 西部时报2025年9月12日", "page 3"]),
        ("/search?q=dalian", ["Dalian Port", "port of entry · Liaoning"]),
        ("/doc/organization/lianyungangshikouanban-26e9", ["Lianyungang Port Office", "Jiang Xingzhou is director of Lianyungang Port Office", "West Times 2025-09-12"]),
        ("/doc/county/mengla", ["Mengla County", "Xishuangbanna"]),
        ("/doc/port/mohan", ["place of trade 9 smilax kaempferia"]),
        ("/doc/port/dalian", ["POINT(121.6 38.92) latitude 38.92"]),
        ("/search?q=扩大开放", ["expanded", "concept"]),
        ("/", ["West Times 2025-09-12"]),
    ],
)  # fmt: skip
def test_an_english_page_is_in_english_as_far_as_names_are_known(
    client: httpx.Client, path: str, said: list[str]
) -> None:
    text = " ".join(Reader(client.get(path).text).text.split())

    assert [each for each in said if each not in text] == []


def test_names_in_another_language_say_so(client: httpx.Client) -> None:
    assert '<span lang="zh">大连港</span>' in client.get("/doc/port/dalian").text


def test_the_page_of_a_document_says_where_else_its_report_was_printed(tmp_path: Path) -> None:
    store = fill(tmp_path / "store", PRINTED)
    with running(create_app(Settings(store=store, workers=1))) as client:
        html = {"Accept": "text/html", "Accept-Language": "en"}
        page = client.get("/doc/document/a", headers=html).text

    shown = page.partition("The same report elsewhere")[2].partition("</ul>")[0]
    assert Reader(shown).links() == ["/doc/document/b"]
    assert " ".join(Reader(shown).text.split()) == "1 口岸客货两旺 东岸日报 2025-10-02"
