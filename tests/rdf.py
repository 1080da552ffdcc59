"""Expected graphs written as Turtle and TriG, with the prefixes of queries."""

from pyoxigraph import Quad, RdfFormat, Triple, parse

from graph.terms import prefixes
from ontology import Namespaces

NAMES = Namespaces()
HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes(NAMES).items())


def triples(turtle: str) -> set[Triple]:
    """The triples of a piece of Turtle."""
    return {quad.triple for quad in parse(HEAD + turtle, RdfFormat.TURTLE)}


def quads(trig: str) -> set[Quad]:
    """The quads of a piece of TriG."""
    return set(parse(HEAD + trig, RdfFormat.TRIG))
