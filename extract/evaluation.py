"""How good extraction is: facts against gold that a person annotated, by type and by slot.

Gold is in the facts format; `*_alt` keys hold other right answers, and a row marked `optional` costs nothing,
said or not. A fact that gold does not know is extra.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from extract.error import SourceError
from extract.matching import Row, same, slots

Kind = Literal["missed", "extra", "wrong"]


@dataclass(slots=True)
class Score:
    """Counts of one type: found, extra, missed."""

    found: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.extra) if self.found + self.extra else 0.0

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed) if self.found + self.missed else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Fault:
    """A gold row that was missed, a fact that is extra, or a slot that is wrong in a fact that was found."""

    kind: Kind
    gold: Row | None
    fact: Row | None
    slot: str | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """Facts said with a confidence from `low` up to `high`: how many, their mean confidence, how many are right."""

    low: float
    high: float
    facts: int
    confidence: float
    right: int


BANDS = ((0.0, 0.5), (0.5, 0.7), (0.7, 0.8), (0.8, 0.85), (0.85, 0.9), (0.9, 0.95), (0.95, 1.01))


@dataclass(slots=True)
class Evaluation:
    """Scores by type, slots as (right, of), and every fault."""

    types: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    slots: dict[str, Counter[bool]] = field(default_factory=lambda: defaultdict(Counter))
    faults: list[Fault] = field(default_factory=list)
    judged: list[tuple[float, bool]] = field(default_factory=list)
    """The confidence of each fact of a type that gold judges, and whether gold says it too."""

    def reliability(self) -> list[Band]:
        """How often facts are right by how sure they were said to be, the surest last."""
        bands = [[(sure, right) for sure, right in self.judged if low <= sure < high] for low, high in BANDS]
        return [
            Band(
                *edges, len(band), sum(sure for sure, _ in band) / len(band), sum(right for _, right in band)
            )
            for edges, band in zip(BANDS, bands, strict=True)
            if band
        ]

    @property
    def overall(self) -> Score:
        """All types together but documents, which are given rather than found."""
        scores = [score for name, score in self.types.items() if name != "document"]
        return Score(*(sum(getattr(s, name) for s in scores) for name in ("found", "extra", "missed")))

    def share(self, slot: str) -> float:
        """How often a slot is right in the facts that were found."""
        counts = self.slots[slot]
        return counts[True] / counts.total() if counts.total() else 1.0


def read_gold(path: Path) -> list[Row]:
    """Facts that a person annotated, from JSON Lines; a SourceError names the line of a faulty one."""
    gold: list[Row] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            gold.append({"doc": row["doc"], "type": row["type"], **row})
        except (KeyError, TypeError) as error:
            raise SourceError(str(path), f"a fact needs {error}", number) from error
        except ValueError as error:
            raise SourceError(str(path), f"not JSON: {error}", number) from error
    return gold


def evaluate(gold: Sequence[Row], facts: Sequence[Row]) -> Evaluation:
    """Compares facts with gold, document by document and type by type; types that gold lacks are not judged."""
    result = Evaluation()
    documents = sorted({str(row["doc"]) for row in gold})
    for document in documents:
        wanted = [row for row in gold if str(row["doc"]) == document]
        said = [row for row in facts if str(row["doc"]) == document]
        for kind in sorted({row["type"] for row in wanted}):
            _compare(
                [row for row in wanted if row["type"] == kind],
                [row for row in said if row["type"] == kind],
                result,
            )
    return result


def _compare(wanted: Sequence[Row], said: Sequence[Row], result: Evaluation) -> None:
    taken: set[int] = set()
    score = result.types[wanted[0]["type"]]
    for row in sorted(wanted, key=lambda row: bool(row.get("optional"))):
        hits = [index for index, fact in enumerate(said) if same(row, fact)]
        fresh = [index for index in hits if index not in taken] or hits
        taken.update(hits)
        if row.get("optional"):
            continue
        if not fresh:
            score.missed += 1
            result.faults.append(Fault("missed", row, None))
            continue
        score.found += 1
        best = max(fresh, key=lambda index: sum(right for _, right in slots(row, said[index])))
        for slot, right in slots(row, said[best]):
            result.slots[slot][right] += 1
            if not right:
                result.faults.append(Fault("wrong", row, said[best], slot))
    for index, fact in enumerate(said):
        result.judged.append((float(fact.get("confidence", 1.0)), index in taken))
        if index not in taken:
            score.extra += 1
            result.faults.append(Fault("extra", None, fact))
