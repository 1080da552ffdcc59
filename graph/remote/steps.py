"""The last steps by which an engine came to hold what it holds, told beside its revision: who follows reads what was changed.

    graph:revision#ID rdf:value "NEXT\\n+QUAD .\\n-QUAD .\\n…"    the step from the content of that id to the next revision

Only small steps are told, and not for ever: who cannot go on from what they have read our graphs whole.
"""

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, parse

from graph.content import Change, Content
from graph.remote.endpoint import Endpoint
from graph.remote.revision import content_of
from graph.remote.store import RemoteStore
from graph.terms import term
from ontology import Namespaces

LARGEST = 5_000
"""Quads of a step that is told."""
KEPT = 100
"""Steps that are told, before all of them are forgotten."""


class Steps:
    """The steps that are told of an engine."""

    def __init__(self, endpoint: Endpoint, names: Namespaces) -> None:
        self._graph = NamedNode(names.graph("revision"))
        self._endpoint = endpoint
        self._store = RemoteStore(endpoint, [self._graph])

    def after(self, content: Content) -> tuple[Content, Change] | None:
        """The step that was made of a content, and what it led to; None if it is not told."""
        found = self._store.query(
            f"SELECT ?step {{ GRAPH {self._graph} {{ {self._said(content, '?step')} }} }}"
        )
        assert isinstance(found, QuerySolutions)  # noqa: S101 - of a SELECT
        for row in found:
            step = row["step"]
            assert isinstance(step, Literal)  # noqa: S101 - as it was told
            now, *lines = step.value.split("\n")
            after = content_of(now)
            return (after, Change(_quads(lines, "+"), _quads(lines, "-"))) if after else None
        return None

    def told(self, content: Content, now: str, change: Change) -> str:
        """A step, as the pattern that tells it."""
        lines = [now, *(f"+{quad} ." for quad in change.added), *(f"-{quad} ." for quad in change.removed)]
        return f"GRAPH {self._graph} {{ {self._said(content, Literal(chr(10).join(lines)))} }}"

    def forget(self, content: Content | None = None) -> None:
        """Forgets an earlier step from a content; all of them if there are very many, or without a content."""
        node = f"<{self._graph.value}#{content.id}>" if content and self._count() < KEPT else "?node"
        self._endpoint.update(
            f"DELETE WHERE {{ GRAPH {self._graph} {{ {node} {term('rdf:value')} ?step }} }}"
        )

    def _count(self) -> int:
        found = self._store.query(
            f"SELECT ?node {{ GRAPH {self._graph} {{ ?node {term('rdf:value')} ?step }} }}"
        )
        assert isinstance(found, QuerySolutions)  # noqa: S101 - of a SELECT
        return sum(1 for _ in found)

    def _said(self, content: Content, step: object) -> str:
        return f"<{self._graph.value}#{content.id}> {term('rdf:value')} {step} ."


def _quads(lines: list[str], sign: str) -> list[Quad]:
    text = "".join(f"{line[1:]}\n" for line in lines if line[0] == sign)
    return list(parse(text, RdfFormat.N_QUADS))
