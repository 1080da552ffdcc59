"""Varied port news of our own making, the same for a seed, and what each article truly says.

It measures speed and growth, and whether what is said is still found as a graph grows; how good extraction is on real
news it cannot tell, for the sentences are few and plain.
"""

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from extract.data import GAZETTEER
from extract.gazetteer import Gazetteer

OPENINGS = (
    "记者从{station}了解到，{when}，{port}客流持续升温，旅检大厅里排起了长队。",
    "清晨的{port}薄雾未散，满载{good}的货车已经在通道前依次等候，司机们下车活动筋骨。",
    "{when}，一列满载{good}的货运列车缓缓驶出{port}，随行的工作人员挥手作别。",
    "在{province}的地图上，{port}并不起眼，可当地人说起它来总有讲不完的故事。",
    "雨后的码头空气清新，{port}的桥吊起起落落，集卡往来如织，作业现场井然有序。",
)


class Said(NamedTuple):
    """A statistic that a sentence says: slots of the sentence, and what its numbers count."""

    subject: str
    metric: str
    unit: str
    value: str | None = None
    times: float = 1
    change: str | None = None


FIGURES: Mapping[str, tuple[Said, ...]] = {
    "据统计，{when}，{port}进出口货物{n}万吨，同比增长{p}%。": (
        Said("port", "进出口货物", "吨", "n", 1e4, "p"),
    ),
    "{when}，{port}完成货物吞吐量{n}万吨、集装箱吞吐量{m}万标箱，同比分别增长{p}%、{q}%。": (
        Said("port", "货物吞吐量", "吨", "n", 1e4, "p"),
        Said("port", "集装箱吞吐量", "标箱", "m", 1e4, "q"),
    ),
    "{when}，经{port}出入境旅客{n}万人次，较去年同期增长{p}%。": (
        Said("port", "出入境旅客", "人次", "n", 1e4, "p"),
    ),
    "{when}，{port}进口{good}{m}万吨，货值{q}亿元，增长{p}%。": (
        Said("port", "进口{good}", "吨", "m", 1e4),
        Said("port", "货值", "元", "q", 1e8, "p"),
    ),
    "{when}，{port}累计验放货运车辆{n}万辆次，查验时间压缩了{p}%。": (
        Said("port", "验放货运车辆", "辆次", "n", 1e4),
        Said("port", "查验时间", "%", change="-p"),
    ),
    "{when}，{province}外贸进出口总值{n}亿元，其中出口{m}亿元，占比{p}%。": (
        Said("province", "外贸进出口总值", "元", "n", 1e8),
        Said("province", "出口", "元", "m", 1e8),
        Said("province", "出口占比", "%", "p"),
    ),
}
"""Sentences, and the statistics that each says."""
QUOTES = (
    "“我们把窗口前移，企业少跑一趟，货物就能早走半天。”{station}{title}{name}说。",
    "{station}{title}{name}介绍，他们还为老人和孩子开设了绿色通道，并安排志愿者引导。",
)
"""Sentences that tell who holds a post."""
REMARKS = (
    "一位来自{province}的果商告诉记者，过去要等上一整天，如今喝杯茶的工夫就办完了。",
    "夕阳西下，口岸渐渐安静下来，只有值班室的灯还亮着，照着墙上那幅褪色的边境地图。",
    "业内人士认为，随着基础设施的完善，这条通道的潜力还会进一步释放，沿线城镇也将受益。",
    "从前这里只有几间土房，风一吹满屋子沙；现在楼房成排，超市里摆着几个国家的商品。",
    "下一步，有关部门将继续优化流程，推动信息互换、监管互认，让通关更顺畅。",
)
WHEN = {
    "今年前8个月": "{year}-01-01/{year}-08-31",
    "上半年": "{year}-01-01/{year}-06-30",
    "8月": "{year}-08-01/{year}-08-31",
    "去年全年": "{before}-01-01/{before}-12-31",
    "今年以来": "{year}-01-01/{today}",
    "{before}年": "{before}-01-01/{before}-12-31",
    "前三季度": "{year}-01-01/{year}-09-30",
    "9月1日至7日": "{year}-09-01/{year}-09-07",
}
"""Times as an article of the last months of a year says them, and which they are."""
HEADLINES = ("{port}客货两旺", "{port}通关再提速", "{good}经{port}入境", "{port}迎来客流高峰", "走进{port}")
PAPERS = tuple(
    f"{place}{kind}" for place in "东西南北中" for kind in ("岸日报", "境晚报", "关时报", "港新闻")
)
TITLES = ("站长", "副站长")
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高", "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂"
YEARS = range(2011, 2026)
NEAR = 40
"""Articles among which a paper finds the one that it prints again."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """An article, what it says by paragraph in the facts format, and which article it is a print of."""

    row: Row
    said: tuple[tuple[Row, ...], ...]
    copy_of: str | None = None

    @property
    def truth(self) -> list[Row]:
        """What it says, each claim once, as gold has it."""
        told = {json.dumps(row, ensure_ascii=False): row for part in self.said for row in part}
        return [row | {"doc": self.row["id"]} for row in told.values()]


class Newsroom:
    """Writes articles by one seed."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - the same articles each time, and no secret
        self._seed = seed
        gazetteer = Gazetteer.load(GAZETTEER)
        self._ports = [port.name for port in gazetteer.ports]
        self._provinces = [row.short or row.name for row in gazetteer.divisions if row.cls == "Province"]
        self._goods = [row.name for row in gazetteer.commodities if not row.generic]

    def article(self, number: int) -> Made:
        """An article of some 600 characters."""
        chance = self._chance
        today = date(chance.choice(YEARS), 10, 1) + timedelta(days=chance.randrange(90))
        port = chance.choice(self._ports)
        figures, sentences = list(FIGURES), [self._sentence(chance.choice(OPENINGS), port, today)]
        chance.shuffle(figures)
        for _ in range(14):
            forms: list[str] | tuple[str, ...] = chance.choice((figures[-1:], QUOTES, REMARKS, REMARKS))
            form = chance.choice(forms or REMARKS)
            if form in figures:
                figures.remove(form)
            sentences.append(self._sentence(form, port, today))
        parts = [sentences[start : start + 3] for start in range(0, len(sentences), 3)]
        head, _ = self._sentence(chance.choice(HEADLINES), port, today)
        row = {
            "id": f"made-{self._seed}-{number}",
            "title": head,
            "date": today.isoformat(),
            "publication": chance.choice(PAPERS),
            "text": "\n".join("".join(text for text, _ in part) for part in parts),
        }
        return Made(row, tuple(tuple(fact for _, facts in part for fact in facts) for part in parts))

    def reprint(self, original: Made, number: int) -> Made:
        """The same in another paper: another headline, perhaps without the end."""
        chance, row = self._chance, original.row
        parts, said = row["text"].split("\n"), original.said
        kept = len(parts) - (chance.random() < 0.3)
        paper = chance.choice([each for each in PAPERS if each != row["publication"]])
        again = row | {
            "id": f"made-{self._seed}-{number}",
            "title": f"本报转载：{row['title']}",
            "publication": paper,
            "text": "\n".join(parts[:kept]),
        }
        return Made(again, said[:kept], row["id"])

    def _sentence(self, form: str, port: str, today: date) -> tuple[str, list[Row]]:
        """A sentence of a form about a port, and what it says."""
        chance = self._chance
        years = {"year": today.year, "before": today.year - 1, "today": today.isoformat()}
        when = chance.choice(list(WHEN))
        slots = {
            "port": port,
            "station": port.removesuffix("口岸") + "边检站",
            "province": chance.choice(self._provinces),
            "good": chance.choice(self._goods),
            "name": chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2)),
            "title": chance.choice(TITLES),
            "when": when.format(**years),
            "n": round(chance.uniform(900, 9000), chance.randrange(3)),
            "m": round(chance.uniform(1, 900), 1),
            "p": round(chance.uniform(0.5, 60), 1),
            "q": round(chance.uniform(0.5, 60), 1),
        }
        facts = [_row(said, slots, WHEN[when].format(**years)) for said in FIGURES.get(form, ())]
        if form in QUOTES:
            post = {name: slots[slot] for name, slot in POST.items()}
            facts.append({"type": "post"} | post)
        return form.format(**slots), facts


POST = {"person": "name", "title": "title", "organization": "station"}


def _row(said: Said, slots: Mapping[str, Any], period: str) -> Row:
    """A statistic in the facts format."""

    def number(slot: str | None, times: float = 1) -> float | None:
        if slot is None:
            return None
        exact = Decimal(str(slots[slot.removeprefix("-")])) * Decimal(times)  # 328.4 times 1e8 in full
        return float(-exact if slot.startswith("-") else exact)

    return {
        "type": "stat",
        "subject": slots[said.subject],
        "metric": said.metric.format(**slots),
        "value": number(said.value, said.times),
        "unit": said.unit,
        "period": period,
        "change_pct": number(said.change),
    }


def made(count: int, *, seed: int = 1, reprinted: float = 0.0) -> Iterator[Made]:
    """So many articles; of the share `reprinted`, each is a print of one that came shortly before."""
    newsroom = Newsroom(seed)
    chance = random.Random(seed)  # noqa: S311
    lately: list[Made] = []
    for number in range(count):
        if lately and chance.random() < reprinted:
            yield newsroom.reprint(chance.choice(lately), number)
            continue
        article = newsroom.article(number)
        lately = [*lately[1 - NEAR :], article]
        yield article


def articles(count: int, *, seed: int = 1, reprinted: float = 0.0) -> Iterator[str]:
    """The same, each a line of JSON Lines."""
    return (json.dumps(each.row, ensure_ascii=False) for each in made(count, seed=seed, reprinted=reprinted))
