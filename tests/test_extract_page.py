"""Page recovery: articles come back whole from any layout, and every character knows where it stood."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Article, Document
from extract.page import NoArticle, recover
from tests.conftest import SEED_PAGE
from tests.pages import STORIES, Layout, Story, dump, with_digits

SEED = SEED_PAGE.read_bytes().decode("utf-8")


def told(article: Article) -> Story:
    """A recovered article in the generator's terms."""
    paragraphs: list[str] = []
    headings: list[tuple[int, str]] = []
    for block in article.blocks:
        if block.kind == "heading":
            headings.append((len(paragraphs), block.passage.text))
        else:
            paragraphs.append(block.passage.text)
    title = article.title.text if article.title else ""
    kicker = article.kicker.text if article.kicker else None
    return Story(title, article.authors, tuple(paragraphs), tuple(headings), kicker)


def assert_offsets_hold(document: Document) -> None:
    raw = document.raw["text"]
    for article in document.articles:
        passages = [p for p in (article.title, article.kicker) if p] + [b.passage for b in article.blocks]
        for passage in passages:
            assert len(passage.offsets) == len(passage.text)
            for char, offset in zip(passage.text, passage.offsets, strict=True):
                assert raw[offset] == char or (char == " " and raw[offset].isspace())


LAYOUTS = {
    "as the seed page": Layout(),
    "narrow columns": Layout(width=12, column=40),
    "wide columns": Layout(width=30, column=20),
    "short columns": Layout(column=9),
    "masthead at the end": Layout(masthead_last=True),
    "headlines at the end": Layout(headlines="end"),
    "no masthead": Layout(masthead=None, editors=None),
    "Windows line ends": Layout(newline="\r\n"),
    "byte order mark": Layout(bom=True),
    "trailing spaces": Layout(trailing="  　"),
    "trailing spaces of other widths": Layout(trailing="\u2002\u2003\u200a"),
    "reporters named": Layout(byline="□ 本报记者 {names}"),
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
@pytest.mark.parametrize("count", [1, 2, 3])
def test_articles_come_back_whole(layout: Layout, count: int) -> None:
    stories = STORIES[:count]

    document = recover(dump(stories, layout))

    assert [told(article) for article in document.articles] == list(stories)
    assert_offsets_hold(document)


@pytest.mark.parametrize("layout", [Layout(full_width_digits=True), Layout(width=24, full_width_digits=True)])
def test_full_width_digits_stay_as_they_are(layout: Layout) -> None:
    document = recover(dump(STORIES, layout))

    assert [told(article) for article in document.articles] == [with_digits(story) for story in STORIES]
    assert document.published == date(2024, 3, 8)
    assert document.page == "5"


def test_the_order_of_articles_changes_neither_their_words_nor_their_keys() -> None:
    one = recover(dump(STORIES, Layout(headlines="end")))
    other = recover(dump(STORIES[::-1], Layout(headlines="end")))

    assert {a.key: told(a) for a in one.articles} == {a.key: told(a) for a in other.articles}


@pytest.mark.parametrize(
    ("masthead", "paper", "page", "day"),
    [
        ("WEST TIMES 32025年9月12日", "西部时报", "3", date(2025, 9, 12)),
        ("西部时报 2025年9月12日 星期五 第3版", "西部时报", "3", date(2025, 9, 12)),
        ("人民日报 122024年1月5日", "人民日报", "12", date(2024, 1, 5)),
        ("2024-03-08 云南日报", "云南日报", None, date(2024, 3, 8)),
        ("广西日报 A032024年3月8日", "广西日报", "A03", date(2024, 3, 8)),
        ("海岸日报　２０２４年３月８日", "海岸日报", None, date(2024, 3, 8)),
    ],
)
def test_a_masthead_tells_paper_page_and_date(masthead: str, paper: str, page: str | None, day: date) -> None:
    document = recover(dump(STORIES[:1], Layout(masthead=masthead)))

    assert (document.publication, document.page, document.published) == (paper, page, day)


def test_the_seed_page_is_two_articles() -> None:
    document = recover(SEED)

    heads = [
        (a.title and a.title.text, a.kicker and a.kicker.text, a.authors, a.sections)
        for a in document.articles
    ]
    assert heads == [
        ("“警茶驿站”守护高原旅途安全通畅", "新疆克州盖孜边境检查站", ("陈建竹", "罗佳楠"), ()),
        (
            "311个口岸，开放通道再扩容",
            None,
            ("邱海峰",),
            (
                "水运口岸承担全国口岸货运量的90%以上",
                "边境口岸从“边陲末梢”走向“开放前沿”",
                "63个口岸已开展智慧口岸试点建设",
            ),
        ),
    ]
    assert (document.id, document.publication, document.page, document.published, document.editors) == (
        "west-times-2025-09-12-p3", "西部时报", "3", date(2025, 9, 12), ("张海燕", "潘俊红"),
    )  # fmt: skip
    assert [sum(b.kind == "paragraph" for b in a.blocks) for a in document.articles] == [11, 32]
    assert_offsets_hold(document)


@pytest.mark.parametrize(
    "healed",
    [
        "服务点备有热茶、高原防护手册和法律宣传资料。",
        "货值1200余万元，涉及鸡血藤",
        "较“十三五”末增长一成",
        "驾车从二连浩特口岸出境旅游",
        "今年5月国务院批复同意辽宁大连港口岸扩大开放，在此基础上",
    ],
)
def test_words_cut_by_line_ends_and_columns_are_healed(healed: str) -> None:
    text = "\n".join(b.passage.text for a in recover(SEED).articles for b in a.blocks)

    assert healed in text


def test_a_date_from_outside_dates_only_a_page_that_tells_none() -> None:
    day = date(2020, 2, 2)

    assert recover(dump(STORIES[:1], Layout(masthead=None)), published=day).published == day
    assert recover(dump(STORIES[:1], Layout()), published=day).published == date(2024, 3, 8)


def test_headlines_that_share_no_word_with_any_article_stay_where_they_stand() -> None:
    raw = (
        "春江水暖\n\n杨柳岸边报春来\n\n青石口岸启用两条新通道，货车只要40分钟。\n\n"
        "秋夜长天\n\n■文/李文\n\n白沙港的桥吊还在转动。\n"
    )

    heads = [(a.kicker and a.kicker.text, a.title and a.title.text) for a in recover(raw).articles]

    assert heads == [("春江水暖", "杨柳岸边报春来"), (None, "秋夜长天")]


@pytest.mark.parametrize("raw", ["", "\n\n", "WEST TIMES 32025年9月12日\n责编：张海燕", "■文/陈建竹"])
def test_a_page_without_articles_says_so(raw: str) -> None:
    with pytest.raises(NoArticle):
        recover(raw)


def test_a_page_of_one_endless_line_is_read_in_linear_time() -> None:
    [article] = recover("口岸通关，" * 200_000 + "。").articles

    assert len(article.blocks) == 1


@settings(max_examples=60, deadline=None)
@given(
    st.integers(11, 30),
    st.integers(8, 50),
    st.permutations(STORIES),
    st.sampled_from(["before", "end"]),
    st.booleans(),
)
def test_no_layout_loses_or_invents_a_character(
    width: int, column: int, stories: list[Story], headlines: str, last: bool
) -> None:
    layout = Layout(width=width, column=column, headlines=headlines, masthead_last=last)

    document = recover(dump(tuple(stories), layout))

    assert_offsets_hold(document)
    words = "".join(
        "".join(told(a).paragraphs) + "".join(h for _, h in told(a).headings) for a in document.articles
    )
    expected = "".join("".join(s.paragraphs) + "".join(h for _, h in s.headings) for s in stories)
    assert sorted(words) == sorted(expected)
    assert {a.title.text for a in document.articles if a.title} == {s.title for s in stories}


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_a_page_or_no_article(raw: str) -> None:
    try:
        document = recover(raw)
    except NoArticle:
        return
    assert_offsets_hold(document)


def test_variants_of_a_layout_are_independent() -> None:
    """The generator itself is sound: a layout differs from another only in what it says."""
    assert dump(STORIES, replace(Layout(), bom=True)) == "﻿" + dump(STORIES, Layout())
