"""Many documents are read in order, within a bound of time, by one process or several."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.bulk import Failure, extract
from extract.document import Document
from extract.engines import Engine, Processes
from extract.fact import Fact
from extract.source import read
from tests.conftest import article, refuse
from tests.corpus import articles


def ids(document: Document, facts: list[Fact]) -> tuple[str, list[str]]:
    return document.id, [fact.id for fact in facts]


def slowly(document: Document, facts: list[Fact]) -> int:
    time.sleep(2)
    return len(facts)


def wrongly(document: Document, facts: list[Fact]) -> str:
    if document.id == "made-1-20":
        raise RecursionError("too deep")
    return document.id


def deadly(document: Document, facts: list[Fact]) -> str:
    if document.id == "made-1-20":
        os._exit(9)
    return document.id


def made(folder: Path, count: int) -> Iterator[Document]:
    path = folder / "made.jsonl"
    path.write_text("\n".join(articles(count)), encoding="utf-8")
    return read(path, on_error=refuse)


def test_two_workers_find_in_order_what_one_finds(tmp_path: Path) -> None:
    alone = list(extract(made(tmp_path, 60), ids))
    together = list(extract(made(tmp_path, 60), ids, engine=Processes(2)))

    assert together == alone
    assert [name for name, _ in alone] == [f"made-1-{number}" for number in range(60)]
    assert all(not isinstance(facts, Failure) and facts[1] for _, facts in alone)


@pytest.mark.parametrize("engine", [None, Processes(2)], ids=["here", "processes"])
def test_a_document_that_takes_too_long_is_left_out(engine: Engine | None) -> None:
    documents = [article("东兴口岸客流增长。")]

    found = list(extract(documents, slowly, engine=engine, seconds=0.5))

    assert found == [("test", Failure("took longer than 0.5 s and is left out"))]


@pytest.mark.parametrize("engine", [None, Processes(2)], ids=["here", "processes"])
def test_an_error_in_one_document_leaves_the_others_alone(tmp_path: Path, engine: Engine | None) -> None:
    found = dict(extract(made(tmp_path, 40), wrongly, engine=engine))

    problem = "is left out, for reading it failed: RecursionError: too deep"
    assert found.pop("made-1-20") == Failure(problem)
    assert list(found.items()) == [(f"made-1-{n}",) * 2 for n in range(40) if n != 20]


def test_a_document_that_ends_its_process_leaves_the_others_alone(tmp_path: Path) -> None:
    found = dict(extract(made(tmp_path, 40), deadly, engine=Processes(2)))

    assert found.pop("made-1-20") == Failure("is left out, for it ended the process that read it")
    assert list(found.items()) == [(f"made-1-{n}",) * 2 for n in range(40) if n != 20]


@pytest.mark.parametrize(
    "text",
    [
        "今年前8个月东兴口岸进出口货物350万吨同比增长5%其中进口水果20万吨" * 500,
        "港" * 20_000,
        "东兴口岸、友谊关口岸、" * 1_500,
        "关长张三、" * 4_000,
        "“" * 20_000,
        "8月9日至" * 5_000,
        "分别增长" + "、".join(f"{number}%" for number in range(4_000)),
    ],
    ids=["no punctuation", "one head", "ports", "people", "open quotes", "dates", "changes"],
)
def test_no_text_takes_long(text: str) -> None:
    [(_, facts)] = extract([article(text)], ids, seconds=20)

    assert not isinstance(facts, Failure)


def test_nothing_is_read_from_no_documents() -> None:
    nobody: list[Document] = []

    assert list(extract(nobody, ids, engine=Processes(2))) == []
    assert list(extract([Document("empty", {"text": ""}, ())], ids)) == [("empty", ("empty", []))]
