"""RDF terms as this graph writes them: IRIs under one base, canonical literals, the vocabularies it reuses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import Literal as OneOf
from typing import get_args
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad, Triple

from ontology import Namespaces

GraphName = OneOf["facts", "candidates", "rejected", "provenance", "gazetteer", "ontology"]

DEFAULT_DATASET: tuple[GraphName, ...] = ("facts", "gazetteer", "ontology", "provenance")
"""The named graphs whose merge a query sees when it names none."""

VOCABULARIES: Mapping[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "qudt": "http://qudt.org/schema/qudt/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sosa": "http://www.w3.org/ns/sosa/",
    "spdx": "http://spdx.org/rdf/terms#",
    "sssom": "https://w3id.org/sssom/",
    "unlcd": "https://vocabulary.uncefact.org/unlocode#",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
    "wgs84": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


KINDS = (
    "port", "port-cluster", "province", "city", "county", "town", "country", "region", "commodity", "hs", "person",
    "organization", "feature", "publication", "issue", "document", "headline", "article", "section", "fact",
    "evidence", "scheme", "port-kind", "precision", "direction", "bound", "modality", "status", "metric", "unit", "event-kind",
    "change-base", "dataset", "geometry", "decision", "curator", "batch", "action", "reason", "query", "link", "agent",
    "release", "shape", "prefix",
)  # fmt: skip
"""The kinds of resources: the first part of each one's key, and its prefix in queries (`port:dalian`)."""


@cache
def prefixes(names: Namespaces) -> dict[str, str]:
    """The prefixes that queries need not declare and that Turtle and TriG are written with."""
    own = {"kou": names.term(""), "graph": names.graph("")}
    return own | {kind: names.resource(f"{kind}/") for kind in KINDS} | dict(VOCABULARIES)


@cache
def term(name: str) -> NamedNode:
    """A term of a reused vocabulary by its prefixed name.

    >>> term("rdf:type")
    <NamedNode value=http://www.w3.org/1999/02/22-rdf-syntax-ns#type>
    """
    prefix, _, local = name.partition(":")
    return NamedNode(VOCABULARIES[prefix] + local)


@dataclass(frozen=True)
class Terms:
    """The IRIs of one base as nodes."""

    names: Namespaces

    def kou(self, name: str) -> NamedNode:
        """A class or property of our own."""
        return NamedNode(self.names.term(name))

    def resource(self, key: str) -> NamedNode:
        """An entity, concept, document, fact or evidence by its key, `kind/slug`."""
        return NamedNode(self.names.resource(key))

    def named(self, kind: str, name: str) -> NamedNode:
        """A resource whose name comes from outside, so that it may need escaping."""
        return self.resource(f"{kind}/{quote(name, safe='')}")

    def graph(self, name: GraphName) -> NamedNode:
        """A named graph."""
        return NamedNode(self.names.graph(name))

    @cached_property
    def graphs(self) -> list[NamedNode]:
        """All named graphs of ours."""
        return [self.graph(name) for name in get_args(GraphName)]

    @cached_property
    def default_dataset(self) -> list[NamedNode]:
        """The graphs that a query sees when it names none."""
        return [self.graph(name) for name in DEFAULT_DATASET]


def quad(triple: Triple, graph: NamedNode) -> Quad:
    """A triple in a named graph."""
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def zh(text: str) -> Literal:
    """A Chinese label."""
    return Literal(text, language="zh")


def en(text: str) -> Literal:
    """An English label."""
    return Literal(text, language="en")


def romanized(text: str) -> Literal:
    """An English name that was made from a Chinese one (RFC 6497): `lang() = "en"` asks for names in use, langMatches for both."""
    return Literal(text, language="en-t-zh")


def decimal(value: float) -> Literal:
    """A number as a canonical xsd:decimal, without exponent or trailing zeros.

    >>> decimal(350000000.0).value, decimal(2007.910).value
    ('350000000', '2007.91')
    """
    plain = format(Decimal(repr(value)), "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return Literal("0" if plain == "-0" else plain, datatype=term("xsd:decimal"))


def integer(value: int) -> Literal:
    """A canonical xsd:integer."""
    return Literal(str(value), datatype=term("xsd:integer"))


def day(value: date) -> Literal:
    """An xsd:date."""
    return Literal(value.isoformat(), datatype=term("xsd:date"))


def boolean(value: bool) -> Literal:
    """An xsd:boolean."""
    return Literal("true" if value else "false", datatype=term("xsd:boolean"))
