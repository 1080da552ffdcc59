"""How far curators agree: Cohen's kappa over the facts that both decided about.

>>> from graph.review.decision import Decision
>>> history = History()
>>> for fact, li, wang in (("a", "accept", "accept"), ("b", "accept", "reject"), ("c", "reject", "reject")):
...     for by, action in (("li", li), ("wang", wang)):
...         reason = "layout" if action == "reject" else None
...         history.add(Decision(action=action, fact=fact, by=by, at="2025-09-12T08:00:00Z", reason=reason))
>>> agreement(history)
[Agreement(one='li', other='wang', facts=3, same=2, kappa=0.4)]
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from graph.review.decision import History, says


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of so many facts that two curators decided about, so many alike; kappa leaves out what chance would give."""

    one: str
    other: str
    facts: int
    same: int
    kappa: float | None
    """None where both said the same of everything, so that chance alone would give it."""


def agreement(history: History) -> list[Agreement]:
    """The agreement of every two curators who share a fact."""
    pairs: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for fact in history.facts():
        opinions = history.opinions(fact)
        for one, other in combinations(sorted(opinions), 2):
            pairs[one, other].append((says(opinions[one]), says(opinions[other])))
    return [
        Agreement(one, other, len(said), sum(a == b for a, b in said), kappa(said))
        for (one, other), said in sorted(pairs.items())
    ]


def kappa(said: list[tuple[str, str]]) -> float | None:
    """Cohen's kappa of pairs of answers, to three decimals."""
    total = len(said)
    answers = {answer for pair in said for answer in pair}
    chance = sum(
        sum(a == answer for a, _ in said) * sum(b == answer for _, b in said) for answer in answers
    ) / (total * total)
    if chance == 1:
        return None
    return round((sum(a == b for a, b in said) / total - chance) / (1 - chance), 3)
