"""A copy of what an engine holds: changed after the engine, and as it is there, whatever fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse, serialize

from graph import changed
from graph.content import Change, Content
from graph.releases import current_id, open_release, releases
from graph.releases import find as find_release
from graph.remote import master, steps
from graph.remote.endpoint import EndpointError
from graph.remote.master import RemoteMaster
from graph.remote.probe import find, reading
from graph.remote.replica import NotKept, Replica
from graph.remote.revision import Revision
from graph.store import Master, StoreError
from tests.engine import Faulty, fill, needs_oxigraph, oxigraph
from tests.rdf import NAMES
from tests.serving import SMALL

pytestmark = needs_oxigraph

FACTS = NAMES.graph("facts")
REMOVED = f"DELETE DATA {{ GRAPH <{FACTS}> {{ <urn:c> <urn:p> <urn:o> }} }}"


def said(name: str) -> Quad:
    return Quad(NamedNode(f"urn:{name}"), NamedNode("urn:p"), NamedNode("urn:o"), NamedNode(FACTS))


@pytest.fixture(scope="module")
def filled() -> Iterator[str]:
    """An engine into which somebody loaded some quads."""
    with oxigraph() as address:
        fill(address, serialize(parse(SMALL, format=RdfFormat.TRIG), format=RdfFormat.N_QUADS))
        yield address


@pytest.fixture
def engine(filled: str) -> Iterator[str]:
    """The same, which holds after a test what it held before, and says so."""
    before = held(filled)
    yield filled
    assert held(filled) == before
    assert revision(filled) in (None, f"{Content.of(before).hash:064x} {len(before)}")


def held(engine: str) -> frozenset[Quad]:
    with reading(engine, NAMES) as store:
        return frozenset(store)


def revision(engine: str) -> str | None:
    endpoint = find(engine)
    try:
        return Revision(endpoint, NAMES).read()
    finally:
        endpoint.close()


def copied(home: Path) -> frozenset[Quad]:
    return frozenset(open_release(home).store)


def update(engine: str, home: Path, text: str) -> str:
    """Updates an engine and the copy of it; gives the release."""
    with Replica.of(engine, home, NAMES) as replica:
        replica.store.update(text)
        return replica.publish(text.encode())


def insert(engine: str, home: Path, quad: Quad) -> str:
    return update(engine, home, f"INSERT DATA {{ GRAPH {quad.graph_name} {{ {quad.triple} }} }}")


def delete(engine: str, home: Path, quad: Quad) -> str:
    return update(engine, home, f"DELETE DATA {{ GRAPH {quad.graph_name} {{ {quad.triple} }} }}")


def test_a_copy_holds_what_the_engine_holds_and_is_changed_with_it(engine: str, tmp_path: Path) -> None:
    before = held(engine)
    with Replica.of(engine, tmp_path, NAMES):
        assert copied(tmp_path) == before

    release = insert(engine, tmp_path, said("a"))

    assert held(engine) == copied(tmp_path) == before | {said("a")}
    assert release == current_id(tmp_path) == Content.of(held(engine)).id
    delete(engine, tmp_path, said("a"))


def test_what_came_and_went_within_a_change_is_not_sent(engine: str, tmp_path: Path) -> None:
    with Replica.of(engine, tmp_path, NAMES) as replica:
        replica.follow(Change([said("a"), said("b")], [said("a")]))
        replica.store.add(said("b"))
        replica.publish(replica.content)
    assert held(engine) == copied(tmp_path)
    assert {said("a"), said("b")} & held(engine) == {said("b")}
    delete(engine, tmp_path, said("b"))


def test_a_copy_follows_what_others_change_and_an_earlier_state_is_not_read_again(
    engine: str, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    with Faulty(engine) as faulty:
        with Replica.of(faulty.address, here, NAMES):
            first = current_id(here)
        insert(engine, there, said("a"))
        with Replica.of(faulty.address, here, NAMES):
            assert copied(here) == held(engine)
        delete(engine, there, said("a"))
        faulty.cut = 0
        with Replica.of(faulty.address, here, NAMES):
            assert current_id(here) == first


def test_small_changes_of_others_are_followed_without_reading_the_rest(engine: str, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    odd = Quad(
        said("b").subject, NamedNode("urn:p"), Literal('口岸\u2028\x0b\x85\\"\r\n+-'), NamedNode(FACTS)
    )
    with Faulty(engine) as faulty:
        with Replica.of(faulty.address, here, NAMES):
            before = copied(here)
        insert(engine, there, said("a"))
        delete(engine, there, said("a"))
        insert(engine, there, said("c"))
        update(engine, there, f"INSERT DATA {{ GRAPH <{FACTS}> {{ {odd.triple} }} }} ; {REMOVED} ")
        faulty.cut = 0
        with Replica.of(faulty.address, here, NAMES):
            assert copied(here) == held(engine) == before | {odd}
        touched = changed.read(find_release(here).derived)
        assert touched
        assert touched.touched == {"urn:b"}
        assert len(releases(here)) == 2
    delete(engine, there, odd)


def test_a_large_change_of_another_is_read_whole(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    monkeypatch.setattr(master, "LARGEST", 1)
    with Replica.of(engine, here, NAMES):
        before = copied(here)
    update(engine, there, f"INSERT DATA {{ GRAPH <{FACTS}> {{ {said('a').triple} . {said('b').triple} }} }}")
    with Replica.of(engine, here, NAMES):
        assert copied(here) == before | {said("a"), said("b")}
    delete(engine, there, said("a"))
    delete(engine, there, said("b"))


def test_very_many_steps_are_not_kept(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "KEPT", 2)
    for _ in range(3):
        insert(engine, tmp_path, said("a"))
        delete(engine, tmp_path, said("a"))
        insert(engine, tmp_path, said("b"))
        delete(engine, tmp_path, said("b"))
    with reading(engine, NAMES) as store:
        graph = NamedNode(NAMES.graph("revision"))
        assert len(list(store.quads_for_pattern(None, None, None, graph))) <= 1 + 2


def test_of_two_machines_that_write_at_once_one_gets_on(engine: str, tmp_path: Path) -> None:
    one, other = (RemoteMaster.open(engine, tmp_path / name, NAMES) for name in ("one", "other"))
    with one, other:
        one.change(Change(added=[said("one")]))
        with pytest.raises(EndpointError, match="another writer has changed it meanwhile; try again"):
            other.change(Change(added=[said("other")]))
        assert {said("one"), said("other")} & held(engine) == {said("one")}
        one.change(Change(removed=[said("one")]))


def test_a_step_of_another_machine_is_left_to_it(engine: str, tmp_path: Path) -> None:
    with Faulty(engine) as faulty:
        faulty.gone_after = 2
        with pytest.raises(EndpointError, match="tried 3 times"):
            insert(faulty.address, tmp_path / "one", said("a"))
        faulty.gone_after = None
        with pytest.raises(EndpointError, match="another machine is changing it"):
            insert(engine, tmp_path / "other", said("b"))
        with Replica.of(faulty.address, tmp_path / "one", NAMES):
            assert said("a") not in held(engine)


def test_what_somebody_changed_who_told_nobody_is_read_once_the_revision_is_gone(
    engine: str, tmp_path: Path
) -> None:
    with Replica.of(engine, tmp_path, NAMES):
        before = copied(tmp_path)
    endpoint = find(engine)
    endpoint.update(f"INSERT DATA {{ GRAPH <{FACTS}> {{ {said('theirs').triple} }} }}")
    endpoint.update(f"DROP GRAPH {Revision(endpoint, NAMES).graph}")
    endpoint.close()

    with Replica.of(engine, tmp_path, NAMES):
        assert copied(tmp_path) == before | {said("theirs")}
    delete(engine, tmp_path, said("theirs"))


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_change_whose_answer_is_lost_is_made_once(engine: str, tmp_path: Path, number: int) -> None:
    with Replica.of(engine, tmp_path, NAMES):
        before = held(engine)
    with Faulty(engine) as faulty:
        faulty.spoilt = {number: "drop"}
        chance = f"INSERT {{ GRAPH <{FACTS}> {{ <urn:n> <urn:is> ?n }} }} WHERE {{ BIND (RAND() AS ?n) }}"
        update(faulty.address, tmp_path, chance)
        assert faulty.updates == 5
    assert held(engine) == copied(tmp_path)
    assert len(held(engine) - before) == 1
    update(engine, tmp_path, "DELETE WHERE { GRAPH ?g { <urn:n> ?p ?o } }")


@pytest.mark.parametrize(
    ("fault", "number", "told"),
    [
        ("html", 1, "answers an update with a page"),
        ("500", 2, "answers 500"),
        ("html", 4, "answers an update with a page"),
        ("gone", 1, "tried 3 times"),
        ("gone", 4, "tried 3 times"),
    ],
)
def test_a_change_that_an_engine_fails_at_is_taken_back(
    engine: str, tmp_path: Path, fault: str, number: int, told: str
) -> None:
    with Replica.of(engine, tmp_path, NAMES):
        before = held(engine)
    with Faulty(engine) as faulty:
        if fault == "gone":
            faulty.gone_after = number - 1
        else:
            faulty.spoilt = {number: fault}
        with pytest.raises(EndpointError, match=told):
            insert(faulty.address, tmp_path, said("a"))
        assert copied(tmp_path) == before
        faulty.gone_after = None
        with Replica.of(faulty.address, tmp_path, NAMES):
            assert held(engine) == copied(tmp_path) == before


def test_a_graph_that_breaks_off_is_not_taken_for_the_whole(engine: str, tmp_path: Path) -> None:
    with Faulty(engine) as faulty:
        for cut in (100, -1):  # within a line, and at the end of one but for the last character
            faulty.cut = cut
            with pytest.raises(EndpointError, match="tried 3 times"):
                Replica.of(faulty.address, tmp_path, NAMES)
        faulty.cut = None
        with Replica.of(faulty.address, tmp_path, NAMES):
            assert copied(tmp_path) == held(engine)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("INSERT DATA { GRAPH <urn:theirs> { <urn:a> <urn:p> 1 } }", "<urn:theirs> is none of them"),
        ("INSERT DATA { <urn:a> <urn:p> 1 }", "the default graph is none of them"),
        (f"INSERT DATA {{ GRAPH <{FACTS}> {{ <urn:a> <urn:p> [] }} }}", "a blank node cannot be told"),
        (
            f"INSERT DATA {{ GRAPH <{FACTS}> {{ <urn:a> <urn:p> <<( <urn:a> <urn:p> _:b )>> }} }}",
            "a blank node",
        ),
    ],
)
def test_what_an_engine_cannot_be_told_is_refused(engine: str, tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(NotKept, match=told):
        update(engine, tmp_path, text)
    assert held(engine) == copied(tmp_path)


def test_a_copy_is_not_written_to_by_who_knows_no_engine(engine: str, tmp_path: Path) -> None:
    with Replica.of(engine, tmp_path, NAMES):
        """It is a copy now."""
    with pytest.raises(
        StoreError, match=f"is a copy of what {engine} holds; write to that: --store {engine}"
    ):
        Master.open(tmp_path)


def test_a_store_with_a_graph_of_its_own_does_not_become_a_copy(engine: str, tmp_path: Path) -> None:
    with Master.open(tmp_path, create=True) as master:
        release = master.publish()
    with pytest.raises(StoreError, match="holds a graph of its own"):
        Replica.of(engine, tmp_path, NAMES)
    assert current_id(tmp_path) == release
