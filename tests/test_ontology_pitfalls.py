"""The ontology keeps clear of the pitfalls that ontology checkers look for, by the numbers of the OOPS! catalogue."""

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.namespace import VANN
from rdflib.term import Node

from graph.releases import Release
from graph.terms import Terms
from ontology import Namespaces
from tests.test_ontology_terms import KOU, SCHEMA, classes, functions, ontology, properties, used

ROOT = Path(__file__).parent.parent
IRI = URIRef(Namespaces().base + "ontology")
TERMS = sorted(classes | properties, key=str)
STATUS = URIRef("http://www.w3.org/2003/06/sw-vocab-status/ns#term_status")


def above(term: Node, predicate: URIRef) -> set[Node | None]:
    """All that stands above a term, itself left out."""
    return set(ontology.transitive_objects(term, predicate)) - {term}


def test_p04_no_term_stands_alone() -> None:
    connected = {
        node
        for subject, predicate, value in ontology
        if predicate
        in (
            RDFS.subClassOf,
            RDFS.subPropertyOf,
            RDFS.domain,
            RDFS.range,
            SCHEMA.domainIncludes,
            OWL.disjointWith,
        )
        for node in (subject, value)
    }
    shaped = Graph().parse(ROOT / "ontology" / "shapes.ttl")
    assert [term for term in TERMS if term not in connected and term not in set(shaped.objects())] == []


@pytest.mark.parametrize("predicate", [RDFS.subClassOf, RDFS.subPropertyOf])
def test_p06_no_hierarchy_goes_in_circles(predicate: URIRef) -> None:
    for term in TERMS:
        for parent in ontology.objects(term, predicate):
            assert term not in set(ontology.transitive_objects(parent, predicate))


def test_p07_no_class_is_two_things_in_one() -> None:
    assert [term for term in classes if re.search(r"[a-z](?:And|Or)[A-Z]", str(term))] == []


def test_p10_and_p29_classes_of_things_are_told_apart_and_nothing_is_two_of_them(
    seed_release: Release,
) -> None:
    pairs = set(ontology.subject_objects(OWL.disjointWith))
    members: dict[str, set[str]] = defaultdict(set)
    for graph in Terms(Namespaces()).default_dataset:
        for quad in seed_release.store.quads_for_pattern(None, None, None, graph):
            if quad.predicate.value == str(RDF.type):
                members[quad.object.value].add(str(quad.subject))  # type: ignore[union-attr]

    assert len(pairs) > 40
    for one, other in pairs:
        assert members[str(one)] & members[str(other)] == set(), (one, other)
        assert one not in above(other, RDFS.subClassOf)
        assert other not in above(one, RDFS.subClassOf)


def test_p12_p27_p30_p31_nothing_is_said_to_be_the_same_that_is_not() -> None:
    """Nothing is called equivalent at all: what is near is a SKOS match, from which no engine concludes anything."""
    assert list(ontology.subject_objects(OWL.equivalentClass)) == []
    assert list(ontology.subject_objects(OWL.equivalentProperty)) == []


def test_p05_p13_p25_p26_inverses_are_declared_both_ways_and_never_of_themselves() -> None:
    for one, other in ontology.subject_objects(OWL.inverseOf):
        assert one != other
        assert ontology.value(one, RDFS.range) == ontology.value(other, RDFS.domain)
    for each in ontology.subjects(RDF.type, OWL.SymmetricProperty):  # P28
        assert ontology.value(each, RDFS.domain) == ontology.value(each, RDFS.range) is not None


def test_p19_no_property_has_two_domains_or_two_ranges() -> None:
    """Two would mean both at once; what may be one of several is domainIncludes."""
    for term in properties:
        assert len(list(ontology.objects(term, RDFS.domain))) <= 1
        assert len(list(ontology.objects(term, RDFS.range))) <= 1


def test_p20_labels_are_no_definitions() -> None:
    for term in TERMS:
        labels = {str(each) for each in ontology.objects(term, RDFS.label)}
        definitions = {str(each) for each in ontology.objects(term, SKOS.definition)}
        assert labels.isdisjoint(definitions)
        assert max(map(len, labels)) <= 40


def test_p21_no_class_is_for_what_is_left_over() -> None:
    assert [term for term in classes if re.search(r"(?i)other|misc|unknown|various", str(term))] == []


def test_p22_classes_begin_with_a_capital_and_properties_do_not() -> None:
    names = {term: str(term).removeprefix(KOU) for term in TERMS}

    assert all(re.fullmatch(r"[A-Z][A-Za-z]+", names[term]) for term in classes)
    assert all(re.fullmatch(r"[a-z][A-Za-z]+", names[term]) for term in properties)


def test_p24_no_class_is_defined_by_itself() -> None:
    for term in TERMS:
        for predicate in (RDFS.subClassOf, RDFS.subPropertyOf, OWL.disjointWith, OWL.inverseOf):
            assert term not in set(ontology.objects(term, predicate))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("terms", [classes, properties], ids=["classes", "properties"])
def test_p32_no_two_classes_and_no_two_properties_have_one_label(language: str, terms: set[Node]) -> None:
    labels = Counter(
        str(label)
        for term in terms
        for label in ontology.objects(term, RDFS.label)
        if isinstance(label, Literal) and label.language == language
    )
    assert [label for label, count in labels.items() if count > 1] == []


def test_p34_p35_what_is_used_as_a_class_or_property_is_declared_as_one() -> None:
    for predicate in (RDFS.subClassOf, RDFS.domain, RDFS.range, SCHEMA.domainIncludes, OWL.disjointWith):
        for value in ontology.objects(None, predicate):
            assert not str(value).startswith(KOU) or value in classes
    for value in ontology.objects(None, RDFS.subPropertyOf):
        assert not str(value).startswith(KOU) or value in properties


def test_p36_p39_the_namespace_is_one_and_names_no_file() -> None:
    assert str(ontology.value(IRI, VANN.preferredNamespaceUri)) == str(KOU)
    assert str(ontology.value(IRI, VANN.preferredNamespacePrefix)) == "kou"
    assert not re.search(r"\.(owl|ttl|rdf)\b", str(KOU))


def test_p38_p41_the_ontology_is_declared_with_its_licence_and_version() -> None:
    assert (IRI, RDF.type, OWL.Ontology) in ontology
    version = str(ontology.value(IRI, OWL.versionInfo))
    assert ontology.value(IRI, OWL.versionIRI) == URIRef(f"{IRI}/{version}")
    assert ontology.value(IRI, DCTERMS.license)
    assert ontology.value(IRI, DCTERMS.creator)
    assert ontology.value(IRI, DCTERMS.modified)
    notes = list(ontology.objects(IRI, SKOS.changeNote))
    assert all(str(note).startswith(version) for note in notes)
    assert len(notes) == 2
    assert version == "0.1.0" or ontology.value(IRI, OWL.priorVersion), "a later version names the one before"


def test_p40_no_term_of_others_is_defined_here() -> None:
    kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty}
    foreign = [s for s, o in ontology.subject_objects(RDF.type) if o in kinds and not str(s).startswith(KOU)]
    assert foreign == []


@pytest.mark.parametrize("term", sorted({*TERMS, *functions}, key=str))
def test_every_term_says_how_settled_it_is(term: URIRef) -> None:
    assert str(ontology.value(term, STATUS)) in ("stable", "testing", "unstable", "archaic")


def test_there_are_no_blank_nodes() -> None:
    assert [node for triple in ontology for node in triple if isinstance(node, BNode)] == []


def test_every_term_that_is_declared_is_used() -> None:
    """In the mapping to triples, in queries and derivations, or in decisions: by its name, as code writes it."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("graph/**/*.py")))
    text += (ROOT / "extract" / "fact.py").read_text(encoding="utf-8")
    named = {name for terms in used().values() for name in terms}
    queries = {
        name
        for path in (*ROOT.glob("graph/**/*.rq"), *ROOT.glob("seeds/queries/*.rq"))
        for name in re.findall(r"\bkou:(\w+)", path.read_text(encoding="utf-8"))
    }
    for term in TERMS:
        name = str(term).removeprefix(KOU)
        assert name in named
        assert name in queries or re.search(rf"[\"']{name}[\"']|\b{name}=", text), (
            f"{name} is declared and never used"
        )


def test_questions_are_linked_to_the_terms_they_use(seed_release: Release) -> None:
    """Each term of which a researcher may ask is in a question, and the question says so."""
    found = {
        (quad.subject.value.rpartition("/")[2], quad.object.value.removeprefix(KOU))
        for quad in seed_release.store
        if quad.predicate.value == str(DCTERMS.references)
    }
    expected = {
        (path.stem, name)
        for path in ROOT.glob("seeds/queries/*.rq")
        for name in re.findall(r"\bkou:(\w+)", path.read_text(encoding="utf-8"))
    }
    assert found == expected
    assert {name for _, name in found} >= {
        "Port",
        "StatisticFact",
        "TradeFact",
        "PostFact",
        "EventFact",
        "evidence",
    }
