"""Statistics: subject, metric, value, unit, bound, period and change of every number of a text."""

from typing import Any

import pytest

from tests.conftest import Read
from tests.statistic import H1, stat, told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "今年以来，霍尔果斯口岸累计出口汽车超30万辆，同比增长55%。",
            [stat("霍尔果斯口岸", "出口汽车", 300_000, "辆", "min", "2025-01-01/2025-09-12", 55, "yoy")],
            id="a lower bound",
        ),
        pytest.param(
            "去年，黑龙江对俄贸易额近2000亿元。",
            [stat("黑龙江", "对俄贸易额", 2e11, "元", "max", "2024-01-01/2024-12-31")],
            id="an upper bound",
        ),
        pytest.param(
            "宁波舟山港设计年通过能力2000万标箱，预计明年货物吞吐量将突破14亿吨。",
            [
                stat("宁波舟山港", "设计年通过能力", 20_000_000, "标箱"),
                stat("宁波舟山港", "货物吞吐量", 1_400_000_000, "吨", "min", "2026-01-01/2026-12-31"),
            ],
            id="capacity and forecast",
        ),
        pytest.param(
            "上半年，防城港口岸进口矿产品210批次，3600吨，同比分别增长12%、8%。",
            [
                stat("防城港", "进口矿产品", 210, "批次", "exact", H1, 12, "yoy"),
                stat("防城港", "进口矿产品", 3600, "吨", "exact", H1, 8, "yoy"),
            ],
            id="amounts between commas",
        ),
    ],
)
def test_a_sentence_gives_its_statistics(read: Read, text: str, expected: list[dict[str, Any]]) -> None:
    assert told(read, text) == expected


def test_a_rank_belongs_to_the_value_before_it(read: Read) -> None:
    found = read("江苏拥有17个水运口岸，数量紧随广东之后居全国第二。", "stat", "subject", "value", "rank")

    assert found == [{"subject": "江苏", "value": 17, "rank": 2}]


def test_the_evidence_is_the_clause_with_its_change(read: Read) -> None:
    [row] = read("据统计，今年上半年，大连港货物吞吐量1.6亿吨，同比增长4%，创新高。", "stat")

    assert row["evidence"] == {"start": 10, "end": 30, "text": "大连港货物吞吐量1.6亿吨，同比增长4%"}
