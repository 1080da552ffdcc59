"""Changes: by how much a value grew or fell, and against what."""

from typing import Any

import pytest

from tests.conftest import Read
from tests.statistic import H1, JAN_AUG, stat, told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "今年上半年，满洲里口岸进出口货运量达1020万吨，同比增长6.3%。",
            [stat("满洲里口岸", "进出口货运量", 10_200_000, "吨", "exact", H1, 6.3, "yoy")],
            id="a value and its change",
        ),
        pytest.param(
            "今年上半年，大连港货物吞吐量1.6亿吨，增长3%，锦州港以7.5%的迅猛增速紧跟其后，丹东港出现4.1%的明显下滑。",
            [
                stat("大连港", "货物吞吐量", 160_000_000, "吨", "exact", H1, 3.0),
                stat("锦州港", "货物吞吐量", None, "%", "exact", H1, 7.5),
                stat("丹东港", "货物吞吐量", None, "%", "exact", H1, -4.1),
            ],
            id="a change that stands as an attribute",
        ),
        pytest.param(
            "今年上半年，大连港集装箱200万标箱，同比下降10%；锦州港跌幅更是达到27.7%。",
            [
                stat("大连港", "集装箱", 2_000_000, "标箱", "exact", H1, -10.0, "yoy"),
                stat("锦州港", "集装箱", None, "%", "exact", H1, -27.7, "yoy"),
            ],
            id="a fall that another tops",
        ),
        pytest.param(
            "到“十四五”末，策克口岸进出口货物1637万吨。比“十三五”期间增长26%。港澳单牌车超过客车总量的70%。他每天要跑5个来回。",
            [
                stat(
                    "策克口岸",
                    "进出口货物",
                    16_370_000,
                    "吨",
                    "exact",
                    "2025-01-01/2025-12-31",
                    26.0,
                    "vs 2020",
                ),
                stat("策克口岸", "港澳单牌车客车总量比重", 70, "%", "min", "2025-01-01/2025-12-31"),
            ],
            id="a change that a sentence of its own tells",
        ),
        pytest.param(
            "2024年满洲里口岸货运量4551万吨，年均递增21.8%；客运量从四年前的1.8万人次大幅攀升至目前的5.1万人次，年内3次刷新纪录。",
            [
                stat("满洲里口岸", "货运量", 45_510_000, "吨", "exact", "2024-01-01/2024-12-31"),
                stat("满洲里口岸", "货运量年均递增", 21.8, "%", "exact", "2024-01-01/2024-12-31"),
                stat("满洲里口岸", "客运量", 18_000, "人次"),
                stat("满洲里口岸", "客运量", 51_000, "人次", "exact", "2025-09-12"),
            ],
            id="growth a year, a leap, and records counted",
        ),
        pytest.param(
            "今年上半年，全国港口集装箱吞吐量增长4%，增速较上月加快1.2个百分点。",
            [stat("中国", "港口集装箱吞吐量", None, "%", "exact", H1, 4.0)],
            id="the change of a change is none",
        ),
        pytest.param(
            "今年上半年，东兴口岸验放出入境旅客350万人次，下降2.5%。",
            [stat("东兴口岸", "验放出入境旅客", 3_500_000, "人次", "exact", H1, -2.5)],
            id="a fall is negative, and no base is made up",
        ),
        pytest.param(
            "今年前8个月，广西货物贸易进出口额同比增长12.7%。",
            [stat("广西", "货物贸易进出口额", None, "%", "exact", JAN_AUG, 12.7, "yoy")],
            id="a change without a value",
        ),
        pytest.param(
            "8月，天津港完成集装箱吞吐量210万标箱，同比增长5%，日均环比增长2.1%。",
            [stat("天津港", "集装箱吞吐量", 2_100_000, "标箱", "exact", "2025-08-01/2025-08-31", 5, "yoy")],
            id="a second change does not take the place of the first",
        ),
        pytest.param(
            "日照港货物平均堆存时间、平均在泊时间分别为2.5天、0.9天，环比分别上升4.1%、下降2%。",
            [
                stat("日照港", "货物平均堆存时间", 2.5, "天", change_pct=4.1, change_base="mom"),
                stat("日照港", "平均在泊时间", 0.9, "天", change_pct=-2, change_base="mom"),
            ],
            id="one rises and one falls",
        ),
        pytest.param(
            "前7个月，二连浩特口岸煤炭进口量900万吨，比去年同期增加120万吨，增长15.4%。",
            [
                stat(
                    "二连浩特口岸",
                    "煤炭进口量",
                    9_000_000,
                    "吨",
                    "exact",
                    "2025-01-01/2025-07-31",
                    15.4,
                    "yoy",
                )
            ],
            id="a difference is no amount",
        ),
        pytest.param(
            "今年上半年，大连港出口31亿美元，由去年的增长20.8%转为下降2.4%。",
            [stat("大连港", "出口", 3_100_000_000, "美元", "exact", H1, -2.4)],
            id="a change that has turned round",
        ),
        pytest.param(
            "今年上半年，大连港完成货物吞吐量2亿吨，同比增长3.6%，环比下降1.5%。",
            [
                stat("大连港", "货物吞吐量", 200_000_000, "吨", "exact", H1, 3.6, "yoy"),
                stat("大连港", "货物吞吐量", None, "%", "exact", H1, -1.5, "mom"),
            ],
            id="two changes of one value, against two bases",
        ),
        pytest.param(
            "今年上半年，大连港货物吞吐量同比下降4.7%、环比增长13.5%。",
            [
                stat("大连港", "货物吞吐量", None, "%", "exact", H1, -4.7, "yoy"),
                stat("大连港", "货物吞吐量", None, "%", "exact", H1, 13.5, "mom"),
            ],
            id="two changes without a value",
        ),
        pytest.param(
            "今年上半年，大连港货物吞吐量、集装箱吞吐量同比下降4.7%、增长13.5%。",
            [
                stat("大连港", "货物吞吐量", None, "%", "exact", H1, -4.7, "yoy"),
                stat("大连港", "集装箱吞吐量", None, "%", "exact", H1, 13.5, "yoy"),
            ],
            id="a fall and a rise in one list",
        ),
        pytest.param(
            "2024年，花湖机场货邮吞吐量115万吨，同比增长32.4%（国际货量50万吨，同比增长85.8%）。",
            [
                stat(
                    "鄂州花湖国际机场口岸",
                    "货邮吞吐量",
                    1_150_000,
                    "吨",
                    "exact",
                    "2024-01-01/2024-12-31",
                    32.4,
                    "yoy",
                ),
                stat(
                    "鄂州花湖国际机场口岸",
                    "国际货量",
                    500_000,
                    "吨",
                    "exact",
                    "2024-01-01/2024-12-31",
                    85.8,
                    "yoy",
                ),
            ],
            id="a value with its change, and another in brackets with its own",
        ),
        pytest.param(
            "5月份，黑河口岸进口木材78批、1万立方米，同比分别增长76.9%，59%。",
            [
                stat("黑河口岸", "进口木材", 78, "批", "exact", "2025-05-01/2025-05-31", 76.9, "yoy"),
                stat("黑河口岸", "进口木材", 10_000, "立方米", "exact", "2025-05-01/2025-05-31", 59.0, "yoy"),
            ],
            id="rates with a full comma between them",
        ),
        pytest.param(
            "今年上半年，磨憨口岸验放外国人82万人次，占比41%，同比增长137%。",
            [
                stat("磨憨口岸", "验放外国人", 820_000, "人次", "exact", H1, 137.0, "yoy"),
                stat("磨憨口岸", "验放外国人占比", 41.0, "%", "exact", H1),
            ],
            id="a change behind a share is that of the value",
        ),
        pytest.param(
            "今年上半年，北海港锰矿进口23万吨，出口茶叶也取得新进展，与去年同期相比增长66%。",
            [
                stat("北海港", "锰矿进口", 230_000, "吨", "exact", H1),
                stat("北海港", "出口茶叶", None, "%", "exact", H1, 66.0, "yoy"),
            ],
            id="a change of goods that have no value",
        ),
        pytest.param(
            "去年，大连港吞吐量3亿吨，与2020年相比增长3%，与疫情前（2019年）相比，两年平均增长5%。",
            [stat("大连港", "吞吐量", 300_000_000, "吨", "exact", "2024-01-01/2024-12-31", 3.0, "vs 2020")],
            id="an average over years is no change",
        ),
        pytest.param(
            "今年上半年，花湖机场货邮吞吐量108万吨，拉动全省外贸增长6.1个百分点，新开通航线18条。",
            [
                stat("鄂州花湖国际机场口岸", "货邮吞吐量", 1_080_000, "吨", "exact", H1),
                stat("鄂州花湖国际机场口岸", "新开通航线", 18, "条", "exact", H1),
            ],
            id="what something adds to the growth of another",
        ),
        pytest.param(
            "今年5月，大连口岸旅客2万人次，同比下降31%，但与4月相比增长27%。",
            [
                stat("大连口岸", "旅客", 20_000, "人次", "exact", "2025-05-01/2025-05-31", -31.0, "yoy"),
                stat("大连口岸", "旅客", None, "%", "exact", "2025-05-01/2025-05-31", 27.0, "vs before"),
            ],
            id="against a month that is named",
        ),
    ],
)
def test_a_change_goes_to_what_changed(read: Read, text: str, expected: list[dict[str, Any]]) -> None:
    assert told(read, text) == expected
