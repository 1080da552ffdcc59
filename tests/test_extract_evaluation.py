"""Evaluation judges as the annotation guide says; the seed page's figures are held."""

import json
from pathlib import Path
from typing import Any

import pytest

from extract.evaluation import evaluate
from extract.matching import place, port, same, slots
from extract.pipeline import Extractor
from extract.source import read
from tests.conftest import SEED_PAGE, SEEDS, refuse, rows

GOLD = SEEDS / "gold" / f"{SEED_PAGE.stem}.jsonl"


def row(kind: str, **keys: Any) -> dict[str, Any]:
    return {"type": kind, "doc": "d", **keys}


STAT = row(
    "stat",
    subject="大连港",
    metric="货物吞吐量",
    value=3e8,
    unit="吨",
    bound="exact",
    period="2024-01-01/2024-12-31",
)


@pytest.mark.parametrize(
    ("gold", "fact", "expected"),
    [
        (row("entity", **{"class": "Port"}, label="大连港", alt=["大连口岸"]), row("entity", **{"class": "Port"}, label="大连口岸"), True),
        (row("entity", **{"class": "Port"}, label="磨憨口岸"), row("entity", **{"class": "Port"}, label="磨憨铁路口岸"), False),
        (row("entity", **{"class": "City"}, label="大连"), row("entity", **{"class": "City"}, label="大连市"), True),
        (row("located_in", subject="大连港", object="辽宁"), row("located_in", subject="大连港", object="大连", object_alt=["辽宁省"]), True),
        (row("port_kind", subject="凭祥", object="land"), row("port_kind", subject="凭祥口岸", object="road"), True),
        (row("port_kind", subject="凭祥", object="road"), row("port_kind", subject="凭祥口岸", object="land"), False),
        (row("post", person="张三", title="主任", organization="市口岸办"), row("post", person="张三", title="主任", organization="丹东市口岸办"), True),
        (row("post", person="张三", title="主任", organization="市口岸办"), row("post", person="李四", title="主任", organization="市口岸办"), False),
        (row("trade", place="东兴", direction=None, commodity="榴莲"), row("trade", place="东兴口岸", direction="import", commodity="榴莲"), True),
        (row("trade", place="东兴", direction="export", commodity="榴莲"), row("trade", place="东兴口岸", direction="import", commodity="榴莲"), False),
        (STAT, {**STAT, "value": 3.01e8}, True),
        (STAT, {**STAT, "value": 3.1e8}, False),
        (STAT, {**STAT, "unit": "标箱"}, False),
        ({**STAT, "unit": "标箱"}, {**STAT, "unit": "标准箱"}, True),
        ({**STAT, "value": None, "change_pct": 5}, {**STAT, "value": None, "change_pct": 5.0}, True),
        (row("event", what="expanded", what_alt=["approved"], subject="大连港"), row("event", what="approved", subject="大连港口岸"), True),
    ],
)  # fmt: skip
def test_a_fact_is_the_gold_fact_or_is_not(
    gold: dict[str, Any], fact: dict[str, Any], expected: bool
) -> None:
    assert same(gold, fact) is expected


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"metric": "外贸货物吞吐量"}, []),
        ({"metric": "旅客"}, ["stat.metric"]),
        ({"period": "2024"}, []),
        ({"period": "2023"}, ["stat.period"]),
        ({"bound": "min"}, ["stat.bound"]),
        ({"change_pct": 3}, ["stat.change"]),
    ],
)
def test_slots_are_judged_one_by_one(change: dict[str, Any], wrong: list[str]) -> None:
    assert [name for name, right in slots(STAT, {**STAT, **change}) if not right] == wrong


def test_names_are_compared_without_the_endings_that_news_drops() -> None:
    assert [place(name) for name in ("辽宁省", "内蒙古自治区", "我国", "沙市")] == [
        "辽宁",
        "内蒙古",
        "中国",
        "沙市",
    ]
    assert [port(name) for name in ("凭祥口岸", "磨憨铁路口岸", "大连港口岸")] == [
        "凭祥",
        "磨憨铁路口岸",
        "大连港",
    ]


def test_missed_extra_and_optional_rows_are_counted() -> None:
    gold = [
        row("faces", subject="甲", object="老挝"),
        row("faces", subject="乙", object="越南", optional=True),
    ]
    facts = [row("faces", subject="乙", object="越南"), row("faces", subject="丙", object="缅甸")]

    result = evaluate(gold, facts)

    score = result.overall
    assert (score.found, score.extra, score.missed) == (0, 1, 1)
    assert [(fault.kind, (fault.gold or fault.fact or {})["subject"]) for fault in result.faults] == [
        ("missed", "甲"),
        ("extra", "丙"),
    ]


def test_reliability_tells_how_often_facts_of_one_confidence_are_right() -> None:
    gold = [row("faces", subject=name, object="老挝") for name in "甲乙"]
    said = {"甲": 0.9, "乙": 0.9, "丙": 0.9, "丁": 0.6}

    result = evaluate(gold, [row("faces", subject=n, object="老挝", confidence=c) for n, c in said.items()])

    assert [(b.low, b.high, b.facts, b.right) for b in result.reliability()] == [
        (0.5, 0.7, 1, 0),
        (0.9, 0.95, 3, 2),
    ]


def test_the_seed_page_keeps_its_figures(extractor: Extractor) -> None:
    gold = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    [document] = read(Path(SEED_PAGE), on_error=refuse)

    result = evaluate(gold, rows(extractor.facts(document)))

    assert result.overall.f1 >= 0.99
    assert result.overall.precision >= 0.99
    assert {name for name in result.slots if result.share(name) < 0.97} == set()
