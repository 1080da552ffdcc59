"""Statistics: subject, metric, value, period and change of every number, clause by clause."""

from datetime import date
from typing import Any

import pytest

from extract.pipeline import Extractor
from tests.conftest import Read, article

KEYS = ("subject", "metric", "value", "unit", "bound", "period", "change_pct", "change_base")
H1 = "2025-01-01/2025-06-30"
JAN_AUG = "2025-01-01/2025-08-31"


def stat(
    subject: str, metric: str, value: float | None, unit: str, bound: str = "exact", period: str | None = None,
    change_pct: float | None = None, change_base: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    return dict(
        zip(KEYS, (subject, metric, value, unit, bound, period, change_pct, change_base), strict=True)
    )


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
            "2024年，成都航空口岸出入境旅客539万人次，位居全国航空口岸第4位，仅次于上海浦东机场。今年已查验旅客466万人次。",
            [
                stat("成都航空口岸", "出入境旅客", 5_390_000, "人次", "exact", "2024-01-01/2024-12-31"),
                stat("成都航空口岸", "查验旅客", 4_660_000, "人次", "exact", "2025-01-01/2025-09-12"),
            ],
            id="who is behind in a ranking is spoken of no further",
        ),
        pytest.param(
            "凭祥海关相继服务了中国香港等地企业，东兴海关至今监管航班580架次。",
            [stat("东兴海关", "监管航班", 580, "架次", "exact", "2025-09-12")],
            id="what a clause only reaches is no subject",
        ),
        pytest.param(
            "投资42亿元修建的嘉策铁路已经通车，并有总投资3亿元的新货场。策克口岸修建了全长56公里的柏油路。",
            [stat("嘉策铁路", "投资", 4_200_000_000, "元")],
            id="what has no name has no numbers",
        ),
        pytest.param(
            "今年国庆节期间全国口岸出入境1309万人次，单日最高峰出现在10月5日，达203万人次。其中，外国人101万人次。",
            [
                stat("中国", "口岸出入境", 13_090_000, "人次", "exact", "2025-10-01/2025-10-08"),
                stat("中国", "单日最高峰", 2_030_000, "人次", "exact", "2025-10-05"),
                stat("中国", "外国人", 1_010_000, "人次", "exact", "2025-10-01/2025-10-08"),
            ],
            id="the day of a peak does not hold on",
        ),
        pytest.param(
            "从满都拉口岸正式开放到今年8月，满都拉口岸货运量200余吨。",
            [stat("满都拉口岸", "货运量", 200, "吨", "min", "2025-08-31")],
            id="since something that has no date",
        ),
        pytest.param(
            "149辆商品车从霍尔果斯公路口岸出境。今年经霍尔果斯公路口岸平均日均出口约120辆商品车。",
            [
                stat("霍尔果斯公路口岸", "商品车", 149, "辆"),
                stat("霍尔果斯公路口岸", "日均出口商品车", 120, "辆", "approx", "2025-01-01/2025-09-12"),
            ],
            id="a port behind the number, and a rate before it",
        ),
        pytest.param(
            "去年，凭祥口岸水果进出口117万吨，进口109万吨，其他水果市场下降4%，合计20个。",
            [
                stat("凭祥口岸", "水果进出口", 1_170_000, "吨", "exact", "2024-01-01/2024-12-31"),
                stat("凭祥口岸", "水果进口", 1_090_000, "吨", "exact", "2024-01-01/2024-12-31"),
            ],
            id="a part of trade, and others without a name",
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
            "长江沿岸吞吐能力超过1亿吨的省市由2020年的3个增加到目前的7个，江苏内河吞吐能力4亿吨。",
            [
                stat("江苏", "内河吞吐能力", 400_000_000, "吨"),
            ],
            id="what is counted is said by a number",
        ),
        pytest.param(
            "5月洋山港区处理92.7万个标准货柜，按年跌4.3%。",
            [stat("洋山港区", "处理", 927_000, "标箱", "exact", "2025-05-01/2025-05-31", -4.3, "yoy")],
            id="as papers in Hong Kong put it",
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
            "去年，长江干线货运量12亿吨，增速排名全国第一，集装箱吞吐量300万标箱。东盟为我国第一大贸易伙伴，占我国外贸总值的14.6%。",
            [
                stat("长江干线", "货运量", 1_200_000_000, "吨", "exact", "2024-01-01/2024-12-31"),
                stat("长江干线", "集装箱吞吐量", 3_000_000, "标箱", "exact", "2024-01-01/2024-12-31"),
                stat("东盟", "占我国外贸总值比重", 14.6, "%", "exact", "2024-01-01/2024-12-31"),
            ],
            id="a river, and a partner that the next clause speaks of",
        ),
        pytest.param(
            "2025年4月1日，花湖机场国际货运航班起飞。花湖机场已开通14条国际航线，完成3000吨用时两个月，超计划进度83万吨。",
            [stat("鄂州花湖国际机场口岸", "国际航线", 14, "条")],
            id="what is so by now, a pace and a plan outrun",
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
            "去年，唐山港和黄骅港增速居前，前者货运量增长23.5%，后者货运量增长21.9%。",
            [
                stat("唐山港", "货运量", None, "%", "exact", "2024-01-01/2024-12-31", 23.5),
                stat("黄骅港", "货运量", None, "%", "exact", "2024-01-01/2024-12-31", 21.9),
            ],
            id="the former and the latter",
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
            "去年，厦门港2.1亿吨的货物吞吐量领先福州港近千万吨。",
            [stat("厦门港", "货物吞吐量", 210_000_000, "吨", "exact", "2024-01-01/2024-12-31")],
            id="a lead over another port is no amount",
        ),
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
            "满洲里铁路口岸班列（含回程）通行数量稳步增长，日均15列以上。",
            [stat("满洲里铁路口岸", "日均班列通行数量稳步", 15, "列", "min")],
            id="a daily rate of what the clause before speaks of",
        ),
        pytest.param(
            "湘江新区码头距离长沙霞凝港1.2公里，码头岸线长310米。",
            [stat("湘江新区码头", "码头岸线长", 310, "米")],
            id="what something is far from is not spoken of further",
        ),
        pytest.param(
            "去年，烟台港完成货物吞吐量5亿吨，增长4%，高出全国沿海港口平均增速1.2个百分点；完成集装箱500万标箱。",
            [
                stat("烟台港", "货物吞吐量", 5e8, "吨", "exact", "2024-01-01/2024-12-31", 4.0),
                stat("烟台港", "集装箱", 5_000_000, "标箱", "exact", "2024-01-01/2024-12-31"),
            ],
            id="what a rate exceeds is neither an amount nor the subject",
        ),
        pytest.param(
            "日照港两艘30万吨矿船同时靠泊。去年，东兴口岸出入境人次首次突破900万大关。",
            [stat("东兴口岸", "出入境人次", 9_000_000, "人次", "min", "2024-01-01/2024-12-31")],
            id="the size of a ship is none, a round number takes the unit of its metric",
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
            "今年上半年，全国港口集装箱吞吐量增长4%，增速较上月加快1.2个百分点。",
            [stat("中国", "港口集装箱吞吐量", None, "%", "exact", H1, 4.0)],
            id="the change of a change is none",
        ),
        pytest.param(
            "去年，青岛港生产繁忙，大港港区、前湾港区、董家口港区等处大船频靠，完成靠离船舶621艘次。",
            [stat("青岛港", "靠离船舶", 621, "艘次", "exact", "2024-01-01/2024-12-31")],
            id="places where something goes on are not the subject",
        ),
        pytest.param(
            "去年，北仑河大桥正式通车。桥梁起点位于广西壮族自治区东兴市，全长300米。",
            [stat("北仑河大桥", "全长", 300, "米")],
            id="where something begins is not the subject",
        ),
        pytest.param(
            "今年上半年，东兴口岸验放出入境旅客350万人次，下降2.5%。",
            [stat("东兴口岸", "验放出入境旅客", 3_500_000, "人次", "exact", H1, -2.5)],
            id="a fall is negative, and no base is made up",
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
            "云南现有28个对外开放口岸。",
            [stat("云南", "对外开放口岸", 28, "个")],
            id="counted things behind the number",
        ),
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
            "今年前8个月，广西货物贸易进出口额同比增长12.7%。",
            [stat("广西", "货物贸易进出口额", None, "%", "exact", JAN_AUG, 12.7, "yoy")],
            id="a change without a value",
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
            "瑞丽口岸日均通关车辆2100辆次。目前，该口岸有查验通道12条。",
            [
                stat("瑞丽口岸", "日均通关车辆", 2100, "辆次"),
                stat("瑞丽口岸", "查验通道", 12, "条", "exact", "2025-09-12"),
            ],
            id="该口岸 is the port last named",
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
            "东兴口岸日均验放量由去年的3万人次增长到今年的4.1万人次。",
            [
                stat("东兴口岸", "日均验放量", 30_000, "人次", "exact", "2024-01-01/2024-12-31"),
                stat("东兴口岸", "日均验放量", 41_000, "人次", "exact", "2025-01-01/2025-09-12"),
            ],
            id="each of two values has its time",
        ),
        pytest.param(
            "烟台港吞吐量4.9亿吨，增长2.2%，而日照港则逆势增长6%。",
            [
                stat("烟台港", "吞吐量", 490_000_000, "吨", change_pct=2.2),
                stat("日照港", "吞吐量", None, "%", change_pct=6),
            ],
            id="another subject, the same metric",
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
            "日照港以5.8亿吨的吞吐量继续领先。",
            [stat("日照港", "吞吐量", 580_000_000, "吨")],
            id="a metric behind 的",
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
            "重庆江北、西安咸阳机场等航空口岸秩序井然，每天验放旅客分别为1.2万人次、1.1万人次。",
            [
                stat("重庆江北国际机场口岸", "每天验放旅客", 12_000, "人次"),
                stat("西安咸阳国际机场口岸", "每天验放旅客", 11_000, "人次"),
            ],
            id="subjects in the clause before",
        ),
        pytest.param(
            "上半年，防城港口岸进口矿产品210批次，3600吨，同比分别增长12%、8%。",
            [
                stat("防城港", "进口矿产品", 210, "批次", "exact", H1, 12, "yoy"),
                stat("防城港", "进口矿产品", 3600, "吨", "exact", H1, 8, "yoy"),
            ],
            id="amounts between commas",
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
            "全国口岸客流恢复至2019年国庆同期的八成，其中单日最高客流量出现在8月2日，达12.7万人次。",
            [stat("中国", "单日最高客流量", 127_000, "人次", "exact", "2025-08-02")],
            id="the year of a comparison is not the year spoken of",
        ),
        pytest.param(
            "1至7月，承接目前广西主要边境贸易的东兴口岸进出口总值突破30亿元。",
            [stat("东兴口岸", "进出口总值", 3_000_000_000, "元", "min", "2025-01-01/2025-07-31")],
            id="a port that much is told of",
        ),
        pytest.param(
            "位于西藏自治区定结县、海拔4300米的日屋口岸已开通。",
            [stat("日屋口岸", "海拔", 4300, "米")],
            id="a number before the port it describes",
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
            "珠海拱北、横琴口岸日均出入境人员预计将达到32万、7.5万人次。",
            [
                stat("拱北口岸", "日均出入境人员", 320_000, "人次"),
                stat("横琴口岸", "日均出入境人员", 75_000, "人次"),
            ],
            id="a list shared out without a word for it, its unit at its end",
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
            "继5月、6月后，8月份二连浩特口岸进口煤炭突破100万吨。",
            [stat("二连浩特口岸", "进口煤炭", 1_000_000, "吨", "min", "2025-08-01/2025-08-31")],
            id="months after which it happened again",
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
            "今年上半年，横琴口岸单日客流量最高超8.6万人次，连续突破8万人次大关。",
            [
                stat("横琴口岸", "单日客流量", 86_000, "人次", "min", H1),
                stat("横琴口岸", "单日客流量", 80_000, "人次", "min", H1),
            ],
            id="a peak above a mark, and a mark passed again and again",
        ),
        pytest.param(
            "今年上半年，大连港出口31亿美元，由去年的增长20.8%转为下降2.4%。",
            [stat("大连港", "出口", 3_100_000_000, "美元", "exact", H1, -2.4)],
            id="a change that has turned round",
        ),
        pytest.param(
            "锦州港粮食码头二期设计年通过能力500万吨，占地800亩。",
            [
                stat("锦州港粮食码头二期", "设计年通过能力", 5_000_000, "吨"),
                stat("锦州港粮食码头二期", "占地", 800, "亩"),
            ],
            id="a part of a harbour that no list names",
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
            "今年上半年，新郑机场进出境航班和人员分别占全省航班和人员总数的13%和32%。",
            [
                stat("郑州新郑国际机场口岸", "进出境航班占全省航班和人员总数比重", 13, "%", "exact", H1),
                stat("郑州新郑国际机场口岸", "人员占全省航班和人员总数比重", 32, "%", "exact", H1),
            ],
            id="shares of two things",
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
            "今年上半年，江苏港口货物吞吐量12亿吨，其中，沿江港口9亿吨，外贸吞吐量2亿吨；内河港口2亿吨。",
            [
                stat("江苏", "港口货物吞吐量", 1_200_000_000, "吨", "exact", H1),
                stat("江苏", "沿江港口货物吞吐量", 900_000_000, "吨", "exact", H1),
                stat("江苏", "沿江港口外贸吞吐量", 200_000_000, "吨", "exact", H1),
                stat("江苏", "内河港口货物吞吐量", 200_000_000, "吨", "exact", H1),
            ],
            id="groups of ports that have no name",
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
            "2024年，太仓港集装箱吞吐量704万标箱，排名由2015年的第47位上升到第25位。大连港不断刷新货物吞吐量新高，首次突破3亿吨。",
            [
                stat("太仓港", "集装箱吞吐量", 7_040_000, "标箱", "exact", "2024-01-01/2024-12-31"),
                stat("大连港", "货物吞吐量", 300_000_000, "吨", "min", "2024-01-01/2024-12-31"),
            ],
            id="a rank before, and a record broken again and again",
        ),
        pytest.param(
            "今年上半年，全国边检机关共查验出入境人员3.3亿人次，水运口岸承担超九成外贸进出口货量。",
            [
                stat("中国", "查验出入境人员", 330_000_000, "人次", "exact", H1),
                stat("中国", "水运口岸承担外贸进出口货量比重", 90, "%", "min", H1),
            ],
            id="who counts is no part of the metric, what is shared is",
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
            "南京海关发布数据，今年上半年，我省外贸进出口总值2.1万亿元，同比（下同）增长8.5%，较全国整体增速高0.2个百分点，占全国的13.3%。其中，出口1.3万亿元，增长9%。",
            [
                stat("江苏", "外贸进出口总值", 2_100_000_000_000, "元", "exact", H1, 8.5, "yoy"),
                stat("江苏", "占全国比重", 13.3, "%", "exact", H1),
                stat("江苏", "出口", 1_300_000_000_000, "元", "exact", H1, 9.0, "yoy"),
            ],
            id="the province of the body that speaks, and one base for all",
        ),
        pytest.param(
            "今年上半年，云南外贸额60亿美元，东盟依然是云南最大的贸易伙伴，对东盟贸易额24亿美元。",
            [
                stat("云南", "外贸额", 6_000_000_000, "美元", "exact", H1),
                stat("云南", "对东盟贸易额", 2_400_000_000, "美元", "exact", H1),
            ],
            id="trade with a partner is not the partner's",
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
            "8月份，秦皇岛港煤炭库存增加84万吨、天津港增加11万吨，增幅分别为11.3%、6.1%。",
            [
                stat("秦皇岛港", "煤炭库存增加", 840_000, "吨", "exact", "2025-08-01/2025-08-31", 11.3),
                stat("天津港", "增加", 110_000, "吨", "exact", "2025-08-01/2025-08-31", 6.1),
            ],
            id="rates in a clause of their own, shared out",
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
            "今年上半年，江苏煤炭、矿建材料是主要货种，分别占总量的36%、32%，货物周转量5736亿吨公里。",
            [
                stat("江苏", "煤炭占总量比重", 36, "%", "exact", H1),
                stat("江苏", "矿建材料占总量比重", 32, "%", "exact", H1),
                stat("江苏", "货物周转量", 573_600_000_000, "吨公里", "exact", H1),
            ],
            id="shares of what the clause before lists",
        ),
        pytest.param("9月2日，虎林口岸气温降至27℃，降雪量达17毫米。", [], id="the weather"),
        pytest.param(
            "洋山港进口车厘子，智利车厘子产量65万吨，相当于1.3亿箱。", [], id="what another country grows"
        ),
        pytest.param(
            "芜湖港很忙，芜湖—上海航线每周37班，芜湖港货物吞吐量1亿吨。",
            [stat("芜湖港", "航线每周", 37, "班"), stat("芜湖港", "货物吞吐量", 100_000_000, "吨")],
            id="a line between two towns is of neither",
        ),
        pytest.param("烟台成为全国第10个吞吐量过2亿吨的城市。", [], id="what one becomes"),
        pytest.param(
            "今年上半年，我国港口货物吞吐量保持高速增长，比去年同期上升了21.3%。",
            [stat("中国", "港口货物吞吐量", None, "%", "exact", H1, 21.3, "yoy")],
            id="a change of what the clause before names",
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
    ],
)
def test_a_sentence_gives_its_statistics(read: Read, text: str, expected: list[dict[str, Any]]) -> None:
    assert read(text, "stat", *KEYS) == expected


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("该项目设计年吞吐能力670万标箱。", "capacity"),
        ("大连港今年计划投入24亿元。", "plan"),
        ("预计全年大连港货物吞吐量将达到3亿吨。", "forecast"),
        ("大连港货物吞吐量达到3亿吨。", "observed"),
    ],
)
def test_what_was_observed_is_told_from_what_is_planned(read: Read, text: str, modality: str) -> None:
    assert read(text, "stat", "modality", title="大连港") == [{"modality": modality}]


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


def test_a_rank_belongs_to_the_value_before_it(read: Read) -> None:
    found = read("江苏拥有17个水运口岸，数量紧随广东之后居全国第二。", "stat", "subject", "value", "rank")

    assert found == [{"subject": "江苏", "value": 17, "rank": 2}]


def test_until_a_day_of_this_year_is_an_interval(read: Read) -> None:
    text = "截至昨天（9月11日），阿拉山口铁路口岸今年验放班列超2400列，发运货物300万吨以上。"

    assert read(text, "stat", "metric", "value", "period") == [
        {"metric": "验放班列", "value": 2400, "period": "2025-01-01/2025-09-11"},
        {"metric": "发运货物", "value": 3_000_000, "period": "2025-01-01/2025-09-11"},
    ]


def test_a_speaker_speaks_for_his_body_even_when_his_sentence_names_another_first(read: Read) -> None:
    text = "国务院新闻办公室25日举行发布会，海关总署署长孙梅君表示，五年来累计签署文件120份。"

    assert read(text, "stat", "subject", "value") == [{"subject": "中国", "value": 120}]


def test_a_speaker_speaks_for_the_place_of_his_office(read: Read) -> None:
    text = "丹东市口岸办主任李国强介绍，水运口岸新增开放泊位6个。"

    assert read(text, "stat", "subject", "metric", "value", "said_by") == [
        {"subject": "丹东市", "metric": "水运口岸新增开放泊位", "value": 6, "said_by": "李国强"}
    ]


def test_without_a_date_of_publication_only_absolute_times_are_resolved(read: Read) -> None:
    text = "2024年大连港货物吞吐量3亿吨。今年上半年，大连港货物吞吐量1.6亿吨。"

    found = read(text, "stat", "value", "period", "period_text", published=None)

    assert found == [
        {"value": 300_000_000, "period": "2024-01-01/2024-12-31", "period_text": "2024年"},
        {"value": 160_000_000, "period": None, "period_text": "今年上半年"},
    ]


def test_the_evidence_is_the_clause_with_its_change(read: Read) -> None:
    [row] = read("据统计，今年上半年，大连港货物吞吐量1.6亿吨，同比增长4%，创新高。", "stat")

    assert row["evidence"] == {"start": 10, "end": 30, "text": "大连港货物吞吐量1.6亿吨，同比增长4%"}


def test_every_number_has_its_fate(extractor: Extractor) -> None:
    text = "沿着314国道，大连港货物吞吐量1.6亿吨，比两年前多。在这5个口岸中，旅客等了半小时。"

    fates = [(number.text, fate) for number, fate in extractor.numbers(article(text))]

    assert fates == [
        ("314", "a label, not an amount"),
        ("1.6亿吨", None),
        ("5个", "speaks of things counted before"),
        ("半小时", "a duration told in passing"),
    ]


def test_dates_are_read_against_the_day_of_publication(read: Read) -> None:
    found = read("前三季度，大连港货物吞吐量2.3亿吨。", "stat", "period", published=date(2023, 10, 20))

    assert found == [{"period": "2023-01-01/2023-09-30"}]


def test_a_number_of_nobody_is_no_statistic_and_is_told_apart(extractor: Extractor) -> None:
    document = article("货物吞吐量达到3亿吨。")

    assert [fact for fact in extractor.facts(document) if fact.claim.type == "stat"] == []
    assert [reason for _, reason in extractor.numbers(document)] == ["nothing says whose it is"]


def test_a_number_of_which_only_its_source_is_told_is_of_the_place_of_that_source(read: Read) -> None:
    found = read("据大连海关统计，货物吞吐量达到3亿吨。", "stat", "subject")

    assert found == [{"subject": "大连市"}]


def test_the_whole_province_is_that_of_the_paper(extractor: Extractor) -> None:
    [block] = article("2021年，全省港口货物吞吐量12.3亿吨。").articles

    def subjects(publication: str | None) -> list[str]:
        reading = extractor.reader.read(block, date(2022, 1, 20), publication)
        return [draft.subject.label for _, draft in reading.drafts]

    assert subjects("河北日报") == ["河北"]
    assert subjects(None) == []


def test_a_paragraph_that_breaks_down_the_one_before_goes_on_with_its_subject_and_time(read: Read) -> None:
    found = read(
        "去年暑期，全国口岸出入境1.1亿人次。\n其中，外国人1089万人次。", "stat", "subject", "period", "value"
    )

    assert [row["subject"] for row in found] == ["中国", "中国"]
    assert len({row["period"] for row in found}) == 1
