"""Solutions as tables for other programs: typed columns, nothing that a spreadsheet would carry out, bounded rows."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import httpx
import pyarrow
import pytest
from pyarrow import parquet

from server.app import create_app
from server.settings import Settings
from tests.serving import fill, running

ROWS = """
SELECT ?port ?name ?tons ?share ?opened ?open ?mixed ?nothing {
  VALUES (?port ?name ?tons ?share ?opened ?open ?mixed) {
    (port:mohan "磨憨口岸"@zh 350000000 4.5 "2025-05-01"^^xsd:date true 1)
    (port:dalian "大连港"@zh 7 -0.5 "2024-12-31"^^xsd:date false "一")
    (UNDEF "二连浩特口岸"@zh UNDEF UNDEF UNDEF UNDEF UNDEF)
  }
}
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    store = fill(tmp_path_factory.mktemp("columns") / "store")
    with running(create_app(Settings(store=store, workers=1, most_rows=1000))) as client:
        yield client


def ask(client: httpx.Client, query: str, form: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query, "format": form})


def test_parquet_has_typed_columns_and_knows_what_they_were(client: httpx.Client) -> None:
    response = ask(client, ROWS, "parquet")
    table = parquet.read_table(BytesIO(response.content))

    assert response.headers["content-type"] == "application/vnd.apache.parquet"
    assert response.headers["content-disposition"] == 'attachment; filename="kouan.parquet"'
    assert table.to_pydict() == {
        "port": ["https://w3id.org/kouan/id/port/mohan", "https://w3id.org/kouan/id/port/dalian", None],
        "name": ["磨憨口岸", "大连港", "二连浩特口岸"],
        "tons": [350_000_000, 7, None],
        "share": [4.5, -0.5, None],
        "opened": [date(2025, 5, 1), date(2024, 12, 31), None],
        "open": [True, False, None],
        "mixed": ["1", "一", None],
        "nothing": [None, None, None],
    }
    assert table.schema.field("tons").type == pyarrow.int64()
    assert table.schema.field("name").metadata == {
        b"datatype": b"http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
        b"language": b"zh",
    }
    assert table.schema.field("port").metadata == {b"datatype": b"iri"}
    assert table.schema.field("mixed").metadata is None


def test_parquet_of_a_number_too_large_is_text(client: httpx.Client) -> None:
    query = "SELECT ?n { VALUES ?n { 9223372036854775808 1 } }"

    response = ask(client, query, "parquet")

    assert response.status_code == 200
    assert parquet.read_table(BytesIO(response.content)).to_pydict()["n"] == ["9223372036854775808", "1"]


def test_yes_and_no_are_a_table_too(client: httpx.Client) -> None:
    assert parquet.read_table(BytesIO(ask(client, "ASK {}", "parquet").content)).to_pydict() == {
        "boolean": [True]
    }
    assert ask(client, "ASK {}", "spreadsheet").text == "\ufeffboolean\r\ntrue\r\n"


def test_triples_are_no_table(client: httpx.Client) -> None:
    response = ask(client, "CONSTRUCT WHERE { ?s ?p ?o }", "parquet")

    assert (response.status_code, response.json()["kind"]) == (406, "not-acceptable")


def test_a_spreadsheet_gets_no_formula_and_csv_stays_as_it_is(client: httpx.Client) -> None:
    query = """SELECT ?x { VALUES ?x { "=cmd|' /C calc'!A0" "+1" "@SUM(A1)" "\\tx" -5 "口岸, 港" } }"""

    spreadsheet, plain = ask(client, query, "spreadsheet"), ask(client, query, "csv")

    assert spreadsheet.content.decode("utf-8").splitlines() == [
        "\ufeffx",
        "'=cmd|' /C calc'!A0",
        "'+1",
        "'@SUM(A1)",
        "'\tx",
        "-5",
        '"口岸, 港"',
    ]
    assert plain.text.splitlines() == ["x", "=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "\tx", "-5", '"口岸, 港"']


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv", "spreadsheet", "parquet"])
def test_an_answer_of_too_many_rows_is_refused_and_one_of_as_many_as_may_be_is_whole(
    client: httpx.Client, form: str
) -> None:
    numbers = " ".join(map(str, range(1001)))

    most = ask(client, f"SELECT ?n {{ VALUES ?n {{ {numbers} }} FILTER(?n < 1000) }}", form)
    more = ask(client, f"SELECT ?n {{ VALUES ?n {{ {numbers} }} }}", form)

    assert (most.status_code, most.headers["kouan-row-limit"]) == (200, "1000")
    assert (more.status_code, more.json()["kind"]) == (413, "result-too-large")


def test_triples_without_number_are_refused(client: httpx.Client) -> None:
    numbers = " ".join(map(str, range(1001)))
    query = f"CONSTRUCT {{ <urn:s> <urn:p> ?n }} {{ VALUES ?n {{ {numbers} }} }}"

    assert [ask(client, query, form).status_code for form in ("turtle", "ntriples", "jsonld")] == [413] * 3


def test_a_page_says_that_it_shows_the_first_rows(client: httpx.Client) -> None:
    response = ask(client, "SELECT ?n { VALUES ?n { 1 2 } }", "html")

    assert response.headers["kouan-row-limit"] == "1000"
