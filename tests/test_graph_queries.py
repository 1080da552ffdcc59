"""The questions in seeds/queries have the answers that a reader of the seed page would give.

The answers stand in tests/answers, one file a question: a header of variables, a line a row, `\\n` for the line
breaks of the page. They were checked against the page by reading it, not taken over from a run.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions

from extract.error import DataError
from graph import indexing
from graph.dataset import query
from graph.queries import NamedQuery, load, read
from graph.releases import Release, find
from graph.search import Index
from ontology import Namespaces
from tests.conftest import SEEDS

QUESTIONS = load(SEEDS / "queries")
ANSWERS = Path(__file__).parent / "answers"


@pytest.fixture(scope="module")
def index(seed_store: Path) -> Iterator[Index]:
    with Index.open(indexing.of(find(seed_store), Namespaces())) as index:
        yield index


def answer(release: Release, index: Index, question: NamedQuery) -> list[list[str]]:
    found = query(release.store, question.text, names=Namespaces(), index=lambda: index)
    assert isinstance(found, QuerySolutions)
    rows = [[variable.value for variable in found.variables]]
    for solution in found:
        rows.append([getattr(term, "value", "").replace("\n", "\\n") for term in solution])
    return rows


def test_there_are_at_least_twenty_questions_and_each_has_its_answer() -> None:
    assert len(QUESTIONS) >= 20
    assert {path.stem for path in ANSWERS.glob("*.tsv")} == {question.name for question in QUESTIONS}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_question_has_its_answer(seed_release: Release, index: Index, question: NamedQuery) -> None:
    lines = (ANSWERS / f"{question.name}.tsv").read_text(encoding="utf-8").splitlines()

    assert answer(seed_release, index, question) == [line.split("\t") for line in lines]


def test_every_question_declares_the_prefixes_it_uses_so_that_it_can_be_copied_anywhere() -> None:
    import rdflib.plugins.sparql

    for question in QUESTIONS:
        rdflib.plugins.sparql.prepareQuery(question.text)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("# title-zh: 甲\nSELECT * {}\n", "q.rq:2: title-en: is missing"),
        ("# titel-zh: 甲\nSELECT * {}\n", "q.rq:1: titel-zh: is not one of"),
        ("# title-zh: 甲\n# title-zh: 乙\nSELECT * {}\n", "q.rq:2: title-zh: is given twice"),
    ],
)
def test_a_question_without_title_or_description_is_named_by_file_and_line(
    tmp_path: Path, lines: str, message: str
) -> None:
    path = tmp_path / "q.rq"
    path.write_text(lines, encoding="utf-8")

    with pytest.raises(DataError) as error:
        read(path)

    assert message in str(error.value)
