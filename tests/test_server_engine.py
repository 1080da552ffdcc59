"""Serving what an engine holds: the same pages and answers as of a folder, changed after the engine, and following it."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from extract.fact import Stat
from graph.build import add
from graph.content import Content
from graph.queries import load
from graph.releases import Release
from graph.remote.probe import find, reading
from graph.remote.revision import Revision
from graph.review.claims import FactReader, fact_id
from graph.review.decision import Decision
from graph.review.journal import Journal
from graph.review.lexicon import read_lexicon
from graph.store import StoreError
from graph.terms import Terms
from server import following
from server.access import read_tokens
from server.app import create_app
from server.cli import main
from server.following import catch_up
from server.protocol import UPDATE
from server.review import service
from server.review.amending import written
from server.settings import Settings
from tests.conftest import SEEDS
from tests.desk import decide, fields, until
from tests.engine import Faulty, fill, needs_oxigraph, oxigraph
from tests.rdf import NAMES
from tests.serving import SMALL, running

pytestmark = needs_oxigraph

FACTS = NAMES.graph("facts")
HTML = {"Accept": "text/html"}
ARTICLE = {
    "id": "r1",
    "title": "满洲里口岸",
    "date": "2030-02-02",
    "text": "内蒙古满洲里口岸今年1月出口货物20万吨。",
}
PAGES = [
    "/", "/doc/port/dalian", "/doc/port/dalian.ttl", "/search?q=erlianhaote", "/search?q=扩大开放", "/statistics", "/ontology",
    "/.well-known/void", "/releases", "/workbench",
]  # fmt: skip


@pytest.fixture(scope="module")
def engine(seed_release: Release) -> Iterator[str]:
    """An engine into which somebody loaded the graph of the seeds."""
    with oxigraph() as address:
        fill(address, seed_release.store.dump(format=RdfFormat.N_QUADS))
        yield address


@pytest.fixture(scope="module")
def little() -> Iterator[str]:
    """An engine with some quads."""
    with oxigraph() as address:
        fill(address, serialize(parse(SMALL, format=RdfFormat.TRIG), format=RdfFormat.N_QUADS))
        yield address


def settings(engine: str, home: Path) -> Settings:
    return Settings(store=home, endpoint=engine, tokens=read_tokens("s3cret"), workers=2)


@contextmanager
def serving(engine: str, home: Path) -> Iterator[httpx.Client]:
    """What is served of an engine, by a server that follows it and the decisions soon."""
    given = settings(engine, home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(following, "PAUSE", 0.2)
        patch.setattr(service, "PAUSE", 0.2)
        patch.setattr(service, "AGAIN", 0.2)
        catch_up(given, otherwise_last=True)
        with running(create_app(given)) as client:
            client.headers["Authorization"] = "Bearer s3cret"
            yield client


@pytest.fixture(scope="module")
def home(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where commands keep what they need of the engine, below the folder of a store."""
    return Settings(store=tmp_path_factory.mktemp("home")).of_engine(engine).store


@pytest.fixture(scope="module")
def served(engine: str, home: Path) -> Iterator[httpx.Client]:
    """The seeds, served from their engine."""
    with serving(engine, home) as client:
        yield client


@pytest.fixture(scope="module")
def small(little: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Some quads, served from their engine."""
    with serving(little, tmp_path_factory.mktemp("small") / "store") as client:
        yield client


def held(engine: str) -> frozenset[Quad]:
    with reading(engine, NAMES) as store:
        return frozenset(store)


def same(engine: str, served: httpx.Client) -> bool:
    """Whether an engine holds what is served, and says so."""
    release, content = served.get("/health").json()["release"], Content.of(held(engine))
    endpoint = find(engine)
    told = Revision(endpoint, NAMES).read()
    endpoint.close()
    return (release, told) == (content.id, f"{content.hash:064x} {content.quads}")


def update(served: httpx.Client, text: str, graph: str = FACTS, **parameters: str) -> httpx.Response:
    said = text if "{" in text else f"INSERT DATA {{ GRAPH <{graph}> {{ {text} }} }}"
    return served.post("/sparql", content=said, headers={"Content-Type": UPDATE}, params=parameters)


def kind(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["kind"]


def rows(response: httpx.Response) -> list[list[str]]:
    """The rows of an answer in no order, nor the parts that GROUP_CONCAT has put together."""
    assert response.status_code == 200
    found = response.json()
    return sorted(
        [
            "、".join(sorted(row[name]["value"].split("、"))) if name in row else ""
            for name in found["head"]["vars"]
        ]
        for row in found["results"]["bindings"]
    )


def timeless(page: httpx.Response) -> str:
    """A page without the address of its server, and without when its release was published."""
    assert page.status_code == 200, page.url
    text = page.text.replace(page.url.netloc.decode(), "server")
    return re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d[\d:.]*", "then", text)


def test_what_an_engine_holds_is_served_as_what_a_folder_holds(served: httpx.Client, site: str) -> None:
    with httpx.Client(base_url=site, timeout=60) as folder:
        assert served.get("/health").json()["release"] == folder.get("/health").json()["release"]
        for question in load(SEEDS / "queries", NAMES):
            one, other = (each.get("/sparql", params={"query": question.text}) for each in (served, folder))
            assert rows(one) == rows(other), question.name
        for each in (served, folder):  # pages link to the dumps once they are made
            assert each.get("/dump/ports.geojson").status_code == 200
        for path in PAGES:
            assert timeless(served.get(path)) == timeless(folder.get(path))


def test_a_change_over_http_is_in_the_engine_and_in_what_is_served(little: str, small: httpx.Client) -> None:
    before, turtle = held(little), {"Content-Type": "text/turtle"}
    said = Quad(NamedNode("urn:a"), NamedNode("urn:p"), NamedNode("urn:o"), NamedNode(FACTS))

    assert update(small, f"{said.triple}").status_code == 204
    assert held(little) == before | {said}
    assert small.get("/sparql", params={"query": "ASK { <urn:a> <urn:p> <urn:o> }"}).json()["boolean"]
    assert update(small, "DELETE WHERE { GRAPH ?g { <urn:a> ?p ?o } }").status_code == 204
    assert held(little) == before
    assert small.put("/graph-store/rejected", content=f"{said.triple} .", headers=turtle).status_code == 201
    assert {each.graph_name for each in held(little) - before} == {NamedNode(NAMES.graph("rejected"))}
    assert small.delete("/graph-store/rejected").status_code == 204
    assert held(little) == before
    assert same(little, small)


def test_what_an_engine_cannot_be_told_is_refused(little: str, small: httpx.Client) -> None:
    refused = update(small, "<urn:a> <urn:p> [] .")
    assert kind(refused) == (422, "not-kept")
    assert refused.json()["message"] == "a blank node cannot be told to the engine; give it an IRI"
    assert same(little, small)


def test_an_update_reaches_nothing_else_than_the_engine(little: str, small: httpx.Client) -> None:
    text = f"INSERT {{ GRAPH <{FACTS}> {{ ?s ?p ?o }} }} WHERE {{ SERVICE <{little}/query> {{ ?s ?p ?o }} }}"
    assert kind(update(small, text)) == (403, "service-refused")


def stated(engine: str, fact: str) -> str:
    """The status that the engine has of a fact."""
    with reading(engine, NAMES) as store:
        status = Terms(NAMES).kou("status")
        found = store.quads_for_pattern(NamedNode(NAMES.resource(f"fact/{fact}")), status, None, None)
        return str(next(found).object).rpartition("/")[2].rstrip(">")


def test_what_curators_decide_is_in_the_engine_and_so_is_an_undo(
    engine: str, home: Path, served: httpx.Client, seed_release: Release
) -> None:
    until(lambda: served.get("/review", headers=HTML).status_code == 200)
    page = served.get("/review?type=post")
    fact, facts = fields(page)["fact"], {quad for quad in held(engine) if quad.graph_name == NamedNode(FACTS)}

    assert decide(served, page, reason="wrong-entity").status_code == 303
    until(lambda: stated(engine, fact) == "rejected" and same(engine, served))
    what = Journal(home).history.of(fact)[-1].id
    assert served.post("/review/undo", data={"what": what}).status_code == 303
    until(lambda: stated(engine, fact) == "published" and same(engine, served))
    assert {quad for quad in held(engine) if quad.graph_name == NamedNode(FACTS)} == facts


def test_what_curators_amend_and_teach_holds_for_the_engine(
    engine: str, home: Path, served: httpx.Client, seed_release: Release
) -> None:
    until(lambda: served.get("/review", headers=HTML).status_code == 200)
    fact = fields(served.get("/review?type=stat"))["fact"]
    claim = FactReader(seed_release.store, NAMES).claim(fact)
    assert isinstance(claim, Stat)
    amended = fact_id(replace(claim, modality="plan"))
    form = written(claim) | {"fact": fact, "modality": "plan", "looked": amended, "save": "1", "seen": ""}

    assert served.post("/review/amend", data=form).status_code == 303
    until(lambda: stated(engine, fact) == "rejected" and same(engine, served))
    assert stated(engine, amended) == "published"
    name = {"word": "青石口岸", "class": "Port", "kind": "road"}
    assert served.post("/review/lexicon", data=name).status_code == 303
    taught = {
        "id": "t1",
        "title": "青石口岸",
        "date": "2030-03-02",
        "text": "青石口岸今年1月出口货物20万吨。",
    }
    _added(taught, engine, home)
    until(lambda: same(engine, served))
    assert [each.word for each in read_lexicon(home)] == ["青石口岸"]
    asked = "ASK { ?port a kou:Port ; rdfs:label '青石口岸'@zh ; kou:portKind ?kind }"
    assert served.get("/sparql", params={"query": asked}).json()["boolean"]


def _added(article: dict[str, str], engine: str, home: Path) -> None:
    page = home.parent.parent / f"{article['id']}.jsonl"
    page.write_text(json.dumps(article, ensure_ascii=False), encoding="utf-8")

    def done() -> bool:
        with suppress(StoreError):  # the server is at it
            add([page], home, names=NAMES, report=lambda line: None, endpoint=engine)
            return True
        return False

    until(done)


def test_what_another_machine_adds_is_served_soon(engine: str, served: httpx.Client, tmp_path: Path) -> None:
    assert served.get("/doc/document/r1").status_code == 404
    _added(ARTICLE, engine, tmp_path / "elsewhere")

    until(lambda: served.get("/doc/document/r1").status_code == 200)
    until(lambda: served.get("/search?q=满洲里&format=json").status_code == 200)


def test_documents_are_taken_out_of_an_engine(
    engine: str,
    home: Path,
    served: httpx.Client,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _added(ARTICLE | {"id": "w1"}, engine, home)
    monkeypatch.setenv("KOUAN_STORE", str(home.parent.parent))

    until(lambda: main(["withdraw", "w1", "--store", engine]) == 0)
    assert capsys.readouterr().out.startswith(f"{engine}: release ")
    until(lambda: served.get("/doc/document/w1").status_code == 410)


def test_decisions_from_elsewhere_are_brought_into_an_engine(
    engine: str, home: Path, served: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOUAN_STORE", str(home.parent.parent))
    page = served.get("/review?type=event", headers=HTML)
    file, fact = tmp_path / "theirs.jsonl", fields(page)["fact"]
    made = Decision(action="reject", fact=fact, by="wang", at="2030-01-01T00:00:00Z", reason="layout")
    file.write_text(made.as_line() + "\n", encoding="utf-8")

    until(lambda: main(["decisions", "import", str(file), "--store", engine]) == 0)
    assert stated(engine, fact) == "rejected"
    until(lambda: same(engine, served))


def test_an_engine_that_fails_is_told_and_the_last_state_is_served(little: str, tmp_path: Path) -> None:
    before = held(little)
    with Faulty(little) as faulty, serving(faulty.address, tmp_path / "home") as client:
        release = client.get("/health").json()["release"]
        faulty.gone_after = faulty.updates + 2
        refused = update(client, "<urn:a> <urn:p> <urn:refused>")
        assert kind(refused) == (502, "engine")
        assert refused.json()["message"].endswith("(tried 3 times)")
        until(lambda: client.get("/health").json()["not_following"])
        assert client.get("/health").json()["release"] == release
        assert client.get("/doc/port/mohan").status_code == 200

        faulty.gone_after = None
        until(lambda: client.get("/health").json()["not_following"] is None)
        until(lambda: same(little, client))
        assert held(little) == before
        assert update(client, "<urn:a> <urn:p> <urn:kept>").status_code == 204
        assert update(client, "DELETE WHERE { GRAPH ?g { ?s ?p <urn:kept> } }").status_code == 204
        assert held(little) == before


def test_what_an_engine_does_late_of_a_change_that_was_given_up_does_not_count(
    little: str, tmp_path: Path
) -> None:
    before = held(little)
    with Faulty(little) as faulty, serving(faulty.address, tmp_path / "home") as client:
        faulty.spoilt = {faulty.updates + 2: "slow"}
        late = update(client, "<urn:a> <urn:p> <urn:late>", timeout="10")
        assert kind(late) == (503, "time-limit")
        until(lambda: same(little, client))
        faulty.late.set()
        assert faulty.done.wait(60), "the engine has not done it"
        assert held(little) == before


def test_decisions_wait_for_an_engine_that_is_gone_and_a_server_starts_without_it(
    engine: str, served: httpx.Client, tmp_path: Path
) -> None:
    with Faulty(engine) as faulty:
        catch_up(settings(faulty.address, tmp_path / "home"))
        faulty.gone_after = -1
        with serving(faulty.address, tmp_path / "home") as client:
            until(lambda: client.get("/health").json()["not_following"])
            until(lambda: client.get("/review", headers=HTML).status_code == 200)
            page = client.get("/review?type=statement")
            assert decide(client, page, reason="layout").status_code == 303
            assert stated(engine, fields(page)["fact"]) == "published"
            faulty.gone_after = None
            until(lambda: stated(engine, fields(page)["fact"]) == "rejected" and same(engine, client))


def test_without_its_engine_and_without_a_copy_nothing_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KOUAN_STORE", str(tmp_path))
    assert main(["serve", "--store", "http://127.0.0.1:9", "--port", "0"]) == 1
    assert "Connection refused (tried 3 times)" in capsys.readouterr().err
