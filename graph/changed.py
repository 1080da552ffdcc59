"""What a release changed: a note in its folder of what is computed, so that what was computed before need not be again.

derived/<id>/changed    the id of the release before; then the IRIs of things that are said otherwise, one a line
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from graph.terms import term

FILE = "changed"


@dataclass(frozen=True, slots=True)
class Changed:
    """What differs from an earlier release."""

    before: str
    """The id of that release."""
    touched: frozenset[str]
    """The things of which something is said that was not, or the other way round."""


def touched(quads: Iterable[Quad]) -> Iterator[str]:
    """The things that quads say something of: what they are about, and what they name."""
    for quad in quads:
        if isinstance(quad.subject, NamedNode):
            yield quad.subject.value
        if isinstance(quad.object, NamedNode) and quad.predicate != term("rdf:type"):
            yield quad.object.value


def read(derived: Path) -> Changed | None:
    """What a release changed, by its folder of what is computed; None where nobody noted it."""
    try:
        before, *iris = (derived / FILE).read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, ValueError):
        return None
    return Changed(before, frozenset(iris))


def note(derived: Path, changed: Changed) -> None:
    """Notes what a release changed."""
    derived.mkdir(parents=True, exist_ok=True)
    lines = [changed.before, *sorted(changed.touched)]
    (derived / FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")
