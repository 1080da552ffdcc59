"""The ontology as a page shows it: each term with its names, what it means, what it stands beside, what asks for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Store, Triple

from graph.resource import labels, vocabulary
from graph.terms import Terms, term

SHOWN = (
    "rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:domain", "schema:domainIncludes", "rdfs:range", "owl:disjointWith",
    "owl:inverseOf", "owl:equivalentClass", "owl:equivalentProperty", "skos:exactMatch", "skos:closeMatch",
    "skos:broadMatch", "dcterms:isReplacedBy",
)  # fmt: skip
"""What is shown of a term beside its texts, in this order."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Something that a term stands beside, with its names if we know them."""

    iri: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OntologyTerm:
    """A class or property of our own."""

    iri: str
    name: str
    kind: str
    """`class` or `property`."""
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    examples: tuple[str, ...]
    status: str
    """How settled it is: `stable`, `testing`, `unstable` or `archaic`."""
    beside: tuple[tuple[str, tuple[Reference, ...]], ...]
    """Prefixed name of a property → its values."""
    asked_by: tuple[Reference, ...]
    """The questions that use it."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The ontology with its terms, in the order of their names."""

    iri: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    version: str
    version_iri: str
    changes: tuple[Mapping[str, str], ...]
    terms: tuple[OntologyTerm, ...]


def read(store: Store, terms: Terms) -> Vocabulary:
    """The ontology that a release has."""
    about: dict[str, list[Triple]] = {}
    for triple in vocabulary(store, terms):
        if isinstance(triple.subject, NamedNode):
            about.setdefault(triple.subject.value, []).append(triple)
    own = terms.kou("").value
    head = about.get(own.rstrip("#"), [])
    known = labels(store, terms, {o for each in about.values() for o in _nodes(each)})

    def reference(node: NamedNode) -> Reference:
        return Reference(node.value, known.get(node, {}))

    def asked_by(node: NamedNode) -> tuple[Reference, ...]:
        found = store.quads_for_pattern(None, term("dcterms:references"), node, terms.graph("ontology"))
        queries = sorted((q.subject for q in found if isinstance(q.subject, NamedNode)), key=str)
        named = labels(store, terms, queries)
        return tuple(Reference(each.value, named.get(each, {})) for each in queries)

    def described(iri: str, triples: list[Triple]) -> OntologyTerm:
        beside = (
            (name, tuple(reference(o) for o in _values(triples, name) if isinstance(o, NamedNode)))
            for name in SHOWN
        )
        is_class = term("owl:Class") in list(_values(triples, "rdf:type"))
        return OntologyTerm(
            iri=iri,
            name=iri.removeprefix(own),
            kind="class" if is_class else "property",
            labels=_texts(triples, "rdfs:label"),
            definitions=_texts(triples, "skos:definition"),
            examples=tuple(o.value for o in _values(triples, "skos:example") if isinstance(o, Literal)),
            status=next(iter(_texts(triples, "vs:term_status").values()), ""),
            beside=tuple((name, values) for name, values in beside if values),
            asked_by=asked_by(NamedNode(iri)),
        )

    return Vocabulary(
        iri=own.rstrip("#"),
        titles=_texts(head, "dcterms:title"),
        descriptions=_texts(head, "dcterms:description"),
        version=next(iter(_texts(head, "owl:versionInfo").values()), ""),
        version_iri=next((o.value for o in _values(head, "owl:versionIRI") if isinstance(o, NamedNode)), ""),
        changes=(_texts(head, "skos:changeNote"),),
        terms=tuple(described(iri, found) for iri, found in sorted(about.items()) if iri.startswith(own)),
    )


def _values(triples: Iterable[Triple], name: str) -> Iterable[object]:
    return (each.object for each in triples if each.predicate == term(name))


def _nodes(triples: Iterable[Triple]) -> Iterable[NamedNode]:
    return (each.object for each in triples if isinstance(each.object, NamedNode))


def _texts(triples: Iterable[Triple], name: str) -> dict[str, str]:
    """The texts of a property by language, "" for none."""
    return {o.language or "": o.value for o in _values(triples, name) if isinstance(o, Literal)}
