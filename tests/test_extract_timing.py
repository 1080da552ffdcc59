"""Timing: the time that a statistic is of, and how far a time said holds."""

from datetime import date
from typing import Any

import pytest

from tests.conftest import Read
from tests.statistic import H1, JAN_AUG, stat, told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "今年五一假期全国口岸出入境1309万人次，单日最高峰出现在5月3日，达203万人次。其中，外国人101万人次。",
            [
                stat("中国", "口岸出入境", 13_090_000, "人次", "exact", "2025-05-01/2025-05-05"),
                stat("中国", "单日最高峰", 2_030_000, "人次", "exact", "2025-05-03"),
                stat("中国", "外国人", 1_010_000, "人次", "exact", "2025-05-01/2025-05-05"),
            ],
            id="the day of a peak does not hold on",
        ),
        pytest.param(
            "今年端午假期，预计全国口岸日均客流200万人次。预计高峰将集中在6月1日。上海浦东机场日均客流10万人次。",
            [
                stat("中国", "口岸日均客流", 2_000_000, "人次", "exact", "2025-05-31/2025-06-02"),
                stat("上海浦东国际机场口岸", "日均客流", 100_000, "人次", "exact", "2025-05-31/2025-06-02"),
            ],
            id="nor that of a peak in a sentence of its own",
        ),
        pytest.param(
            "8月份，大连口岸平稳。本月大连口岸进出口20万吨。本月5日，大连口岸进口货物3万吨。",
            [
                stat("大连口岸", "进出口", 200_000, "吨", "exact", "2025-08-01/2025-08-31"),
                stat("大连口岸", "进口货物", 30_000, "吨", "exact", "2025-09-05"),
            ],
            id="this month is the one that a report begins with",
        ),
        pytest.param(
            "今年前8月，大连口岸进出口200亿美元。其中，7月进出口20亿美元。当月，丹东口岸进口5万吨。",
            [
                stat("大连口岸", "进出口", 2e10, "美元", "exact", JAN_AUG),
                stat("大连口岸", "进出口", 2e9, "美元", "exact", "2025-07-01/2025-07-31"),
                stat("丹东口岸", "进口", 50_000, "吨", "exact", "2025-07-01/2025-07-31"),
            ],
            id="that month is the one last named",
        ),
        pytest.param(
            "明年6月，大连港新码头将投入使用。大连港设有泊位3座，有职工500人，预计年吞吐量500万吨。",
            [
                stat("大连港", "泊位", 3, "座"),
                stat("大连港", "职工", 500, "人"),
                stat("大连港", "年吞吐量", 5_000_000, "吨", "exact", "2026-06-01/2026-06-30"),
            ],
            id="a time to come is not that of what there is",
        ),
        pytest.param(
            "今年9月，瑞丽口岸试运行。瑞丽口岸年均进出境13万人，日均容纳量可达1500辆次。",
            [stat("瑞丽口岸", "年均进出境", 130_000, "人"), stat("瑞丽口岸", "日均容纳量", 1500, "辆次")],
            id="the month of an opening is not that of a yearly rate or of what there is room for",
        ),
        pytest.param(
            "1月20日，洋山港区四期工程开工，工程总投资约139亿元。",
            [stat("洋山港区四期工程", "总投资", 1.39e10, "元", "approx")],
            id="the day of a start is not that of a cost",
        ),
        pytest.param(
            "4月18日至21日是公众假期。假期首日，罗湖口岸出境旅客72万人次。",
            [stat("罗湖口岸", "出境旅客", 720_000, "人次", "exact", "2025-04-18")],
            id="the first day of what was told",
        ),
        pytest.param(
            "唐山港1992年开港通航。经过20年，吞吐量突破1亿吨。",
            [stat("唐山港", "吞吐量", 100_000_000, "吨", "min")],
            id="when a port was founded is not the time of what came of it",
        ),
        pytest.param(
            "到2010年底，大连港货物年吞吐量达到1亿吨。",
            [stat("大连港", "货物年吞吐量", 100_000_000, "吨", "exact", "2010-01-01/2010-12-31")],
            id="what a year has brought by its end",
        ),
        pytest.param(
            "国家移民管理局昨日发布预测，全国口岸日均客流215万人次。",
            [stat("中国", "口岸日均客流", 2_150_000, "人次")],
            id="the day on which something is made known",
        ),
        pytest.param(
            "截至7月底，大连口岸进境货运量为510万吨，出境货运量为60万吨，同比分别增长5%和33%。",
            [
                stat("大连口岸", "进境货运量", 5_100_000, "吨", "exact", "2025-01-01/2025-07-31", 5.0, "yoy"),
                stat("大连口岸", "出境货运量", 600_000, "吨", "exact", "2025-01-01/2025-07-31", 33.0, "yoy"),
            ],
            id="totals up to a day, compared in one list",
        ),
        pytest.param(
            "从满都拉口岸正式开放到今年8月，满都拉口岸货运量200余吨。",
            [stat("满都拉口岸", "货运量", 200, "吨", "min", "2025-08-31")],
            id="since something that has no date",
        ),
        pytest.param(
            "2025年4月1日，花湖机场国际货运航班起飞。花湖机场已开通14条国际航线，完成3000吨用时两个月，超计划进度83万吨。",
            [stat("鄂州花湖国际机场口岸", "国际航线", 14, "条")],
            id="what is so by now, a pace and a plan outrun",
        ),
        pytest.param(
            "东兴口岸日均验放量由去年的3万人次增长到今年的4.1万人次。",
            [
                stat("东兴口岸", "日均验放量", 30_000, "人次", "exact", "2024-01-01/2024-12-31"),
                stat("东兴口岸", "日均验放量", 41_000, "人次", "exact", "2025-01-01/2025-09-12"),
            ],
            id="each of two values has its time",
        ),
        pytest.param(
            "全国口岸客流恢复至2019年国庆同期的八成，其中单日最高客流量出现在8月2日，达12.7万人次。",
            [stat("中国", "单日最高客流量", 127_000, "人次", "exact", "2025-08-02")],
            id="the year of a comparison is not the year spoken of",
        ),
        pytest.param(
            "继5月、6月后，8月份二连浩特口岸进口煤炭突破100万吨。",
            [stat("二连浩特口岸", "进口煤炭", 1_000_000, "吨", "min", "2025-08-01/2025-08-31")],
            id="months after which it happened again",
        ),
        pytest.param(
            "今年端午节，全国口岸日均客流将达215万人次，预计高峰将主要集中在6月1日。空港客流增长，上海浦东机场日均客流10万人次。",
            [
                stat("中国", "口岸日均客流", 2_150_000, "人次", "exact", "2025-05-31/2025-06-02"),
                stat("上海浦东国际机场口岸", "日均客流", 100_000, "人次", "exact", "2025-05-31/2025-06-02"),
            ],
            id="a peak told in passing is not the time of what follows",
        ),
        pytest.param(
            "8月24日，猴桥口岸迎来今年以来客流最高峰，单日出入境人员2.7万人次。",
            [stat("猴桥口岸", "单日出入境人员", 27_000, "人次", "exact", "2025-08-24")],
            id="the time that a record looks back on",
        ),
        pytest.param(
            "今年上半年，大连港吞吐量1亿吨。\n民营企业进出口8亿元，同比增长5%，堆场有9座。",
            [
                stat("大连港", "吞吐量", 100_000_000, "吨", "exact", H1),
                stat("大连港", "民营企业进出口", 800_000_000, "元", "exact", H1, 5.0, "yoy"),
                stat("大连港", "堆场", 9, "座"),
            ],
            id="the time of the article, for what is compared with the year before",
        ),
        pytest.param(
            "今年上半年，太仓港出口整车17万辆，已经超过去年全年的出口量，新能源车占比超五成。",
            [
                stat("太仓港", "出口整车", 170_000, "辆", "exact", H1),
                stat("太仓港", "新能源车占比", 50, "%", "min", H1),
            ],
            id="a time that is only exceeded",
        ),
        pytest.param(
            "8月5日，深圳边检站很忙。截至当日16时，罗湖口岸出入境人员18万人次。",
            [
                stat("罗湖口岸", "出入境人员", 180_000, "人次", "exact", "2025-08-05"),
            ],
            id="that day, named in the sentence before",
        ),
        pytest.param(
            "今年以来，绥芬河口岸货运增长。截至7月26日，进出口运量完成100万吨。",
            [
                stat("绥芬河口岸", "进出口运量", 1_000_000, "吨", "exact", "2025-01-01/2025-07-26"),
            ],
            id="a total up to a day of what began in the sentence before",
        ),
        pytest.param(
            "截至7月26日，绥芬河口岸进出口运量完成100万吨，同比增长5%，外贸企业达200家。",
            [
                stat(
                    "绥芬河口岸", "进出口运量", 1_000_000, "吨", "exact", "2025-01-01/2025-07-26", 5.0, "yoy"
                ),
                stat("绥芬河口岸", "外贸企业", 200, "家", "exact", "2025-07-26"),
            ],
            id="a total up to a day, compared with the year before",
        ),
        pytest.param(
            "自今年4月1日开关以来，红其拉甫口岸客流攀升，至9月6日，出入境旅客已突破4万人次。",
            [
                stat("红其拉甫口岸", "出入境旅客", 40_000, "人次", "min", "2025-04-01/2025-09-06"),
            ],
            id="from an opening to a day",
        ),
        pytest.param(
            "二连浩特口岸货运增长，这是1956年办理国际业务以来，年运量首次突破1000万吨。",
            [
                stat("二连浩特口岸", "年运量", 10_000_000, "吨", "min"),
            ],
            id="the time that a first looks back on",
        ),
        pytest.param(
            "今年一季度，厦门港完成货物吞吐量20万吨（其中3月份5万吨），旅客9900人次。",
            [
                stat("厦门港", "货物吞吐量", 200_000, "吨", "exact", "2025-01-01/2025-03-31"),
                stat("厦门港", "货物吞吐量", 50_000, "吨", "exact", "2025-03-01/2025-03-31"),
                stat("厦门港", "旅客", 9900, "人次", "exact", "2025-01-01/2025-03-31"),
            ],
            id="a time in a bracket",
        ),
    ],
)
def test_a_number_is_of_the_time_the_text_speaks_of(
    read: Read, text: str, expected: list[dict[str, Any]]
) -> None:
    assert told(read, text) == expected


def test_until_a_day_of_this_year_is_an_interval(read: Read) -> None:
    text = "截至昨天（9月11日），阿拉山口铁路口岸今年验放班列超2400列，发运货物300万吨以上。"

    assert read(text, "stat", "metric", "value", "period") == [
        {"metric": "验放班列", "value": 2400, "period": "2025-01-01/2025-09-11"},
        {"metric": "发运货物", "value": 3_000_000, "period": "2025-01-01/2025-09-11"},
    ]


def test_without_a_date_of_publication_only_absolute_times_are_resolved(read: Read) -> None:
    text = "2024年大连港货物吞吐量3亿吨。今年上半年，大连港货物吞吐量1.6亿吨。"

    found = read(text, "stat", "value", "period", "period_text", published=None)

    assert found == [
        {"value": 300_000_000, "period": "2024-01-01/2024-12-31", "period_text": "2024年"},
        {"value": 160_000_000, "period": None, "period_text": "今年上半年"},
    ]


def test_dates_are_read_against_the_day_of_publication(read: Read) -> None:
    found = read("前三季度，大连港货物吞吐量2.3亿吨。", "stat", "period", published=date(2023, 10, 20))

    assert found == [{"period": "2023-01-01/2023-09-30"}]


def test_a_paragraph_that_breaks_down_the_one_before_goes_on_with_its_subject_and_time(read: Read) -> None:
    found = read(
        "去年暑期，全国口岸出入境1.1亿人次。\n其中，外国人1089万人次。", "stat", "subject", "period", "value"
    )

    assert [row["subject"] for row in found] == ["中国", "中国"]
    assert len({row["period"] for row in found}) == 1


WIRE = (
    "新华社呼和浩特10月8日电（记者张三）满洲里口岸昨天恢复通关。\n截至目前，满洲里口岸今年进出口货物300万吨。"
)


@pytest.mark.parametrize("printed", [date(2025, 10, 8), date(2025, 10, 9), date(2025, 10, 12)])
def test_words_count_from_the_day_when_a_report_was_sent_whichever_day_a_paper_prints_it(
    read: Read, printed: date
) -> None:
    assert read(WIRE, "event", "what", "date", published=printed) == [
        {"what": "reopened", "date": "2025-10-07"}
    ]
    assert read(WIRE, "stat", "period", published=printed) == [{"period": "2025-01-01/2025-10-08"}]
    assert read(WIRE, "document", "date", published=printed) == [{"date": printed.isoformat()}]


@pytest.mark.parametrize(
    ("dateline", "yesterday"),
    [
        ("中新社满洲里十月八日电 ", "2025-10-07"),
        ("新华社满洲里8日电（记者张三）", "2025-10-07"),
        ("新华社满洲里2024年10月8日电（记者张三）", "2025-10-09"),
        ("新华社满洲里10月12日电（记者张三）", "2025-10-09"),
        ("本报讯（记者张三）10月8日电闪雷鸣。", "2025-10-09"),
    ],
)
def test_a_dateline_counts_if_it_tells_a_day_of_the_month_before_the_paper(
    read: Read, dateline: str, yesterday: str
) -> None:
    found = read(f"{dateline}满洲里口岸昨天恢复通关。", "event", "date", published=date(2025, 10, 10))

    assert found == [{"date": yesterday}]
