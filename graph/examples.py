"""The named queries as triples, so that the graph tells which questions it answers: https://www.w3.org/TR/shacl-af/#SPARQLRule
names the properties, and the prefixes that they use are declared where SHACL looks for them.
"""

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from graph.queries import NamedQuery
from graph.terms import Terms, en, prefixes, term, zh

FORMS = {"SELECT": "Select", "ASK": "Ask", "CONSTRUCT": "Construct", "DESCRIBE": "Describe"}
FORM = re.compile(r"^\s*(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE | re.MULTILINE)
OWN = re.compile(r"\bkou:(\w+)")


def example_triples(queries: Iterable[NamedQuery], terms: Terms) -> Iterator[Triple]:
    """Queries, each with what it asks, what it is called, and the terms of our own that it speaks in."""
    ontology = NamedNode(terms.names.base + "ontology")
    for query in queries:
        node = terms.named("query", query.name)
        found = FORM.search(query.text)
        form = found[1].upper() if found else "SELECT"
        yield Triple(node, term("rdf:type"), term("sh:SPARQLExecutable"))
        yield Triple(node, term("rdf:type"), term(f"sh:SPARQL{FORMS[form]}Executable"))
        for predicate, text in (("rdfs:label", query.title), ("rdfs:comment", query.description)):
            yield Triple(node, term(predicate), zh(text.zh))
            yield Triple(node, term(predicate), en(text.en))
        yield Triple(node, term(f"sh:{form.lower()}"), Literal(query.text))
        yield Triple(node, term("sh:prefixes"), ontology)
        for name in sorted(set(OWN.findall(query.text))):
            yield Triple(node, term("dcterms:references"), terms.kou(name))


def prefix_triples(terms: Terms) -> Iterator[Triple]:
    """The prefixes that queries need not declare."""
    ontology = NamedNode(terms.names.base + "ontology")
    for prefix, start in prefixes(terms.names).items():
        node = terms.resource(f"prefix/{prefix}")
        yield Triple(ontology, term("sh:declare"), node)
        yield Triple(node, term("rdf:type"), term("sh:PrefixDeclaration"))
        yield Triple(node, term("sh:prefix"), Literal(prefix))
        yield Triple(node, term("sh:namespace"), Literal(start, datatype=term("xsd:anyURI")))
