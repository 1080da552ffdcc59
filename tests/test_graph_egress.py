"""A text that would fetch from elsewhere is refused, however it hides that; nothing is sent to find out."""

from collections.abc import Iterator

import pytest
from pyoxigraph import Store

from graph.changes import update
from graph.dataset import QuerySyntaxError, query
from graph.egress import EgressError, refuse_egress
from ontology import Namespaces
from tests.knocking import Door, door

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
    refuse_egress(text, Store().query)


def test_the_word_is_named_with_its_place() -> None:
    with pytest.raises(EgressError) as refused:
        refuse_egress("SELECT * {\n  SERVICE <https://example.org/> { } }", Store().query)

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
        refuse_egress(text, Store().query, allowed)


def test_a_listed_public_address_is_let_through_in_queries_and_updates() -> None:
    address = "https://8.8.8.8/sparql"

    refuse_egress(
        f"SELECT ?service {{ SERVICE <{address}> {{ ?service ?p 'load' }} }}", Store().query, {address}
    )
    refuse_egress(f"LOAD SILENT <{address}> INTO GRAPH <urn:g> ; CLEAR ALL", Store().update, {address})
