"""Patterns are data: each proves itself by its examples, and a faulty one is refused by name."""

from datetime import date
from pathlib import Path

import pytest

from extract.data import GAZETTEER
from extract.discourse import Discourse
from extract.document import Passage
from extract.error import DataError
from extract.gazetteer import Gazetteer
from extract.patterns import Pattern, PatternSet, compile_pattern
from extract.pipeline import Extractor
from extract.sentence import Sentence
from graph.merging import PUBLISHED_FROM
from tests.conftest import article

PATTERNS = PatternSet.load().patterns
DAY = date(2025, 9, 12)


def matches(extractor: Extractor, pattern: Pattern, text: str) -> list[dict[str, str]]:
    """The slots of every match of a pattern in a sentence, as text."""
    sentence: Sentence = extractor.reader.sentence(
        Passage(text, range(len(text))), Discourse(), published=DAY
    )
    found = PatternSet([pattern]).find(sentence.masked)
    return [{name: text[a:b] for name, (a, b) in match.slots.items()} for match in found]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.id)
def test_every_pattern_finds_its_examples_and_leaves_its_counter_examples(
    extractor: Extractor, pattern: Pattern
) -> None:
    for example in pattern.yes:
        found = matches(extractor, pattern, example.text)
        assert any(example.slots.items() <= slots.items() for slots in found), (example.text, found)
    for text in pattern.no:
        assert matches(extractor, pattern, text) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{s:Prot}开通", "unknown class 'Prot'"),
        ("{s:Port}(开通", "missing )"),
        ("{s Port}开通", "not understood from '{s Port}开通'"),
        ("{s:Port}{s:Port}", "redefinition of group name 's'"),
    ],
)
def test_a_pattern_that_does_not_compile_says_why(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=r".") as error:
        compile_pattern(text)

    assert problem in str(error.value)


def test_a_typo_in_a_pattern_file_names_file_line_and_key(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "- id: opens\n"
        "  text: '{s:Port}开通'\n"
        "  gives: [{type: event, what: opened, subject: s}]\n"
        "  confidance: 0.9\n"
        "  confidence: 0.9\n"
        "  yes: [{text: 东兴口岸开通}]\n",
        encoding="utf-8",
    )

    with pytest.raises(DataError) as error:
        PatternSet.load(tmp_path)

    assert str(error.value) == f"{tmp_path / 'mine.yaml'}:4: confidance: Extra inputs are not permitted"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{s:Port}[近日/已]开通", "'近日' never matches: times and amounts are slots, {t:Period}"),
        ("{s:Port}有3个泊位", "'3个' never matches: times and amounts are slots, {n:Qty}"),
    ],
)
def test_a_time_or_an_amount_in_a_pattern_is_refused_by_line_and_key(
    tmp_path: Path, text: str, problem: str
) -> None:
    (tmp_path / "mine.yaml").write_text(
        f"- id: opens\n  text: '{text}'\n  gives: [{{type: event, what: opened, subject: s}}]\n"
        "  confidence: 0.9\n  yes: [{text: 东兴口岸开通}]\n",
        encoding="utf-8",
    )

    with pytest.raises(DataError) as error:
        PatternSet.load(tmp_path)

    assert str(error.value) == f"{tmp_path / 'mine.yaml'}:2: text: Value error, {problem}"


def test_two_patterns_with_one_name_are_refused(tmp_path: Path) -> None:
    entry = (
        "- id: opens\n  text: '{s:Port}开通'\n  confidence: 0.9\n"
        "  gives: [{type: event, what: opened, subject: s}]\n  yes: [{text: 东兴口岸开通}]\n"
    )
    (tmp_path / "a.yaml").write_text(entry, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(entry, encoding="utf-8")

    with pytest.raises(DataError, match="opens stands already in"):
        PatternSet.load(tmp_path)


def test_nothing_in_a_pattern_is_unbounded() -> None:
    """A hundred thousand characters after a slot cost no more than the gap allows."""
    expression = compile_pattern("{s:Port}~~60是~~60口岸")

    assert expression.search("" + "，" * 100_000) is None
    assert "*" not in expression.pattern
    assert "+" not in expression.pattern


@pytest.mark.parametrize(("status", "confidence"), [("live", [0.9]), ("shadow", [0.4]), ("retired", [])])
def test_a_pattern_on_trial_finds_what_nobody_publishes(
    tmp_path: Path, extractor: Extractor, status: str, confidence: list[float]
) -> None:
    (tmp_path / "mine.yaml").write_text(
        "- id: bustles\n  text: '{s:Port}热闹起来'\n  confidence: 0.9\n"
        f"  status: {status}\n"
        "  gives: [{type: event, what: reopened, subject: s}]\n  yes: [{text: 东兴口岸热闹起来}]\n",
        encoding="utf-8",
    )
    trial = Extractor(Gazetteer.load(GAZETTEER), PatternSet.load(tmp_path))

    facts = trial.facts(article("东兴口岸热闹起来。"))

    assert [fact.confidence for fact in facts if fact.rule == "bustles"] == confidence
    assert all(sure < PUBLISHED_FROM for sure in confidence if status == "shadow")
