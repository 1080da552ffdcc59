"""The journal of decisions: the last that stands holds, nothing is lost, nothing is taken for what it is not."""

import threading
from pathlib import Path

import pytest

from extract.error import DataError
from graph.review.decision import History
from graph.review.journal import Journal, read_decisions
from tests.conftest import article
from tests.decided import TEXT, Desk, decided, told


@pytest.fixture
def desk() -> Desk:
    return Desk(article(TEXT), told()).extracted()


def test_the_last_decision_that_stands_holds() -> None:
    one, two = decided("reject"), decided("accept", second=1, by="wang")
    history = History([one, two])
    assert history.verdict("f1") == two
    history.add(decided("undo", second=2, undoes=two.id))
    assert history.verdict("f1") == one
    assert history.of("f1") == [one, two]


def test_the_order_in_which_decisions_arrive_does_not_matter() -> None:
    events = [decided("reject"), decided("accept", second=1)]
    events.append(decided("undo", second=2, undoes=events[1].id))
    forth, back = History(events), History(reversed(events))
    assert forth.verdict("f1") == back.verdict("f1") == events[0]
    assert forth.version("f1") == back.version("f1")


def test_a_batch_is_undone_at_once() -> None:
    history = History(decided("reject", f"f{n}", batch="b1") for n in range(3))
    undo = decided("undo", "", second=1, undoes="b1")
    history.add(undo)
    assert [history.verdict(f"f{n}") for n in range(3)] == [None, None, None]
    assert history.touched(undo) == {"f0", "f1", "f2"}


def test_a_second_opinion_changes_nothing_but_is_told_where_it_differs() -> None:
    history = History([decided("accept"), decided("accept", by="wang", second=1, opinion=True)])
    assert not history.disputed("f1")
    history.add(decided("reject", by="zhao", second=2, opinion=True))
    assert (history.disputed("f1"), history.status("f1", "candidate")) == (True, "published")
    history.add(decided("reject", second=3))
    assert (history.disputed("f1"), history.status("f1", "candidate")) == (False, "rejected")


def test_whatever_is_decided_of_a_fact_changes_its_version() -> None:
    history = History()
    versions = [history.version("f1")]
    first = decided("accept")
    for event in (first, decided("reject", by="wang", second=1), decided("undo", second=2, undoes=first.id)):
        history.add(event)
        versions.append(history.version("f1"))
    assert len(set(versions)) == 4
    assert history.version("f2") == ""


def test_decisions_are_read_back_as_they_were_made(tmp_path: Path) -> None:
    made = [decided("reject", note="“港”不是口岸\n"), decided("accept", second=1, batch="b1")]
    Journal(tmp_path).append(made)
    assert read_decisions(tmp_path / "decisions.jsonl") == made
    assert list(Journal(tmp_path).history.decisions.values()) == made


def test_what_another_process_adds_is_taken_in(tmp_path: Path) -> None:
    one, other = Journal(tmp_path), Journal(tmp_path)
    one.append([decided("accept")])
    assert other.refresh() == [decided("accept")]
    assert other.refresh() == []


def test_a_line_whose_writer_died_is_no_decision_and_spoils_none(tmp_path: Path) -> None:
    Journal(tmp_path).append([decided("accept")])
    with (tmp_path / "decisions.jsonl").open("a") as file:
        file.write('{"action": "rej')
    journal = Journal(tmp_path)
    journal.append([decided("accept", second=1)])
    assert read_decisions(journal.path) == [decided("accept"), decided("accept", second=1)]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "Expecting property name"),
        ('{"action": "accept", "by": "li", "at": "2025-09-12T08:00:00Z", "who": 1}', "'who' is no part"),
        ('{"action": "accept", "by": "li", "at": "yesterday", "fact": "f"}', "at: 'yesterday' is no time"),
        (
            '{"action": "reject", "by": "li", "at": "2025-09-12T08:00:00Z", "fact": "f"}',
            "'reason' is missing",
        ),
        ('{"action": "delete", "by": "li", "at": "2025-09-12T08:00:00Z"}', "action: one of accept, reject,"),
    ],
)
def test_a_line_that_is_no_decision_is_named(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text(decided("accept").as_line() + "\n" + line + "\n")
    with pytest.raises(DataError) as caught:
        Journal(tmp_path)
    assert str(caught.value).startswith(f"{path}:2: decision: {problem}")


def test_curators_who_write_at_once_lose_nothing(tmp_path: Path) -> None:
    def write(name: str) -> None:
        journal = Journal(tmp_path)
        for n in range(50):
            journal.append([decided("accept", f"{name}{n}", name, n)])

    threads = [threading.Thread(target=write, args=(name,)) for name in ("li", "wang", "zhao")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Journal(tmp_path).history.decisions) == 150


def test_what_a_check_forbids_is_not_kept(tmp_path: Path) -> None:
    def forbid(history: History) -> None:
        raise PermissionError

    journal = Journal(tmp_path)
    with pytest.raises(PermissionError):
        journal.append([decided("accept")], forbid)
    assert Journal(tmp_path).history.decisions == {}
