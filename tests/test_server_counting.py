"""Rows are counted as they are, whatever stands in them and however their bytes are cut."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store, Triple

from server.counting import Rows
from server.formats import RESULTS, Format
from server.problem import Problem

TEXTS = st.text(alphabet='},{"\\\r\n<>/resultx口', max_size=8)
TERMS = st.one_of(
    TEXTS.map(Literal),
    st.just(Triple(NamedNode("urn:s"), NamedNode("urn:p"), Literal('"}},{"'))),
    st.none(),
)
FORMS = [form for form in RESULTS if form.name in ("json", "xml", "csv", "tsv")]


def written(rows: Sequence[Sequence[object]], form: Format) -> bytes:
    """Rows of two terms as the engine writes them."""
    values = " ".join(f"({' '.join(map(_term, row))})" for row in rows)
    found = Store().query(f"SELECT * {{ VALUES (?a ?b) {{ {values} }} }}")
    assert isinstance(found, QuerySolutions)
    return found.serialize(format=form.engine) or b""  # type: ignore[arg-type]


def _term(term: object) -> str:
    return "UNDEF" if term is None else f"<<( {term} )>>" if isinstance(term, Triple) else str(term)


def passes(data: bytes, cuts: Sequence[int], form: Format, most: int) -> bool:
    """Whether bytes in pieces have no more rows than may be."""
    counted, done = Rows(form, most), 0
    try:
        for cut in sorted(cut % (len(data) + 1) for cut in cuts):
            counted.take(data[done:cut])
            done = cut
        counted.take(data[done:], last=True)
    except Problem as problem:
        return problem.kind != "result-too-large"
    return True


@pytest.mark.parametrize("form", FORMS, ids=[form.name for form in FORMS])
@given(
    rows=st.lists(st.tuples(TERMS, TERMS), min_size=2, max_size=6),
    cuts=st.lists(st.integers(min_value=0, max_value=2000), max_size=5),
)
def test_as_many_rows_as_may_be_pass_and_one_more_does_not(
    rows: list[tuple[object, object]], cuts: list[int], form: Format
) -> None:
    data = written(rows, form)

    assert passes(data, cuts, form, len(rows))
    assert not passes(data, cuts, form, len(rows) - 1)
