"""The Reconciliation Service API 0.2, asked of a real server as OpenRefine does."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import httpx
import pytest
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt, StrictStr

from server.app import create_app
from server.settings import Settings
from tests.serving import running


class Said(BaseModel):
    """A part of an answer that has what the specification names, and nothing else."""

    model_config = ConfigDict(extra="forbid")


class Named(Said):
    id: StrictStr = Field(min_length=1)
    name: StrictStr
    description: StrictStr | None = None


class Candidate(Named):
    score: StrictFloat | StrictInt
    match: StrictBool
    type: list[Named]


class Candidates(Said):
    result: list[Candidate]


class SuggestedEntity(Named):
    notable: list[Named]


class SuggestedEntities(Said):
    result: list[SuggestedEntity]


class Suggestions(Said):
    result: list[Named]


class Thing(Said):
    id: StrictStr
    name: StrictStr


class Text(Said):
    str: StrictStr


class Whole(Said):
    int: StrictInt


class Number(Said):
    float: StrictFloat


class Date(Said):
    date: StrictStr = Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$")


class Extension(Said):
    meta: list[Named]
    rows: dict[StrictStr, dict[StrictStr, list[Thing | Text | Whole | Number | Date]]]


class Service(Said):
    service_url: StrictStr = Field(pattern=r"^https?://[^/]+$")
    service_path: StrictStr = Field(pattern="^/")


class View(Said):
    url: StrictStr = Field(pattern=r"^https?://.*\{\{id\}\}")


class Preview(View):
    width: StrictInt
    height: StrictInt


class Setting(Said):
    type: Literal["number", "text", "checkbox", "select"]
    name: StrictStr
    label: StrictStr
    default: StrictInt
    help_text: StrictStr


class Extend(Said):
    propose_properties: Service
    property_settings: list[Setting]


class Manifest(Said):
    versions: list[StrictStr]
    name: StrictStr
    identifierSpace: StrictStr = Field(pattern="^https?://")
    schemaSpace: StrictStr = Field(pattern="^https?://")
    documentation: StrictStr = Field(pattern="^https?://")
    serviceVersion: StrictStr
    logo: StrictStr = Field(pattern="^https?://")
    view: View
    defaultTypes: list[Named]
    batchSize: StrictInt
    preview: Preview
    suggest: dict[Literal["entity", "type", "property"], Service]
    extend: Extend


class Proposed(Said):
    type: StrictStr
    properties: list[Thing]
    limit: StrictInt


@pytest.fixture(scope="module")
def client(seed_store: Path) -> Iterator[httpx.Client]:
    with running(create_app(Settings(store=seed_store, workers=1))) as client:
        client.timeout = httpx.Timeout(60)
        yield client


def matched(client: httpx.Client, **query: Any) -> list[dict[str, Any]]:
    """The candidates of one query."""
    answer = client.post("/reconcile", data={"queries": json.dumps({"q0": query})})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["q0"]["result"]
    return found


def test_the_manifest_says_what_the_service_can_do(client: httpx.Client) -> None:
    manifest = client.get("/reconcile", headers={"Origin": "http://refine.example"})
    base = str(client.base_url).rstrip("/")

    assert manifest.headers["access-control-allow-origin"] == "*"
    assert manifest.json()["versions"] == ["0.2"]
    assert manifest.json()["identifierSpace"] == "https://w3id.org/kouan/id/"
    assert manifest.json()["view"] == {"url": f"{base}/id/{{{{id}}}}"}
    assert set(manifest.json()["suggest"]) == {"entity", "type", "property"}


def test_a_name_finds_its_thing_and_says_that_it_is_sure(client: httpx.Client) -> None:
    first = matched(client, query="daliangang", type="Port", limit=3)[0]

    assert first == {
        "id": "port/dalian",
        "name": "大连港",
        "description": "Dalian Port · 辽宁",
        "score": first["score"],
        "match": True,
        "type": [{"id": "Port", "name": "口岸"}],
    }
    assert first["score"] > 90


def test_namesakes_are_told_apart_by_another_column(client: httpx.Client) -> None:
    alone = matched(client, query="朝阳区")
    here = matched(client, query="朝阳区", properties=[{"pid": "locatedIn", "v": "北京"}])

    assert len([each for each in alone if each["score"] > 90]) > 1
    assert not any(each["match"] for each in alone)
    assert (here[0]["description"], here[0]["match"]) == ("北京", True)


def test_a_batch_answers_each_query_by_its_name(client: httpx.Client) -> None:
    queries = {
        "a": {"query": "榴莲"},
        "b": {"query": ""},
        "c": {"query": "manzhouli", "type": ["Port", "City"]},
    }
    found = client.get("/reconcile", params={"queries": json.dumps(queries)}).json()

    assert {name: [each["id"] for each in one["result"][:1]] for name, one in found.items()} == {
        "a": ["commodity/durian"], "b": [], "c": ["port/manzhouli"],
    }  # fmt: skip


def test_things_classes_and_properties_are_suggested(client: httpx.Client) -> None:
    first = {
        what: client.get(f"/reconcile/suggest/{what}", params={"prefix": text}).json()["result"][0]["id"]
        for what, text in (("entity", "lianyung"), ("type", "口岸"), ("property", "located"))
    }

    assert first == {"entity": "port/lianyungang", "type": "Port", "property": "locatedIn"}


def test_a_table_is_extended_by_what_the_graph_says(client: httpx.Client) -> None:
    asked = {
        "ids": ["port/dalian", "port/none"],
        "properties": [{"id": "locatedIn"}, {"id": "locode"}, {"id": "official"}],
    }
    answer = client.post("/reconcile", data={"extend": json.dumps(asked)})

    assert answer.json()["meta"][1]["id"] == "locode"
    row = answer.json()["rows"]["port/dalian"]
    assert {"id": "city/dalian", "name": "大连市"} in row["locatedIn"]
    assert row["official"] == [{"str": "true"}]
    assert answer.json()["rows"]["port/none"] == {"locatedIn": [], "locode": [], "official": []}


def test_properties_of_a_class_are_proposed(client: httpx.Client) -> None:
    proposed = client.get("/reconcile/properties", params={"type": "Port", "limit": 40}).json()

    assert {"locatedIn", "portKind", "official"} <= {each["id"] for each in proposed["properties"]}


def test_answers_have_what_the_specification_names_and_nothing_else(client: httpx.Client) -> None:
    """https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/"""
    wanted = {"q0": {"query": "大连", "type": "Port", "type_strict": "any"}, "q1": {"query": "liulian"}}
    batch = client.get("/reconcile", params={"queries": json.dumps(wanted)}).json()
    asked = {
        "ids": ["port/dalian", "commodity/durian", "port/none"],
        "properties": [
            {"id": "locatedIn", "settings": {"limit": "1"}},
            {"id": "skos:altLabel"},
            {"id": "wgs84:lat"},
            {"id": "rdf:type"},
            {"id": "skos:exactMatch"},
        ],
    }

    manifest = Manifest.model_validate(client.get("/reconcile").json())
    assert batch.keys() == wanted.keys()
    assert all(Candidates.model_validate(each).result for each in batch.values())
    for what, service in manifest.suggest.items():
        found = client.get(service.service_url + service.service_path, params={"prefix": "p"})
        expected = SuggestedEntities if what == "entity" else Suggestions
        assert expected.model_validate(found.json()).result, what
    proposal = manifest.extend.propose_properties
    answer = client.get(proposal.service_url + proposal.service_path, params={"type": "Port"})
    assert Proposed.model_validate(answer.json()).properties
    extended = Extension.model_validate(
        client.get("/reconcile", params={"extend": json.dumps(asked, ensure_ascii=False)}).json()
    )
    assert extended.rows["port/dalian"]["wgs84:lat"] == [Number(float=38.92)]
    assert len(extended.rows["port/dalian"]["locatedIn"]) == 1
    # an entity is one of our ids; what is none is a text
    assert extended.rows["port/dalian"]["rdf:type"] == [Text(str="口岸")]
    assert extended.rows["port/dalian"]["skos:exactMatch"] == [
        Text(str="http://www.wikidata.org/entity/Q1703582"),
        Text(str="https://vocabulary.uncefact.org/unlocode#CNDAG"),
    ]
    for template in (manifest.preview.url, manifest.view.url):  # clients escape the id as a whole
        shown = client.get(template.replace("{{id}}", quote("port/dalian", safe="")), follow_redirects=True)
        assert (shown.status_code, "大连港" in shown.text) == (200, True)


@pytest.mark.parametrize("text", ["port/dalian", "https://w3id.org/kouan/id/port/dalian"])
def test_who_gives_an_id_or_an_iri_is_given_its_thing(client: httpx.Client, text: str) -> None:
    [found] = matched(client, query=text)
    suggested = client.get("/reconcile/suggest/entity", params={"prefix": text}).json()["result"]

    assert (found["id"], found["score"], found["match"]) == ("port/dalian", 100.0, True)
    assert suggested[0]["id"] == "port/dalian"


def test_more_is_suggested_to_who_passes_over_the_first(client: httpx.Client) -> None:
    def ids(**params: Any) -> list[str]:
        answer = client.get("/reconcile/suggest/entity", params={"prefix": "大"} | params)
        return [each["id"] for each in answer.json()["result"]]

    assert len({*ids(), *ids(cursor=10)}) == 20
    assert ids(cursor=3)[:7] == ids()[3:]
    assert client.get("/reconcile/suggest/entity", params={"prefix": "x", "cursor": -1}).status_code == 400


def test_a_preview_may_stand_in_a_frame(client: httpx.Client) -> None:
    page = client.get("/reconcile/preview", params={"id": "port/dalian"})

    assert "大连港" in page.text
    assert "frame-ancestors" not in page.headers["content-security-policy"]
    assert client.get("/reconcile/preview", params={"id": "port/none"}).status_code == 404


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ({"queries": "nonsense"}, "bad-json"),
        ({"queries": "[1]"}, "bad-queries"),
        ({"queries": '{"q": {"query": 1}}'}, "bad-queries"),
        ({"queries": '{"q": {"query": "x", "properties": [{}]}}'}, "bad-queries"),
        ({"extend": '{"ids": 1}'}, "bad-extend"),
        ({"queries": json.dumps({f"q{n}": {"query": "x"} for n in range(101)})}, "too-many-queries"),
    ],
)
def test_what_is_no_query_is_a_problem(client: httpx.Client, form: dict[str, str], kind: str) -> None:
    answer = client.post("/reconcile", data=form)

    assert (answer.status_code // 100, answer.json()["kind"]) == (4, kind)
