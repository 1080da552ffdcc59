"""The description of what the seeds make, as its tests read it."""

from typing import Any

import rdflib
from rdflib import Namespace, URIRef

BASE = "https://w3id.org/kouan/"
DATASET = URIRef(BASE + "id/dataset/kouan")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
PUBLISHED = ("facts", "gazetteer", "ontology", "provenance")


def one(graph: rdflib.Graph, subject: URIRef, predicate: URIRef) -> Any:
    (value,) = graph.objects(subject, predicate)
    return value.toPython() if isinstance(value, rdflib.Literal) else value
