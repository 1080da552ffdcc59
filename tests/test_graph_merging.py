"""Facts that meet in one store: one node a claim, whoever says it."""

from pyoxigraph import Quad, Store

from extract.fact import Claim, Entity, Evidence, Faces, Fact, PortKindClaim
from graph.mapping import Mapping
from graph.merging import Merger
from graph.terms import Terms
from tests.rdf import NAMES, quads

LAOS = Entity("Country", "老挝", "country/la")
PORT = Entity("Port", "灵山口岸", "port/lingshan")
KIND = PortKindClaim(subject=PORT, object="road")
FACT = f"fact:{Fact(KIND, '', '', (), 1, '').id}"
PLAIN = "port:lingshan kou:portKind port-kind:road ."
CLAIM = f"""{FACT} a kou:KindFact ; rdf:reifies <<( port:lingshan kou:portKind port-kind:road )>> . {PLAIN}
    port:lingshan a kou:Port ; rdfs:label "灵山口岸"@zh ."""


def said(doc: str, confidence: float, claim: Claim = KIND) -> Fact:
    """What a document says, how surely."""
    return Fact(claim, doc, f"{doc}-0a", (Evidence(0, 6, "灵山公路口岸"),), confidence, "made-up")


def node(fact: Fact) -> str:
    """The evidence of a fact, as a prefixed name."""
    return "evidence:" + Mapping(NAMES).map(fact).support[0].node.value.rpartition("/")[2]


def evidence(*facts: Fact) -> str:
    """The triples of the evidence of facts."""
    return "".join(
        f"""{FACT} kou:evidence {node(fact)} . {node(fact)} a kou:Evidence ; oa:hasSource document:{fact.doc} ;
        oa:start 0 ; oa:end 6 ; oa:exact "灵山公路口岸" ; kou:article article:{fact.article} ; kou:rule "made-up" ;
        kou:confidence {fact.confidence} ."""
        for fact in facts
    )


def merged(*batches: list[Fact], known: str = "") -> set[Quad]:
    """A store after batches of facts, and a gazetteer."""
    store = Store()
    store.extend(quads(f"graph:gazetteer {{ {known} }}"))
    merger = Merger(store, Terms(NAMES))
    for batch in batches:
        merger.merge(map(Mapping(NAMES).map, batch))
    return set(store)


def test_a_sure_fact_is_published_with_its_evidence() -> None:
    fact = said("d1", 0.9)
    assert merged([fact]) == quads(
        f"""graph:facts {{ {CLAIM} }}
        graph:provenance {{ {FACT} a kou:Fact ; kou:status status:published ; kou:confidence 0.9 . {evidence(fact)} }}"""
    )


def test_an_unsure_fact_waits_among_the_candidates() -> None:
    fact = said("d1", 0.4)
    assert merged([fact]) == quads(
        f"""graph:candidates {{ {CLAIM} }}
        graph:provenance {{ {FACT} a kou:Fact ; kou:status status:candidate ; kou:confidence 0.4 . {evidence(fact)} }}"""
    )


def test_two_documents_that_say_the_same_share_a_fact_with_two_quotations() -> None:
    facts = [said("d1", 0.9), said("d2", 0.7)]
    expected = quads(
        f"""graph:facts {{ {CLAIM} }}
        graph:provenance {{ {FACT} a kou:Fact ; kou:status status:published ; kou:confidence 0.9 . {evidence(*facts)} }}"""
    )
    assert merged(facts) == expected
    assert merged(facts[:1], facts[1:]) == expected
    assert merged(facts[1:], facts[:1]) == expected


def test_a_candidate_that_a_surer_document_repeats_moves_to_the_facts() -> None:
    facts = [said("d1", 0.4), said("d2", 0.8)]
    published = f"{FACT} a kou:Fact ; kou:status status:published ; kou:confidence 0.8 ."
    both = merged(facts)

    assert both == quads(f"graph:facts {{ {CLAIM} }} graph:provenance {{ {published} {evidence(*facts)} }}")
    assert merged(facts[:1], facts[1:]) == both
    assert merged(facts[1:], facts[:1]) == both


def test_merging_again_changes_nothing() -> None:
    assert merged([said("d1", 0.9)], [said("d1", 0.9)]) == merged([said("d1", 0.9)])


def test_what_the_gazetteer_says_is_not_said_twice_in_one_dataset() -> None:
    fact = said("d1", 0.9)
    known = f'{PLAIN} port:lingshan a kou:Port ; rdfs:label "灵山口岸"@zh .'
    reified = f"{FACT} a kou:KindFact ; rdf:reifies <<( port:lingshan kou:portKind port-kind:road )>> ."
    assert merged([fact], known=known) == quads(
        f"""graph:facts {{ {reified} }} graph:gazetteer {{ {known} }}
        graph:provenance {{ {FACT} a kou:Fact ; kou:status status:published ; kou:confidence 0.9 . {evidence(fact)} }}"""
    )


def test_candidates_do_not_repeat_what_the_facts_say_of_the_things_they_share() -> None:
    sure, unsure = said("d1", 0.9), said("d2", 0.4, Faces(subject=PORT, object=LAOS))
    expected = quads(
        f"""graph:candidates {{ fact:{unsure.id} a kou:BorderFact ;
            rdf:reifies <<( port:lingshan kou:faces country:la )>> . port:lingshan kou:faces country:la .
            country:la a kou:Country, kou:Place ; rdfs:label "老挝"@zh . }}"""
    )
    for batches in ([[sure, unsure]], [[sure], [unsure]], [[unsure], [sure]]):
        made = merged(*batches)
        assert {q for q in made if q.graph_name == Terms(NAMES).graph("candidates")} == expected


def test_facts_of_other_claims_stay_apart() -> None:
    other = said("d1", 0.9, Faces(subject=PORT, object=LAOS))
    facts = {q.subject for q in merged([said("d1", 0.9), other]) if q.object == Terms(NAMES).kou("Fact")}
    assert len(facts) == 2
