"""Metrics: what was measured, in the words of the text."""

from typing import Any

import pytest

from tests.conftest import Read
from tests.statistic import H1, JAN_AUG, stat, told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "149辆商品车从霍尔果斯公路口岸出境。今年经霍尔果斯公路口岸平均日均出口约120辆商品车。",
            [
                stat("霍尔果斯公路口岸", "商品车", 149, "辆"),
                stat("霍尔果斯公路口岸", "日均出口商品车", 120, "辆", "approx", "2025-01-01/2025-09-12"),
            ],
            id="a port behind the number, and a rate before it",
        ),
        pytest.param(
            "满洲里口岸进出境班列达到日均17列，单日最高24列。班列搭载货物品类200余种。",
            [
                stat("满洲里口岸", "日均进出境班列", 17, "列"),
                stat("满洲里口岸", "单日进出境班列", 24, "列"),
                stat("满洲里口岸", "班列搭载货物品类", 200, "种", "min"),
            ],
            id="rates one after the other",
        ),
        pytest.param(
            "5月洋山港区处理92.7万个标准货柜，按年跌4.3%。",
            [stat("洋山港区", "处理", 927_000, "标箱", "exact", "2025-05-01/2025-05-31", -4.3, "yoy")],
            id="as papers in Hong Kong put it",
        ),
        pytest.param(
            "去年，辽宁港口吞吐量7亿吨，煤炭比重由2019年的63.9%下降至52.2%。大连港完成3.1亿吨，居全国第二位；营口港2.3亿吨。",
            [
                stat("辽宁", "港口吞吐量", 700_000_000, "吨", "exact", "2024-01-01/2024-12-31"),
                stat("辽宁", "煤炭比重", 63.9, "%", "exact", "2019-01-01/2019-12-31"),
                stat("辽宁", "煤炭比重", 52.2, "%", "exact", "2024-01-01/2024-12-31"),
                stat("大连港", "吞吐量", 310_000_000, "吨", "exact", "2024-01-01/2024-12-31"),
                stat("营口港", "吞吐量", 230_000_000, "吨", "exact", "2024-01-01/2024-12-31"),
            ],
            id="a share that changes, and harbours that leave out what they count",
        ),
        pytest.param(
            "满洲里铁路口岸班列（含回程）通行数量稳步增长，日均15列以上。",
            [stat("满洲里铁路口岸", "日均班列通行数量稳步", 15, "列", "min")],
            id="a daily rate of what the clause before speaks of",
        ),
        pytest.param(
            "东兴口岸货物品类由去年的水果、百货等20多种扩展至电子、汽车等300多种。",
            [
                stat("东兴口岸", "货物品类", 20, "种", "min", "2024-01-01/2024-12-31"),
                stat("东兴口岸", "货物品类", 300, "种", "min"),
            ],
            id="kinds of goods that become more",
        ),
        pytest.param(
            "去年，上海港以5.8亿吨位居货物吞吐量榜首，全国港口吞吐量前十位依次是上海港、宁波舟山港。",
            [stat("上海港", "货物吞吐量", 5.8e8, "吨", "exact", "2024-01-01/2024-12-31")],
            id="a ranking names the metric, and the first ten are no amount",
        ),
        pytest.param(
            "5月，大连口岸进出口总额88亿美元，占全国口岸进出口总额（3012亿美元）的2.9%，其中大窑湾港区集装箱吞吐量"
            "115万标箱，占大连港集装箱吞吐量（276万标箱）的41.7%。",
            [
                stat("大连口岸", "进出口总额", 8.8e9, "美元", "exact", "2025-05-01/2025-05-31"),
                stat("中国", "口岸进出口总额", 3.012e11, "美元", "exact", "2025-05-01/2025-05-31"),
                stat("大连口岸", "占全国口岸进出口总额比重", 2.9, "%", "exact", "2025-05-01/2025-05-31"),
                stat("大窑湾港区", "集装箱吞吐量", 1_150_000, "标箱", "exact", "2025-05-01/2025-05-31"),
                stat("大连港", "集装箱吞吐量", 2_760_000, "标箱", "exact", "2025-05-01/2025-05-31"),
                stat("大窑湾港区", "占大连港集装箱吞吐量比重", 41.7, "%", "exact", "2025-05-01/2025-05-31"),
            ],
            id="a share with its whole in a bracket",
        ),
        pytest.param(
            "京唐港（含曹妃甸）货物吞吐量2亿吨，首次突破2亿吨的大关。大连港两处码头（大窑湾、北良）吞吐量5000万吨。",
            [
                stat("京唐港", "货物吞吐量", 200_000_000, "吨"),
                stat("京唐港", "货物吞吐量", 200_000_000, "吨", "min"),
                stat("大连港", "两处码头吞吐量", 50_000_000, "吨"),
            ],
            id="brackets are no part of it",
        ),
        pytest.param(
            "今年上半年，三合口岸共有2.6万人次旅客、27.6万吨货物进出境，发送邮政小包（2公斤以下）300万件。",
            [
                stat("三合口岸", "旅客", 26_000, "人次", "exact", H1),
                stat("三合口岸", "货物进出境", 276_000, "吨", "exact", H1),
                stat("三合口岸", "发送邮政小包", 3_000_000, "件", "exact", H1),
            ],
            id="what is counted behind each number",
        ),
        pytest.param(
            "钦州港建设2个7万吨级和1个5万吨级通用泊位。钦州港目前已建成25万吨以上。",
            [stat("钦州港", "7万吨级通用泊位", 2, "个"), stat("钦州港", "5万吨级通用泊位", 1, "个")],
            id="berths that share their kind, and a verb that measures nothing",
        ),
        pytest.param(
            "云南现有28个对外开放口岸。",
            [stat("云南", "对外开放口岸", 28, "个")],
            id="counted things behind the number",
        ),
        pytest.param(
            "阿拉山口口岸进口粮食约占全国陆路口岸的三成。",
            [stat("阿拉山口口岸", "进口粮食约占全国陆路口岸比重", 30, "%", "approx")],
            id="a share",
        ),
        pytest.param(
            "上海港集装箱吞吐量由4900万标箱增至5150万标箱。",
            [
                stat("上海港", "集装箱吞吐量", 49_000_000, "标箱"),
                stat("上海港", "集装箱吞吐量", 51_500_000, "标箱"),
            ],
            id="from one value to another",
        ),
        pytest.param(
            "1—7月，绥芬河海关监管班列660列、5.8万标箱，同比分别增长4.6%、7.1%。",
            [
                stat("绥芬河海关", "监管班列", 660, "列", "exact", "2025-01-01/2025-07-31", 4.6, "yoy"),
                stat("绥芬河海关", "监管班列", 58_000, "标箱", "exact", "2025-01-01/2025-07-31", 7.1, "yoy"),
            ],
            id="one metric in two units",
        ),
        pytest.param(
            "日照港以5.8亿吨的吞吐量继续领先。",
            [stat("日照港", "吞吐量", 580_000_000, "吨")],
            id="a metric behind 的",
        ),
        pytest.param(
            "5月1日，横琴口岸单日客流量刷新纪录，达到11.2万人次，其中澳门居民6.3万人次，"
            "与前一次高峰相比，分别增长2.6%、4.5%。",
            [
                stat("横琴口岸", "单日客流量", 112_000, "人次", "exact", "2025-05-01", 2.6, "vs before"),
                stat("横琴口岸", "澳门居民", 63_000, "人次", "exact", "2025-05-01", 4.5, "vs before"),
            ],
            id="a metric in the clause before, and people who are no place",
        ),
        pytest.param(
            "前八月，天津港铁矿石吞吐量7200万吨，其中南疆港区占七成。",
            [
                stat("天津港", "铁矿石吞吐量", 72_000_000, "吨", "exact", JAN_AUG),
                stat("南疆港区", "铁矿石吞吐量占比", 70, "%", "exact", JAN_AUG),
            ],
            id="a part of the value before",
        ),
        pytest.param(
            "春节8天假期里，天津港集装箱航线总数达到140条的历史高位。",
            [stat("天津港", "集装箱航线总数", 140, "条", "exact", "2025-01-28/2025-02-04")],
            id="a total before its number, not what stands behind",
        ),
        pytest.param(
            "1至4月，北部湾港完成货物吞吐量4400万吨，其中钦州1400万吨、北海420万吨。",
            [
                stat("北部湾港", "货物吞吐量", 44_000_000, "吨", "exact", "2025-01-01/2025-04-30"),
                stat("钦州市", "货物吞吐量", 14_000_000, "吨", "exact", "2025-01-01/2025-04-30"),
                stat("北海市", "货物吞吐量", 4_200_000, "吨", "exact", "2025-01-01/2025-04-30"),
            ],
            id="parts that take the metric of the whole",
        ),
        pytest.param(
            "今年上半年，瑞丽口岸进出境人次达714.39万，同比增长42.75%。",
            [stat("瑞丽口岸", "进出境人次", 7_143_900, "人次", "exact", H1, 42.75, "yoy")],
            id="a large number whose unit its metric has said",
        ),
        pytest.param(
            "今年上半年，苏州港货物吞吐量3亿吨。",
            [stat("苏州港", "货物吞吐量", 300_000_000, "吨", "exact", H1)],
            id="a harbour of a town, before 货物",
        ),
        pytest.param(
            "绥芬河口岸班列开行数量：2013年2列，2014年近10列。",
            [
                stat("绥芬河口岸", "班列开行数量", 2, "列", "exact", "2013-01-01/2013-12-31"),
                stat("绥芬河口岸", "班列开行数量", 10, "列", "max", "2014-01-01/2014-12-31"),
            ],
            id="years and numbers behind a colon",
        ),
        pytest.param(
            "今年上半年，东兴口岸进口榴莲200吨、香蕉100吨，合计300吨。",
            [
                stat("东兴口岸", "进口榴莲", 200, "吨", "exact", H1),
                stat("东兴口岸", "香蕉", 100, "吨", "exact", H1),
                stat("东兴口岸", "合计", 300, "吨", "exact", H1),
            ],
            id="a sum that is not that of the last",
        ),
        pytest.param(
            "2024年，太仓港集装箱吞吐量704万标箱，排名由2015年的第47位上升到第25位。大连港不断刷新货物吞吐量新高，首次突破3亿吨。",
            [
                stat("太仓港", "集装箱吞吐量", 7_040_000, "标箱", "exact", "2024-01-01/2024-12-31"),
                stat("大连港", "货物吞吐量", 300_000_000, "吨", "min", "2024-01-01/2024-12-31"),
            ],
            id="a rank before, and a record broken again and again",
        ),
    ],
)
def test_a_metric_is_in_the_words_of_the_text(read: Read, text: str, expected: list[dict[str, Any]]) -> None:
    assert told(read, text) == expected
