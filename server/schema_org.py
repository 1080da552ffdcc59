"""Things and the dataset in the words of schema.org, as pages embed them for search engines."""

from collections.abc import Mapping
from typing import Any

from ontology import Namespaces

CLASSES = {
    "Port": "Place", "PortCluster": "Place", "Place": "Place", "Province": "AdministrativeArea",
    "City": "City", "County": "AdministrativeArea", "Town": "AdministrativeArea", "Country": "Country",
    "Region": "Place", "Commodity": "DefinedTerm", "Unit": "DefinedTerm", "Person": "Person", "Official": "Person",
    "Organization": "Organization", "Publication": "Periodical", "SourceDocument": "CreativeWork",
    "SourceText": "CreativeWork", "Section": "CreativeWork", "Evidence": "Quotation", "StatisticFact": "Observation",
    "EventFact": "Event", "Fact": "Claim",
}  # fmt: skip
"""Our class → the class of schema.org that says the most of what it is."""
REUSED = {
    "http://www.w3.org/2004/02/skos/core#Concept": "DefinedTerm",
    "http://www.w3.org/2004/02/skos/core#ConceptScheme": "DefinedTermSet",
    "http://www.w3.org/ns/dcat#Dataset": "Dataset",
    "http://purl.org/linked-data/cube#DataSet": "Dataset",
}
"""The same for classes of other vocabularies."""
SCHEMA = "https://schema.org/"


def types(iris: list[str], names: Namespaces) -> list[str]:
    """The classes of schema.org of a thing, by name; Thing where none is known."""
    own = names.term("")
    found = [CLASSES[iri.removeprefix(own)] for iri in iris if iri.removeprefix(own) in CLASSES]
    found += [iri.removeprefix(SCHEMA) for iri in iris if iri.startswith(SCHEMA)]
    found += [REUSED[iri] for iri in iris if iri in REUSED]
    return sorted(set(found) - ({"Claim"} if len(set(found)) > 1 else set())) or ["Thing"]


def thing(entity: Mapping[str, Any], names: Namespaces, page: str) -> dict[str, Any]:
    """An entity (see graph.entity) for the page at an address."""
    kinds = types([each["iri"] for each in entity["classes"]], names)
    made: dict[str, Any] = {
        "@context": SCHEMA,
        "@id": entity["iri"],
        "@type": kinds[0] if len(kinds) == 1 else kinds,
        "url": page,
        "mainEntityOfPage": page,
    }
    labels = [{"@value": name, "@language": language} for language, name in sorted(entity["names"].items())]
    if labels:
        made["name"] = labels
    if entity["aliases"]:
        made["alternateName"] = [each["text"] for each in entity["aliases"]]
    if entity["same"]:
        made["sameAs"] = list(entity["same"])
    if entity["position"]:
        longitude, latitude = entity["position"]
        made["geo"] = {"@type": "GeoCoordinates", "longitude": longitude, "latitude": latitude}
    identifiers = [
        {"@type": "PropertyValue", "propertyID": key, "value": value["text"]}
        for key in ("locode", "iata", "divisionCode")
        for group in entity["groups"]
        if group["property"] == names.term(key)
        for value in group["values"]
    ]
    if identifiers:
        made["identifier"] = identifiers
    within = [
        value["iri"]
        for group in entity["groups"]
        if group["property"] == names.term("locatedIn")
        for value in group["values"]
    ]
    if within and "DefinedTerm" not in kinds:
        made["containedInPlace" if "Person" not in kinds and "Organization" not in kinds else "location"] = [
            {"@id": iri} for iri in within
        ]
    return made
