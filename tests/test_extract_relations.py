"""Relations of ports, posts, statements, trade and events, on sentences of our own."""

import pytest

from tests.conftest import Read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("云南省勐腊县磨憨镇设有磨憨口岸。", ["勐腊县 in 云南", "磨憨镇 in 勐腊县", "磨憨口岸 in 磨憨镇"]),
        ("西藏里孜口岸位于仲巴县亚热乡。", ["里孜口岸 in 亚热乡"]),
        ("车辆从蒙古国杭吉口岸驶入。", ["杭吉口岸 in 蒙古国"]),
        ("1000公里外的云南省勐腊县磨憨镇有双口岸。", ["勐腊县 in 云南", "磨憨镇 in 勐腊县"]),
        ("广州港南沙港区开通新航线。", ["南沙港区 in 广州港"]),
        ("在辽宁，海岸线上分布着大连港、营口港。", ["大连港 in 辽宁", "营口港 in 辽宁"]),
        ("黑河口岸客流增长。", []),
    ],
)
def test_places_of_ports(read: Read, text: str, expected: list[str]) -> None:
    found = read(text, "located_in", "subject", "object")

    assert sorted(f"{row['subject']} in {row['object']}" for row in found) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "port", "kind"),
    [
        ("营口港货物吞吐量增长。", "营口港", "water"),
        ("太原武宿国际机场客流增长。", "太原武宿国际机场口岸", "air"),
        ("黑石岭铁路口岸开通。", "黑石岭铁路口岸", "rail"),
        ("黑石岭口岸是双边性公路口岸。", "黑石岭口岸", "road"),
        ("黑石岭口岸是我国新的陆路口岸。", "黑石岭口岸", "land"),
    ],
)
def test_kinds_of_ports(read: Read, text: str, port: str, kind: str) -> None:
    assert read(text, "port_kind", "subject", "object") == [{"subject": port, "object": kind}]


def test_a_neighbour_is_told_by_the_text_or_completed_when_the_text_names_it(read: Read) -> None:
    told = read("中国、塔吉克斯坦两国间的公路口岸——卡拉苏口岸。", "faces", "subject", "object")
    named = read("二连浩特口岸客流增长，二连浩特口岸对蒙古国出口蔬菜。", "faces", "subject", "object")
    silent = read("二连浩特口岸客流增长，二连浩特口岸出口蔬菜。", "faces", "subject", "object")

    assert told == [{"subject": "卡拉苏口岸", "object": "塔吉克斯坦"}]
    assert named == [{"subject": "二连浩特口岸", "object": "蒙古国"}]
    assert silent == []


def test_a_port_answers_to_the_port_across_the_border(read: Read) -> None:
    text = "日屋口岸与尼泊尔塔普勒琼县的瓦隆琼果拉口岸相对应。"

    assert read(text, "faces", "subject", "object") == [{"subject": "日屋口岸", "object": "瓦隆琼果拉口岸"}]


def test_ports_of_a_cluster(read: Read) -> None:
    text = "大连港、营口港等大港，它们是环渤海口岸集群的重要组成部分。"

    assert read(text, "part_of_cluster", "subject", "object") == [
        {"subject": "大连港", "object": "环渤海口岸集群"},
        {"subject": "营口港", "object": "环渤海口岸集群"},
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今年5月国务院批复同意辽宁大连港口岸扩大开放。", ("expanded", "大连港", "2025-05", "国务院")),
        ("2024年11月底磨憨口岸获批增设为药材进口边境口岸。", ("approved", "磨憨口岸", "2024-11", None)),
        ("今天（9月12日），猴桥口岸正式恢复通关。", ("reopened", "猴桥口岸", "2025-09-12", None)),
        ("9月1日，昆明长水国际机场口岸正式开通。", ("opened", "昆明长水国际机场口岸", "2025-09-01", None)),
        ("2月10日起，红其拉甫口岸临时关闭。", ("closed", "红其拉甫口岸", "2025-02-10", None)),
        ("去年9月，聂拉木口岸恢复了关闭多年的货运功能。", ("reopened", "聂拉木口岸", "2024-09", None)),
        ("近日，东兴口岸正式通关。", ("opened", "东兴口岸", None, None)),
        ("2009年8月，都龙口岸实现常年开放。", ("expanded", "都龙口岸", "2009-08", None)),
        ("目前已完成都龙口岸的扩能改造。", ("expanded", "都龙口岸", None, None)),
        ("9月2日，虎林口岸中俄联运客车临时停运。", ("closed", "虎林口岸", "2025-09-02", None)),
        ("自2021年12月3日全线开通运营以来，中老铁路运输货物。", ("opened", "中老铁路", "2021-12-03", None)),
        (
            "满洲里—后贝加尔斯克公路口岸客运通道定于9月8日临时关闭。",
            ("closed", "满洲里公路口岸", "2025-09-08", None),
        ),
        ("猴桥口岸自2023年6月9日恢复通关以来，客流增长。", ("reopened", "猴桥口岸", "2023-06-09", None)),
        ("抚远口岸1993年开关以来，中外游客不断。", ("opened", "抚远港", "1993", None)),
        ("自2014年5月抚远口岸开关以来，中外游客不断。", ("opened", "抚远港", "2014-05", None)),
    ],
)
def test_events(read: Read, text: str, expected: tuple[str | None, ...]) -> None:
    [row] = read(text, "event")

    assert (row["what"], row["subject"], row["date"], row["by"]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9月3日，洋山港区四期工程正式投产。", ("launched", "洋山港区四期工程", "2025-09-03", None)),
        (
            "4月4日，同江口岸流冰期气垫船运输正式开通。",
            ("launched", "同江口岸流冰期气垫船运输", "2025-04-04", None),
        ),
        (
            "5月10日，武汉至大阪的货运航线成功首航，标志着新航线开通。",
            ("launched", "武汉至大阪的货运航线", "2025-05-10", None),
        ),
        ("9月3日，首列蓉欧班列从成都青白江站发车。", ("launched", "蓉欧班列", "2025-09-03", None)),
        ("9月3日，首列“渝桂新”班列从重庆发车。", ("launched", "“渝桂新”班列", "2025-09-03", None)),
        (
            "都龙口岸进境粮食指定监管场地于4月2日通过海关总署验收。",
            ("approved", "都龙口岸进境粮食指定监管场地", "2025-04-02", "海关总署"),
        ),
        (
            "2月10日，云南省政府同意启用大理港海东码头。",
            ("approved", "大理港海东码头", "2025-02-10", "云南省政府"),
        ),
        ("2006年12月31日，宜昌开通至香港包机航线。", ("launched", "宜昌至香港包机航线", "2006-12-31", None)),
        ("9月1日，上海至大阪客运航线停航。", ("closed", "上海至大阪客运航线", "2025-09-01", None)),
        (
            "9月1日，国家重大工程南沙港区五期工程开工。",
            ("launched", "南沙港区五期工程", "2025-09-01", None),
        ),
        ("南区国际2号货站投入运营。", ("launched", "南区国际2号货站", None, None)),
        ("目前洋山港区已开通航线12条。", None),
        ("洋山港区先后开通至大阪航线。", None),
        ("班列每天从成都青白江站发车。", None),
        ("二期工程正式投产。", None),
        ("绥芬河公路口岸旅检通道9月1日恢复通关。", ("reopened", "绥芬河公路口岸", "2025-09-01", None)),
    ],
)
def test_what_happens_to_works_is_told_of_them_and_not_of_their_port(
    read: Read, text: str, expected: tuple[str | None, ...] | None
) -> None:
    found = read(text, "event", "what", "subject", "date", "by")

    assert [tuple(row.values()) for row in found] == ([expected] if expected else [])


def test_works_go_by_the_shorter_name_too_that_the_text_has_inside_the_longer(read: Read) -> None:
    [event] = read("9月1日，烟台港芝罘湾港区1号泊位投产。", "event")

    assert (event["subject"], event["subject_alt"]) == ("烟台港芝罘湾港区1号泊位", ["芝罘湾港区1号泊位"])


@pytest.mark.parametrize(
    ("text", "posts"),
    [
        ("海关总署办公厅主任张宝峰介绍，目前", [("张宝峰", "主任", "海关总署办公厅")]),
        (
            "大连海关党委书记、关长王平安表示，",
            [("王平安", "党委书记", "大连海关"), ("王平安", "关长", "大连海关")],
        ),
        ("连云港市口岸办主任江行洲介绍，", [("江行洲", "主任", "连云港市口岸办")]),
        ("广西凭祥鑫达物流有限公司总经理陈小明说，", [("陈小明", "总经理", "凭祥鑫达物流有限公司")]),
        ("乌恰县瑞宏边贸有限公司总经理李建林说，", [("李建林", "总经理", "乌恰县瑞宏边贸有限公司")]),
        (
            "据河北华兴储运有限公司党总支书记、董事长周平安介绍，",
            [
                ("周平安", "书记", "河北华兴储运有限公司"),
                ("周平安", "董事长", "河北华兴储运有限公司"),
            ],
        ),
        ("一家货运代理公司总经理李强说，", [("李强", "总经理", None)]),
        ("阿尔山口岸管委会主任布仁巴雅尔说，", [("布仁巴雅尔", "主任", "阿尔山口岸管委会")]),
        (
            "青岛港党委副书记、董事、总经理周平安参加活动。",
            [("周平安", t, "青岛港") for t in ("党委副书记", "董事", "总经理")],
        ),
        ("市长周平安会见客人。", [("周平安", "市长", None)]),
        (
            "在二连海关、内蒙古自治区口岸办副主任周平安陪同下。",
            [("周平安", "副主任", "内蒙古自治区口岸办")],
        ),
        ("惠州市港口建设加快。副市长周平安会见客人。", [("周平安", "副市长", "惠州市")]),
        (
            "港务集团党委委员、常务副总经理周平安作报告。",
            [("周平安", "党委委员", "港务集团"), ("周平安", "常务副总经理", "港务集团")],
        ),
        ("智利水果出口商协会主席伊万·马拉比奥表示，", [("伊万·马拉比奥", "主席", "智利水果出口商协会")]),
        ("国务院任命周平安（见图）为新一任澳门海关关长。", [("周平安", "关长", "澳门海关")]),
        ("周平安出任澳门海关关长。", [("周平安", "关长", "澳门海关")]),
        (
            "任命周平安为海关总署党组书记、署长。",
            [("周平安", "党组书记", "海关总署"), ("周平安", "署长", "海关总署")],
        ),
        (
            "中共德宏州委副书记、州长周平安介绍，",
            [("周平安", "副书记", "中共德宏州委"), ("周平安", "州长", "德宏傣族景颇族自治州")],
        ),
        ("蒙古国总理阿勒坦呼雅格表示，", [("阿勒坦呼雅格", "总理", "蒙古国")]),
        ("二连海关综合业务科科员周平安说，", [("周平安", "科员", "二连海关综合业务科")]),
        ("国铁南宁局凭祥车站货运车间副主任周平安说，", [("周平安", "副主任", "南宁铁路局凭祥车站货运车间")]),
        ("图们铁路边检站副站长李强说，", [("李强", "副站长", "图们铁路边检站")]),
        ("边检站民警李强说，", [("李强", "民警", None)]),
        (
            "国铁南宁局沿海铁路公司钦州港东站站长周平安说，",
            [("周平安", "站长", "国铁南宁局沿海铁路公司钦州港东站")],
        ),
        ("海关总署技术总监周平安介绍，", [("周平安", "技术总监", "海关总署")]),
        (
            "海关总署新闻发言人、国际合作司司长周平安说，",
            [("周平安", "新闻发言人", "海关总署"), ("周平安", "司长", "海关总署国际合作司")],
        ),
        (
            "国家口岸管理办公室副主任、二级巡视员周平安带队验收。",
            [("周平安", "副主任", "国家口岸管理办公室"), ("周平安", "二级巡视员", "国家口岸管理办公室")],
        ),
    ],
)
def test_posts(read: Read, text: str, posts: list[tuple[str, str, str | None]]) -> None:
    found = read(text, "post", "person", "title", "organization")

    assert sorted(tuple(row.values()) for row in found) == sorted(posts)


def test_a_statement_keeps_who_said_it_and_the_words(read: Read) -> None:
    text = "海关总署署长孙梅君说，口岸通关更加便利。孙梅君表示，将继续扩大开放。"

    assert read(text, "statement", "person", "text") == [
        {"person": "孙梅君", "text": "口岸通关更加便利。"},
        {"person": "孙梅君", "text": "将继续扩大开放。"},
    ]


def test_a_quotation_before_a_speaker_is_the_speakers(read: Read) -> None:
    text = "“通关更快了。”海关总署署长孙梅君说。"

    assert read(text, "statement", "person", "text", "quoted") == [
        {"person": "孙梅君", "text": "通关更快了。", "quoted": True}
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "东兴口岸进口越南的火龙果和山竹。",
            [("东兴口岸", "import", "火龙果", "越南"), ("东兴口岸", "import", "山竹", "越南")],
        ),
        (
            "今年以来，烟台港出口商品车20万辆，运往俄罗斯。",
            [("烟台港", "export", "商品车", "俄罗斯")],
        ),
        (
            "瑞丽口岸自缅甸进口天然橡胶。",
            [("瑞丽口岸", "import", "橡胶", "缅甸")],
        ),
        (
            "这里是磨憨口岸。磨憨口岸进口老挝药材。磨憨口岸进口砂仁2吨。",
            [("磨憨口岸", "import", "药材", "老挝"), ("磨憨口岸", "import", "砂仁", "老挝")],
        ),
        (
            "蔬菜从霍尔果斯口岸运往哈萨克斯坦、乌兹别克斯坦等国。",
            [("霍尔果斯口岸", "export", "蔬菜", country) for country in ("哈萨克斯坦", "乌兹别克斯坦")],
        ),
        ("经销商说，去往北京、重庆的进口水果增加。", []),
        (
            "二连浩特市畅达进出口有限公司的水果从二连浩特口岸出口。",
            [("二连浩特口岸", "export", "水果", None)],
        ),
        ("东兴口岸进出口货物增长。", []),
        (
            "东兴口岸进口水果、鸡血粉，出口农副产品、服装。",
            [
                ("东兴口岸", "import", "水果", None),
                ("东兴口岸", "import", "鸡血粉", None),
                ("东兴口岸", "export", "农产品", None),
                ("东兴口岸", "export", "服装", None),
            ],
        ),
        ("大连港进口煤炭、旅客运输增长。", [("大连港", "import", "煤炭", None)]),
        ("友谊关口岸是水果进口的“黄金通道”。", [("友谊关口岸", "import", "水果", None)]),
        (
            "友谊关口岸货运增长，榴莲、山竹等越南特色水果进出口很忙。",
            [
                ("友谊关口岸", "import", "榴莲", "越南"),
                ("友谊关口岸", "import", "山竹", "越南"),
                ("友谊关口岸", "import", "水果", "越南"),
            ],
        ),
        (
            "珲春铁路口岸货品增加了虾、鳕鱼，丰富了进口货物品种。",
            [("珲春铁路口岸", "import", "虾", None), ("珲春铁路口岸", "import", "鳕鱼", None)],
        ),
        (
            "互市进口的商品有花生等农副产品，咖啡等副食品，东兴口岸很忙。",
            [("东兴口岸", "import", "咖啡", None), ("东兴口岸", "import", "花生", None)],
        ),
        (
            "云南进口农产品4亿美元，完成汽车水运出口9万辆。",
            [("云南", "import", "农产品", None), ("云南", "export", "汽车", None)],
        ),
        ("大连港车厘子直接运抵东北批发市场。", []),
        (
            "东兴口岸进口的水产品达5万吨。其中既包括带鱼，也有龙虾、帝王蟹。",
            [("东兴口岸", "import", good, None) for good in ("水产品", "带鱼", "帝王蟹", "龙虾")],
        ),
        ("深圳蛇口港水产品运往香港。", [("蛇口港", "export", "水产品", None)]),
        ("莱州港进港化工品620万吨。", [("莱州港", "import", "化工品", None)]),
        ("友谊关口岸进出口越南榴莲。", [("友谊关口岸", "import", "榴莲", "越南")]),
        (
            "东兴口岸进口榴莲200吨、香蕉100吨。",
            [("东兴口岸", "import", "榴莲", None), ("东兴口岸", "import", "香蕉", None)],
        ),
        ("王女士买了榴莲。", []),
        ("东兴口岸进口粮食、水果等指定监管场地建成。", []),
        (
            "今年，大连港除铁矿石进口减少外，煤炭、钢材均有增长。",
            [("大连港", "import", "铁矿石", None)],
        ),
        (
            "1月，策克口岸进出口货物53万吨，其中焦煤、铁矿石占比超九成。",
            [("策克口岸", None, "焦煤", None), ("策克口岸", None, "铁矿石", None)],
        ),
        ("甘肃的土豆、宁夏的枸杞等货物搭乘班列走出国门。", []),
        ("9月1日，装载着6万吨巴西大豆的货轮靠泊日照港。", [("日照港", "import", "大豆", "巴西")]),
        ("9月1日，装载着6万吨大豆的货轮靠泊日照港。", []),
        ("装载铬矿的外贸货船在钦州港开展卸船作业。", [("钦州港", "import", "铬矿", None)]),
        (
            "满载车厘子的货机从智利起飞，降落在郑州新郑国际机场。",
            [("郑州新郑国际机场口岸", "import", "车厘子", "智利")],
        ),
        ("满载煤炭的蒙古国货车从甘其毛都口岸入境。", [("甘其毛都口岸", "import", "煤炭", "蒙古国")]),
        ("满载机电产品的货轮从烟台港启航，前往巴西。", [("烟台港", "export", "机电产品", "巴西")]),
        ("黑河口岸进口俄产木材10万吨。", [("黑河口岸", "import", "木材", "俄罗斯")]),
        ("黑河口岸日产木材10万吨。", []),
        (
            "朝鲜的海产品和中国的服装通过三合口岸互通有无。",
            [("三合口岸", "import", "水产品", "朝鲜"), ("三合口岸", "export", "服装", None)],
        ),
        (
            "泰国水果运抵关累港。热带水果包括泰国榴莲、山竹。",
            [("关累港", "import", good, "泰国") for good in ("山竹", "榴莲", "水果")],
        ),
        (
            "郑州航空口岸进口生鲜货物，涵盖蔬菜、三文鱼。",
            [("郑州新郑国际机场口岸", "import", good, None) for good in ("三文鱼", "蔬菜")],
        ),
        (
            "东兴口岸进口椰子糖、菠萝干。",
            [("东兴口岸", "import", "椰子糖", None), ("东兴口岸", "import", "菠萝干", None)],
        ),
        ("宁波港增强铁矿石的中转能力。", []),
        ("天津港建设进口原油储罐。", []),
        ("旅客携带蓝莓入境，被福田口岸截获。", []),
        ("天津港煤炭、钢材等货种增长。", []),
        (
            "同江铁路口岸运输增长，货物品类由煤炭拓展到食品。",
            [("同江铁路口岸", None, "煤炭", None), ("同江铁路口岸", None, "食品", None)],
        ),
        (
            "上半年，东兴海关监管货运量1万吨。进口货物以坚果为主；出口货物以日用百货为主。",
            [("东兴口岸", "import", "坚果", None), ("东兴口岸", "export", "日用百货", None)],
        ),
        (
            "大连港是粮食进口大港，而日照港出口煤炭。",
            [("大连港", "import", "粮食", None), ("日照港", "export", "煤炭", None)],
        ),
    ],
)
def test_trade(read: Read, text: str, expected: list[tuple[str, str | None, str, str | None]]) -> None:
    found = read(text, "trade", "place", "direction", "commodity", "partner")

    assert sorted(tuple(row.values()) for row in found) == sorted(expected)


def test_goods_that_pass_somewhere_are_named_though_nobody_says_which_way(read: Read) -> None:
    text = "江阴港煤炭吞吐量达100万吨，矿建材料运输增长。"

    named = [row["label"] for row in read(text, "entity") if row["class"] == "Commodity"]

    assert (sorted(named), read(text, "trade")) == (["煤炭", "矿建材料"], [])


@pytest.mark.parametrize(
    "text",
    [
        "疏港铁路有望年内开工，莱州港很忙。",
        "猴桥口岸正式开通前，由海关总署验收。",
        "猴桥口岸尚未恢复通关。",
        "计划于年底前，猴桥口岸开通。",
        "洋山港区四期工程即将投产。",
        "今年将加快推进港口建设，并开工建设洋山港区四期工程。",
        "推动猴桥口岸恢复通关。",
    ],
)
def test_what_is_hoped_for_is_no_event(read: Read, text: str) -> None:
    assert read(text, "event") == []
