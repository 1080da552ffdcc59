"""Releases as pages: which there are, and what each has changed."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import RdfFormat, parse

from graph.releases import current_id
from graph.store import Master
from server.app import create_app
from server.settings import Settings
from tests.serving import fill, running

FACTS = "https://w3id.org/kouan/graph/facts"
PORT = "https://w3id.org/kouan/id/port"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of three releases; the second has renamed a port, the third has named another."""
    store = fill(tmp_path_factory.mktemp("history") / "store")
    graph, named = f"GRAPH <{FACTS}>", f"<{PORT}/dalian> <{LABEL}>"
    renamed = (
        f'INSERT {{ {graph} {{ {named} "大连港 <b>口岸</b>"@zh }} }} WHERE {{ {graph} {{ {named} ?old }} }}'
    )
    for text in (
        f"DELETE {{ {graph} {{ {named} ?old }} }} {renamed}",
        f'INSERT DATA {{ {graph} {{ <{PORT}/dandong> <{LABEL}> "丹东港"@zh }} }}',
    ):
        with Master.open(store) as master:
            master.store.update(text)
            master.publish(text.encode(), keep=5)
    return store


@pytest.fixture(scope="module")
def client(store: Path) -> Iterator[httpx.Client]:
    with running(create_app(Settings(store=store, workers=1))) as client:
        client.headers.update({"Accept": "text/html", "Accept-Language": "en"})
        yield client


def ids(client: httpx.Client) -> list[str]:
    """The ids of the releases as the page lists them, the newest first."""
    text = client.get("/releases").text
    return [part.split("</code>")[0] for part in text.split("<td><code>")[1:]]


def test_the_releases_are_listed_with_what_they_changed(client: httpx.Client, store: Path) -> None:
    listed = ids(client)
    page = client.get("/releases").text

    assert (len(listed), listed[0]) == (3, current_id(store))
    assert [f'href="/releases/{each}"' in page for each in listed] == [True, True, False]


def test_a_page_says_what_a_release_changed_of_the_one_before(client: httpx.Client) -> None:
    third, second, first = ids(client)
    renamed, added = (client.get(f"/releases/{each}").text for each in (second, third))
    both = client.get(f"/releases/{third}", params={"since": first}).text

    assert f"Changes from {first} to {second}" in renamed
    assert ("大连港 &lt;b&gt;口岸&lt;/b&gt;" in renamed, "<b>口岸</b>" in renamed) == (True, False)
    assert (renamed.count('class="removed"'), renamed.count('class="added"')) == (1, 1)
    assert (added.count('class="removed"'), added.count('class="added"')) == (0, 1)
    assert (both.count('class="removed"'), both.count('class="added"')) == (1, 2)


@pytest.mark.parametrize(("name", "form"), [("trig", RdfFormat.TRIG), ("nquads", RdfFormat.N_QUADS)])
def test_a_difference_is_rdf_in_graphs_that_say_what_became_of_it(
    client: httpx.Client, name: str, form: RdfFormat
) -> None:
    _, second, first = ids(client)
    response = client.get(f"/releases/{second}", params={"format": name})

    quads = {
        (str(q.graph_name.value).split("/diff/")[1], q.object.value) for q in parse(response.content, form)
    }
    assert response.headers["kouan-release"] == second
    assert quads == {
        (f"{first}/{second}/removed/facts", "大连港"),
        (f"{first}/{second}/added/facts", "大连港 <b>口岸</b>"),
    }


def test_what_there_is_not_is_told(client: httpx.Client) -> None:
    third, _, first = ids(client)
    asked = [f"/releases/{first}", "/releases/000000000000", f"/releases/{third}?since=000000000000"]
    answers = [client.get(each, headers={"Accept": "application/n-quads"}) for each in asked]

    assert [(each.status_code, each.json()["kind"]) for each in answers] == [
        (404, "no-release-before"),
        (404, "no-such-release"),
        (404, "no-such-release"),
    ]
    assert "hold the same" in client.get(f"/releases/{third}", params={"since": third}).text
