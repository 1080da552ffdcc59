"""However the address of a thing is spelt, and whatever became of the thing, it leads somewhere."""

import socket
from collections.abc import Iterator

import httpx
import pytest
import rdflib

from server.app import create_app
from server.settings import Settings
from tests.linked_data import PORT, STORE
from tests.serving import fill, running


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with running(
        create_app(Settings(store=fill(tmp_path_factory.mktemp("linked") / "store", STORE)))
    ) as client:
        yield client


def raw(client: httpx.Client, path: bytes) -> tuple[int, dict[str, str]]:
    """Status and headers of an answer to a request whose address is sent as it stands."""
    with socket.create_connection((client.base_url.host, client.base_url.port or 80)) as connection:
        connection.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: ports.example\r\nConnection: close\r\n\r\n")
        data = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    head = data.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    return int(head[0].split()[1]), {k.lower(): v for k, _, v in (line.partition(": ") for line in head[1:])}


def test_a_withdrawn_thing_has_a_document_that_says_so(client: httpx.Client) -> None:
    response = client.get("/doc/port/gone.ttl")
    page = client.get("/doc/port/gone.html")

    assert (response.status_code, page.status_code) == (410, 410)
    assert "owl:deprecated true" in response.text
    assert "已撤销" in page.text


def test_a_merged_thing_leads_to_what_took_its_place(client: httpx.Client) -> None:
    for path, location in (
        ("/id/port/bohan?format=ttl", "/id/port/mohan?format=ttl"),
        ("/doc/port/bohan", "/doc/port/mohan"),
        ("/doc/port/bohan.jsonld", "/doc/port/mohan.jsonld"),
        ("/id/port/bohanold", "/id/port/mohan"),
        ("/doc/port/bohanold.ttl", "/doc/port/mohan.ttl"),
    ):
        response = client.get(path)
        assert (response.status_code, response.headers["location"]) == (301, location)
    found = rdflib.Graph().parse(data=client.get("/doc/port/mohan.ttl").text)
    mohan, bohan, older = (rdflib.URIRef(PORT + name) for name in ("mohan", "bohan", "bohanold"))
    assert set(found.subject_objects(rdflib.DCTERMS.isReplacedBy)) == {(bohan, mohan), (older, bohan)}
    assert str(found.value(bohan, rdflib.SKOS.note)) == "旧说"


def test_what_leads_nowhere_has_a_document_of_its_own(client: httpx.Client) -> None:
    assert client.get("/id/port/lost").headers["location"] == "/doc/port/lost"
    assert "dcterms:isReplacedBy port:nowhere" in client.get("/doc/port/lost.ttl").text


def test_things_that_replace_each_other_have_documents_of_their_own(client: httpx.Client) -> None:
    assert client.get("/id/port/round").headers["location"] == "/doc/port/round"
    assert client.get("/doc/port/round.ttl").status_code == 200
    assert "圆" in client.get("/doc/port/circle.ttl").text


@pytest.mark.parametrize(
    ("path", "document"),
    [
        ("/id/document/%E8%A5%BF%E9%83%A8%2F3", "/doc/document/%E8%A5%BF%E9%83%A8%2F3"),
        ("/id/document/西部/3", "/doc/document/%E8%A5%BF%E9%83%A8%2F3"),
        ("/id/document/%e8%a5%bf部%2f3", "/doc/document/%E8%A5%BF%E9%83%A8%2F3"),
        ("/id/document/原样", "/doc/document/%E5%8E%9F%E6%A0%B7"),
        ("/id/document/%E5%8E%9F%E6%A0%B7", "/doc/document/%E5%8E%9F%E6%A0%B7"),
        ("/id/document/café", "/doc/document/caf%C3%A9"),
        ("/id/port/%6Dohan", "/doc/port/mohan"),
    ],
)
def test_raw_and_escaped_addresses_are_the_same(client: httpx.Client, path: str, document: str) -> None:
    status, headers = raw(client, path.encode())

    assert (status, headers["location"]) == (303, document)
    assert raw(client, document.encode())[0] == 200


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/id/port/mohan/", "/id/port/mohan"),
        ("/id/port/%256Dohan", "/id/port/mohan"),
        ("/id/port/mo\u200bhan", "/id/port/mohan"),
        ("/id/port/\u202emohan", "/id/port/mohan"),
        ("/id/port/%20mohan%20", "/id/port/mohan"),
        ("/id/document/cafe\u0301", "/id/document/caf%C3%A9"),
        ("/id/document/%25E5%258E%259F%25E6%25A0%25B7", "/id/document/%E5%8E%9F%E6%A0%B7"),
        ("/doc/port/mo\u200bhan.ttl", "/doc/port/mohan.ttl"),
    ],
)
def test_an_address_damaged_on_its_way_is_mended(client: httpx.Client, path: str, location: str) -> None:
    assert raw(client, path.encode())[0] == 301
    assert raw(client, path.encode())[1]["location"] == location


def test_a_name_that_ends_like_a_suffix_keeps_it(client: httpx.Client) -> None:
    response = client.get("/id/port/brackets.ttl", headers={"Accept": "text/turtle"})

    assert (response.status_code, response.headers["location"]) == (303, "/doc/port/brackets.ttl.ttl")
    assert "port:brackets.ttl a kou:Port" in client.get(response.headers["location"]).text
    assert "port:brackets.ttl a kou:Port" in client.get("/doc/port/brackets.ttl?format=ttl").text
