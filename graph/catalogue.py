"""The description of the dataset by VoID and DCAT: what `ontology/dataset.ttl` says, and what a release adds to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from graph.dumps import Dump
from graph.releases import ReleaseInfo
from graph.statistics import GraphStatistics, Statistics
from graph.terms import DEFAULT_DATASET, GraphName, Terms, en, integer, term, zh
from ontology import DATASET, DEFAULT_BASE, Namespaces

MEDIA = "https://www.iana.org/assignments/media-types/"
GRAPH_TITLES: dict[GraphName, tuple[str, str]] = {
    "facts": ("已发布的事实", "published facts"),
    "gazetteer": ("地名录", "the gazetteer"),
    "ontology": ("本体", "the ontology"),
    "provenance": ("出处", "provenance"),
    "candidates": ("待审的事实", "facts that wait for review"),
    "rejected": ("被拒的事实", "facts that were rejected"),
}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that is known of a release."""

    info: ReleaseInfo
    statistics: Statistics
    dumps: Sequence[Dump]
    """Empty while they are being made."""
    host: str
    """The address that it is served at, with a slash at its end."""

    def triples(self, terms: Terms) -> Iterator[Triple]:
        """The description."""
        dataset, release = terms.resource("dataset/kouan"), terms.resource(f"release/{self.info.id}")
        yield from static(terms.names)
        endpoint = NamedNode(f"{self.host}sparql")
        issued = Literal(self.info.published.isoformat(), datatype=term("xsd:dateTime"))
        yield Triple(dataset, term("void:sparqlEndpoint"), endpoint)
        yield Triple(dataset, term("dcterms:modified"), issued)
        yield Triple(dataset, term("dcat:version"), Literal(self.info.id))
        yield Triple(dataset, term("dcat:hasCurrentVersion"), release)
        yield Triple(dataset, term("dcat:hasVersion"), release)
        service = terms.resource("dataset/service")
        yield Triple(service, term("rdf:type"), term("dcat:DataService"))
        yield Triple(service, term("dcterms:title"), zh("SPARQL 查询端点"))
        yield Triple(service, term("dcterms:title"), en("SPARQL endpoint"))
        yield Triple(service, term("dcat:endpointURL"), endpoint)
        yield Triple(service, term("dcat:endpointDescription"), endpoint)
        yield Triple(service, term("dcat:servesDataset"), dataset)
        yield Triple(release, term("rdf:type"), term("dcat:Dataset"))
        yield Triple(release, term("dcat:isVersionOf"), dataset)
        yield Triple(release, term("dcat:version"), Literal(self.info.id))
        yield Triple(release, term("dcterms:issued"), issued)
        yield Triple(release, term("dcterms:title"), zh(f"中国口岸知识图谱，版本 {self.info.id}"))
        yield Triple(release, term("dcterms:title"), en(f"Kouan, release {self.info.id}"))
        yield from self._counts(terms, dataset)
        for dump in self.dumps:
            yield from self._distribution(terms, dump, issued, [dataset, release])

    def _counts(self, terms: Terms, dataset: NamedNode) -> Iterator[Triple]:
        shown = {name: each for name, each in self.statistics.graphs.items() if name in DEFAULT_DATASET}
        total = sum(each.triples for each in shown.values())
        yield Triple(dataset, term("void:triples"), integer(total))
        yield Triple(dataset, term("void:entities"), integer(sum(each.entities for each in shown.values())))
        for name, each in self.statistics.graphs.items():
            yield from _graph(terms, name, each)

    def _distribution(
        self, terms: Terms, dump: Dump, issued: Literal, datasets: list[NamedNode]
    ) -> Iterator[Triple]:
        node = NamedNode(f"{self.host}dump/{self.info.id}/{dump.name}")
        for each in datasets:
            yield Triple(each, term("dcat:distribution"), node)
        if dump.graph is not None:
            yield Triple(NamedNode(terms.names.graph(dump.graph)), term("void:dataDump"), node)
        elif dump.name == "kouan.nq.gz":
            yield Triple(datasets[0], term("void:dataDump"), node)
        yield Triple(node, term("rdf:type"), term("dcat:Distribution"))
        yield Triple(node, term("dcterms:title"), Literal(dump.name))
        yield Triple(node, term("dcat:downloadURL"), node)
        yield Triple(node, term("dcat:accessURL"), NamedNode(f"{self.host}dump/"))
        yield Triple(node, term("dcat:mediaType"), NamedNode(MEDIA + dump.media_type))
        if dump.packed:
            yield Triple(node, term("dcat:compressFormat"), NamedNode(MEDIA + "application/gzip"))
        size = Literal(str(dump.size), datatype=term("xsd:nonNegativeInteger"))
        yield Triple(node, term("dcat:byteSize"), size)
        yield Triple(node, term("dcterms:license"), NamedNode("https://www.apache.org/licenses/LICENSE-2.0"))
        yield Triple(node, term("dcterms:issued"), issued)
        yield Triple(node, term("prov:wasDerivedFrom"), datasets[1])
        checksum = NamedNode(f"{node.value}#sha256")
        yield Triple(node, term("spdx:checksum"), checksum)
        yield Triple(checksum, term("rdf:type"), term("spdx:Checksum"))
        yield Triple(checksum, term("spdx:algorithm"), term("spdx:checksumAlgorithm_sha256"))
        value = Literal(dump.sha256, datatype=term("xsd:hexBinary"))
        yield Triple(checksum, term("spdx:checksumValue"), value)


@lru_cache(maxsize=4)
def static(names: Namespaces) -> tuple[Triple, ...]:
    """What the graph says of itself that no release changes."""
    text = DATASET.read_text(encoding="utf-8").replace(DEFAULT_BASE, names.base)
    return tuple(quad.triple for quad in parse(text, RdfFormat.TURTLE))


def _graph(terms: Terms, name: str, counted: GraphStatistics) -> Iterator[Triple]:
    """A named graph as a dataset of its own, with its classes and properties."""
    node = NamedNode(terms.names.graph(name))
    yield Triple(node, term("rdf:type"), term("void:Dataset"))
    yield Triple(node, term("rdf:type"), term("sd:NamedGraph"))
    yield Triple(node, term("sd:name"), node)
    for title in (
        label for key, both in GRAPH_TITLES.items() if key == name for label in (zh(both[0]), en(both[1]))
    ):
        yield Triple(node, term("dcterms:title"), title)
    for predicate, number in (
        ("triples", counted.triples),
        ("distinctSubjects", counted.subjects),
        ("distinctObjects", counted.objects),
        ("entities", counted.entities),
        ("classes", len(counted.classes)),
        ("properties", len(counted.properties)),
    ):
        yield Triple(node, term(f"void:{predicate}"), integer(number))
    for kind, parts, counting in (
        ("class", counted.classes, "entities"),
        ("property", counted.properties, "triples"),
    ):
        for number, (iri, count) in enumerate(parts.items(), 1):
            part = NamedNode(f"{node.value}#{kind}-{number}")
            yield Triple(node, term(f"void:{kind}Partition"), part)
            yield Triple(part, term(f"void:{kind}"), NamedNode(iri))
            yield Triple(part, term(f"void:{counting}"), integer(count))
