"""Distribution: lists that are shared out to values in order."""

from typing import Any

import pytest

from tests.conftest import Read
from tests.statistic import H1, JAN_AUG, stat, told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "国庆假期，百色龙邦、崇左友谊关、崇左水口等口岸日均客流量分别为0.3万、1.2万、0.4万人次。",
            [
                stat("龙邦口岸", "日均客流量", 3_000, "人次", "exact", "2025-10-01/2025-10-08"),
                stat("友谊关口岸", "日均客流量", 12_000, "人次", "exact", "2025-10-01/2025-10-08"),
                stat("水口口岸", "日均客流量", 4_000, "人次", "exact", "2025-10-01/2025-10-08"),
            ],
            id="a list that says of each port where it is",
        ),
        pytest.param(
            "2024年，天津港货物吞吐量5.8亿吨、集装箱吞吐量2328万标箱，较“十三五”末分别增长15.4%、26.8%。",
            [
                stat(
                    "天津港",
                    "货物吞吐量",
                    580_000_000,
                    "吨",
                    "exact",
                    "2024-01-01/2024-12-31",
                    15.4,
                    "vs 2020",
                ),
                stat(
                    "天津港",
                    "集装箱吞吐量",
                    23_280_000,
                    "标箱",
                    "exact",
                    "2024-01-01/2024-12-31",
                    26.8,
                    "vs 2020",
                ),
            ],
            id="分别 shares out changes",
        ),
        pytest.param(
            "今年前8个月，山东出口额、进口额分别达到1.4万亿元和0.9万亿元。",
            [
                stat("山东", "出口额", 1.4e12, "元", "exact", JAN_AUG),
                stat("山东", "进口额", 0.9e12, "元", "exact", JAN_AUG),
            ],
            id="分别 shares out metrics",
        ),
        pytest.param(
            "拱北、横琴、青茂口岸日均客流分别为33万人次、6万人次、9万人次，同比分别增长4%、2%、1%。",
            [
                stat("拱北口岸", "日均客流", 330_000, "人次", change_pct=4, change_base="yoy"),
                stat("横琴口岸", "日均客流", 60_000, "人次", change_pct=2, change_base="yoy"),
                stat("青茂口岸", "日均客流", 90_000, "人次", change_pct=1, change_base="yoy"),
            ],
            id="分别 shares out subjects",
        ),
        pytest.param(
            "今年前8个月，我国对越南、泰国、老挝出口同比分别增长8%、6%和4%。",
            [
                stat("中国", "对越南出口", None, "%", "exact", JAN_AUG, 8, "yoy"),
                stat("中国", "对泰国出口", None, "%", "exact", JAN_AUG, 6, "yoy"),
                stat("中国", "对老挝出口", None, "%", "exact", JAN_AUG, 4, "yoy"),
            ],
            id="metrics of a list share their ends",
        ),
        pytest.param(
            "今年上半年，我国港口完成货物吞吐量90亿吨，其中内、外贸吞吐量同比分别增长5%和2%。",
            [
                stat("中国", "港口货物吞吐量", 9_000_000_000, "吨", "exact", H1),
                stat("中国", "内贸吞吐量", None, "%", "exact", H1, 5, "yoy"),
                stat("中国", "外贸吞吐量", None, "%", "exact", H1, 2, "yoy"),
            ],
            id="a list of half words",
        ),
        pytest.param(
            "重庆江北、西安咸阳机场等航空口岸秩序井然，每天验放旅客分别为1.2万人次、1.1万人次。",
            [
                stat("重庆江北国际机场口岸", "每天验放旅客", 12_000, "人次"),
                stat("西安咸阳国际机场口岸", "每天验放旅客", 11_000, "人次"),
            ],
            id="subjects in the clause before",
        ),
        pytest.param(
            "珠海拱北、横琴口岸日均出入境人员预计将达到32万、7.5万人次。",
            [
                stat("拱北口岸", "日均出入境人员", 320_000, "人次"),
                stat("横琴口岸", "日均出入境人员", 75_000, "人次"),
            ],
            id="a list shared out without a word for it, its unit at its end",
        ),
        pytest.param(
            "今年上半年，新郑机场进出境航班和人员分别占全省航班和人员总数的13%和32%。",
            [
                stat("郑州新郑国际机场口岸", "进出境航班占全省航班和人员总数比重", 13, "%", "exact", H1),
                stat("郑州新郑国际机场口岸", "人员占全省航班和人员总数比重", 32, "%", "exact", H1),
            ],
            id="shares of two things",
        ),
        pytest.param(
            "8月份，秦皇岛港煤炭库存增加84万吨、天津港增加11万吨，增幅分别为11.3%、6.1%。",
            [
                stat("秦皇岛港", "煤炭库存增加", 840_000, "吨", "exact", "2025-08-01/2025-08-31", 11.3),
                stat("天津港", "增加", 110_000, "吨", "exact", "2025-08-01/2025-08-31", 6.1),
            ],
            id="rates in a clause of their own, shared out",
        ),
        pytest.param(
            "今年上半年，江苏煤炭、矿建材料是主要货种，分别占总量的36%、32%，货物周转量5736亿吨公里。",
            [
                stat("江苏", "煤炭占总量比重", 36, "%", "exact", H1),
                stat("江苏", "矿建材料占总量比重", 32, "%", "exact", H1),
                stat("江苏", "货物周转量", 573_600_000_000, "吨公里", "exact", H1),
            ],
            id="shares of what the clause before lists",
        ),
        pytest.param(
            "成都航空口岸年度客流分别在2010年、2013年突破100万人次、200万人次。",
            [
                stat("成都航空口岸", "年度客流", 1_000_000, "人次", "min", "2010-01-01/2010-12-31"),
                stat("成都航空口岸", "年度客流", 2_000_000, "人次", "min", "2013-01-01/2013-12-31"),
            ],
            id="times and values shared out, the bound too",
        ),
        pytest.param(
            "9月2日至4日罗湖口岸客流分别为7万人次、8万人次、9万人次。",
            [
                stat("罗湖口岸", "客流", 70_000, "人次", "exact", "2025-09-02"),
                stat("罗湖口岸", "客流", 80_000, "人次", "exact", "2025-09-03"),
                stat("罗湖口岸", "客流", 90_000, "人次", "exact", "2025-09-04"),
            ],
            id="a value for each day",
        ),
        pytest.param(
            "今年上半年，宁波、广州和天津港的货物吞吐量均突破2亿吨。",
            [
                stat("宁波港", "货物吞吐量", 200_000_000, "吨", "min", H1),
                stat("天津港", "货物吞吐量", 200_000_000, "吨", "min", H1),
                stat("广州港", "货物吞吐量", 200_000_000, "吨", "min", H1),
            ],
            id="a value of each of several",
        ),
        pytest.param(
            "今年上半年，钦州港分别完成集装箱、散货、件杂货135万标箱、738万吨、251万吨。",
            [
                stat("钦州港", "集装箱", 1_350_000, "标箱", "exact", H1),
                stat("钦州港", "散货", 7_380_000, "吨", "exact", H1),
                stat("钦州港", "件杂货", 2_510_000, "吨", "exact", H1),
            ],
            id="goods and values behind the word that shares them out",
        ),
        pytest.param(
            "今年上半年，太仓港完成集装箱吞吐量、货物吞吐量、外贸货物吞吐量200万标箱、1亿吨、4000万吨。",
            [
                stat("太仓港", "集装箱吞吐量", 2_000_000, "标箱", "exact", H1),
                stat("太仓港", "货物吞吐量", 100_000_000, "吨", "exact", H1),
                stat("太仓港", "外贸货物吞吐量", 40_000_000, "吨", "exact", H1),
            ],
            id="measures and values side by side",
        ),
        pytest.param(
            "今年上半年，横琴口岸查验旅客1亿人次、车辆900万辆次，年均增幅分别约39.6%和31.8%。",
            [
                stat("横琴口岸", "查验旅客", 100_000_000, "人次", "exact", H1),
                stat("横琴口岸", "车辆", 9_000_000, "辆次", "exact", H1),
                stat("横琴口岸", "查验旅客年均增幅", 39.6, "%", "approx", H1),
                stat("横琴口岸", "车辆年均增幅", 31.8, "%", "approx", H1),
            ],
            id="rates of the values before",
        ),
        pytest.param(
            "拱北口岸、青茂口岸客流平稳，大连港甲、乙、丙三个泊位预计将达到32万、10万、8万人次。",
            [],
            id="what nothing tells apart is not given",
        ),
        pytest.param(
            "拱北、青茂口岸日均通关人员预计将达到卅六万、十点五万人次。",
            [
                stat("拱北口岸", "日均通关人员", 360_000, "人次"),
                stat("青茂口岸", "日均通关人员", 105_000, "人次"),
            ],
            id="a list in words",
        ),
        pytest.param(
            "9月1日，拱北边检站很忙。该站2日、3日分别查验旅客5万和6万人次。",
            [
                stat("拱北边检站", "查验旅客", 50_000, "人次", "exact", "2025-09-02"),
                stat("拱北边检站", "查验旅客", 60_000, "人次", "exact", "2025-09-03"),
            ],
            id="a value for each of two days without their month",
        ),
    ],
)
def test_a_list_is_shared_out(read: Read, text: str, expected: list[dict[str, Any]]) -> None:
    assert told(read, text) == expected
