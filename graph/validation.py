"""The graph against its SHACL shapes."""

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Quad, Store

from ontology import Namespaces


@dataclass(frozen=True, slots=True)
class Violation:
    """What a shape finds wrong, and with which node."""

    focus: str
    path: str
    message: str
    shape: str
    source: str


def violations(quads: Iterable[Quad], store: Store, names: Namespaces) -> list[Violation]:
    return []
