"""The ontology says what every word means, in two languages, and code and queries use no other words."""

import re
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef

from extract.fact import EntityClass, PortKind
from graph.jsonld import compaction
from graph.mapping import FACT_CLASSES, RELATIONS
from graph.schemes import ontology_quads
from ontology import CONTEXT, ONTOLOGY, SCHEMES, SHAPES, Namespaces
from tests.rdf import NAMES

ROOT = Path(__file__).parent.parent
KOU = Namespace(NAMES.term(""))
SCHEMA = Namespace("https://schema.org/")
SHACL = Namespace("http://www.w3.org/ns/shacl#")

ontology = Graph().parse(ONTOLOGY)
shapes = Graph().parse(SHAPES)
classes = set(ontology.subjects(RDF.type, OWL.Class))
properties = set(ontology.subjects(RDF.type, OWL.ObjectProperty)) | set(
    ontology.subjects(RDF.type, OWL.DatatypeProperty)
)
ANYTHING = {KOU.gazetteerSource, KOU.mentionedIn}
"""Properties of things of whatever class."""
functions = set(ontology.subjects(RDF.type, RDF.Property))
"""Properties that the endpoint answers and no triple has."""
declared = {str(term).removeprefix(KOU) for term in classes | properties | functions}


def used() -> dict[str, set[str]]:
    """Own terms by the file that uses them: in Turtle, queries and Python."""
    found: dict[str, set[str]] = {}
    for path in sorted(
        {*ROOT.glob("ontology/**/*.ttl"), *ROOT.glob("graph/**/*.rq"), *ROOT.glob("seeds/**/*.rq")}
    ):
        text = re.sub(r"(?m)^\s*#.*$", "", path.read_text(encoding="utf-8"))
        found[str(path.relative_to(ROOT))] = set(re.findall(r"\bkou:(\w+)", text))
    for path in sorted(ROOT.glob("graph/**/*.py")):
        text = path.read_text(encoding="utf-8")
        found[str(path.relative_to(ROOT))] = set(re.findall(r'\bkou\("(\w+)"\)', text))
    return found


@pytest.mark.parametrize(("path", "terms"), used().items())
def test_no_file_uses_a_word_that_is_not_declared(path: str, terms: set[str]) -> None:
    assert terms - declared == set()


def test_every_class_of_facts_and_entities_is_declared() -> None:
    assert {*FACT_CLASSES.values(), *RELATIONS.values(), *EntityClass.__args__} - declared == set()  # type: ignore[attr-defined]


@pytest.mark.parametrize("term", sorted(classes | properties | functions, key=str))
def test_every_word_has_labels_and_a_definition_in_chinese_and_english_and_an_example(term: URIRef) -> None:
    for predicate in (RDFS.label, SKOS.definition):
        values = [value for value in ontology.objects(term, predicate) if isinstance(value, Literal)]
        assert sorted(value.language or "" for value in values) == ["en", "zh"]
        assert all(str(value).strip() for value in values)
    assert ontology.value(term, SKOS.example)
    assert ontology.value(term, RDFS.isDefinedBy) == URIRef(NAMES.base + "ontology")


@pytest.mark.parametrize("term", sorted(properties, key=str))
def test_every_property_has_a_domain_and_a_range_or_a_shape(term: URIRef) -> None:
    shaped = (None, SHACL.path, term) in shapes
    domain = ontology.value(term, RDFS.domain) or ontology.value(term, SCHEMA.domainIncludes)
    assert shaped or domain or term in ANYTHING
    assert shaped or ontology.value(term, RDFS.range)


@pytest.mark.parametrize("term", sorted(classes | properties, key=str))
def test_what_a_word_builds_upon_is_declared_or_comes_from_elsewhere(term: URIRef) -> None:
    for predicate in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, SCHEMA.domainIncludes):
        for other in ontology.objects(term, predicate):
            assert not str(other).startswith(KOU) or other in classes | properties


def test_every_concept_that_code_and_shapes_name_is_in_a_scheme() -> None:
    concepts = {quad.subject.value for quad in ontology_quads(NAMES) if "inScheme" in str(quad.predicate)}  # type: ignore[union-attr]
    named = set(
        re.findall(
            r"(port-kind|bound|modality|direction|status|event-kind|change-base):(\w+)", SHAPES.read_text()
        )
    )
    named |= {("port-kind", kind) for kind in PortKind.__args__}  # type: ignore[attr-defined]
    assert {NAMES.resource(f"{kind}/{slug}") for kind, slug in named} - concepts == set()


@pytest.mark.parametrize("path", sorted(SCHEMES.glob("*.ttl")), ids=lambda path: path.stem)
def test_every_concept_has_one_preferred_label_a_language(path: Path) -> None:
    scheme = Graph().parse(path)
    for concept in scheme.subjects(RDF.type, SKOS.Concept):
        labels = [
            str(label.language)
            for label in scheme.objects(concept, SKOS.prefLabel)
            if isinstance(label, Literal)
        ]
        assert sorted(labels) == ["en", "zh"], concept
        assert scheme.value(concept, SKOS.inScheme), concept


def test_the_context_has_every_word_and_reads_its_values_as_the_ontology_does() -> None:
    keys, known = compaction(NAMES).keys, compaction(NAMES).classes
    assert {str(term) for term in classes} == set(known)
    readings = {}
    for term in properties:
        kind = ontology.value(term, RDFS.range)
        if (term, RDF.type, OWL.ObjectProperty) in ontology:
            readings[str(term)] = {"@type": "@id"}
        elif kind == RDF.langString:
            readings[str(term)] = {"@language": "zh"}
        else:
            readings[str(term)] = (
                {} if kind == XSD.string else {"@type": f"xsd:{str(kind).removeprefix(str(XSD))}"}
            )
    assert {iri: dict(reading) for iri, (_, reading) in keys.items() if iri in readings} == readings
    assert {name for iri, (name, _) in keys.items() if iri in readings} <= declared


def test_the_files_are_written_under_the_base_that_is_replaced() -> None:
    for path in (ONTOLOGY, SHAPES, CONTEXT, *SCHEMES.glob("*.ttl")):
        own = re.findall(r"https?://[^\s>\"]*kouan[^\s>\"]*", path.read_text(encoding="utf-8"))
        assert all(iri.startswith(NAMES.base) for iri in own), path


@pytest.mark.parametrize("base", ["https://ports.example", "ftp://ports.example/", "ports/", ""])
def test_a_base_that_makes_no_iris_is_refused(base: str) -> None:
    with pytest.raises(ValueError, match="the base IRI must be an http"):
        Namespaces(base)
