"""The Reconciliation Service API 0.2, asked of a real server as OpenRefine does."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from extract.lexicon import mint
from server.app import create_app
from server.settings import Settings
from tests.reconciliation import (
    Candidates,
    Extension,
    Manifest,
    Number,
    Proposed,
    SuggestedEntities,
    Suggestions,
    Text,
)
from tests.serving import running


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
    assert client.head("/reconcile").status_code == 200
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
    assert (here[0]["description"], here[0]["match"]) == ("Chaoyang District · 北京", True)


def best(client: httpx.Client, **query: Any) -> tuple[str, float, bool]:
    """The id, score and match of the first candidate."""
    first = matched(client, **query)[0]
    return first["id"], first["score"], first["match"]


def column(pid: str, value: Any) -> dict[str, Any]:
    return {"pid": pid, "v": value}


@pytest.mark.parametrize(
    ("columns", "identity"),
    [
        ([column("locode", "CNDAG")], "port/dalian"),
        ([column("locode", "cn dag")], "port/dalian"),
        ([column("iata", "KMG")], "port/kunmingzhangshui-jichang"),
        ([column("divisionCode", 110105)], "county/zhaoyang-110105"),
        ([column("opposite", {"id": "port/zhamenwude-mn"}), column("portKind", "陆运口岸")], "port/erlianhaote"),
        ([column("wgs84:lat", "38.920"), column("wgs84:long", 121.6)], "port/dalian"),
        ([column("locatedIn", ["营口", "沈阳"]), column("portKind", "water port"), column("official", True)], "port/yingkou"),
    ],
)  # fmt: skip
def test_the_columns_of_a_row_without_a_name_find_its_thing(
    client: httpx.Client, columns: list[dict[str, Any]], identity: str
) -> None:
    assert best(client, properties=columns, type=["Port", "County"]) == (identity, 100.0, True)


def test_things_of_which_most_columns_are_true_come_first_and_none_is_sure(client: httpx.Client) -> None:
    found = matched(client, properties=[column("locode", "CNDAG"), column("province", "云南")], limit=50)

    assert {each["score"] for each in found} == {50.0}
    assert not any(each["match"] for each in found)
    assert matched(client, properties=[column("locode", "XXXXX")]) == []
    assert matched(client, query="，。", properties=[column("locode", "CNDAG")])[0]["match"]
    assert matched(client, type="Port") == matched(client, properties=[]) == []


def test_columns_narrow_what_a_name_may_mean(client: httpx.Client) -> None:
    alone = matched(client, query="二连浩特")
    port = matched(client, query="二连浩特", properties=[column("portKind", "陆运口岸")])
    far = matched(client, query="二连浩特口岸", properties=[column("province", "云南")])

    assert not any(each["match"] for each in alone)
    assert (port[0]["id"], port[0]["match"]) == ("port/erlianhaote", True)
    assert (far[0]["id"], far[0]["match"]) == ("port/erlianhaote", False)


def test_a_place_lies_in_all_that_its_place_lies_in(client: httpx.Client) -> None:
    """`locatedIn` is transitive: 二连浩特口岸 is told to lie in a county, which lies in a league, and that in 内蒙古."""
    named = best(client, query="二连浩特口岸", properties=[column("locatedIn", "内蒙古")])

    assert (named[0], named[2]) == ("port/erlianhaote", True)
    assert "port/erlianhaote" in {
        each["id"]
        for each in matched(client, properties=[column("locatedIn", "锡林郭勒盟")], type="Port", limit=50)
    }


def test_the_only_thing_of_which_the_columns_are_true_is_found_by_whatever_name(client: httpx.Client) -> None:
    found = matched(client, query="Port of Ryojun", properties=[column("locode", "CNDAG")])

    assert "port/dalian" in {each["id"] for each in found}
    assert not any(each["match"] for each in found)


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

    assert first == {"entity": "city/lianyungang", "type": "Port", "property": "locatedIn"}


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


def test_coordinates_and_links_are_offered_like_properties_of_our_own(client: httpx.Client) -> None:
    proposed = client.get("/reconcile/properties", params={"type": "Port", "limit": 100}).json()["properties"]
    suggested = {
        text: [
            each["id"]
            for each in client.get("/reconcile/suggest/property", params={"prefix": text}).json()["result"]
        ]
        for text in ("latitude", "经度", "skos:exactMatch")
    }
    asked = {"ids": ["port/dalian"], "properties": [{"id": "wgs84:lat"}]}
    extended = client.post("/reconcile", data={"extend": json.dumps(asked)}).json()

    assert {("wgs84:lat", "纬度"), ("skos:exactMatch", "等同于")} <= {(p["id"], p["name"]) for p in proposed}
    assert {text: found[-1] for text, found in suggested.items()} == {
        "latitude": "wgs84:lat", "经度": "wgs84:long", "skos:exactMatch": "skos:exactMatch",
    }  # fmt: skip
    assert extended["meta"] == [{"id": "wgs84:lat", "name": "纬度"}]


def test_answers_have_what_the_specification_names_and_nothing_else(client: httpx.Client) -> None:
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


def test_who_wants_all_of_some_classes_is_given_what_is_in_each(client: httpx.Client) -> None:
    """吉林 is a province first, which is a place and no city."""
    wanted = {"query": "吉林", "type": ["Place", "City"], "limit": 1}

    assert best(client, **wanted)[0] == "province/jilin"
    found = best(client, **wanted, type_strict="all")
    assert (found[0], found[2]) == ("city/jilin", True)
    assert matched(client, query="吉林", type=["Port", "City"], type_strict="all") == []


def test_an_id_that_was_merged_means_what_took_its_place(client: httpx.Client) -> None:
    former = mint("Port", "大连港口岸").key
    asked = {"ids": [former], "properties": [{"id": "locode"}]}
    extended = client.post("/reconcile", data={"extend": json.dumps(asked)}).json()

    assert former != "port/dalian"
    assert extended["rows"] == {former: {"locode": [{"str": "CNDAG"}]}}
    assert best(client, query=former) == ("port/dalian", 100.0, True)


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
    ("form", "message"),
    [
        ({"queries": "nonsense"}, "queries: Invalid JSON: expected ident at line 1 column 2"),
        ({"queries": '{"q": {"query": "\\ud800"}}'}, "queries: Invalid JSON: unexpected end of hex escape at line 1 column 24"),
        ({"queries": "[1]"}, "queries: Input should be an object"),
        ({"queries": '{"q": {"query": 1}}'}, "queries.q.query: Input should be a valid string"),
        ({"queries": '{"q": {"query": "x", "properties": [{}]}}'}, "queries.q.properties.0.pid: Field required"),
        ({"queries": '{"q": {"properties": [{"pid": "x", "v": {}}]}}'}, "queries.q.properties.0.v: Value error, must be a text, a number, a truth or an object with an id, or a list of these"),
        ({"queries": '{"q": {"query": "x", "limit": NaN}}'}, "queries.q.limit: Input should be a finite number"),
        ({"queries": '{"q": {"query": "x", "limit": -1}}'}, "queries.q.limit: Input should be greater than or equal to 0"),
        ({"queries": json.dumps({f"q{n}": {"query": "x"} for n in range(101)})}, "queries: Dictionary should have at most 100 items after validation, not more"),
        ({"extend": '{"ids": 1, "properties": []}'}, "extend.ids: Input should be a valid array"),
        ({"extend": '{"ids": [], "properties": [{"id": "iata", "settings": 3}]}'}, "extend.properties.0.settings: Input should be an object"),
    ],
)  # fmt: skip
def test_what_is_no_query_is_a_problem_that_says_where(
    client: httpx.Client, form: dict[str, str], message: str
) -> None:
    answer = client.post("/reconcile", data=form)

    assert (answer.status_code, answer.json()["kind"]) == (400, f"bad-{next(iter(form))}")
    assert answer.json()["message"] == message


@pytest.mark.parametrize("text", ["\x00", "1e999999999", "x" * 100_000, '<b>"', "港" * 5000])
def test_odd_cells_are_cells(client: httpx.Client, text: str) -> None:
    assert matched(client, properties=[column("locode", text), column(text, "x")]) == []
    assert not any(each["match"] for each in matched(client, query=text))
