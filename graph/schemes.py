"""The ontology and its schemes as quads, and the concepts that the words of a text stand for."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from graph.terms import Terms, term
from ontology import DATASET, DEFAULT_BASE, ONTOLOGY, SCHEMES, Namespaces


def ontology_quads(names: Namespaces) -> Iterator[Quad]:
    """The ontology and all schemes, moved to our base; every concept also has its labels as rdfs:label."""
    graph = Terms(names).graph("ontology")
    for path in (ONTOLOGY, DATASET, *sorted(SCHEMES.glob("*.ttl"))):
        text = path.read_text(encoding="utf-8").replace(DEFAULT_BASE, names.base)
        for triple in parse(text, RdfFormat.TURTLE):
            yield Quad(triple.subject, triple.predicate, triple.object, graph)
            if triple.predicate == term("skos:prefLabel"):
                yield Quad(triple.subject, term("rdfs:label"), triple.object, graph)


NAMING = ONE, MANY = (term("skos:prefLabel"), term("skos:altLabel"))
"""Of English names the second is what several are called, where that is not the first with an `s`."""


@dataclass(frozen=True)
class Schemes:
    """Chinese labels → concepts, of the schemes whose concepts are met by name in a text."""

    units: dict[str, NamedNode]
    metrics: dict[str, NamedNode]
    english: dict[NamedNode, tuple[str, str]]
    """The English names of concepts, for one and for many."""

    def metric(self, text: str) -> NamedNode | None:
        """The concept of a metric: of the label that ends last in the text, the longest of those.

        What is measured stands last: 占全国口岸货运量比重 is a 比重, not a 货运量.
        """
        held = [
            (text.rfind(label) + len(label), len(label), label) for label in self.metrics if label in text
        ]
        return self.metrics[max(held)[2]] if held else None


@lru_cache(maxsize=4)
def schemes(names: Namespaces) -> Schemes:
    """The schemes under a base."""
    labels: dict[str, dict[str, NamedNode]] = {"units": {}, "metrics": {}}
    members: dict[NamedNode, str] = {}
    named: list[tuple[NamedNode, str]] = []
    english: dict[NamedNode, dict[NamedNode, str]] = {}
    wanted = {Terms(names).resource(f"scheme/{name}"): name for name in labels}
    for quad in ontology_quads(names):
        subject, predicate, value = quad.subject, quad.predicate, quad.object
        if not isinstance(subject, NamedNode):
            continue
        if predicate == term("skos:inScheme") and isinstance(value, NamedNode) and value in wanted:
            members[subject] = wanted[value]
        if predicate in NAMING and isinstance(value, Literal) and value.language == "zh":
            named.append((subject, value.value))
        elif predicate in NAMING and isinstance(value, Literal) and value.language == "en":
            english.setdefault(subject, {})[predicate] = value.value
    for concept, label in named:
        if concept in members:
            labels[members[concept]][label] = concept
    called = {
        concept: (found[ONE], found.get(MANY, f"{found[ONE]}s"))
        for concept, found in english.items()
        if concept in members
    }
    return Schemes(labels["units"], labels["metrics"], called)
