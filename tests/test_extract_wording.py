"""Prints of one report are known by their wording; other reports on the same matter are not."""

from itertools import combinations

import pytest

from extract.wording import MARKS, marks
from tests.corpus import Newsroom, made


def shared(one: str, other: str) -> bool:
    return bool({*marks(one)} & {*marks(other)})


def test_prints_share_a_mark_and_other_reports_share_none() -> None:
    newsroom = Newsroom(3)
    texts = [newsroom.article(number).row["text"] for number in range(60)]

    missed = [text for text in texts if not shared(text, "本报讯：" + text[: len(text) * 9 // 10])]
    assert missed == []
    assert [pair for pair in combinations(texts, 2) if shared(*pair)] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("，", ",").replace("\n", "\n\n　　"),
        lambda text: "本报讯（记者王伟）" + text,
        lambda text: text + "（完）",
        lambda text: text[: len(text) * 9 // 10],
    ],
    ids=["other punctuation", "a dateline", "an end mark", "without its end"],
)
def test_what_papers_change_keeps_a_mark(change: object) -> None:
    assert callable(change)
    texts = [each.row["text"] for each in made(40, seed=5)]
    assert [text for text in texts if not shared(text, change(text))] == []


def test_the_marks_of_a_text_are_the_same_for_ever() -> None:
    text = "满洲里口岸今年前8个月进出口货物1234.5万吨，同比增长6.7%。" * 5
    assert len(marks(text)) == MARKS
    assert marks(text)[:2] == ("5d22e3af2a249721", "6f21e08233428c75")


def test_what_is_short_has_no_marks() -> None:
    assert marks("满洲里口岸昨天恢复通关。" * 8) == ()
