"""The words of the graph: namespaces as Python, and the ontology, shapes and schemes as Turtle beside it.

Every IRI is made from one base, a setting of whoever runs Kouan:

>>> names = Namespaces("https://w3id.org/kouan/")
>>> names.resource("port/erlianhaote")
'https://w3id.org/kouan/id/port/erlianhaote'
>>> names.graph("facts")
'https://w3id.org/kouan/graph/facts'
>>> names.term("Port")
'https://w3id.org/kouan/ontology#Port'
"""

from dataclasses import dataclass
from pathlib import Path

DEFAULT_BASE = "https://w3id.org/kouan/"
"""The base that the Turtle files are written with."""

FOLDER = Path(__file__).parent
ONTOLOGY = FOLDER / "kouan.ttl"
DATASET = FOLDER / "dataset.ttl"
SHAPES = FOLDER / "shapes.ttl"
SCHEMES = FOLDER / "schemes"
CONTEXT = FOLDER / "context.jsonld"


@dataclass(frozen=True, slots=True)
class Namespaces:
    """IRIs under one base, which ends in a slash."""

    base: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        if not self.base.startswith(("http://", "https://")) or not self.base.endswith("/"):
            raise ValueError(f"the base IRI must be an http(s) IRI that ends in '/': {self.base!r}")

    def resource(self, key: str) -> str:
        """The IRI of an entity, document or fact, by its key (`port/erlianhaote`)."""
        return f"{self.base}id/{key}"

    def graph(self, name: str) -> str:
        """The IRI of a named graph: facts, candidates, rejected, provenance, gazetteer or ontology."""
        return f"{self.base}graph/{name}"

    def term(self, name: str) -> str:
        """The IRI of a class or property of our own."""
        return f"{self.base}ontology#{name}"
