"""Facts as triples: whole graphs, one claim of each type."""

import pytest

from extract.fact import (
    Claim,
    DocumentClaim,
    Entity,
    EntityClaim,
    Event,
    Evidence,
    Faces,
    Fact,
    LocatedIn,
    PartOfCluster,
    PortKindClaim,
    Post,
    Stat,
    Statement,
    Trade,
)
from graph.mapping import FACT_CLASSES, Mapping
from tests.rdf import NAMES, triples

PORT = Entity("Port", "灵山口岸", "port/lingshan", ("灵山",))
TOWN = Entity("Town", "灵山镇", "town/lingshan")
COUNTRY = Entity("Country", "老挝", "country/la")
CLUSTER = Entity("PortCluster", "西南沿海口岸集群", "port-cluster/southwest-coast")
PERSON = Entity("Official", "李明", "person/liming-1a2b")
BODY = Entity("Organization", "灵山海关", "organization/lingshanhaiguan")
GOODS = Entity("Commodity", "榴莲", "commodity/durian")


def fact(claim: Claim, *evidence: Evidence) -> Fact:
    """A fact of a made-up document."""
    return Fact(claim, "d1", "d1-0a", evidence or (Evidence(3, 5, "灵山"),), 0.9, "made-up")


CLAIMS: list[tuple[Claim, str]] = [
    (EntityClaim(entity=PORT), "fact:X a kou:EntityFact ; rdf:reifies <<( port:lingshan a kou:Port )>> . port:lingshan a kou:Port ."),
    (
        LocatedIn(subject=PORT, object=TOWN, object_alt=("灵山县",)),
        "fact:X a kou:LocationFact ; rdf:reifies <<( port:lingshan kou:locatedIn town:lingshan )>> . port:lingshan kou:locatedIn town:lingshan .",
    ),
    (
        PartOfCluster(subject=PORT, object=CLUSTER),
        "fact:X a kou:ClusterFact ; rdf:reifies <<( port:lingshan kou:partOfCluster port-cluster:southwest-coast )>> . port:lingshan kou:partOfCluster port-cluster:southwest-coast .",
    ),
    (
        PortKindClaim(subject=PORT, object="road"),
        "fact:X a kou:KindFact ; rdf:reifies <<( port:lingshan kou:portKind port-kind:road )>> . port:lingshan kou:portKind port-kind:road .",
    ),
    (
        Faces(subject=PORT, object=COUNTRY),
        "fact:X a kou:BorderFact ; rdf:reifies <<( port:lingshan kou:faces country:la )>> . port:lingshan kou:faces country:la .",
    ),
    (
        DocumentClaim(article="d1-0a", title="灵山口岸开通"),
        "fact:X a kou:DocumentFact ; rdf:reifies <<( article:d1-0a a schema:NewsArticle )>> .",
    ),
    (
        Post(person=PERSON, title="关长", organization=BODY),
        'fact:X a kou:PostFact ; org:member person:liming-1a2b ; kou:postTitle "关长"@zh ; org:organization organization:lingshanhaiguan .',
    ),
    (
        Post(person=PERSON, title="关长", organization=None),
        'fact:X a kou:PostFact ; org:member person:liming-1a2b ; kou:postTitle "关长"@zh .',
    ),
    (
        Statement(person=PERSON, text="一切顺利", quoted=True),
        'fact:X a kou:StatementFact ; kou:speaker person:liming-1a2b ; kou:statementText "一切顺利"@zh ; kou:quoted true .',
    ),
    (
        Trade(place=PORT, direction="import", commodity=GOODS, partner=COUNTRY),
        "fact:X a kou:TradeFact ; kou:place port:lingshan ; kou:direction direction:import ; kou:commodity commodity:durian ; kou:partner country:la .",
    ),
    (
        Trade(place=PORT, direction=None, commodity=GOODS),
        "fact:X a kou:TradeFact ; kou:place port:lingshan ; kou:commodity commodity:durian .",
    ),
    (
        Event(what="opened", subject=PORT, date="2025-02", by=BODY, detail="正式通关"),
        'fact:X a kou:EventFact ; kou:eventKind event-kind:opened ; kou:subject port:lingshan ; kou:agent organization:lingshanhaiguan ; kou:period "2025-02" ; kou:periodStart "2025-02-01"^^xsd:date ; kou:periodEnd "2025-02-28"^^xsd:date ; kou:eventDetail "正式通关"@zh .',
    ),
    (
        Stat(subject=PORT, metric="年集装箱吞吐量", value=6690000.0, unit="标箱", bound="min", period="2024-01-01/2024-12-31", period_text="去年", change_pct=-3.5, change_bound="max", change_base="vs 2020", rank=2, said_by=PERSON),
        'fact:X a kou:StatisticFact ; qb:dataSet dataset:statistics ; kou:subject port:lingshan ; kou:metricText "年集装箱吞吐量"@zh ; kou:metric metric:container-throughput ; kou:value "6690000"^^xsd:decimal ; kou:unit unit:teu ; kou:bound bound:min ; kou:modality modality:observed ; kou:period "2024-01-01/2024-12-31" ; kou:periodStart "2024-01-01"^^xsd:date ; kou:periodEnd "2024-12-31"^^xsd:date ; kou:periodText "去年"@zh ; kou:change "-3.5"^^xsd:decimal ; kou:changeBound bound:max ; kou:changeBase change-base:year ; kou:changeBaseYear "2020"^^xsd:gYear ; kou:rank 2 ; kou:saidBy person:liming-1a2b .',
    ),
    (
        Stat(subject=PORT, metric="填报耗费", value=60.0, value_max=80.0, unit="%", bound="range", change_pct=None),
        'fact:X a kou:StatisticFact ; qb:dataSet dataset:statistics ; kou:subject port:lingshan ; kou:metricText "填报耗费"@zh ; kou:value "60"^^xsd:decimal ; kou:valueMax "80"^^xsd:decimal ; kou:unit unit:percent ; kou:bound bound:range ; kou:modality modality:observed .',
    ),
    (
        Stat(subject=PORT, metric="出口额", value=None, unit=None, change_pct=13.6, change_base="yoy", modality="forecast"),
        'fact:X a kou:StatisticFact ; qb:dataSet dataset:statistics ; kou:subject port:lingshan ; kou:metricText "出口额"@zh ; kou:metric metric:export-value ; kou:bound bound:exact ; kou:modality modality:forecast ; kou:change 13.6 ; kou:changeBase change-base:yoy .',
    ),
    (
        Stat(subject=PORT, metric="通行效率", value=None, unit=None, change_pct=48.0, change_base="vs before"),
        'fact:X a kou:StatisticFact ; qb:dataSet dataset:statistics ; kou:subject port:lingshan ; kou:metricText "通行效率"@zh ; kou:metric metric:clearance-efficiency ; kou:bound bound:exact ; kou:modality modality:observed ; kou:change "48"^^xsd:decimal ; kou:changeBase change-base:earlier .',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "turtle"), CLAIMS)
def test_a_claim_is_these_triples(claim: Claim, turtle: str) -> None:
    made = fact(claim)
    assert set(Mapping(NAMES).map(made).claim) == triples(turtle.replace("fact:X", f"fact:{made.id}"))


def test_every_type_of_claim_is_in_the_table() -> None:
    assert {type(claim) for claim, _ in CLAIMS} == set(FACT_CLASSES)


def test_a_fact_describes_the_things_it_speaks_of() -> None:
    made = Mapping(NAMES).map(fact(Post(person=PERSON, title="关长", organization=BODY)))
    assert set(made.things) == triples(
        """person:liming-1a2b a kou:Official, kou:Person ; rdfs:label "李明"@zh .
        organization:lingshanhaiguan a kou:Organization ; rdfs:label "灵山海关"@zh ."""
    )


def test_other_forms_of_a_name_are_alternative_labels() -> None:
    made = Mapping(NAMES).map(fact(EntityClaim(entity=PORT)))
    assert set(made.things) == triples(
        'port:lingshan a kou:Port ; rdfs:label "灵山口岸"@zh ; skos:altLabel "灵山"@zh .'
    )


def test_a_quotation_is_a_node_with_its_place_rule_and_confidence() -> None:
    made = Mapping(NAMES).map(fact(EntityClaim(entity=PORT), Evidence(3, 5, "灵\n山")))
    (support,) = made.support
    name = support.node.value.rpartition("/")[2]
    assert set(support.triples) == triples(
        f"""evidence:{name} a kou:Evidence ; oa:hasSource document:d1 ; oa:start 3 ; oa:end 5 ;
        oa:exact "灵\\n山" ; kou:article article:d1-0a ; kou:rule "made-up" ; kou:confidence 0.9 ."""
    )


def test_a_quotation_from_a_headline_points_into_the_headline() -> None:
    made = Mapping(NAMES).map(fact(EntityClaim(entity=PORT), Evidence(0, 2, "灵山", "title")))
    sources = [t for t in made.support[0].triples if t.predicate.value.endswith("hasSource")]
    assert [t.object for t in sources] == [Mapping(NAMES).terms.resource("headline/d1")]


def test_quotations_at_one_place_differ_by_fact_and_document() -> None:
    other = Fact(EntityClaim(entity=PORT), "d2", "d2-0a", (Evidence(3, 5, "灵山"),), 0.9, "made-up")
    made = [fact(EntityClaim(entity=PORT)), fact(EntityClaim(entity=TOWN)), other]
    assert len({Mapping(NAMES).map(each).support[0].node for each in made}) == 3


def test_a_unit_that_the_scheme_does_not_know_is_described_where_it_is_met() -> None:
    claim = Stat(subject=PORT, metric="马帮", value=3.0, unit="驮")
    made = fact(claim)
    described = triples('unit:tuo-11fa a kou:Unit ; rdfs:label "驮"@zh .')
    assert described < set(Mapping(NAMES).map(made).claim)


def test_a_document_may_be_called_anything() -> None:
    odd = Fact(
        EntityClaim(entity=PORT), "页 1<a>/b", "页 1<a>/b-0a", (Evidence(0, 2, "灵山"),), 0.9, "made-up"
    )
    (support,) = Mapping(NAMES).map(odd).support
    assert triples(
        "<> oa:hasSource document:%E9%A1%B5%201%3Ca%3E%2Fb .".replace("<>", str(support.node))
    ) < set(support.triples)
