"""A graph of our own making, as large as asked, and questions about it: for measuring speed, not quality."""

import random
from collections.abc import Callable, Iterator
from itertools import count

from ontology import Namespaces

PORTS = 5000
"""Ports in a million quads; each has thirty-one observations."""
OBSERVATIONS = 31
PROVINCES = 34
VARIANTS = 200
"""Different texts of each kind of question."""

NAMES = Namespaces()
RDF, RDFS, XSD = (
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://www.w3.org/2000/01/rdf-schema#",
    "http://www.w3.org/2001/XMLSchema#",
)
PREFIXES = (
    f"PREFIX kou: <{NAMES.term('')}>\nPREFIX rdfs: <{RDFS}>\nPREFIX province: <{NAMES.resource('province/')}>\n"
    f"PREFIX port: <{NAMES.resource('port/')}>\n"
)
METRICS = ("cargo", "container", "passenger", "vehicle", "import", "export", "duration")


def quads(ports: int = PORTS) -> Iterator[str]:
    """Lines of N-Quads, two hundred for each port: a gazetteer, facts, and where each was read."""
    draw = random.Random(2025)  # noqa: S311 - the same graph each time, and no secret
    gazetteer, facts, provenance = (f"<{NAMES.graph(n)}> .\n" for n in ("gazetteer", "facts", "provenance"))
    kou, place, fact = NAMES.term(""), NAMES.resource(""), NAMES.resource("fact/")

    def said(subject: str, predicate: str, object: str, graph: str) -> str:
        return f"<{subject}> <{predicate}> {object} {graph}"

    for province in range(PROVINCES):
        iri = f"{place}province/p{province}"
        yield said(iri, f"{RDF}type", f"<{kou}Province>", gazetteer)
        yield said(iri, f"{RDFS}label", f'"第{province}省"@zh', gazetteer)
        yield said(iri, f"{kou}partOf", f"<{place}country/cn>", gazetteer)
    cities = max(1, ports // 20)
    for city in range(cities):
        iri = f"{place}city/c{city}"
        yield said(iri, f"{kou}partOf", f"<{place}province/p{city % PROVINCES}>", gazetteer)
        yield said(iri, f"{RDFS}label", f'"第{city}市"@zh', gazetteer)
    numbers = count()
    for port in range(ports):
        iri, city = f"{place}port/x{port}", draw.randrange(cities)
        yield said(iri, f"{RDF}type", f"<{kou}Port>", gazetteer)
        yield said(iri, f"{RDFS}label", f'"第{port}口岸"@zh', gazetteer)
        yield said(
            iri, f"{RDFS}label", f'"Port {port} of {draw.choice("ABCDEFGH")}{port % 97}"@en', gazetteer
        )
        yield said(iri, f"{kou}code", f'"CN{port:05}"', gazetteer)
        yield said(iri, f"{kou}partOf", f"<{place}city/c{city}>", gazetteer)
        yield said(iri, f"{kou}province", f"<{place}province/p{city % PROVINCES}>", gazetteer)
        for _ in range(OBSERVATIONS):
            number = next(numbers)
            node, value = f"{fact}{number}", draw.randrange(10_000_000)
            yield said(node, f"{RDF}type", f"<{kou}Statistic>", facts)
            yield said(node, f"{kou}port", f"<{iri}>", facts)
            yield said(node, f"{kou}metric", f"<{place}metric/{draw.choice(METRICS)}>", facts)
            yield said(node, f"{kou}value", f'"{value}"^^<{XSD}integer>', facts)
            yield said(node, f"{kou}period", f'"{2000 + number % 26}"^^<{XSD}gYear>', facts)
            yield said(node, f"{kou}source", f"<{place}document/d{number % 9973}>", provenance)


def _one_of_many(text: Callable[[int], str], bound: int) -> list[str]:
    draw = random.Random(len(text(0)))  # noqa: S311 - the same texts each time, and no secret
    return [PREFIXES + text(draw.randrange(bound)) for _ in range(VARIANTS)]


CHEAP = ("label", "describe", "path", "construct")
"""The kinds that the engine answers in less than a millisecond."""
HEAVY = {"province": 240, "average": 32, "order": 48, "contains": 32}
"""The other kinds, with how many questions are enough to measure them."""


def questions(ports: int = PORTS) -> dict[str, list[str]]:
    """Texts of each kind of question, from the look-up of one port to counting them all."""
    return {
        "label": _one_of_many(lambda n: f'SELECT ?port ?code {{ ?port rdfs:label "第{n}口岸"@zh ; kou:code ?code }}', ports),
        "describe": _one_of_many(lambda n: f"DESCRIBE port:x{n}", ports),
        "province": _one_of_many(
            lambda n: f"SELECT ?port ?label ?code {{ ?port kou:province province:p{n % PROVINCES} ; rdfs:label ?label ; "
            f'kou:code ?code . FILTER(LANG(?label) = "zh" && ?code != "CN{n:05}") }}', ports
        ),
        "average": _one_of_many(
            lambda n: "SELECT ?metric (COUNT(*) AS ?n) (AVG(?value) AS ?mean) { "
            f"?port kou:province province:p{n % PROVINCES} . ?fact kou:port ?port ; kou:metric ?metric ; "
            f"kou:value ?value . FILTER(?value != {n}) }} GROUP BY ?metric", ports
        ),
        "path": _one_of_many(lambda n: f"SELECT ?place {{ port:x{n} kou:partOf+ ?place }}", ports),
        "order": _one_of_many(
            lambda n: "SELECT ?port ?code { ?port a kou:Port ; kou:code ?code . "
            f'FILTER(?code != "CN{n:05}") }} ORDER BY DESC(?code) LIMIT 20', ports
        ),
        "contains": _one_of_many(
            lambda n: "SELECT ?port ?label { ?port a kou:Port ; rdfs:label ?label . "
            f'FILTER(CONTAINS(LCASE(?label), "port {n % 1000} ")) }}', ports
        ),
        "construct": _one_of_many(
            lambda n: "CONSTRUCT { ?fact kou:metric ?metric ; kou:value ?value ; kou:period ?period } WHERE "
            f"{{ ?fact kou:port port:x{n} ; kou:metric ?metric ; kou:value ?value ; kou:period ?period }}", ports
        ),
    }  # fmt: skip
