"""Normalisation writes what other keyboards typed in one way, character for character."""

from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.fact import DocumentClaim
from extract.normalization import normalized
from extract.pipeline import Extractor
from extract.source import read as documents
from tests.conftest import SEED_PAGE, Read, refuse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("２０１６年,验放列车１６６列", "2016年，验放列车166列"),
        ("货值1,200万元,增长3.5%", "货值1,200万元，增长3.5%"),
        ("10:30开关;旅客(含边民)入境!", "10:30开关；旅客（含边民）入境！"),
        ("Kouan, a graph", "Kouan, a graph"),
        ("６６９万ＴＥＵ", "669万TEU"),
        ("2O24年吞吐量3.O8亿吨,OOCL货轮", "2024年吞吐量3.08亿吨，OOCL货轮"),
        ("滿洲里口岸,發貨186萬標箱", "满洲里口岸，发货186万标箱"),
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


def test_a_page_in_traditional_characters_says_the_same(extractor: Extractor, tmp_path: Path) -> None:
    traditional = opencc.OpenCC("s2t")
    page = tmp_path / SEED_PAGE.name
    page.write_text(
        "".join(map(traditional.convert, SEED_PAGE.read_text(encoding="utf-8"))), encoding="utf-8"
    )

    claims = [
        [
            (fact.claim, [(e.start, e.end) for e in fact.evidence])
            for document in documents(path, on_error=refuse)
            for fact in extractor.facts(document)
            if not isinstance(fact.claim, DocumentClaim)
        ]
        for path in (SEED_PAGE, page)
    ]

    assert claims[0] == claims[1]
