"""What an engine holds, told by one triple of a graph beside ours, so that a reader need ask for nothing else.

    graph:revision owl:versionInfo "HASH QUADS"                  what our graphs hold (`graph.content`)
                                   "HASH QUADS changing TOKEN"   a step is under way that began with it
                                   "building TOKEN"              a build is under way, or was cut off

A writer changes it only from what it knows, so that of several, on whichever machines, one gets on with its step; and
what a step sends is done only while its revision stands there, so that what an engine does late, of a step that was
given up, it does not do. Where there is no such triple, nobody knows: our graphs are read whole.
"""

import re
import secrets

from pyoxigraph import Literal, NamedNode, QuerySolutions

from graph.content import Content
from graph.remote.endpoint import Endpoint
from graph.remote.store import RemoteStore
from graph.terms import term
from ontology import Namespaces

HOLDS = re.compile(r"([0-9a-f]{64}) ([0-9]+)")
BUILDING, CHANGING = "building", " changing "


class Revision:
    """The revision of an engine."""

    def __init__(self, endpoint: Endpoint, names: Namespaces) -> None:
        self.graph = NamedNode(names.graph("revision"))
        self._endpoint = endpoint
        self._store = RemoteStore(endpoint, [self.graph])

    def read(self) -> str | None:
        """The revision as it stands there now; None if there is none."""
        found = self._store.query(f"SELECT ?now {{ GRAPH {self.graph} {{ {self._said('?now')} }} }}")
        assert isinstance(found, QuerySolutions)  # noqa: S101 - of a SELECT
        values = [row["now"] for row in found]
        return values[0].value if len(values) == 1 and isinstance(values[0], Literal) else None

    def put(self, text: str) -> None:
        """Has a revision stand there, whatever did."""
        old, new = self._said("?old"), self._said(Literal(text))
        self._endpoint.update(
            f"DELETE {{ GRAPH {self.graph} {{ {old} }} }} INSERT {{ GRAPH {self.graph} {{ {new} }} }} "
            f"WHERE {{ OPTIONAL {{ GRAPH {self.graph} {{ {old} }} }} }}"
        )

    def swap(self, old: str, new: str, also: str = "") -> bool:
        """Has one revision take the place of another, if that stands there; tells whether it stands there now.

        `also` is told with it.
        """
        was, will = self.pattern(old), self.pattern(new)
        self._endpoint.update(f"DELETE {{ {was} }} INSERT {{ {will} {also} }} WHERE {{ {was} }}")
        return (self.read() or "").startswith(new)  # whose next step may have begun already

    def pattern(self, text: str) -> str:
        """What holds as long as a revision stands there, as a pattern."""
        return f"GRAPH {self.graph} {{ {self._said(Literal(text))} }}"

    def _said(self, value: object) -> str:
        return f"{self.graph} {term('owl:versionInfo')} {value} ."


def of(content: Content) -> str:
    """The revision of a content."""
    return f"{content.hash:064x} {content.quads}"


def content_of(revision: str | None) -> Content | None:
    """The content that a revision tells; None while it is being changed, or where nobody knows."""
    found = HOLDS.fullmatch(revision or "")
    return Content(int(found[2]), int(found[1], 16)) if found else None


def changing(revision: str) -> str:
    """The revision of a step that begins, unlike any other."""
    return f"{revision}{CHANGING}{secrets.token_hex(6)}"


def building() -> str:
    """The revision of a build that begins, unlike any other."""
    return f"{BUILDING} {secrets.token_hex(6)}"


def undoing(step: str) -> str:
    """The revision while a step is undone."""
    return f"{step} back"
