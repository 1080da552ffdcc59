"""Numerals: values of Arabic and Chinese digits, scales and shares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.numerals import Numeral, chinese, numeral


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("零", 0), ("〇", 0), ("两", 2), ("十", 10), ("十二", 12), ("二十", 20), ("六十三", 63), ("百", 100),
        ("一百零五", 105), ("一百一十二", 112), ("三百五", 350), ("三千零二十", 3020), ("两千零二十五", 2025),
        ("两万三千", 23_000), ("两万三", 23_000), ("一万零五十", 10_050), ("五百二十万", 5_200_000),
        ("千万", 10_000_000), ("三亿两千万", 320_000_000), ("一亿五", 150_000_000), ("三千亿", 300_000_000_000),
        ("一万亿", 1_000_000_000_000), ("两万三千亿", 2_300_000_000_000), ("三点五", 3.5), ("零点零五", 0.05),
    ],
)  # fmt: skip
def test_chinese_numeral(text: str, value: float) -> None:
    assert chinese(text) == value


@pytest.mark.parametrize("text", ["十四五", "十十", "二〇二五", "一二三", "百千", "三百万亿万亿", "五一"])
def test_digits_out_of_order_are_no_numeral(text: str) -> None:
    """十四五 names a plan, not a number."""
    assert chinese(text) is None


@pytest.mark.parametrize(
    ("text", "length", "value", "more", "script"),
    [
        ("1200余万元", 6, 12_000_000, True, "arabic"),
        ("2.2 万多公里", 6, 22_000, True, "arabic"),
        ("2．2万", 4, 22_000, False, "arabic"),
        ("１２，３", 2, 12, False, "arabic"),
        ("149,565标箱", 7, 149_565, False, "arabic"),
        ("1,2345", 1, 1, False, "arabic"),
        ("5千多", 3, 5_000, True, "arabic"),
        ("20几万", 4, 200_000, True, "arabic"),
        ("1200千瓦", 4, 1_200, False, "arabic"),
        ("2.3百分点", 3, 2.3, False, "arabic"),
        ("二十几个", 3, 20, True, "chinese"),
        ("百余家", 2, 100, True, "chinese"),
        ("好几百", 3, 100, True, "chinese"),
        ("数百万", 3, 1_000_000, True, "chinese"),
        ("一点二万亿元", 5, 1_200_000_000_000, False, "chinese"),
        ("三分之一", 4, 33.3333, False, "share"),
        ("3分之1", 4, 33.3333, False, "share"),
        ("百分之百", 4, 100, False, "share"),
        ("千分之五", 4, 0.5, False, "share"),
        ("四成半", 3, 45, False, "share"),
    ],
)
def test_numeral(text: str, length: int, value: float, more: bool, script: str) -> None:
    """A numeral is read with its scale and its 多 or 余."""
    found = numeral(text, 0)

    assert found == Numeral(0, length, value, None, more, script)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("三四百", 300, 400), ("十七八", 17, 18), ("两三万", 20_000, 30_000), ("三四成", 30, 40)],
)
def test_two_digits_side_by_side_are_a_range(text: str, low: float, high: float) -> None:
    found = numeral(text, 0)

    assert found
    assert (found.value, found.value_max) == (low, high)


def test_a_numeral_ends_where_it_is_told() -> None:
    assert numeral("3.5亿吨", 0, 3) == Numeral(0, 3, 3.5, None, False, "arabic")


@given(st.integers(0, 99_999_999))
def test_every_whole_number_survives_being_written_in_chinese(value: int) -> None:
    assert chinese(_written(value)) == value


def _written(value: int) -> str:
    """A number as a school book writes it."""
    digits = "零一二三四五六七八九"
    if value >= 10_000:
        high, low = divmod(value, 10_000)
        between = "零" if 0 < low < 1_000 else ""
        return _written(high) + "万" + between + (_written(low) if low else "")
    text, pending = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, power)
        if digit:
            text += ("零" if pending and text else "") + digits[digit] + name
            pending = False
        else:
            pending = bool(text)
    return text or "零"


@given(st.text("零〇一二两三四五六七八九十百千万亿点成分之半多余几数上0123456789.,０ ", max_size=40))
def test_any_text_is_read_without_fault(text: str) -> None:
    for start in range(len(text)):
        found = numeral(text, start)
        assert found is None or (found.start == start < found.end <= len(text) and found.value >= 0)
