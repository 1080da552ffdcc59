"""What FTS5 looks for in the pairs of characters that stand for a text (`graph.spelling.grams`)."""

from collections.abc import Sequence

from graph.spelling import CHINESE, grams


def all_of(terms: Sequence[str]) -> str:
    """What FTS5 looks for to find all terms anywhere in the pairs of a text; the last may be the beginning of a word."""
    return " AND ".join(_phrase(term, begun=term is terms[-1]) for term in terms)


def _phrase(term: str, *, begun: bool) -> str:
    """The pairs of a term one after another; a single character is the beginning of pairs."""
    if not CHINESE.match(term):
        return f'"{term}"' + ("*" if begun else "")
    return f'"{" ".join(grams(term)[:-1])}"' if len(term) > 1 else f'"{term}"*'
