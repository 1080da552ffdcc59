"""Normalisation writes what other keyboards typed in one way, character for character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.normalization import normalized
from tests.conftest import Read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("２０１６年,验放列车１６６列", "2016年，验放列车166列"),
        ("货值1,200万元,增长3.5%", "货值1,200万元，增长3.5%"),
        ("10:30开关;旅客(含边民)入境!", "10:30开关；旅客（含边民）入境！"),
        ("Kouan, a graph", "Kouan, a graph"),
        ("６６９万ＴＥＵ", "669万TEU"),
    ],
)
def test_a_text_is_written_one_way(text: str, expected: str) -> None:
    assert normalized(text) == expected


@given(st.text())
def test_no_character_is_added_or_lost(text: str) -> None:
    assert len(normalized(text)) == len(text)


def test_what_was_typed_with_half_width_marks_reads_the_same(read: Read) -> None:
    wide = read(
        "今年上半年，大连港货物吞吐量1.6亿吨，同比增长4%。",
        "stat",
        "subject",
        "value",
        "change_pct",
        "period",
    )
    half = read(
        "今年上半年,大连港货物吞吐量１.６亿吨,同比增长4％。",
        "stat",
        "subject",
        "value",
        "change_pct",
        "period",
    )

    assert half == wide != []
