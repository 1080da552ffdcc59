"""What a quantity does in its clause: tells what was observed, or what is planned, foreseen or possible."""

import pytest

from tests.conftest import Read


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("该项目设计年吞吐能力670万标箱。", "capacity"),
        ("大连港今年计划投入24亿元。", "plan"),
        ("预计全年大连港货物吞吐量将达到3亿吨。", "forecast"),
        ("大连港货物吞吐量达到3亿吨。", "observed"),
        ("到2030年，大连港货物吞吐量达到3亿吨。", "forecast"),
    ],
)
def test_what_was_observed_is_told_from_what_is_planned(read: Read, text: str, modality: str) -> None:
    assert read(text, "stat", "modality", title="大连港") == [{"modality": modality}]
