"""Varied port news of our own making, the same for a seed: for measuring speed, not quality."""

import json
import random
from collections.abc import Iterator

from extract.data import GAZETTEER
from extract.gazetteer import Gazetteer

OPENINGS = (
    "记者从{station}了解到，{when}，{port}客流持续升温，旅检大厅里排起了长队。",
    "清晨的{port}薄雾未散，满载{good}的货车已经在通道前依次等候，司机们下车活动筋骨。",
    "{when}，一列满载{good}的货运列车缓缓驶出{port}，随行的工作人员挥手作别。",
    "在{province}的地图上，{port}并不起眼，可当地人说起它来总有讲不完的故事。",
    "雨后的码头空气清新，{port}的桥吊起起落落，集卡往来如织，作业现场井然有序。",
)
FIGURES = (
    "据统计，{when}，{port}进出口货物{n}万吨，同比增长{p}%。",
    "{when}，{port}完成货物吞吐量{n}万吨、集装箱吞吐量{m}万标箱，同比分别增长{p}%、{q}%。",
    "{when}，经{port}出入境旅客{n}万人次，日均{m}万人次，较去年同期增长{p}%。",
    "其中，进口{good}{m}万吨，货值{q}亿元，增长{p}%。",
    "截至目前，{port}累计验放货运车辆{n}万辆次，查验时间压缩了{p}%。",
    "{province}外贸进出口总值{n}亿元，其中出口{m}亿元，占比{p}%。",
)
REMARKS = (
    "“我们把窗口前移，企业少跑一趟，货物就能早走半天。”{station}站长{name}说。",
    "{station}副站长{name}介绍，他们还为老人和孩子开设了绿色通道，并安排志愿者引导。",
    "一位来自{province}的果商告诉记者，过去要等上一整天，如今喝杯茶的工夫就办完了。",
    "夕阳西下，口岸渐渐安静下来，只有值班室的灯还亮着，照着墙上那幅褪色的边境地图。",
    "业内人士认为，随着基础设施的完善，这条通道的潜力还会进一步释放，沿线城镇也将受益。",
    "从前这里只有几间土房，风一吹满屋子沙；现在楼房成排，超市里摆着几个国家的商品。",
    "下一步，有关部门将继续优化流程，推动信息互换、监管互认，让通关更顺畅。",
)
WHEN = (
    "今年前8个月",
    "上半年",
    "8月",
    "去年全年",
    "今年以来",
    "2024年",
    "“十四五”以来",
    "国庆假期",
    "前三季度",
    "9月1日至7日",
)
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高", "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂"


def articles(count: int, *, seed: int = 1) -> Iterator[str]:
    """So many articles of some 600 characters, each a line of JSON Lines."""
    chance = random.Random(seed)  # noqa: S311
    gazetteer = Gazetteer.load(GAZETTEER)
    ports = [port.name for port in gazetteer.ports]
    provinces = [row.short or row.name for row in gazetteer.divisions if row.cls == "Province"]
    goods = [row.name for row in gazetteer.commodities if not row.generic]
    for number in range(count):
        port = chance.choice(ports)
        station = port.removesuffix("口岸") + "边检站"

        def sentence(forms: tuple[str, ...], port: str = port, station: str = station) -> str:
            return chance.choice(forms).format(
                port=port,
                station=station,
                province=chance.choice(provinces),
                good=chance.choice(goods),
                name=chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2)),
                when=chance.choice(WHEN),
                n=round(chance.uniform(20, 9000), chance.randrange(3)),
                m=round(chance.uniform(1, 900), 1),
                p=round(chance.uniform(0.5, 60), 1),
                q=round(chance.uniform(0.5, 60), 1),
            )

        kinds = [OPENINGS, *chance.choices((FIGURES, REMARKS), (2, 3), k=14)]
        sentences = [sentence(kind) for kind in kinds]
        paragraphs = ["".join(sentences[start : start + 3]) for start in range(0, len(sentences), 3)]
        row = {
            "id": f"made-{seed}-{number}",
            "title": f"{port}客货两旺",
            "date": "2025-09-12",
            "publication": "样报",
            "text": "\n".join(paragraphs),
        }
        yield json.dumps(row, ensure_ascii=False)
