"""Quantities: value, unit, bound and kind of every number, and the numbers that are none."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.bounds import BoundWord
from extract.data import LEXICON, load_list, load_table
from extract.labels import Label
from extract.quantities import Quantity, quantities
from extract.units import Unit

AMOUNTS = [
    # text, the quantity as written, value, unit, bound
    ("货物吞吐量3.5亿吨", "3.5亿吨", 350_000_000, "吨", "exact"),
    ("货物吞吐量３．５亿吨", "３．５亿吨", 350_000_000, "吨", "exact"),
    ("货物吞吐量 3.5 亿吨", "3.5 亿吨", 350_000_000, "吨", "exact"),
    ("货物吞吐量三点五亿吨", "三点五亿吨", 350_000_000, "吨", "exact"),
    ("货物吞吐量三亿五千万吨", "三亿五千万吨", 350_000_000, "吨", "exact"),
    ("货物吞吐量35000万吨", "35000万吨", 350_000_000, "吨", "exact"),
    ("集装箱669万标箱", "669万标箱", 6_690_000, "标箱", "exact"),
    ("集装箱669万标准箱", "669万标准箱", 6_690_000, "标箱", "exact"),
    ("集装箱669万国际标准箱", "669万国际标准箱", 6_690_000, "标箱", "exact"),
    ("集装箱669万TEU", "669万TEU", 6_690_000, "标箱", "exact"),
    ("集装箱669万 TEU", "669万 TEU", 6_690_000, "标箱", "exact"),
    ("集装箱六百六十九万标箱", "六百六十九万标箱", 6_690_000, "标箱", "exact"),
    ("吞吐量突破500万标准箱大关", "突破500万标准箱大关", 5_000_000, "标箱", "min"),
    ("吞吐量迈上500万标准箱新台阶", "500万标准箱新台阶", 5_000_000, "标箱", "min"),
    ("吞吐量达到1亿吨大关", "1亿吨大关", 100_000_000, "吨", "exact"),
    ("装卸149,565标准箱", "149,565标准箱", 149_565, "标箱", "exact"),
    ("检查人员532万人次", "532万人次", 5_320_000, "人次", "exact"),
    ("检查人员 532 万人次", "532 万人次", 5_320_000, "人次", "exact"),
    ("检查人员532万人（次）", "532万人（次）", 5_320_000, "人次", "exact"),
    ("查验车辆100万辆次", "100万辆次", 1_000_000, "辆次", "exact"),
    ("查验车辆100万辆（次）", "100万辆（次）", 1_000_000, "辆次", "exact"),
    ("验放航班1.2万架次", "1.2万架次", 12_000, "架次", "exact"),
    ("进出港船舶1200艘次", "1200艘次", 1_200, "艘次", "exact"),
    ("出口车辆超3000辆", "超3000辆", 3_000, "辆", "min"),
    ("出口车辆超过3000辆", "超过3000辆", 3_000, "辆", "min"),
    ("出口车辆逾3000辆", "逾3000辆", 3_000, "辆", "min"),
    ("出口车辆3000余辆", "3000余辆", 3_000, "辆", "min"),
    ("出口车辆3000多辆", "3000多辆", 3_000, "辆", "min"),
    ("出口车辆3000辆以上", "3000辆以上", 3_000, "辆", "min"),
    ("出口车辆不少于3000辆", "不少于3000辆", 3_000, "辆", "min"),
    ("出口车辆突破了3000辆", "突破了3000辆", 3_000, "辆", "min"),
    ("出口车辆首破3000辆", "破3000辆", 3_000, "辆", "min"),
    ("出口车辆3000+辆", "3000+辆", 3_000, "辆", "min"),
    ("出口车辆三千余辆", "三千余辆", 3_000, "辆", "min"),
    ("出口车辆3千多辆", "3千多辆", 3_000, "辆", "min"),
    ("出口车辆近3000辆", "近3000辆", 3_000, "辆", "max"),
    ("出口车辆将近3000辆", "将近3000辆", 3_000, "辆", "max"),
    ("出口车辆接近3000辆", "接近3000辆", 3_000, "辆", "max"),
    ("出口车辆不足3000辆", "不足3000辆", 3_000, "辆", "max"),
    ("出口车辆不到3000辆", "不到3000辆", 3_000, "辆", "max"),
    ("出口车辆不超过3000辆", "不超过3000辆", 3_000, "辆", "max"),
    ("出口车辆3000辆以下", "3000辆以下", 3_000, "辆", "max"),
    ("出口车辆3000辆以内", "3000辆以内", 3_000, "辆", "max"),
    ("出口车辆约3000辆", "约3000辆", 3_000, "辆", "approx"),
    ("出口车辆约为3000辆", "约为3000辆", 3_000, "辆", "approx"),
    ("出口车辆大约3000辆", "大约3000辆", 3_000, "辆", "approx"),
    ("出口车辆约 3000 辆", "约 3000 辆", 3_000, "辆", "approx"),
    ("出口车辆3000辆左右", "3000辆左右", 3_000, "辆", "approx"),
    ("出口车辆3000辆上下", "3000辆上下", 3_000, "辆", "approx"),
    ("货值1200余万元", "1200余万元", 12_000_000, "元", "min"),
    ("货值1200多万元", "1200多万元", 12_000_000, "元", "min"),
    ("货值 1200 余 万元", "1200 余 万元", 12_000_000, "元", "min"),
    ("投资244.9亿元人民币", "244.9亿元人民币", 24_490_000_000, "元", "exact"),
    ("贸易额622.9亿美元", "622.9亿美元", 62_290_000_000, "美元", "exact"),
    ("外资30亿美元以上", "30亿美元以上", 3_000_000_000, "美元", "min"),
    ("订单3亿欧元", "3亿欧元", 300_000_000, "欧元", "exact"),
    ("合同50亿卢布", "50亿卢布", 5_000_000_000, "卢布", "exact"),
    ("总值43.85万亿元", "43.85万亿元", 43_850_000_000_000, "元", "exact"),
    ("运价3500元/吨", "3500元/吨", 3_500, "元", "exact"),
    ("能力50万吨/年", "50万吨/年", 500_000, "吨", "exact"),
    ("面积960多万平方公里", "960多万平方公里", 9_600_000, "平方公里", "min"),
    ("边境线2.2 万多公里", "2.2 万多公里", 22_000, "公里", "min"),
    ("边境线4200余公里", "4200余公里", 4_200, "公里", "min"),
    ("岸线3.83万米", "3.83万米", 38_300, "米", "exact"),
    ("水域955平方公里", "955平方公里", 955, "平方公里", "exact"),
    ("堆场12万平方米", "12万平方米", 120_000, "平方米", "exact"),
    ("仓库300亩", "300亩", 300, "亩", "exact"),
    ("供气30亿立方米", "30亿立方米", 3_000_000_000, "立方米", "exact"),
    ("送电3亿千瓦时", "3亿千瓦时", 300_000_000, "千瓦时", "exact"),
    ("口岸311个", "311个", 311, "个", "exact"),
    ("口岸达 311 个", "311 个", 311, "个", "exact"),
    ("通达10多个国家", "10多个", 10, "个", "min"),
    ("免签55国", "55国", 55, "个", "exact"),
    ("企业56家", "56家", 56, "家", "exact"),
    ("线路73条", "73条", 73, "条", "exact"),
    ("新增两条航线", "两条", 2, "条", "exact"),
    ("开行班列255列", "255列", 255, "列", "exact"),
    ("开行255列中欧班列", "255列", 255, "列", "exact"),
    ("每周3班", "3班", 3, "班", "exact"),
    ("申报2000票", "2000票", 2_000, "票", "exact"),
    ("药材8种", "8种", 8, "种", "exact"),
    ("查获走私案件12起", "12起", 12, "起", "exact"),
    ("大桥3座", "3座", 3, "座", "exact"),
    ("共六十三个口岸", "六十三个", 63, "个", "exact"),
    ("居民两万三千人", "两万三千人", 23_000, "人", "exact"),
    ("旅客300名", "300名", 300, "人", "exact"),
    ("数十家企业", "数十家", 10, "家", "min"),
    ("数百万人次", "数百万人次", 1_000_000, "人次", "min"),
    ("几十个集装箱", "几十个", 10, "个", "min"),
    ("十几个品种", "十几个", 10, "个", "min"),
    ("有上百家企业", "上百家", 100, "家", "min"),
    ("百余家企业", "百余家", 100, "家", "min"),
    ("近百家企业", "近百家", 100, "家", "max"),
    ("旅客逾千人", "逾千人", 1_000, "人", "min"),
    ("旅客超万人次", "超万人次", 10_000, "人次", "min"),
    ("曾不足万人", "不足万人", 10_000, "人", "max"),
    ("过百万人次", "过百万人次", 1_000_000, "人次", "min"),
    ("20多万吨", "20多万吨", 200_000, "吨", "min"),
    ("通关只要半小时", "半小时", 0.5, "小时", "exact"),
    ("通关要一个半小时", "一个半小时", 1.5, "小时", "exact"),
    ("工期两年半", "两年半", 2.5, "年", "exact"),
    ("7个小时可达", "7个小时", 7, "小时", "exact"),
    ("7小时可达", "7小时", 7, "小时", "exact"),
    ("要走7个多小时", "7个多小时", 7, "小时", "min"),
    ("要走300公里多", "300公里多", 300, "公里", "min"),
    ("15 分钟响应", "15 分钟", 15, "分钟", "exact"),
    ("15天以内办结", "15天以内", 15, "天", "max"),
    ("不到20分钟", "不到20分钟", 20, "分钟", "max"),
    ("最快3个工作日", "3个工作日", 3, "工作日", "exact"),
    ("新增12个国际航班", "12个", 12, "个", "exact"),
    ("旅游消费近5万亿", "近5万亿", 5_000_000_000_000, "", "max"),
    ("进口活牛3000头", "3000头", 3_000, "头", "exact"),
    ("气温零下20摄氏度", "20摄氏度", 20, "度", "exact"),
]  # fmt: skip

SHARES = [
    ("同比增长3.6%", "3.6%", 3.6, None, "%", "exact"),
    ("同比增长3.6％", "3.6％", 3.6, None, "%", "exact"),
    ("同比增长 3.6 %", "3.6 %", 3.6, None, "%", "exact"),
    ("增幅近5%", "近5%", 5, None, "%", "max"),
    ("货运量的90%以上", "90%以上", 90, None, "%", "min"),
    ("增长了近40%", "近40%", 40, None, "%", "max"),
    ("增长约3.4%左右", "约3.4%左右", 3.4, None, "%", "approx"),
    ("节约60%～80%的时间", "60%～80%", 60, 80, "%", "range"),
    ("节约60~80%的时间", "60~80%", 60, 80, "%", "range"),
    ("节约60%至80%", "60%至80%", 60, 80, "%", "range"),
    ("增长一成", "一成", 10, None, "%", "exact"),
    ("增长四成半", "四成半", 45, None, "%", "exact"),
    ("占四成四", "四成四", 44, None, "%", "exact"),
    ("入住率超九成", "超九成", 90, None, "%", "min"),
    ("入住率九成多", "九成多", 90, None, "%", "min"),
    ("入住率九成以上", "九成以上", 90, None, "%", "min"),
    ("占三四成", "三四成", 30, 40, "%", "range"),
    ("占全国的三分之一", "三分之一", 33.3333, None, "%", "exact"),
    ("占全国的1/3", "1/3", 33.3333, None, "%", "exact"),
    ("占到近四分之三", "近四分之三", 75, None, "%", "max"),
    ("约占全国三分之一", "三分之一", 33.3333, None, "%", "approx"),
    ("近占全省的60%", "60%", 60, None, "%", "max"),
    ("百分之四十八", "百分之四十八", 48, None, "%", "exact"),
    ("百分之三点五", "百分之三点五", 3.5, None, "%", "exact"),
    ("占一半以上", "一半以上", 50, None, "%", "min"),
    ("超过一半", "超过一半", 50, None, "%", "min"),
    ("占比达四分之一强", "四分之一", 25, None, "%", "exact"),
    ("同比-1.5%", "-1.5%", -1.5, None, "%", "exact"),
    ("增速为－1.5个百分点", "－1.5个百分点", -1.5, None, "百分点", "exact"),
    ("占比过半", "过半", 50, None, "%", "min"),
    ("提高2.3个百分点", "2.3个百分点", 2.3, None, "百分点", "exact"),
    ("提高2.3百分点", "2.3百分点", 2.3, None, "百分点", "exact"),
    ("是上年的1.5倍", "1.5倍", 1.5, None, "倍", "exact"),
    ("增长两倍多", "两倍多", 2, None, "倍", "min"),
    ("实现翻一番", "翻一番", 2, None, "倍", "exact"),
    ("实现翻番", "翻番", 2, None, "倍", "exact"),
    ("翻了两番", "翻了两番", 4, None, "倍", "exact"),
]  # fmt: skip

RANGES = [
    ("需要20—25小时", 20, 25, "小时"),
    ("需要20至25小时", 20, 25, "小时"),
    ("需要20到25个小时", 20, 25, "小时"),
    ("需要20小时—25小时", 20, 25, "小时"),
    ("约20—25小时", 20, 25, "小时"),
    ("需要三至五天", 3, 5, "天"),
    ("需要3~5天", 3, 5, "天"),
    ("每年3至5万吨", 30_000, 50_000, "吨"),
    ("每年3万至5万吨", 30_000, 50_000, "吨"),
    ("每年5000至1万吨", 5_000, 10_000, "吨"),
    ("三四百人", 300, 400, "人"),
    ("十七八个", 17, 18, "个"),
    ("两三千吨", 2_000, 3_000, "吨"),
]  # fmt: skip

LABELS = [
    ("沿着314国道行驶", ["314"]),
    ("G7高速", ["7"]),
    ("5G基站", ["5"]),
    ("“7×24小时”预约通关", ["7", "24小时"]),
    ("实行24小时通关", ["24小时"]),
    ("8座以下小客车", ["8座"]),
    ("20万吨级泊位", ["20万吨"]),
    ("30万吨油轮靠泊", ["30万吨"]),
    ("3A级景区", ["3"]),
    ("智慧口岸2.0版", ["2.0"]),
    ("4号泊位", ["4"]),
    ("世界500强企业", ["500"]),
    ("拨打12360热线", ["12360"]),
    ("75052次中欧班列", ["75052次"]),
    ("三年行动方案", ["三年"]),
    ("“6+1”产业", ["6", "1"]),
    ("编号20240001", ["20240001"]),
]  # fmt: skip

NOTHING = [
    "共建“一带一路”", "一系列举措", "一线工人", "统一标准", "一次报关", "“十四五”规划", "十八大报告",
    "二连浩特口岸", "九寨沟", "五指山", "百色", "万州", "四川", "三亚", "千年健", "百部", "中蒙两国", "沿海两地",
    "两岸", "两会", "一个口岸", "一家企业", "一条航线", "一名旅客", "这一年", "每一天", "某一天", "同一天",
    "进一步", "长三角", "三沙", "七台河市", "三台县", "五家渠市", "三元区", "十字路口", "千岛湖",
    "千方百计", "四通八达", "五湖四海", "万里长江", "人数十分庞大", "参数", "无数", "多数", "半导体",
    "半岛", "上海", "历史上百年", "完成", "建成", "一成不变", "三位一体", "五位一体", "一方面",
    "八达岭", "万一", "千万不要", "五一假期", "2024年", "8月份", "6月30日", "三家庭", "进出口岸", "百年大计", "万吨巨轮",
    "“三农”", "三峡", "六安", "十堰", "唯一", "之一", "其一", "一体化", "一般贸易", "一类口岸", "一级",
]  # fmt: skip


@pytest.mark.parametrize(("text", "written", "value", "unit", "bound"), AMOUNTS)
def test_amount(text: str, written: str, value: float, unit: str, bound: str) -> None:
    """An amount is read with its scale, unit and bound, and its span covers the bound words beside it."""
    [found] = quantities(text)

    assert (text[found.start : found.end], found.value, found.unit, found.bound, found.kind) == (
        written, value, unit, bound, "count",
    )  # fmt: skip


@pytest.mark.parametrize(("text", "written", "value", "value_max", "unit", "bound"), SHARES)
def test_share(text: str, written: str, value: float, value_max: float | None, unit: str, bound: str) -> None:
    """Percentages, fractions, tenths and multiples."""
    [found] = quantities(text)

    kind = "multiple" if unit == "倍" else "percent"
    assert (text[found.start : found.end], found.value, found.value_max, found.unit, found.bound, found.kind) == (
        written, value, value_max, unit, bound, kind,
    )  # fmt: skip


@pytest.mark.parametrize(("text", "value", "value_max", "unit"), RANGES)
def test_range(text: str, value: float, value_max: float, unit: str) -> None:
    """A range has both ends, the lower one with the scale and unit of the upper."""
    [found] = quantities(text)

    assert (found.value, found.value_max, found.unit, found.bound) == (value, value_max, unit, "range")


@pytest.mark.parametrize(("text", "written"), LABELS)
def test_label(text: str, written: list[str]) -> None:
    """A number that names or classes something is no amount."""
    found = quantities(text)

    assert [(text[q.number_start : q.unit_end], q.kind) for q in found] == [(w, "label") for w in written]


@pytest.mark.parametrize("text", NOTHING)
def test_no_quantity(text: str) -> None:
    """Numerals in names, idioms, articles and times are not numbers."""
    assert quantities(text) == []


@pytest.mark.parametrize(
    ("text", "written", "value", "unit"),
    [("位居全国第二", "第二", 2, ""), ("西藏第四个口岸", "第四个", 4, "个"), ("第5届", "第5", 5, ""), ("第12批", "第12批", 12, "批")],
)  # fmt: skip
def test_ordinal(text: str, written: str, value: float, unit: str) -> None:
    """第 makes an ordinal."""
    [found] = quantities(text)

    assert (text[found.start : found.end], found.value, found.unit, found.kind) == (
        written,
        value,
        unit,
        "ordinal",
    )


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("人员532万人次、车辆100万辆次，分别增长3.6%和7.1%", [5_320_000, 1_000_000, 3.6, 7.1]),
        ("从100万吨到200万吨", [1_000_000, 2_000_000]),
        ("由3家增至8家", [3, 8]),
        ("水运125个，航空85个，陆路101个", [125, 85, 101]),
        ("反超3家", [3]),
        ("附近3公里", [3]),
        ("节约60小时", [60]),
        ("通过3000辆", [3000]),
        ("打破2项纪录", [2]),
        ("5条多式联运线路", [5]),
        ("30列班列", [30]),
        ("仅一家企业", [1]),
    ],
)
def test_values_in_order(text: str, values: list[float]) -> None:
    """Each number of a clause once, from left to right."""
    assert [q.value for q in quantities(text)] == values


@pytest.mark.parametrize(
    "text", ["反超3家", "附近3公里", "节约60小时", "通过3000辆", "打破2项纪录", "5条多式联运线路"]
)
def test_a_bound_word_inside_another_word_bounds_nothing(text: str) -> None:
    assert [q.bound for q in quantities(text)] == ["exact"]


def test_spans_separate_the_number_from_its_bound_words() -> None:
    """number_start and unit_end hold the number and its unit alone."""
    text = "突破500万标准箱大关"

    [found] = quantities(text)

    assert found == Quantity(
        start=0, end=11, value=5_000_000, value_max=None, unit="标箱", unit_text="标准箱", bound="min",
        number_start=2, unit_end=9, rate=None, kind="count", chinese=False,
    )  # fmt: skip


def test_rate_is_the_denominator_of_the_unit() -> None:
    assert [(q.unit, q.rate) for q in quantities("能力50万吨/年，日均3000吨，运价3500元/吨")] == [
        ("吨", "年"), ("吨", None), ("元", "吨"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "growth"),
    [("8%", 8), ("一成", 10), ("1.5倍", 150), ("翻一番", 100), ("翻两番", 300), ("2个百分点", 2)],
)
def test_growth_in_percent(text: str, growth: float) -> None:
    """What a quantity says behind 增长."""
    assert [q.growth for q in quantities(text)] == [growth]


def test_spans_to_skip_hide_their_numbers() -> None:
    """Time expressions are passed to be left alone; what stands beside them is read."""
    text = "2024年货物吞吐量3.5亿吨，前7个月2亿吨"

    found = quantities(text, skip=[(16, 20), (0, 5)])

    assert [text[q.start : q.end] for q in found] == ["3.5亿吨", "2亿吨"]


def test_every_unit_reads_its_own_example() -> None:
    for row in load_table(LEXICON / "units.tsv", Unit):
        assert row.unit in [q.unit for q in quantities(row.example)], row


def test_units_are_written_once() -> None:
    forms = [form for row in load_table(LEXICON / "units.tsv", Unit) for form in row.forms]

    assert sorted(forms) == sorted(set(forms))


def test_every_bound_word_bounds_its_example_and_not_its_counter_example() -> None:
    for row in load_table(LEXICON / "bounds.tsv", BoundWord):
        assert [q.bound for q in quantities(row.example)] == [row.bound], row
        assert row.counter is None or [q.bound for q in quantities(row.counter)] == ["exact"], row


def test_every_label_holds_in_its_examples_alone() -> None:
    for row in load_list(LEXICON / "labels.yaml", Label):
        for text in row.yes:
            assert "label" in {q.kind for q in quantities(text)}, (row.id, text)
        for text in row.no:
            assert "label" not in {q.kind for q in quantities(text)}, (row.id, text)


NOISE = st.text(
    st.sampled_from(
        "0123456789０．，,.一二三十百千万亿两半几数上多余近超约第年月日个吨%％成分之点倍翻番～—至到-/×A 　口岸\n\0𠀀"
    ),
    max_size=80,
)


@settings(max_examples=300, deadline=None)
@given(NOISE)
def test_any_text_is_read_without_fault(text: str) -> None:
    """Spans lie inside the text, in order, without overlap; values are finite; reading twice gives the same."""
    found = quantities(text)

    assert found == quantities(text)
    edges = [edge for q in found for edge in (q.start, q.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)
    assert all(q.start <= q.number_start < q.unit_end <= q.end for q in found)
    assert all(abs(q.value) < 1e30 and (q.value_max is None or q.value_max > q.value) for q in found)
    assert all(re.search(r"\w", text[q.number_start : q.unit_end]) for q in found)


@pytest.mark.parametrize(
    "text",
    ["9" * 100_000, "一" * 100_000, "1,234" * 20_000, "约占" * 10_000, "3至" * 10_000, "近" * 20_000, "1/3" * 7_000, "百千万" * 7_000],
)  # fmt: skip
def test_noise_is_read_in_linear_time(text: str) -> None:
    started = time.process_time()

    quantities(text)

    assert time.process_time() - started < 2
