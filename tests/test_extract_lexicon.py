"""The word lists of the extractor: sorted where they are lists, unique, each row with an example that shows it."""

import re

import pytest

from extract.cues import Cue, cues, expression
from extract.data import LEXICON, load_list, load_table
from extract.heads import Head
from extract.lexicon import mint
from extract.masthead import LinePattern, byline, editors, line_patterns
from extract.mentions import Anaphor
from extract.people import SpeechVerb, Title
from extract.pipeline import Extractor


@pytest.mark.parametrize("name", ["generic.txt", "boundaries.txt"])
def test_a_word_list_is_sorted_and_has_no_word_twice(name: str) -> None:
    lines = (LEXICON / name).read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if not line.startswith("#")]

    assert words == sorted(set(words))


def test_a_short_word_for_what_was_named_has_one_meaning() -> None:
    texts = [row.text for row in load_table(LEXICON / "anaphors.tsv", Anaphor)]

    assert texts == sorted(set(texts))


def test_every_row_shows_its_word_in_an_example() -> None:
    shown = [(head.suffix, head.example) for head in load_table(LEXICON / "heads.tsv", Head)]
    shown += [(title.title, title.example) for title in load_table(LEXICON / "titles.tsv", Title)]
    shown += [(verb.verb, verb.example) for verb in load_table(LEXICON / "speech.tsv", SpeechVerb)]
    shown += [(row.text, row.example) for row in load_table(LEXICON / "anaphors.tsv", Anaphor)]

    assert [(word, example) for word, example in shown if word not in example] == []


@pytest.mark.parametrize("cue", load_list(LEXICON / "cues.yaml", Cue), ids=lambda cue: cue.id)
def test_every_cue_is_in_its_example(cue: Cue) -> None:
    assert re.search(cue.words, cue.example)


def test_an_unknown_cue_is_an_error() -> None:
    with pytest.raises(KeyError, match="rize"):
        expression("<rize>")
    assert "rise" in cues()


@pytest.mark.parametrize("row", load_list(LEXICON / "bylines.yaml", LinePattern), ids=lambda row: row.id)
def test_every_form_of_line_shows_itself(row: LinePattern) -> None:
    def found(line: str) -> bool:
        return any(pattern.fullmatch(line) for pattern in line_patterns(row.kind))

    assert [line for line in row.yes if not found(line)] == []
    assert [line for line in row.no if found(line)] == []


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("■文/陈建竹 罗佳楠", ("陈建竹", "罗佳楠")),
        ("□ 本报记者 张三", ("张三",)),
        ("本报记者 张三 通讯员 李四", ("张三", "李四")),
        ("记者：迪拉热·克力木", ("迪拉热·克力木",)),
        ("文/张三 图/李四", ("张三", "李四")),
        ("记者从海关了解到，", None),
    ],
)
def test_bylines_name_their_authors(line: str, names: tuple[str, ...] | None) -> None:
    assert byline(line) == names


def test_editors_lines_name_their_people() -> None:
    assert editors("责编：张海燕 美编：潘俊红") == ("张海燕", "潘俊红")
    assert editors("东兴口岸客流增长") is None


def test_an_unknown_name_gets_an_ascii_key_that_homophones_do_not_share() -> None:
    one, other = mint("Person", "李文"), mint("Person", "黎雯")

    assert re.fullmatch(r"person/liwen-[0-9a-f]{4}", one.key)
    assert one.key != other.key
    assert one == mint("Person", "李文")


def test_the_gazetteer_knows_what_contains_a_port(extractor: Extractor) -> None:
    lexicon = extractor.lexicon
    port = lexicon.port("磨憨口岸")

    assert port is not None
    assert [place.label for place in lexicon.containing(port)] == [
        "磨憨镇",
        "勐腊县",
        "西双版纳傣族自治州",
        "云南",
    ]
    across = lexicon.across(port)
    assert across is not None
    assert (across.label, lexicon.port_kind(port)) == ("老挝", "road")
