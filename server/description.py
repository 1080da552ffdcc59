"""What the endpoint says of itself: SPARQL Service Description (https://www.w3.org/TR/sparql12-service-description/).

1.2 is named as far as the engine goes: triple terms, base directions, codepoint escapes.
"""

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from graph.search_property import PROPERTIES
from graph.terms import DEFAULT_DATASET, term
from server.formats import GRAPHS, RESULTS
from server.settings import Settings

SD = "http://www.w3.org/ns/sparql-service-description#"


def service_description(endpoint: str, settings: Settings) -> Iterator[Triple]:
    """The description of the service at an address, graph by graph and format by format."""
    service, dataset, merged = (
        NamedNode(f"{endpoint}#{part}") for part in ("service", "dataset", "default-graph")
    )
    yield Triple(service, term("rdf:type"), _sd("Service"))
    yield Triple(service, _sd("endpoint"), NamedNode(endpoint))
    for kind in ("Query", "Update") if settings.tokens else ("Query",):
        for version in ("11", "12"):
            yield Triple(service, _sd("supportedLanguage"), _sd(f"SPARQL{version}{kind}"))
    yield Triple(service, term("dcat:servesDataset"), NamedNode(settings.names.resource("dataset/kouan")))
    yield Triple(
        service, term("rdfs:seeAlso"), NamedNode(f"{endpoint.removesuffix('sparql')}.well-known/void")
    )
    if settings.allowed:
        yield Triple(service, _sd("feature"), _sd("BasicFederatedQuery"))
    for name in PROPERTIES:
        yield Triple(service, _sd("propertyFeature"), NamedNode(settings.names.term(name)))
    for form in RESULTS + GRAPHS:
        if form.engine is not None:
            yield Triple(service, _sd("resultFormat"), NamedNode(form.engine.iri))
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, term("rdf:type"), _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), merged)
    yield Triple(merged, term("rdf:type"), _sd("Graph"))
    for name in (*DEFAULT_DATASET, "candidates", "rejected"):
        graph = NamedNode(f"{endpoint}#{name}")
        yield Triple(dataset, _sd("namedGraph"), graph)
        yield Triple(graph, term("rdf:type"), _sd("NamedGraph"))
        yield Triple(graph, _sd("name"), NamedNode(settings.names.graph(name)))


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)
