"""What two releases differ in."""

from pathlib import Path

from pyoxigraph import NamedNode

from graph.difference import as_graphs, difference
from graph.releases import open_release
from graph.store import Master
from graph.terms import Terms
from tests.rdf import NAMES, quads
from tests.test_graph_store import filled, said


def test_a_difference_has_what_was_removed_and_what_was_added(tmp_path: Path) -> None:
    first = filled(tmp_path / "store", "one", "two")
    with Master.open(tmp_path / "store") as master:
        master.store.remove(said("one"))
        master.store.add(said("three"))
        second = master.publish()
    before, after = (open_release(tmp_path / "store", each).store for each in (first, second))

    assert list(difference(before, after)) == [("added", said("three")), ("removed", said("one"))]
    assert list(difference(after, after)) == []


def test_a_difference_is_rdf_with_a_graph_for_each_way_and_graph() -> None:
    (facts,) = quads("GRAPH graph:facts { port:dalian a kou:Port }")
    (said,) = as_graphs(iter([("added", facts)]), Terms(NAMES), "aa", "bb")

    assert (said.triple, said.graph_name) == (
        facts.triple,
        NamedNode(NAMES.graph("diff/aa/bb/added/facts")),
    )
