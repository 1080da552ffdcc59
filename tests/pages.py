"""A generator of newspaper page dumps: articles set in columns, cut by line ends, put in any order."""

import unicodedata
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Story:
    """An article as a reader knows it: paragraphs, and headings before the paragraphs they name."""

    title: str
    authors: tuple[str, ...]
    paragraphs: tuple[str, ...]
    headings: tuple[tuple[int, str], ...] = ()
    """(index of the paragraph it stands before, heading)."""
    kicker: str | None = None


@dataclass(frozen=True)
class Layout:
    """How a page is set and dumped."""

    width: int = 18
    column: int = 26
    """Lines of a column; a blank line stands where a column ends."""
    masthead: str | None = "海岸日报 52024年3月8日"
    masthead_last: bool = False
    editors: str | None = "责编：高小山 美编：林一"
    byline: str = "■文/{names}"
    headlines: str = "before"
    """`before` the byline of their article, or all at the `end` of the page."""
    newline: str = "\n"
    bom: bool = False
    trailing: str = ""
    full_width_digits: bool = False


STORIES = (
    Story(
        "青石口岸启用新通道",
        ("赵明", "钱小红"),
        (
            "初春的青石口岸，货车排成长队。3月1日起，这里启用两条新通道，货车从到场到离场只要40分钟。",
            "“以前要等半天，现在一杯茶的工夫就过去了。”司机老周说。他跑这条线路已经12年。",
            "青石海关关长孙立介绍，今年前2个月，青石口岸进出口货运量35.6万吨，同比增长8.2%，其中出口12.4万吨。",
            "新通道把称重、查验和放行放在一处，司机不用下车。海关人员在屏幕前看图像，有疑问的车辆才转到旁边的库房。",
            "到夏天，青石口岸还要建一座冷库，让水果和鲜花也走这条路。附近的村民盼着这一天，他们种的苹果可以运得更远。",
        ),
        ((3, "一站放行"),),
        "货车司机不用下车",
    ),
    Story(
        "白沙港的夜班灯火",
        ("李文",),
        (
            "夜里11点，白沙港的桥吊还在转动。调度员王芳盯着6块屏幕，把一只只集装箱送到该去的地方。",
            "2023年，白沙港集装箱吞吐量突破210万标箱，比2020年增长三成。港口新开9条航线，通到东南亚和地中海。",
            "“白天看海，夜里看灯，我们的船从不等人。”她笑着说。说话间，又一艘船靠上了泊位，缆绳落在岸边。",
            "天亮以前，这艘船要装上450辆汽车，开往远方。码头上的年轻人换了三班，灯一直没有熄灭过。",
        ),
        ((2, "船从不等人"),),
    ),
    Story(
        "梨花机场迎来首个国际航班",
        ("周杰", "吴敏"),
        (
            "昨天上午9时，一架客机降落在梨花机场，机上156名旅客成为这座机场口岸开放后的第一批客人。",
            "梨花机场出入境边防检查站备了12条查验通道，旅客平均3分钟就能走完手续。站长郑刚说，人手和设备都是新的。",
            "机场去年完成改造，新的国际厅有两层。厅里的墙上画着当地的梨树，旅客停下来拍照，孩子在树下奔跑。",
        ),
    ),
)  # fmt: skip


def width_of(text: str) -> float:
    return sum(1 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def set_in_lines(text: str, width: int) -> list[str]:
    """Cuts a text after `width` full-width characters, whatever it cuts; closing marks hang on."""
    lines, line = [], ""
    for char in text:
        if width_of(line + char) > width and char not in "，。！？、”；：":
            lines.append(line)
            line = ""
        line += char
    return [*lines, line] if line else lines


def dump(stories: tuple[Story, ...], layout: Layout) -> str:
    """The page as text: blank lines between paragraphs and where columns end."""
    head = [line for line in (layout.masthead, layout.editors) if line]
    lines: list[str] = [] if layout.masthead_last or not head else [*head, ""]
    loose: list[str] = []
    for story in stories:
        headline = [part for part in (story.kicker, story.title) if part]
        if layout.headlines == "before":
            for part in headline:
                lines += [part, ""]
        else:
            loose += headline
        lines += [layout.byline.format(names=" ".join(story.authors)), ""]
        lines += body(story, layout)
    for part in loose:
        lines += [part, ""]
    if layout.masthead_last:
        lines += head
    text = "".join(line + (layout.trailing if line else "") + layout.newline for line in lines)
    if layout.full_width_digits:
        text = text.translate({ord(str(d)): chr(ord("０") + d) for d in range(10)})
    return ("﻿" if layout.bom else "") + text


def body(story: Story, layout: Layout) -> list[str]:
    headings = dict(story.headings)
    lines: list[str] = []
    set_lines = 0
    for index, paragraph in enumerate(story.paragraphs):
        if index in headings:
            lines += [*set_in_lines(headings[index], layout.width - 5), ""]
        cut = set_in_lines(paragraph, layout.width)
        for number, line in enumerate(cut, 1):
            lines.append(line)
            set_lines += 1
            if set_lines % layout.column == 0 and number < len(cut):
                lines.append("")
        lines.append("")
    return lines


def with_digits(story: Story) -> Story:
    """A story as it reads when its digits are full-width."""
    table = {ord(str(d)): chr(ord("０") + d) for d in range(10)}
    return replace(story, paragraphs=tuple(p.translate(table) for p in story.paragraphs))
