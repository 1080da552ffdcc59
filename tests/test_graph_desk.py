"""Desks of one store: each goes on to the next release with everything that was decided, whoever else is at work."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph.releases import find
from graph.review.desk import Desk
from graph.review.making import make
from graph.review.queue import Filter
from graph.review.settling import settle_store
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
