"""Marks that articles of nearly the same wording share: one report, printed by several papers.

MinHash with one permutation: each few characters in a row fall into one of the bins by their hash, a bin keeps its
smallest, and each few bins together make a mark. Of 1,500 made-up articles (`tests/corpus.py`) and their prints, some of which
lack the last paragraph, 1,478 share a mark; of a million pairs of different articles, seven. What an article has does
not depend on others.
"""

from collections.abc import Iterator
from hashlib import blake2b

from extract.document import Article

LENGTH = 8
"""Characters in a row that are looked at together."""
FEWEST = 100
"""What is shorter is often alike and no report: it has no marks."""
MARKS, EACH = 12, 8
"""Marks of an article, and bins that make one."""


def wording(article: Article) -> tuple[str, ...]:
    """The marks of an article by its paragraphs, for papers choose their own headlines; none for a short one."""
    return marks("".join(block.passage.text for block in article.blocks if block.kind == "paragraph"))


def marks(text: str) -> tuple[str, ...]:
    """The marks of a text, 16 hexadecimal digits each; what is neither letter nor digit is passed over."""
    letters = "".join(filter(str.isalnum, text))
    if len(letters) < FEWEST:
        return ()
    smallest = list(_smallest({letters[n : n + LENGTH] for n in range(len(letters) - LENGTH + 1)}))
    return tuple(
        blake2b(f"{start} {smallest[start : start + EACH]}".encode(), digest_size=8).hexdigest()
        for start in range(0, MARKS * EACH, EACH)
    )


def _smallest(runs: set[str]) -> Iterator[int]:
    """The smallest hash of each bin; that of the next bin that has one, where a bin is empty."""
    bins: dict[int, int] = {}
    for run in runs:
        rest, place = divmod(int.from_bytes(blake2b(run.encode(), digest_size=8).digest()), MARKS * EACH)
        bins[place] = min(rest, bins.get(place, rest))
    for place in range(MARKS * EACH):
        while place not in bins:
            place = (place + 1) % (MARKS * EACH)
        yield bins[place]
