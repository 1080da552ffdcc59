"""A text that would fetch from elsewhere is refused, however it hides that; nothing is sent to find out."""

import re
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from pyoxigraph import Store

from graph import egress
from graph.changes import update
from graph.dataset import QuerySyntaxError, query
from graph.egress import EgressError, confined, is_public
from graph.relay import Target, failure, relay
from ontology import Namespaces
from tests.knocking import Door, door

RELAY = r"http://127\.0\.0\.1:\d+/[0-9a-f]{32}"
QUERIES = [
    "SELECT * { SERVICE <HERE> { ?s ?p ?o } }",
    "SELECT * { sErViCe <HERE> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <HERE> { ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<HERE>{ ?s ?p ?o } }",
    "SELECT * { SERVICE # 'comment\n<HERE> { ?s ?p ?o } }",
    "PREFIX h: <HERE> SELECT * { SERVICE h: { ?s ?p ?o } }",
    "PREFIX : <HERE> SELECT * { SERVICE:e{ ?s ?p ?o } }",
    "BASE <HERE> SELECT * { SERVICE <sparql> { ?s ?p ?o } }",
    "ASK { FILTER EXISTS { SERVICE <HERE> { ?s ?p ?o } } }",
    "SELECT * { { SELECT * { SERVICE <HERE> { ?s ?p ?o } } } }",
    "SELECT * { VALUES ?e { <HERE> } SERVICE SILENT ?e { ?s ?p ?o } }",
    "PREFIX e: <urn:e:> SELECT * { ?s e:a\\# ?o SERVICE <HERE> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?a # '''\nSERVICE <HERE> { ?s ?p ?o } }",
    "ASK { VALUES (?a ?b) { (1 2) } FILTER(?a<?b)SERVICE<HERE>{ ?s ?p ?o } }",
    "ASK { VALUES (?a ?b) { (1 2) } FILTER(?a<?b)SERVICE#x>\n<HERE>{ ?s ?p ?o } }",
    "SELECT * { 1SERVICE <HERE> { ?s ?p ?o } }",
    "SELECT * { SERV\\u0049CE <HERE> { ?s ?p ?o } }",
]
UPDATES = [
    "LOAD <HERE>",
    "lOaD SILENT <HERE> INTO GRAPH <urn:g>",
    "LOADSILENT<HERE>",
    "INSERT { ?s ?p ?o } WHERE { SERVICE <HERE> { ?s ?p ?o } }",
    "CLEAR ALL ; LOAD <HERE>",
]


@pytest.fixture(scope="module")
def listener() -> Iterator[Door]:
    with door() as listener:
        yield listener


@pytest.mark.parametrize("text", QUERIES)
def test_no_query_reaches_another_server(text: str, listener: Door) -> None:
    text = text.replace("HERE", listener.address)

    with pytest.raises((EgressError, QuerySyntaxError)):
        query(Store(), text, names=Namespaces())
    assert listener.knocks == 0


@pytest.mark.parametrize("text", UPDATES)
def test_no_update_reaches_another_server(text: str, listener: Door) -> None:
    text = text.replace("HERE", listener.address)

    with pytest.raises((EgressError, QuerySyntaxError)):
        update(Store(), text, names=Namespaces())
    assert listener.knocks == 0


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ('SERVICE' AS ?service) { } # SERVICE <urn:x> { }",
        "PREFIX service: <urn:load> SELECT * { ?load service:load <urn:service> }",
    ],
)
def test_what_only_looks_like_service_passes(text: str) -> None:
    assert confined(text, Store().query) == text


def test_the_word_is_named_with_its_place() -> None:
    with pytest.raises(EgressError) as refused:
        confined("SELECT * {\n  SERVICE <https://example.org/> { } }", Store().query)

    assert (str(refused.value), refused.value.line, refused.value.column) == (
        "SERVICE is not allowed here",
        2,
        3,
    )


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("<https://example.com/sparql>", "which is not among the addresses that are allowed"),
        ("?where", "needs an address in full here"),
        ("<http://127.0.0.1:3030/sparql>", "which is no public address"),
        ("<http://localhost/sparql>", "which is no public address"),
        ("<http://[::1]/sparql>", "which is no public address"),
        ("<http://169.254.169.254/latest>", "which is no public address"),
        ("<http://0x7f000001/sparql>", "which is no public address"),
        ("<file:///etc/passwd>", "which is no public address"),
    ],
)
def test_only_listed_public_addresses_may_be_reached(target: str, reason: str) -> None:
    allowed = {
        "https://203.0.113.9/sparql",
        "http://127.0.0.1:3030/sparql",
        "http://localhost/sparql",
        "http://[::1]/sparql",
        "http://169.254.169.254/latest",
        "http://0x7f000001/sparql",
        "file:///etc/passwd",
    }
    text = f"SELECT * {{ SERVICE SILENT {target} {{ ?s ?p ?o }} }}"

    with pytest.raises(EgressError, match=reason):
        confined(text, Store().query, allowed)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("64:ff9b::7f00:1", "NAT64 of this machine"),
        ("64:ff9b::808:808", "NAT64 of a public address, which another may route elsewhere"),
        ("64:ff9b:1::a00:1", "NAT64 of a network's own"),
        ("2002:7f00:1::1", "6to4 of this machine"),
        ("2002:a9fe:a9fe::", "6to4 of the cloud's metadata"),
        ("::ffff:127.0.0.1", "IPv4-mapped, of this machine"),
        ("::ffff:8.8.8.8", "IPv4-mapped, of a public address"),
        ("::ffff:0:127.0.0.1", "IPv4-translated"),
        ("::127.0.0.1", "IPv4-compatible"),
        ("2001:0:7f00:1::", "Teredo"),
        ("224.0.0.1", "multicast"),
        ("239.255.255.250", "multicast of a site"),
        ("ff02::1", "multicast of a link"),
        ("ff0e::1", "multicast of the world"),
        ("fec0::1", "of a site, as it was once"),
        ("fe80::1%1", "of a link"),
        ("fd00::1", "unique local"),
        ("2001:db8::1", "of documentation"),
        ("100.64.0.1", "behind a carrier's translation"),
        ("255.255.255.255", "broadcast"),
        ("0.0.0.0", "this machine"),  # noqa: S104
        ("::", "this machine"),
    ],
)
def test_an_address_that_may_lead_inside_is_not_public(address: str, kind: str) -> None:
    assert not is_public(address), kind


def test_addresses_of_the_internet_are_public() -> None:
    assert [is_public(each) for each in ("8.8.8.8", "2001:4860:4860::8888", "2a00:1450::1")] == [True] * 3


def test_a_listed_public_address_is_let_through_in_queries_and_updates() -> None:
    address = "https://8.8.8.8/sparql"

    asked = confined(
        f"SELECT ?service {{ SERVICE <{address}> {{ ?service ?p 'load' }} }}", Store().query, {address}
    )
    loaded = confined(f"LOAD SILENT <{address}> INTO GRAPH <urn:g> ; CLEAR ALL", Store().update, {address})

    assert re.fullmatch(rf"SELECT \?service {{ SERVICE <{RELAY}> {{ \?service \?p 'load' }} }}", asked), (
        "nothing but the address is another"
    )
    assert re.fullmatch(rf"LOAD SILENT <{RELAY}> INTO GRAPH <urn:g> ; CLEAR ALL", loaded)


class Elsewhere(BaseHTTPRequestHandler):
    """Another server: answers one query, has documents, and moves, breaks off or fails where it is asked to."""

    asked: ClassVar[list[tuple[str, str, str | None, bytes]]] = []

    def do_GET(self) -> None:
        self._answer("text/turtle; charset=utf-8", b"<#a> <b> '\xe5\xa4\xa7\xe8\xbf\x9e' .")

    def do_POST(self) -> None:
        self._answer(
            "application/sparql-results+json",
            b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"urn:far"}}]}}',
        )

    def _answer(self, media_type: str, body: bytes) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.asked.append((self.command, self.path, self.headers["Host"], sent))
        if "moved" in self.path:
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:9/")
            body = b""
        else:
            self.send_response(200)
        self.send_header("Content-Type", "image/png" if "picture" in self.path else media_type)
        self.send_header("Content-Length", str(len(body) + 100 * ("broken" in self.path)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of another server, whose name means this machine the first time that it is asked for, and never again."""
    told = iter(["127.0.0.1"])
    look_up = socket.getaddrinfo

    def resolve(host: str, *rest: Any, **more: Any) -> Any:
        return look_up(next(told) if host == "far.example" else host, *rest, **more)

    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        Thread(target=server.serve_forever).start()
        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        monkeypatch.setattr(egress, "is_public", lambda _: True)
        Elsewhere.asked.clear()
        yield f"http://far.example:{server.server_port}"
        server.shutdown()


def test_a_name_is_resolved_once_and_what_was_checked_is_what_is_asked(elsewhere: str) -> None:
    address = f"{elsewhere}/sparql?x=1"
    found = query(
        Store(), f"SELECT ?s {{ SERVICE <{address}> {{ ?s ?p ?o }} }}", names=Namespaces(), allowed={address}
    )

    assert [row["s"].value for row in found] == ["urn:far"]  # type: ignore[union-attr]
    assert [(*head, body.split(b"\n")[-1]) for *head, body in Elsewhere.asked] == [
        ("POST", "/sparql?x=1", elsewhere.removeprefix("http://"), b"SELECT * WHERE { ?s ?p ?o . }")
    ]


def test_a_document_is_read_under_its_own_address(elsewhere: str) -> None:
    address, store = f"{elsewhere}/doc", Store()

    update(store, f"LOAD <{address}> INTO GRAPH <urn:g>", names=Namespaces(), allowed=[address])

    assert [str(quad) for quad in store] == [f'<{address}#a> <{elsewhere}/b> "大连" <urn:g>']


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("moved", "answers 302 Found"),
        ("picture", "sends image/png, which holds no triples"),
    ],
)
def test_what_another_server_does_wrong_is_told_by_its_address(
    elsewhere: str, path: str, reason: str
) -> None:
    address = f"{elsewhere}/{path}"

    with pytest.raises(OSError, match="with payload") as failed:
        update(Store(), f"LOAD <{address}>", names=Namespaces(), allowed=[address])

    assert failure(failed.value) == f"{address} {reason}"


def test_what_breaks_off_elsewhere_is_not_taken_for_whole(elsewhere: str) -> None:
    address, store = f"{elsewhere}/broken", Store()

    with pytest.raises(OSError):  # noqa: PT011 - whatever the engine says
        update(store, f"LOAD <{address}>", names=Namespaces(), allowed=[address])

    assert len(store) == 0


def test_the_relay_gives_nothing_to_those_who_guess() -> None:
    address = relay().admit(Target("http://example.org/", "127.0.0.1"))

    with pytest.raises(HTTPError) as refused:
        urlopen(f"{address[:-1]}x")  # noqa: S310 - the relay

    assert refused.value.code == 502
    refused.value.close()
