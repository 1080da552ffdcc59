"""The search index of a release, made anew or from that of the release before."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph import indexing
from graph.content import Change
from graph.releases import find
from graph.search import Index, path_of, usable
from graph.store import Master
from graph.terms import Terms, term, zh
from ontology import Namespaces
from tests.serving import fill

NAMES = Namespaces()
TERMS = Terms(NAMES)
MOHAN, DALIAN = TERMS.resource("port/mohan"), TERMS.resource("port/dalian")


def index(store: Path, release: str | None = None) -> Path:
    return indexing.of(find(store, release), NAMES)


def labels(store: Path, text: str) -> list[str]:
    with Index.open(index(store)) as opened:
        return [hit.label for hit in opened.search(text)]


def named(node: NamedNode, name: str, graph: str = "facts") -> Quad:
    return Quad(node, term("rdfs:label"), zh(name), TERMS.graph(graph))  # type: ignore[arg-type]


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """What an index says, without the numbers of its rows."""
    with closing(sqlite3.connect(path)) as base:
        return {
            "things": base.execute(
                "SELECT iri, label, en, thing.classes, context, context_en, weight, candidate, class.name FROM thing "
                "LEFT JOIN class ON class.thing = thing.id ORDER BY 1, 8"
            ).fetchall(),
            "keys": base.execute(
                "SELECT way, key, kind, text, spoken, bare, iri FROM key JOIN name ON name.id = key.name "
                "JOIN thing ON thing.id = name.thing ORDER BY 1, 2, 4, 7"
            ).fetchall(),
            "turned": base.execute("SELECT way, key FROM turned ORDER BY 1, 2").fetchall(),
            "quotations": base.execute(
                "SELECT iri, text, facts, article FROM quotation ORDER BY 1"
            ).fetchall(),
            "words": base.execute("SELECT term, col, doc, cnt FROM vocabulary ORDER BY 1, 2").fetchall(),
        }


def change(store: Path, added: list[Quad], removed: list[Quad], *, followed: bool) -> str:
    """Publishes a change: one that the master was told of, or one that it only knows by its words."""
    with Master.open(store) as master:
        master.store.extend(added)
        for quad in removed:
            master.store.remove(quad)
        if followed:
            master.follow(Change(added, removed))
        return master.publish(master.content if followed else repr((added, removed)).encode())


ADDED = [
    named(TERMS.resource("port/new"), "鸡鸣口岸"),
    Quad(MOHAN, term("skos:altLabel"), zh("磨憨铁路口岸"), TERMS.graph("facts")),
    Quad(
        TERMS.resource("evidence/1"),
        term("oa:exact"),
        Literal("磨憨口岸进口中\n药材八种"),
        TERMS.graph("provenance"),
    ),
]
REMOVED = [named(DALIAN, "大连港")]


@pytest.mark.parametrize("followed", [True, False])
def test_an_index_follows_a_change_as_if_it_were_made_anew(tmp_path: Path, followed: bool) -> None:
    store = fill(tmp_path / "store")
    first = index(store)
    before = contents(first)

    change(store, ADDED, REMOVED, followed=followed)
    assert (find(store).derived / "changed").exists() == followed
    followed_index = contents(index(store))
    index(store).unlink()
    first.unlink()

    assert followed_index == contents(index(store))
    assert followed_index != before
    assert labels(store, "jiming") == ["鸡鸣口岸"]
    assert labels(store, "大连港") == []


def test_the_folder_of_a_store_may_be_called_anything(tmp_path: Path) -> None:
    store = fill(tmp_path / "a%3Ab?c#d 口岸")
    index(store)

    assert usable(path_of(find(store).path))
    assert labels(store, "erlianhaote") == labels(fill(tmp_path / "plain"), "erlianhaote")


def test_an_older_release_keeps_its_index(tmp_path: Path) -> None:
    store = fill(tmp_path / "store")
    old = find(store).id
    before = contents(index(store))
    change(store, ADDED, REMOVED, followed=True)
    index(store)

    assert contents(index(store, old)) == before


def test_changes_of_releases_that_nobody_searched_are_caught_up_with(tmp_path: Path) -> None:
    store = fill(tmp_path / "store")
    index(store)
    change(store, ADDED, [], followed=True)
    change(store, [], REMOVED, followed=True)

    assert (labels(store, "大连港"), labels(store, "jiming")) == ([], ["鸡鸣口岸"])


def test_things_that_wait_for_review_are_found_only_if_that_is_wished(tmp_path: Path) -> None:
    with Index.open(index(fill(tmp_path / "store"))) as opened:
        assert opened.search("二连浩特").hits == ()
        assert [(hit.label, hit.candidate) for hit in opened.search("二连浩特", candidates=True)] == [
            ("二连浩特口岸", True)
        ]


def test_an_index_of_another_version_is_made_anew(tmp_path: Path) -> None:
    store = fill(tmp_path / "store")
    with closing(sqlite3.connect(index(store))) as base:
        base.executescript("PRAGMA user_version = 999; DROP TABLE thing")

    assert labels(store, "磨憨") == ["磨憨口岸"]
