"""Things lead to their documents, in every format."""

import json
from collections.abc import Iterator

import httpx
import pytest
import rdflib
from pyoxigraph import NamedNode, Triple

from graph.export import without_terms
from ontology import Namespaces
from server.app import create_app
from server.formats import SUFFIXES, Format
from server.settings import Settings
from tests.linked_data import FORMATS, PORT, RDF, STORE, triples
from tests.serving import fill, media_type, running


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with running(
        create_app(Settings(store=fill(tmp_path_factory.mktemp("linked") / "store", STORE)))
    ) as client:
        yield client


def test_a_thing_leads_to_its_document(client: httpx.Client) -> None:
    response = client.get("/id/port/mohan")

    assert (response.status_code, response.headers["location"]) == (303, "/doc/port/mohan")
    assert {"Accept", "Accept-Encoding"} <= {each.strip() for each in response.headers["vary"].split(",")}


@pytest.mark.parametrize(
    ("accept", "address"),
    [
        (None, "/doc/port/mohan.html"),
        ("*/*", "/doc/port/mohan.html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "/doc/port/mohan.html"),
        ("text/turtle, */*;q=0.1", "/doc/port/mohan.ttl"),
        ("text/html;q=0.5, application/ld+json;q=0.9", "/doc/port/mohan.jsonld"),
        ("text/html;q=0, text/turtle;q=0, */*;q=0.1", "/doc/port/mohan.jsonld"),
        ("application/geo+json", "/doc/port/mohan.geojson"),
        ("application/rdf+xml", "/doc/port/mohan.rdf"),
        ("application/n-triples", "/doc/port/mohan.nt"),
        (", ".join(["x/y"] * 3000) + ", text/turtle", "/doc/port/mohan.ttl"),
        ("text/turtle, text/turtle, ;;;, q=1", "/doc/port/mohan.ttl"),
    ],
)
def test_the_header_chooses_the_format(client: httpx.Client, accept: str | None, address: str) -> None:
    headers = {"Accept": accept} if accept else {}
    request = client.build_request("GET", "/doc/port/mohan", headers=headers)
    if accept is None:
        del request.headers["accept"]
    response = client.send(request)

    assert (response.status_code, response.headers["content-location"]) == (200, address)
    assert media_type(response) == SUFFIXES["." + address.rpartition(".")[2]].media_type


def test_headers_that_come_twice_are_one(client: httpx.Client) -> None:
    twice = [("Accept", "image/png, text/turtle;q=0.1"), ("Accept", "application/n-triples;q=0.2")]

    assert media_type(client.get("/doc/port/mohan", headers=twice)) == "application/n-triples"


@pytest.mark.parametrize(("suffix", "form"), FORMATS)
def test_the_suffix_wins_over_the_header(client: httpx.Client, suffix: str, form: Format) -> None:
    response = client.get(f"/doc/port/mohan{suffix}", headers={"Accept": "image/png"})

    assert (response.status_code, media_type(response)) == (200, form.media_type)


@pytest.mark.parametrize(
    ("path", "accept", "status", "kind"),
    [
        ("/doc/port/mohan", "image/png", 406, "not-acceptable"),
        ("/doc/port/mohan", "*/*;q=0", 406, "not-acceptable"),
        ("/doc/port/mohan?format=docx", "*/*", 400, "unknown-format"),
        ("/doc/port/mohan?format=csv", "*/*", 406, "not-acceptable"),
        ("/doc/port/mohan.ttl?page=0", "*/*", 400, "bad-page"),
        ("/doc/port/mohan.ttl?page=99", "*/*", 404, "no-such-page"),
        ("/doc/port/odd.geojson", "*/*", 404, "no-position"),
        ("/doc/port/odd", "application/geo+json", 406, "not-acceptable"),
        ("/id/port/nowhere", "*/*", 404, "not-found"),
        ("/doc/port/nowhere.ttl", "*/*", 404, "not-found"),
        ("/id/port/erenhot", "*/*", 404, "not-found"),
        ("/id/", "*/*", 404, "not-found"),
        ("/id/port/" + "x" * 5000, "*/*", 404, "not-found"),
        ("/id/port/%00%01", "*/*", 404, "not-found"),
        ("/id/port/%3Cscript%3E", "*/*", 404, "not-found"),
        ("/id/port/gone", "*/*", 410, "withdrawn"),
    ],
)
def test_what_cannot_be_given_is_refused_with_a_reason(
    client: httpx.Client, path: str, accept: str, status: int, kind: str
) -> None:
    response = client.get(path, headers={"Accept": accept})
    page = client.get(path, headers={"Accept": "text/html"})

    assert (response.status_code, media_type(response)) == (status, "application/problem+json")
    assert response.json()["kind"] == kind
    assert status != 406 or "Accept" in response.headers["vary"]
    assert accept != "*/*" or (page.status_code, media_type(page)) == (status, "text/html")


def test_a_thing_without_a_place_is_given_in_the_next_best_format(client: httpx.Client) -> None:
    accept = {"Accept": "application/geo+json, text/turtle;q=0.5"}

    assert media_type(client.get("/doc/port/odd", headers=accept)) == "text/turtle"
    assert media_type(client.get("/doc/port/mohan", headers=accept)) == "application/geo+json"


@pytest.mark.parametrize(("suffix", "form"), RDF)
def test_every_format_of_triples_says_the_same(client: httpx.Client, suffix: str, form: Format) -> None:
    node = NamedNode(PORT + "mohan")
    faces = Triple(
        node,
        NamedNode("https://w3id.org/kouan/ontology#faces"),
        NamedNode("https://w3id.org/kouan/id/country/la"),
    )

    found = triples(client.get(f"/doc/port/mohan{suffix}"), form)

    assert faces in found
    assert found == triples(client.get("/doc/port/mohan.nt"), SUFFIXES[".nt"])


@pytest.mark.parametrize("accept", ["text/turtle;version=1.2", 'application/n-triples; version="1.2"'])
def test_who_reads_rdf_1_2_is_given_triple_terms(client: httpx.Client, accept: str) -> None:
    response = client.get("/doc/port/mohan", headers={"Accept": accept})
    form = SUFFIXES[".ttl" if "turtle" in accept else ".nt"]
    plain = client.get("/doc/port/mohan", headers={"Accept": form.media_type})

    assert response.headers["content-type"].partition(";")[2].strip().startswith("version=1.2")
    assert response.headers["etag"] != plain.headers["etag"]
    assert "<<(" in response.text
    assert "<<(" not in plain.text
    assert {p for each in triples(response, form) for p in without_terms(each)} == triples(plain, form)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_rdflib_reads_what_it_is_given(client: httpx.Client) -> None:
    """It asks for the formats that it knows, follows the 303, and fetches the JSON-LD context."""
    for suffix, _ in RDF:
        assert len(rdflib.Graph().parse(f"{client.base_url}".rstrip("/") + f"/doc/port/mohan{suffix}")) > 10
    for address in ("/id/port/odd", "/doc/port/odd.jsonld"):
        graph = rdflib.Graph().parse(f"{client.base_url}".rstrip("/") + address)
        labels = [str(each) for each in graph.objects(rdflib.URIRef(PORT + "odd"), rdflib.RDFS.label)]
        assert labels == ['</script><b>"口岸"&amp;\u0007\u202e']


def test_json_ld_is_short_and_links_to_a_context_that_is_served(client: httpx.Client) -> None:
    document = client.get("/doc/port/mohan.jsonld", headers={"Origin": "https://example.org"})
    context = client.get(document.json()["@context"], headers={"Origin": "https://example.org"})
    thing = next(each for each in document.json()["@graph"] if each["@id"] == "id:port/mohan")

    assert thing["label"] == {"zh": "磨憨口岸", "en": "Mohan"}
    assert (thing["@type"], thing["faces"]) == ("Port", "id:country/la")
    assert (context.status_code, media_type(context)) == (200, "application/ld+json")
    for response in (document, context):
        assert response.headers["access-control-allow-origin"] == "*"


def test_blank_nodes_are_told_where_they_lead_from(client: httpx.Client) -> None:
    assert '"a part"@en' in client.get("/doc/port/odd.nt").text
    assert len(triples(client.get("/doc/port/odd.jsonld"), SUFFIXES[".jsonld"])) == 3


def test_a_document_tells_its_topic_and_its_dataset(client: httpx.Client) -> None:
    found = rdflib.Graph().parse(data=client.get("/doc/port/odd.ttl").text)
    document = rdflib.URIRef("https://w3id.org/kouan/doc/port/odd")
    said = {(str(p).rpartition("/")[2], str(o)) for p, o in found.predicate_objects(document)}

    assert {
        ("primaryTopic", PORT + "odd"),
        ("void#inDataset", "https://w3id.org/kouan/id/dataset/kouan"),
    } <= said


@pytest.mark.parametrize(
    "path", ["/id/port/mohan", "/id/port/nowhere", "/doc/port/mohan", "/doc/port/gone", "/context.jsonld"]
)
@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "image/png"])
def test_head_is_get_without_a_body(client: httpx.Client, path: str, accept: str) -> None:
    got, head = (client.request(method, path, headers={"Accept": accept}) for method in ("GET", "HEAD"))

    def steady(response: httpx.Response) -> dict[str, str]:
        return {
            name: value for name, value in response.headers.items() if name not in ("date", "kouan-query")
        }

    assert (head.status_code, head.content, steady(head)) == (got.status_code, b"", steady(got))


def test_each_format_has_its_own_tag_and_is_not_sent_twice(client: httpx.Client) -> None:
    tags = {suffix: client.get(f"/doc/port/mohan{suffix}").headers["etag"] for suffix, _ in FORMATS}

    assert len(set(tags.values())) == len(FORMATS)
    for suffix, tag in tags.items():
        again = client.get(f"/doc/port/mohan{suffix}", headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert "Accept" in again.headers["vary"]
    for _, form in FORMATS:
        response = client.get(
            "/doc/port/mohan", headers={"Accept": form.media_type, "If-None-Match": tags[".nt"]}
        )
        assert response.status_code == (304 if form.name == "ntriples" else 200)


def test_any_host_serves_the_iris_of_the_base(tmp_path_factory: pytest.TempPathFactory) -> None:
    names = Namespaces("https://ports.example/kg/")
    store = fill(
        tmp_path_factory.mktemp("base") / "store", STORE.replace("https://w3id.org/kouan/", names.base)
    )
    with running(create_app(Settings(store=store, names=names))) as client:
        assert client.get("/id/port/mohan").headers["location"] == "/doc/port/mohan"
        turtle = client.get("/doc/port/mohan.ttl", headers={"Host": "mirror.example"})
        page = client.get("/doc/port/mohan.html", headers={"Host": "mirror.example"})

    assert "@prefix port: <https://ports.example/kg/id/port/> ." in turtle.text
    assert '<link rel="cite-as" href="https://ports.example/kg/id/port/mohan">' in page.text
    assert 'href="/id/country/la"' in page.text
    assert "w3id.org/kouan" not in turtle.text + page.text


def test_a_page_shows_what_is_said_and_escapes_it(client: httpx.Client) -> None:
    page, odd = client.get("/doc/port/mohan.html").text, client.get("/doc/port/odd.html").text

    for text in ("磨憨口岸", "Mohan", "磨憨公路口岸", "老挝", "CNMHN", 'href="/id/fact/1"'):
        assert text in page
    for suffix in SUFFIXES.keys() - {".html"}:
        assert f'<a href="/doc/port/mohan{suffix}">{suffix[1:]}</a>' in page
    assert "odd.geojson" not in odd  # nobody knows where it is
    assert "<b>" not in odd
    assert odd.count("</script>") == 2  # our own, and the data


def test_a_page_embeds_schema_org(client: httpx.Client) -> None:
    page = client.get("/doc/port/mohan.html").text
    embedded = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])

    assert embedded["@type"] == "Place"
    assert embedded["@id"] == PORT + "mohan"
    assert {"@value": "磨憨口岸", "@language": "zh"} in embedded["name"]
    assert embedded["geo"] == {"@type": "GeoCoordinates", "longitude": 101.69, "latitude": 21.19}
    assert embedded["sameAs"] == ["https://vocabulary.uncefact.org/unlocode#CNMHN"]
    assert embedded["identifier"] == [{"@type": "PropertyValue", "propertyID": "locode", "value": "CNMHN"}]
