"""The ontology and its schemes as quads, and the concepts that the words of a text stand for."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from graph.terms import Terms, term
from ontology import DEFAULT_BASE, ONTOLOGY, SCHEMES, Namespaces


def ontology_quads(names: Namespaces) -> Iterator[Quad]:
    """The ontology and all schemes, moved to our base; every concept also has its labels as rdfs:label."""
    graph = Terms(names).graph("ontology")
    for path in (ONTOLOGY, *sorted(SCHEMES.glob("*.ttl"))):
        text = path.read_text(encoding="utf-8").replace(DEFAULT_BASE, names.base)
        for triple in parse(text, RdfFormat.TURTLE):
            yield Quad(triple.subject, triple.predicate, triple.object, graph)
            if triple.predicate == term("skos:prefLabel"):
                yield Quad(triple.subject, term("rdfs:label"), triple.object, graph)


@dataclass(frozen=True)
class Schemes:
    """Chinese labels → concepts, of the schemes whose concepts are met by name in a text."""

    units: dict[str, NamedNode]
    metrics: dict[str, NamedNode]

    def metric(self, text: str) -> NamedNode | None:
        """The concept of a metric: of the longest label that the text contains, the last of those.

        外贸货物吞吐量 has both 外贸货物吞吐量 and 货物吞吐量 in it: the first is meant.
        """
        held = [(len(label), text.rfind(label), label) for label in self.metrics if label in text]
        return self.metrics[max(held)[2]] if held else None


@lru_cache(maxsize=4)
def schemes(names: Namespaces) -> Schemes:
    """The schemes under a base."""
    labels: dict[str, dict[str, NamedNode]] = {"units": {}, "metrics": {}}
    members: dict[NamedNode, str] = {}
    named: list[tuple[NamedNode, str]] = []
    wanted = {Terms(names).resource(f"scheme/{name}"): name for name in labels}
    for quad in ontology_quads(names):
        subject, predicate, value = quad.subject, quad.predicate, quad.object
        if not isinstance(subject, NamedNode):
            continue
        if predicate == term("skos:inScheme") and value in wanted:
            members[subject] = wanted[value]
        elif predicate in (term("skos:prefLabel"), term("skos:altLabel")) and isinstance(value, Literal):
            if value.language == "zh":
                named.append((subject, value.value))
    for concept, label in named:
        if concept in members:
            labels[members[concept]][label] = concept
    return Schemes(labels["units"], labels["metrics"])
