"""Mentions: what a sentence names, known or not, and what short words stand for."""

import pytest

from extract.discourse import Discourse
from extract.fact import EntityClaim
from extract.pipeline import Extractor
from tests.conftest import article


def named(extractor: Extractor, *sentences: str) -> list[tuple[str, str, str]]:
    """Surface, class and label of the outer mentions of the last of some sentences."""
    discourse = Discourse()
    for text in sentences:
        mentions, _ = extractor.reader.mentions.find(text, discourse)
    return [(text[m.start : m.end], m.entity.cls, m.entity.label) for m in mentions if not m.inner]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("二连浩特口岸客流增长", [("二连浩特口岸", "Port", "二连浩特口岸")]),
        ("巢湖港巢城港区扩建", [("巢湖港", "Port", "巢湖港"), ("巢城港区", "Port", "巢城港区")]),
        ("长江沿岸重点码头建设加快", []),
        ("中蒙双边性常年开放陆路边境口岸", [("中", "Country", "中国"), ("蒙", "Country", "蒙古国")]),
        ("天津国际邮轮母港开港", [("天津国际邮轮母港", "Port", "天津国际邮轮母港")]),
        ("国投洋浦港有限公司介绍", [("国投洋浦港有限公司", "Organization", "国投洋浦港有限公司")]),
        ("从黑石岭口岸出境", [("黑石岭口岸", "Port", "黑石岭口岸")]),
        (
            "内蒙古满都拉口岸恢复通关",
            [("内蒙古", "Province", "内蒙古"), ("满都拉口岸", "Port", "满都拉口岸")],
        ),
        ("大连港口岸扩大开放", [("大连港口岸", "Port", "大连港")]),
        ("磨憨药材进口边境口岸正式通关", [("磨憨药材进口边境口岸", "Port", "磨憨口岸")]),
        ("磨憨铁路口岸客流增长", [("磨憨铁路口岸", "Port", "磨憨铁路口岸")]),
        ("深圳机场口岸客流增长", [("深圳机场口岸", "Port", "深圳宝安国际机场口岸")]),
        (
            "拱北、横琴、青茂口岸客流增长",
            [("拱北", "Port", "拱北口岸"), ("横琴", "Port", "横琴口岸"), ("青茂口岸", "Port", "青茂口岸")],
        ),
        (
            "霍尔果斯、阿拉山口等边境口岸客流增长",
            [("霍尔果斯", "Port", "霍尔果斯口岸"), ("阿拉山口", "Port", "阿拉山口口岸")],
        ),
        (
            "北京首都、上海浦东、广州白云机场客流平稳",
            [
                ("北京首都", "Port", "北京首都国际机场口岸"),
                ("上海浦东", "Port", "上海浦东国际机场口岸"),
                ("广州白云机场", "Port", "广州白云国际机场口岸"),
            ],
        ),
        (
            "经沙头角、文锦渡口岸出入境",
            [("沙头角", "Port", "沙头角口岸"), ("文锦渡口岸", "Port", "文锦渡口岸")],
        ),
        (
            "大通道满洲里、绥芬河铁路口岸繁忙",
            [("满洲里", "Port", "满洲里铁路口岸"), ("绥芬河铁路口岸", "Port", "绥芬河铁路口岸")],
        ),
        (
            "拱北口岸8.6万余人次、横琴口岸3万人次",
            [("拱北口岸", "Port", "拱北口岸"), ("横琴口岸", "Port", "横琴口岸")],
        ),
        ("南宁机场客流增长", [("南宁机场", "Port", "南宁吴圩国际机场口岸")]),
        ("宁波国际集装箱码头很忙", [("宁波国际集装箱码头", "Port", "宁波国际集装箱码头")]),
        ("自动化码头很忙", []),
        (
            "重庆江北、昆明长水等大型空港口岸客流增长",
            [("重庆江北", "Port", "重庆江北国际机场口岸"), ("昆明长水", "Port", "昆明长水国际机场口岸")],
        ),
        (
            "皇岗、福田两个口岸客流增长",
            [("皇岗", "Port", "皇岗口岸"), ("福田", "Port", "福田口岸")],
        ),
        (
            "钦州港、防城港、北海港很忙",
            [("钦州港", "Port", "钦州港"), ("防城港", "Port", "防城港"), ("北海港", "Port", "北海港")],
        ),
        ("位于集安市的泉石口岸今年开通", [("集安市", "County", "集安市"), ("泉石口岸", "Port", "泉石口岸")]),
        ("该矿距毕其格图口岸仅20公里", [("毕其格图口岸", "Port", "毕其格图口岸")]),
        ("矿船在鹭浪湾码头靠泊", [("鹭浪湾码头", "Port", "鹭浪湾码头")]),
        ("从最大口岸和客运码头出发", []),
        ("青岛港口吞吐量增长", [("青岛港口", "Port", "青岛港")]),
        ("大连港集团完成投资", [("大连港集团", "Organization", "大连港集团")]),
        ("烟台市港航局介绍", [("烟台市港航局", "Organization", "烟台市港航局")]),
        (
            "中俄珲春口岸很忙",
            [("中", "Country", "中国"), ("俄", "Country", "俄罗斯"), ("珲春口岸", "Port", "珲春口岸")],
        ),
        ("沿海城市建设加快", []),
        ("黑龙江流域进入封冻期", []),
        ("件杂散货进出港量增长", []),
        ("大批临港工业项目开工", []),
        ("有小香港之称", []),
        (
            "湖南省港务集团与港务集团公司",
            [
                ("湖南省港务集团", "Organization", "湖南省港务集团"),
                ("港务集团", "Organization", "湖南省港务集团"),
            ],
        ),
        ("各边境州市和县市商务局", []),
        ("吉林省重要的铁矿粉进口口岸", [("吉林省", "Province", "吉林"), ("铁矿粉", "Commodity", "铁矿石")]),
        ("形成东中西全方位口岸开放布局", []),
        ("深圳口岸客流增长", [("深圳口岸", "Port", "深圳口岸")]),
        (
            "舟山大浦口集装箱码头很忙",
            [("舟山", "City", "舟山市"), ("大浦口集装箱码头", "Port", "大浦口集装箱码头")],
        ),
        ("许家沟机场通航", [("许家沟机场", "Port", "许家沟机场")]),
        ("增幅居前五大口岸之首", []),
        ("据东乌旗口岸委消息", []),
        ("粤港澳陆路口岸客流较大", []),
        ("边境口岸凭祥很忙", [("凭祥", "Port", "凭祥口岸")]),
        ("凭祥市商务局统计", [("凭祥市商务局", "Organization", "凭祥市商务局")]),
        ("连云港市口岸办介绍", [("连云港市口岸办", "Organization", "连云港市口岸办")]),
        ("中俄两国贸易增长", [("中", "Country", "中国"), ("俄", "Country", "俄罗斯")]),
        ("中老年旅客增多", []),
        ("辽港集团吞吐量增长", [("辽港集团", "Organization", "辽宁港口集团")]),
        ("乌鲁木齐海关统计", [("乌鲁木齐海关", "Organization", "乌鲁木齐海关")]),
        (
            "云南省勐腊县磨憨镇",
            [("云南省", "Province", "云南"), ("勐腊县", "County", "勐腊县"), ("磨憨镇", "Town", "磨憨镇")],
        ),
        ("各边境口岸、水运口岸和智慧口岸建设", []),
        ("最大的陆路口岸和首个铁路口岸", []),
        ("通关市场活跃", []),
        (
            "瀚翱（重庆）供应链管理有限公司成立",
            [("瀚翱（重庆）供应链管理有限公司", "Organization", "瀚翱（重庆）供应链管理有限公司")],
        ),
        (
            "天津口岸和天津海港口岸客流增长",
            [("天津口岸", "Port", "天津口岸"), ("天津海港口岸", "Port", "天津港")],
        ),
        (
            "万州新田港区、涪陵龙头港区、台州港大麦屿港区",
            [
                ("万州新田港区", "Port", "万州新田港区"),
                ("涪陵龙头港区", "Port", "涪陵龙头港区"),
                ("台州港", "Port", "台州港"),
                ("大麦屿港区", "Port", "大麦屿港区"),
            ],
        ),
        ("中蒙间最大陆路口岸和国家一类永久性公路口岸", []),
        (
            "河口县人民政府口岸办公室",
            [("河口县人民政府口岸办公室", "Organization", "河口县人民政府口岸办公室")],
        ),
        ("全市重点港区和天津龙头企业港区", [("天津", "Province", "天津")]),
        (
            "环渤海、长三角、东南沿海三大口岸集群",
            [
                ("环渤海", "PortCluster", "环渤海口岸集群"),
                ("长三角", "PortCluster", "长三角口岸集群"),
                ("东南沿海", "PortCluster", "东南沿海口岸集群"),
            ],
        ),
    ],
)
def test_a_sentence_names(extractor: Extractor, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert named(extractor, text) == expected


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        (("东兴口岸客流增长。", "该口岸新设通道。"), [("该口岸", "Port", "东兴口岸")]),
        (("徐圩港区扩大开放。", "徐圩口岸出口车辆。"), [("徐圩口岸", "Port", "徐圩港区")]),
        (("边境口岸凭祥很忙。", "凭祥实行预约通关。"), [("凭祥", "Port", "凭祥口岸")]),
        (("凭祥口岸很忙，磨憨镇也很忙。", "这里是重要通道。"), [("这里", "Town", "磨憨镇")]),
        (("该口岸新设通道。",), []),
    ],
)
def test_what_was_said_before_gives_short_words_their_meaning(
    extractor: Extractor, sentences: tuple[str, ...], expected: list[tuple[str, str, str]]
) -> None:
    assert named(extractor, *sentences) == expected


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("海关总署署长孙梅君说", ["孙梅君"]),
        ("民警迪拉热·克力木和同事巡逻", ["迪拉热·克力木"]),
        ("党委书记、关长王平安表示", ["王平安"]),
        ("副站长欧阳明介绍", ["欧阳明"]),
        ("一级主管次仁多吉说", ["次仁多吉"]),
        ("民警巴特尔介绍", ["巴特尔"]),
        ("主任要求各口岸加强管理", []),
        ("口岸负责人表示", []),
        ("海关总署副署长周志远赴猴桥口岸", ["周志远"]),
        ("负责人周红梅满面春风地迎客", ["周红梅"]),
        ("周建华书记、李宝成市长一行到访", ["周建华", "李宝成"]),
        ("国家口岸办李柏副主任指出", ["李柏"]),
        ("东莞市政府副市长周平安、李柏陪同", ["周平安", "李柏"]),
        ("关长周平安、昆明海关等参加", ["周平安"]),
        ("常务副市长高度重视口岸建设", []),
        ("越南籍司机表示", []),
        ("北方最大的散货主干港和综合性港口", []),
        ("办公室副主任周平安率国家口岸验收组到访", ["周平安"]),
    ],
)
def test_people_are_named_beside_their_titles(extractor: Extractor, text: str, people: list[str]) -> None:
    found = named(extractor, text)

    assert [label for _, cls, label in found if cls in ("Official", "Person")] == people


def test_a_name_behind_a_title_that_a_place_overlaps_is_nobody(extractor: Extractor) -> None:
    document = article("站长沙吾2说，客流增长。")

    claims = [fact.claim for fact in extractor.facts(document)]

    assert [claim.entity.label for claim in claims if isinstance(claim, EntityClaim)] == ["长沙市"]
