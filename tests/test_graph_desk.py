"""Desks of one store: each goes on to the next release with everything that was decided, whoever else is at work."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.build import add
from graph.releases import find
from graph.review.desk import Desk
from graph.review.making import find_violations, make
from graph.review.queue import Filter
from graph.review.settling import settle_store
from graph.withdrawing import withdraw
from tests.corpus import articles
from tests.rdf import NAMES


@pytest.fixture
def store(seed_store: Path, tmp_path: Path) -> Path:
    """A store of the seeds whose queue is made."""
    store = shutil.copytree(seed_store, tmp_path / "store")
    make(store, find(store).id, NAMES)
    return store


@pytest.fixture
def desks(store: Path) -> Iterator[tuple[Desk, Desk]]:
    """Two desks of it, as two servers have them."""
    with closing(Desk(store, NAMES)) as ours, closing(Desk(store, NAMES)) as theirs:
        for desk in (ours, theirs):
            assert desk.take(find(store))
        yield ours, theirs


def move(desk: Desk, store: Path) -> None:
    """The graph follows what was decided, and the desk follows the graph."""
    settled = desk.pending()
    settle_store(store, NAMES)
    desk.move(find(store), settled)


def rows(queue: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that the tables of a queue hold."""
    with closing(sqlite3.connect(queue)) as database:
        return {
            table: sorted(database.execute(f"SELECT * FROM {table}"), key=repr)  # noqa: S608
            for table in ("fact", "about")
        }


def verdicts(desk: Desk) -> dict[str, str | None]:
    return {each.id: each.verdict for each in desk.queue.some(Filter(state="decided"), 100)}


def test_what_was_decided_goes_on_to_the_next_release_while_another_reads_the_queue(
    desks: tuple[Desk, Desk], store: Path
) -> None:
    ours, theirs = desks
    facts = [each.id for each in ours.queue.some(Filter(), 4)]
    for fact in facts:
        ours.decide("li", "accept", fact, seen=None)
    assert theirs.queue.count(Filter(state="accepted")) == 4

    move(ours, store)

    assert verdicts(ours) == dict.fromkeys(facts, "accept")


def test_facts_are_counted_no_further_than_is_asked(desks: tuple[Desk, Desk]) -> None:
    queue = desks[0].queue
    whole = queue.count(Filter())

    assert [queue.count(Filter(), most) for most in (1, whole, whole + 1, -1)] == [1, whole, whole, whole]


def test_what_is_decided_while_the_desk_goes_on_is_kept(desks: tuple[Desk, Desk], store: Path) -> None:
    ours, _ = desks
    first, second = (each.id for each in ours.queue.some(Filter(), 2))
    ours.decide("li", "accept", first, seen=None)
    settled = ours.pending()
    settle_store(store, NAMES)
    ours.decide("li", "reject", second, seen=None, reason="layout")

    ours.move(find(store), settled)

    assert verdicts(ours) == {first: "accept", second: "reject"}
    assert ours.pending() == {second}


def test_two_desks_that_go_on_to_one_release_share_its_queue(desks: tuple[Desk, Desk], store: Path) -> None:
    ours, theirs = desks
    first, second = (each.id for each in ours.queue.some(Filter(), 2))
    ours.decide("li", "accept", first, seen=None)
    theirs.decide("wang", "accept", second, seen=None)
    move(ours, store)
    move(theirs, store)

    for desk in desks:
        desk.catch_up()
        assert verdicts(desk) == {first: "accept", second: "accept"}
    third = ours.queue.some(Filter(), 1)[0].id
    theirs.decide("wang", "accept", third, seen=None)
    assert verdicts(ours) == dict.fromkeys((first, second, third), "accept")


def test_the_queue_of_a_release_with_more_documents_is_made_from_the_one_before(
    store: Path, tmp_path: Path
) -> None:
    for number, count in enumerate((8, 3)):
        corpus = tmp_path / f"{number}.jsonl"
        corpus.write_text("\n".join(articles(count, seed=number + 5, reprinted=0.5)), encoding="utf-8")
        add([corpus], store, names=NAMES, report=lambda line: None)
        find_violations(store, find(store).id, NAMES)
        gone_on = rows(make(store, find(store).id, NAMES))
    alone = shutil.copytree(store, tmp_path / "alone", ignore=lambda folder, names: {"derived"} & set(names))

    assert gone_on == rows(make(alone, find(alone).id, NAMES))
    found = [find_violations(each, find(each).id, NAMES) for each in (store, alone)]
    assert [json.loads(path.read_text()) for path in found] == [{}, {}]


def test_what_is_withdrawn_leaves_the_queue_and_what_was_like_it_is_weighed_again(
    store: Path, tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text("\n".join(articles(6, seed=5, reprinted=0.5)), encoding="utf-8")
    add([corpus], store, names=NAMES, report=lambda line: None)
    make(store, find(store).id, NAMES)
    at = datetime(2025, 9, 12, tzinfo=UTC)
    withdraw(["made-5-0", "made-5-2"], store, names=NAMES, at=at, reason="a test")
    gone_on = rows(make(store, find(store).id, NAMES))
    alone = shutil.copytree(store, tmp_path / "alone", ignore=lambda folder, names: {"derived"} & set(names))

    assert gone_on == rows(make(alone, find(alone).id, NAMES))
