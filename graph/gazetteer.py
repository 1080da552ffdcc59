"""The gazetteer's tables as triples: what is known of places, ports, bodies and goods before any page is read."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from extract.fact import KINDS
from extract.gazetteer import Commodity, Country, Division, Gazetteer, Organization, Port
from extract.lexicon import CHINA, Lexicon
from graph.mapping import BROADER, Triples
from graph.terms import Terms, boolean, en, term, zh


class GazetteerMapping:
    """Maps the rows of a gazetteer to triples under one base."""

    def __init__(self, gazetteer: Gazetteer, terms: Terms) -> None:
        self._tables = gazetteer
        self._terms = terms
        self._lexicon = Lexicon(gazetteer)
        self._codes = {
            row.code: terms.resource(f"{KINDS[row.cls]}/{row.slug}") for row in gazetteer.divisions
        }

    def triples(self) -> Triples:
        """All rows of all tables."""
        for division in self._tables.divisions:
            yield from self._division(division)
        for country in self._tables.countries:
            yield from self._country(country)
        for port in self._tables.ports:
            yield from self._port(port)
        for foreign in self._tables.foreign_ports:
            node = self._terms.resource(f"port/{foreign.slug}")
            yield from self._thing(node, "Port", foreign.name, foreign.aliases, foreign.source)
            yield from self._place(node, foreign.country)
        for cluster in self._tables.clusters:
            node = self._terms.resource(f"port-cluster/{cluster.slug}")
            yield from self._thing(node, "PortCluster", cluster.name, cluster.aliases, cluster.source)
        for organization in self._tables.organizations:
            yield from self._organization(organization)
        for commodity in self._tables.commodities:
            yield from self._commodity(commodity)
        for paper in self._tables.publications:
            node = self._terms.resource(f"publication/{paper.slug}")
            yield from self._thing(node, "Publication", paper.name, paper.aliases, paper.source)

    def _thing(
        self, node: NamedNode, cls: str, label: str, others: tuple[str, ...], source: str
    ) -> Iterator[Triple]:
        for name in (cls, BROADER.get(cls)):
            if name:
                yield Triple(node, term("rdf:type"), self._terms.kou(name))
        yield Triple(node, term("rdfs:label"), zh(label))
        for other in others:
            if other != label:
                yield Triple(node, term("skos:altLabel"), zh(other))
        yield Triple(node, self._terms.kou("gazetteerSource"), Literal(source))

    def _place(self, node: NamedNode, country: str) -> Triples:
        entity = self._lexicon.country(country)
        if entity:
            yield Triple(node, self._terms.kou("locatedIn"), self._terms.resource(entity.key))

    def _division(self, row: Division) -> Triples:
        node = self._codes[row.code]
        label = self._lexicon.entities[f"{KINDS[row.cls]}/{row.slug}"].label
        forms = (row.name, *([row.short] if row.short else []), *row.aliases)
        yield from self._thing(node, row.cls, label, forms, row.source)
        yield Triple(node, self._terms.kou("divisionCode"), Literal(row.code))
        parent = self._codes[row.parent] if row.parent else self._terms.resource(CHINA.key)
        yield Triple(node, self._terms.kou("locatedIn"), parent)

    def _country(self, row: Country) -> Triples:
        node = self._terms.resource(f"{KINDS[row.cls]}/{row.slug}")
        yield from self._thing(node, row.cls, row.name, row.aliases, row.source)
        if row.en:
            yield Triple(node, term("rdfs:label"), en(row.en))
        if row.abbr:
            yield Triple(node, self._terms.kou("abbreviation"), zh(row.abbr))

    def _port(self, row: Port) -> Triples:
        kou, node = self._terms.kou, self._terms.resource(f"port/{row.slug}")
        yield from self._thing(node, "Port", row.name, row.aliases, row.source)
        yield Triple(node, kou("portKind"), self._terms.resource(f"port-kind/{row.kind}"))
        yield Triple(node, kou("official"), boolean(row.official == "yes"))
        for name, kind, slug in (
            ("partOf", "port", row.part_of),
            ("opposite", "port", row.opposite),
            ("partOfCluster", "port-cluster", row.cluster),
        ):
            if slug:
                yield Triple(node, kou(name), self._terms.resource(f"{kind}/{slug}"))
        if row.place:
            yield Triple(node, kou("locatedIn"), self._codes[row.place])
        country = self._lexicon.country(row.country) if row.country else None
        if country:
            yield Triple(node, kou("faces"), self._terms.resource(country.key))
        if row.iata:
            yield Triple(node, kou("iata"), Literal(row.iata))

    def _organization(self, row: Organization) -> Triples:
        node = self._terms.resource(f"organization/{row.slug}")
        yield from self._thing(node, "Organization", row.name, row.aliases, row.source)
        if row.place:
            yield Triple(node, self._terms.kou("locatedIn"), self._codes[row.place])

    def _commodity(self, row: Commodity) -> Triples:
        node = self._terms.resource(f"commodity/{row.slug}")
        yield from self._thing(node, "Commodity", row.name, row.aliases, row.source)
        if row.en:
            yield Triple(node, term("rdfs:label"), en(row.en))
        yield Triple(node, term("skos:inScheme"), self._terms.resource("scheme/commodities"))
        broader = f"commodity/{row.broader}" if row.broader else f"hs/{row.hs}" if row.hs else None
        if broader:
            yield Triple(node, term("skos:broader"), self._terms.resource(broader))
