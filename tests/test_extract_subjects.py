"""Subjects: whose a number is, named, carried over, or of the one who speaks."""

from datetime import date
from typing import Any

import pytest

from extract.pipeline import Extractor
from tests.conftest import Read, article
from tests.statistic import H1, stat, told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "2024年，成都航空口岸出入境旅客539万人次，位居全国航空口岸第4位，仅次于上海浦东机场。今年已查验旅客466万人次。",
            [
                stat("成都航空口岸", "出入境旅客", 5_390_000, "人次", "exact", "2024-01-01/2024-12-31"),
                stat("成都航空口岸", "查验旅客", 4_660_000, "人次", "exact", "2025-01-01/2025-09-12"),
            ],
            id="who is behind in a ranking is spoken of no further",
        ),
        pytest.param(
            "大连港面向东北，去年开通了上海、青岛、广州等20条航线，今年旅客则有60万人次。",
            [
                stat("大连港", "航线", 20, "条", "exact", "2024-01-01/2024-12-31"),
                stat("大连港", "旅客", 600_000, "人次", "exact", "2025-01-01/2025-09-12"),
            ],
            id="where lines lead to is no subject",
        ),
        pytest.param(
            "经东部通道满洲里和绥芬河口岸进出境的中欧班列开行4554列。京唐港区和曹妃甸港区共完成吞吐量7246万吨。",
            [],
            id="what two ports have together is of neither",
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
            "去年，凭祥口岸水果进出口117万吨，进口109万吨，其他水果市场下降4%，合计20个。",
            [
                stat("凭祥口岸", "水果进出口", 1_170_000, "吨", "exact", "2024-01-01/2024-12-31"),
                stat("凭祥口岸", "水果进口", 1_090_000, "吨", "exact", "2024-01-01/2024-12-31"),
            ],
            id="a part of trade, and others without a name",
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
            "去年，唐山港和黄骅港增速居前，前者货运量增长23.5%，后者货运量增长21.9%。",
            [
                stat("唐山港", "货运量", None, "%", "exact", "2024-01-01/2024-12-31", 23.5),
                stat("黄骅港", "货运量", None, "%", "exact", "2024-01-01/2024-12-31", 21.9),
            ],
            id="the former and the latter",
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
            "丹东港很忙。8月11日，货轮直达大连港大窑湾码头，全程22天。共进口车厘子616标箱。",
            [stat("丹东港", "进口车厘子", 616, "标箱", "exact", "2025-08-11")],
            id="nor is where something arrives, nor a part of it",
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
            "烟台港吞吐量4.9亿吨，增长2.2%，而日照港则逆势增长6%。",
            [
                stat("烟台港", "吞吐量", 490_000_000, "吨", change_pct=2.2),
                stat("日照港", "吞吐量", None, "%", change_pct=6),
            ],
            id="another subject, the same metric",
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
            "锦州港粮食码头二期设计年通过能力500万吨，占地800亩。",
            [
                stat("锦州港粮食码头二期", "设计年通过能力", 5_000_000, "吨"),
                stat("锦州港粮食码头二期", "占地", 800, "亩"),
            ],
            id="a part of a harbour that no list names",
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
            "今年上半年，全国边检机关共查验出入境人员3.3亿人次，水运口岸承担超九成外贸进出口货量。",
            [
                stat("中国", "查验出入境人员", 330_000_000, "人次", "exact", H1),
                stat("中国", "水运口岸承担外贸进出口货量比重", 90, "%", "min", H1),
            ],
            id="who counts is no part of the metric, what is shared is",
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
            "芜湖港很忙，芜湖—上海航线每周37班，芜湖港货物吞吐量1亿吨。",
            [stat("芜湖港", "航线每周", 37, "班"), stat("芜湖港", "货物吞吐量", 100_000_000, "吨")],
            id="a line between two towns is of neither",
        ),
        pytest.param(
            "环渤海四港煤炭库存1400万吨，大秦线日均运量125万吨，秦皇岛港卸车6000车。",
            [
                stat("环渤海", "四港煤炭库存", 14_000_000, "吨"),
                stat("大秦线", "日均运量", 1_250_000, "吨"),
                stat("秦皇岛港", "卸车", 6000, "车"),
            ],
            id="a line has figures of its own",
        ),
        pytest.param(
            "今年上半年，广西进出口3000亿元，中欧班列累计开行1.6万列，海沧保税港区进出口300亿元。",
            [
                stat("广西", "进出口", 3e11, "元", "exact", H1),
                stat("中欧班列", "开行", 16_000, "列", "exact", H1),
                stat("海沧保税港区", "进出口", 3e10, "元", "exact", H1),
            ],
            id="so have a train service and a site that no list names",
        ),
        pytest.param(
            "满洲里口岸货运增长。今年上半年，中欧班列累计开行2000列。",
            [stat("满洲里口岸", "中欧班列累计开行", 2000, "列", "exact", H1)],
            id="the trains of the port that is spoken of",
        ),
        pytest.param(
            "“兴安号”轮载客2000人。",
            [stat("“兴安号”轮", "载客", 2000, "人")],
            id="a ship is not the place that it is called after",
        ),
        pytest.param(
            "8月31日，广州港新沙港区11号12号通用泊位正式动工。该项目设计年通过能力为560万吨，总投资18亿元。",
            [
                stat("广州港新沙港区11号12号通用泊位", "设计年通过能力", 5_600_000, "吨"),
                stat("广州港新沙港区11号12号通用泊位", "总投资", 1_800_000_000, "元"),
            ],
            id="the project is the works last named",
        ),
        pytest.param(
            "今年上半年，广西水果进口增长。项目总投资3亿元，我们公司订单600柜，比去年增长20%。",
            [],
            id="a project and a company without a name",
        ),
        pytest.param(
            "今年上半年，厦门自贸片区进出口800亿元。中欧班列（西安）开行2000列，杭甬运河过闸货物3000万吨。",
            [
                stat("厦门自贸片区", "进出口", 8e10, "元", "exact", H1),
                stat("中欧班列（西安）", "开行", 2000, "列", "exact", H1),
                stat("杭甬运河", "过闸货物", 30_000_000, "吨", "exact", H1),
            ],
            id="a zone behind its town, a train service with one in brackets, a canal",
        ),
        pytest.param(
            "大连港集团7日宣布，大窑湾北岸集装箱码头工程正式开工，工程总投资86亿元。哈大铁路货运专线日均发送集装箱12列。",
            [
                stat("大窑湾北岸集装箱码头工程", "总投资", 8.6e9, "元"),
                stat("哈大铁路货运专线", "日均发送集装箱", 12, "列"),
            ],
            id="works that are begun, and a line for goods",
        ),
        pytest.param(
            "“去年，我们完成营收5000万元。今年，我们的目标是完成营收6500万元。”泰兴港务有限公司总经理闵金权说。",
            [
                stat("泰兴港务有限公司", "营收", 50_000_000, "元", "exact", "2024-01-01/2024-12-31"),
                stat("泰兴港务有限公司", "营收", 65_000_000, "元", "exact", "2025-01-01/2025-12-31"),
            ],
            id="who speaks is named behind a quotation of two sentences",
        ),
        pytest.param(
            "丹东港客流平稳。一桥连三地的港珠澳大桥珠海公路口岸迎来高峰，出入境客流17万人次。",
            [stat("港珠澳大桥口岸", "出入境客流", 170_000, "人次")],
            id="a port behind its attribute",
        ),
        pytest.param(
            "丹东很忙。\n据深圳边检总站统计，8月18日至21日，共查验出入境人员311万人次。",
            [
                stat(
                    "深圳出入境边防检查总站",
                    "查验出入境人员",
                    3_110_000,
                    "人次",
                    "exact",
                    "2025-08-18/2025-08-21",
                )
            ],
            id="who checks counts for itself",
        ),
        pytest.param(
            "黑龙江货运增长。截至8月16日，经满洲里和绥芬河口岸进出境的班列累计开行10556列。",
            [],
            id="several ports together are not the place last named",
        ),
        pytest.param(
            "24日，中国最大沉箱拉上驳船，重5300吨。", [], id="the greatest of a country is not the country"
        ),
        pytest.param(
            "牡丹江市口岸货运增长。今年上半年，全市口岸进出境货运量570万吨。",
            [stat("牡丹江市", "口岸进出境货运量", 5_700_000, "吨", "exact", H1)],
            id="the whole town is that of the port",
        ),
        pytest.param(
            "据国家移民管理局预测，全国口岸将迎来高峰。该局表示，日均出入境旅客205万人次。",
            [stat("中国", "日均出入境旅客", 2_050_000, "人次")],
            id="a body of the state speaks for the country",
        ),
        pytest.param(
            "去年，绥芬河口岸过货1021万吨，占黑龙江全省陆路口岸80%，对俄贸易额106亿元。",
            [
                stat("绥芬河口岸", "过货", 10_210_000, "吨", "exact", "2024-01-01/2024-12-31"),
                stat("绥芬河口岸", "占黑龙江全省陆路口岸比重", 80.0, "%", "exact", "2024-01-01/2024-12-31"),
                stat("绥芬河口岸", "对俄贸易额", 1.06e10, "元", "exact", "2024-01-01/2024-12-31"),
            ],
            id="the whole of which it is a share",
        ),
        pytest.param(
            "目前，经霍尔果斯国境站出境班列线路达16条。",
            [stat("霍尔果斯铁路口岸", "出境班列线路", 16, "条", "exact", "2025-09-12")],
            id="a station at the border is the railway port",
        ),
    ],
)
def test_a_number_is_of_whom_the_text_speaks(read: Read, text: str, expected: list[dict[str, Any]]) -> None:
    assert told(read, text) == expected


def test_a_speaker_speaks_for_his_body_even_when_his_sentence_names_another_first(read: Read) -> None:
    text = "国务院新闻办公室25日举行发布会，海关总署署长孙梅君表示，五年来累计签署文件120份。"

    assert read(text, "stat", "subject", "value") == [{"subject": "中国", "value": 120}]


def test_a_speaker_speaks_for_the_place_of_his_office(read: Read) -> None:
    text = "丹东市口岸办主任李国强介绍，水运口岸新增开放泊位6个。"

    assert read(text, "stat", "subject", "metric", "value", "said_by") == [
        {"subject": "丹东市", "metric": "水运口岸新增开放泊位", "value": 6, "said_by": "李国强"}
    ]


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
