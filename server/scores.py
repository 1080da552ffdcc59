"""Scores of extraction and its faults, for the terminal."""

from extract.evaluation import Evaluation, Fault
from extract.matching import Row
from server.terminal import print_table

HIDDEN = frozenset(
    {"type", "doc", "article", "id", "evidence", "more_evidence", "confidence", "rule", "iri", "optional"}
)


def print_scores(result: Evaluation) -> None:
    """Prints precision, recall and F1 by type and over all, and how often each slot is right."""
    scores = [*sorted(result.types.items()), ("all", result.overall)]
    rows = [
        [name, *map(str, (s.found, s.extra, s.missed)), *(f"{x:.3f}" for x in (s.precision, s.recall, s.f1))]
        for name, s in scores
    ]
    print_table(["type", "found", "extra", "missed", "precision", "recall", "F1"], rows, range(1, 7))
    shares = [
        [name, f"{counts[True]} of {counts.total()}", f"{result.share(name):.3f}"]
        for name, counts in sorted(result.slots.items())
    ]
    print_table(["slot", "right", "share"], shares, (1, 2))


def print_reliability(result: Evaluation) -> None:
    """Prints how often facts are right, by how sure they were said to be."""
    rows = [
        [
            f"{b.low:.2f} – {min(b.high, 1):.2f}",
            str(b.facts),
            f"{b.confidence:.3f}",
            str(b.right),
            f"{b.right / b.facts:.3f}",
        ]
        for b in result.reliability()
    ]
    print_table(["confidence", "facts", "mean", "right", "share"], rows, range(1, 5))


def print_faults(result: Evaluation) -> None:
    """Prints a line for each fault: what kind, what gold says, what was said, and the words it was read from; or that there is none."""
    if not result.faults:
        print("no faults")
        return
    rows = [
        [_name(fault), _cells(fault.gold), _cells(fault.fact), _words(fault.fact or fault.gold)]
        for fault in result.faults
    ]
    print_table(["fault", "gold", "fact", "text"], rows)


def _name(fault: Fault) -> str:
    row = fault.gold or fault.fact or {}
    return f"{fault.kind} {fault.slot or row['type']} ({row['doc']})"


def _cells(row: Row | None) -> str:
    """The slots of a row that say something."""
    said = {} if row is None else row
    shown = {
        k: v
        for k, v in said.items()
        if k not in HIDDEN and not k.endswith(("_iri", "_alt")) and v not in (None, [], "")
    }
    return ", ".join(f"{key} {value}" for key, value in shown.items())


def _words(row: Row | None) -> str:
    evidence = row.get("evidence") if row else None
    text = evidence.get("text", "") if isinstance(evidence, dict) else evidence or ""
    return str(text).replace("\n", "")
