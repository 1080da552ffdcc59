"""Fates: why a number gives no statistic, beside numbers that do."""

from typing import Any

import pytest

from extract.pipeline import Extractor
from tests.conftest import Read, article
from tests.statistic import H1, stat, told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "长江沿岸吞吐能力超过1亿吨的省市由2020年的3个增加到目前的7个，江苏内河吞吐能力4亿吨。",
            [
                stat("江苏", "内河吞吐能力", 400_000_000, "吨"),
            ],
            id="what is counted is said by a number",
        ),
        pytest.param(
            "去年，厦门港2.1亿吨的货物吞吐量领先福州港近千万吨。",
            [stat("厦门港", "货物吞吐量", 210_000_000, "吨", "exact", "2024-01-01/2024-12-31")],
            id="a lead over another port is no amount",
        ),
        pytest.param(
            "日照港两艘30万吨矿船同时靠泊。去年，东兴口岸出入境人次首次突破900万大关。",
            [stat("东兴口岸", "出入境人次", 9_000_000, "人次", "min", "2024-01-01/2024-12-31")],
            id="the size of a ship is none, a round number takes the unit of its metric",
        ),
        pytest.param(
            "今年上半年，横琴口岸单日客流量最高超8.6万人次，连续突破8万人次大关。",
            [
                stat("横琴口岸", "单日客流量", 86_000, "人次", "min", H1),
                stat("横琴口岸", "单日客流量", 80_000, "人次", "min", H1),
            ],
            id="a peak above a mark, and a mark passed again and again",
        ),
        pytest.param("9月2日，虎林口岸气温降至27℃，降雪量达17毫米。", [], id="the weather"),
        pytest.param(
            "满都拉口岸往北300公里有60多处矿点，建成10万吨仓储大棚1座。",
            [stat("满都拉口岸", "矿点", 60, "处", "min"), stat("满都拉口岸", "10万吨仓储大棚", 1, "座")],
            id="a direction, and the size of what is counted",
        ),
        pytest.param(
            "霍尔果斯口岸进口的原油已从每吨650美元攀升到每吨900美元。今年上半年，霍尔果斯口岸对其他14个国家出口增长8%。",
            [stat("霍尔果斯口岸", "对其他14个国家出口", None, "%", "exact", H1, 8.0)],
            id="a price, and how many are meant",
        ),
        pytest.param(
            "霍尔果斯口岸，一列满载餐椅等10余种货品、61个集装箱的中欧班列驶出，每列编组50节，从5001列到10000列只用了两年。",
            [],
            id="the load of one train, and a pace",
        ),
        pytest.param(
            "霍尔果斯国境站很忙。这趟中欧班列编组50辆。6米水深航道贯通，巨轮载重12896吨，铁水联运单箱成本较公路、铁路分别降低4773元、1151元。",
            [],
            id="one train, the size of a ship and its berth, what is saved",
        ),
        pytest.param(
            "洋山港进口车厘子，智利车厘子产量65万吨，相当于1.3亿箱。", [], id="what another country grows"
        ),
        pytest.param("烟台成为全国第10个吞吐量过2亿吨的城市。", [], id="what one becomes"),
        pytest.param(
            "今年上半年，我国港口货物吞吐量保持高速增长，比去年同期上升了21.3%。",
            [stat("中国", "港口货物吞吐量", None, "%", "exact", H1, 21.3, "yoy")],
            id="a change of what the clause before names",
        ),
    ],
)
def test_a_number_that_measures_nothing_gives_no_statistic_beside_one_that_does(
    read: Read, text: str, expected: list[dict[str, Any]]
) -> None:
    assert told(read, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "沿着314国道行驶，大巴在距离大连港200米处停下。",
        "在这311个口岸中，最大的是大连港。",
        "一名旅客从大连港出境。",
        "半小时后，旅客离开大连港。",
        "暑期已过半，大连港客流上升。",
        "大连港是国务院首批批准的14个沿海开放港口之一。",
        "去年，蒙古国GDP增长率为4.5%。",
        "7月，经皇岗、福田口岸出入境人员超过500万人次。",
    ],
)
def test_a_number_that_measures_nothing_gives_no_statistic(read: Read, text: str) -> None:
    assert read(text, "stat") == []


def test_every_number_has_its_fate(extractor: Extractor) -> None:
    text = "沿着314国道，大连港货物吞吐量1.6亿吨，比两年前多。在这5个口岸中，旅客等了半小时。"

    fates = [(number.text, fate) for number, fate in extractor.numbers(article(text))]

    assert fates == [
        ("314", "a label, not an amount"),
        ("1.6亿吨", None),
        ("5个", "speaks of things counted before"),
        ("半小时", "a duration told in passing"),
    ]
