"""Headlines that stand away from their article find it by the words they share with it."""

import re
from collections.abc import Sequence

from extract.document import Passage

Head = tuple[Passage | None, Passage | None]
"""Kicker and title."""


def assign(loose: Sequence[Passage], bodies: Sequence[Sequence[str]], places: Sequence[int]) -> list[Head]:
    """Kicker and title for each article, from headlines in page order.

    `places[i]` is the article before which headline `i` stands; standing there is a small argument.
    """
    texts = ["".join(body) for body in bodies]
    grams = [_grams(text) for text in texts]
    given: list[list[Passage]] = [[] for _ in bodies]
    scores = [
        [
            _affinity(passage.text, grams, article) + 0.1 * (places[i] == article)
            for article in range(len(bodies))
        ]
        for i, passage in enumerate(loose)
    ]
    owner = [max(range(len(bodies)), key=lambda a: (row[a], -a)) for row in scores]
    for article in range(len(bodies)):
        if article not in owner:
            spare = [i for i in range(len(loose)) if owner.count(owner[i]) > 1]
            if spare:
                cheapest = min(
                    spare, key=lambda i: (scores[i][owner[i]] - scores[i][article], places[i] != article)
                )
                owner[cheapest] = article
    for passage, article in zip(loose, owner, strict=True):
        given[article].append(passage)
    return [_head(passages) for passages in given]


def _head(passages: Sequence[Passage]) -> Head:
    main = [p for p in passages if not p.text.startswith(("—", "-"))] or list(passages)
    if not main:
        return None, None
    return (main[-2] if len(main) > 1 else None), main[-1]


def _grams(text: str) -> set[str]:
    text = re.sub(r"[^\w]", "", text)
    return {text[i : i + n] for n in (2, 3, 4) for i in range(len(text) - n + 1)}


def _affinity(headline: str, grams: Sequence[set[str]], article: int) -> float:
    """Shared n-grams, long ones and rare ones counting more, by the length of the headline."""
    own = _grams(headline)
    shared = own & grams[article]
    weight = sum(len(gram) ** 2 / sum(gram in other for other in grams) ** 2 for gram in shared)
    return weight / max(len(own), 1)
