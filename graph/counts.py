"""What a graph holds, in numbers: counted once for each release, and kept as `derived/<id>/counts.json`."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pyoxigraph import Literal, QuerySolutions, Store

from extract.data import GAZETTEER, load_table
from extract.gazetteer import OfficialTotal
from graph.dataset import query
from graph.releases import ReleaseInfo
from ontology import Namespaces

COUNTING = Path(__file__).parent / "counting"
STATUS = {"facts": "published", "candidates": "candidate", "rejected": "rejected"}
"""Name of a graph → the status of the facts in it."""


@dataclass(frozen=True, slots=True)
class EntityCount:
    """Things of a class: all that are known, gazetteer and all, and those that documents name."""

    known: int
    named: int


@dataclass(frozen=True, slots=True)
class PortTotal:
    """Ports of a kind on the national list: how many the graph knows, and how many the state counted when."""

    known: int
    official: int
    as_of: str
    source: str


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of a graph."""

    documents: int
    articles: int
    facts: dict[str, Counter[str]]
    """Class of facts (`StatisticFact`) → status (`published`, `candidate`, `rejected`) → how many."""
    entities: dict[str, EntityCount]
    """By class."""
    graphs: dict[str, int]
    """Triples by name of graph (`facts`)."""
    ports: dict[str, Counter[str]]
    """Province ("" for ports of no known province) → kind (`water`, `air`, `land`) → ports of the national list."""
    totals: dict[str, PortTotal]
    """By kind."""


def counts(store: Store, names: Namespaces) -> Counts:
    """Counts a store by the queries in `counting/*.rq`."""
    ((documents, articles),) = _rows("documents", store, names)
    facts: dict[str, Counter[str]] = {}
    for cls, graph, count in _rows("facts", store, names):
        facts.setdefault(cls, Counter())[STATUS[graph]] += count
    ports: dict[str, Counter[str]] = {}
    for province, kind, count in _rows("ports", store, names):
        ports.setdefault(province, Counter())[kind] += count
    known = sum(ports.values(), Counter())
    return Counts(
        documents=documents,
        articles=articles,
        facts=facts,
        entities={cls: EntityCount(*both) for cls, *both in _rows("entities", store, names)},
        graphs=dict(_rows("graphs", store, names)),
        ports=ports,
        totals={
            row.kind: PortTotal(known[row.kind], row.count, row.as_of, row.source)
            for row in load_table(GAZETTEER / "official_totals.tsv", OfficialTotal)
        },
    )


def counts_of(info: ReleaseInfo) -> Path:
    """Where the counts of a release are, when they are made."""
    return info.derived / "counts.json"


def make(info: ReleaseInfo, names: Namespaces) -> Counts:
    """The counts of a release, made if they are not there yet."""
    path, kept = counts_of(info), TypeAdapter(Counts)
    if path.exists():
        return kept.validate_json(path.read_bytes())
    found = counts(Store.read_only(str(info.path)), names)
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f"counts.{os.getpid()}")
    scratch.write_bytes(kept.dump_json(found))
    scratch.replace(path)
    return found


def _rows(name: str, store: Store, names: Namespaces) -> Iterator[tuple[Any, ...]]:
    """The rows of a counting query: numbers as numbers, IRIs by their last part."""
    rows = query(store, (COUNTING / f"{name}.rq").read_text(encoding="utf-8"), names=names)
    if not isinstance(rows, QuerySolutions):
        raise TypeError(f"{name}.rq: a SELECT query is expected")
    for row in rows:
        yield tuple(_value(value) for value in row)


def _value(value: object) -> Any:
    if isinstance(value, Literal):
        return int(value.value) if value.datatype.value.endswith("#integer") else value.value
    return getattr(value, "value", "").rpartition("/")[2].rpartition("#")[2]
