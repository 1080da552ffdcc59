"""What a store calls things, and what it quotes: what can be searched for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice, product

from pyoxigraph import Literal, NamedNode, Quad, Store

from extract.normalization import CHINESE
from graph.resource import LABELS
from graph.terms import DEFAULT_DATASET, Terms, prefixes, term
from ontology import Namespaces

MOST_WEIGHT = 1000
"""Facts that are counted for a thing; more of them make no name better known."""
LEAST_QUOTED = 8
"""Characters of a quotation that says something; shorter ones are the names of things."""

OTHERS = {
    "rdfs:label": "label", "skos:prefLabel": "label", "skos:altLabel": "other", "skos:notation": "code",
}  # fmt: skip
OURS = {"abbreviation": "other", "locode": "code", "iata": "code", "divisionCode": "code"}
"""Properties that name things, and as what."""
BELONGING = ("province", "locatedIn")
"""Properties that tell where a thing belongs, the plainest first."""


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a thing."""

    kind: str
    """`label`, `other` or `code`."""
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing with its names, labels and Chinese ones first."""

    iri: str
    names: tuple[Name, ...]
    classes: tuple[str, ...]
    """As queries write them, without the prefix of ours: `Port`, `skos:Concept`."""
    context: str
    """The Chinese label of what it belongs to; empty when none is known."""
    context_en: str
    """The English one."""
    weight: int
    """How many facts name it."""
    candidate: bool
    """Whether only candidates name it."""

    def label(self, language: str) -> str:
        """The first label in a language, or in a variant of it; empty without one."""
        found = (n for n in self.names if n.kind == "label" and in_language(n.language, language))
        return next((n.text for n in found), "")


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words that are evidence of facts, in one line."""

    iri: str
    text: str
    facts: tuple[str, ...]
    article: str


class Naming:
    """Reads from a store what things are called, and what is quoted."""

    def __init__(self, store: Store, names: Namespaces) -> None:
        self._store = store
        terms = Terms(names)
        self._facts, self._candidates = terms.graph("facts"), terms.graph("candidates")
        self._graphs = dict.fromkeys([*map(terms.graph, DEFAULT_DATASET), self._candidates])
        self._provenance = terms.graph("provenance")
        self._kinds = {term(name): kind for name, kind in OTHERS.items()}
        self._kinds |= {terms.kou(name): kind for name, kind in OURS.items()}
        self._belonging = [*map(terms.kou, BELONGING), term("skos:broader")]
        self._evidence, self._article = terms.kou("evidence"), terms.kou("article")
        self._class = lru_cache(partial(short_name, names=names))

    def named(self) -> Iterator[str]:
        """The IRIs of all that has a name."""
        return self._subjects((p, graph) for p in self._kinds for graph in self._graphs)

    def quoted(self) -> Iterator[str]:
        """The IRIs of all evidence."""
        return self._subjects([(term("oa:exact"), self._provenance)])

    def _subjects(self, where: Iterable[tuple[NamedNode, NamedNode]]) -> Iterator[str]:
        seen: set[NamedNode] = set()
        for predicate, graph in where:
            for quad in self._store.quads_for_pattern(None, predicate, None, graph):
                if isinstance(quad.subject, NamedNode) and quad.subject not in seen:
                    seen.add(quad.subject)
                    yield quad.subject.value

    def thing(self, iri: str) -> Thing | None:
        """A thing by its IRI; None when it has no name."""
        node = NamedNode(iri)
        names: dict[Name, None] = {}
        naming = set()
        for predicate, kind in self._kinds.items():
            for quad in self._said(node, predicate):
                if isinstance(quad.object, Literal):
                    naming.add(quad.graph_name)
                    names[Name(kind, quad.object.value, quad.object.language or "")] = None
        if not names:
            return None
        classes = {
            self._class(quad.object.value)
            for quad in self._said(node, term("rdf:type"))
            if isinstance(quad.object, NamedNode)
        }
        places = (
            sorted((q.object for q in self._said(node, p) if isinstance(q.object, NamedNode)), key=str)
            for p in self._belonging
        )
        place = next((place for some in places for place in some), None)
        facts = self._store.quads_for_pattern(None, None, node, self._facts)
        return Thing(
            iri,
            tuple(sorted(names, key=lambda name: (name.kind != "label", name.language != "zh", name.text))),
            tuple(sorted(classes)),
            self._label(place, "zh") if place else "",
            self._label(place, "en") if place else "",
            sum(1 for _ in islice(facts, MOST_WEIGHT)),
            naming == {self._candidates},
        )

    def quotation(self, iri: str) -> Quotation | None:
        """A quotation by the IRI of the evidence; None when it says too little."""
        node = NamedNode(iri)
        found = {
            q.predicate: q.object for q in self._about(node) if isinstance(q.object, (Literal, NamedNode))
        }
        text = one_line(found[term("oa:exact")].value) if term("oa:exact") in found else ""
        if len(text) < LEAST_QUOTED:
            return None
        facts = self._store.quads_for_pattern(None, self._evidence, node, self._provenance)
        article = found.get(self._article)
        return Quotation(
            iri,
            text,
            tuple(sorted(q.subject.value for q in facts if isinstance(q.subject, NamedNode))),
            article.value if article else "",
        )

    def _said(self, node: NamedNode, predicate: NamedNode) -> Iterator[Quad]:
        """What is said by one property: a thing that many articles name has very much to be said of it."""
        found = self._store.quads_for_pattern(node, predicate, None)
        return (quad for quad in found if quad.graph_name in self._graphs)

    def _about(self, node: NamedNode) -> Iterator[Quad]:
        return self._store.quads_for_pattern(node, None, None, self._provenance)

    def _label(self, node: NamedNode, language: str) -> str:
        for predicate, graph in product(LABELS, self._graphs):
            for quad in self._store.quads_for_pattern(node, predicate, None, graph):
                if isinstance(quad.object, Literal) and in_language(quad.object.language or "", language):
                    return quad.object.value
        return ""


def in_language(tag: str, language: str) -> bool:
    """Whether a language tag is a language or a variant of it.

    >>> in_language("en-t-zh", "en"), in_language("zh-Latn-pinyin", "zh")
    (True, False)
    """
    main, _, variant = tag.lower().partition("-")
    return main == language and not (main == "zh" and "latn" in variant)


def short_name(iri: str, names: Namespaces) -> str:
    """A class as queries write it, without the prefix of ours.

    >>> short_name("https://w3id.org/kouan/ontology#Port", Namespaces())
    'Port'
    >>> short_name("http://www.w3.org/2004/02/skos/core#Concept", Namespaces())
    'skos:Concept'
    """
    known = {start: prefix for prefix, start in prefixes(names).items() if iri.startswith(start)}
    start = max(known, key=len, default="")
    prefix = known.get(start, "")
    return iri.removeprefix(start) if prefix == "kou" or not start else f"{prefix}:{iri.removeprefix(start)}"


def one_line(text: str) -> str:
    """A quotation without the ends of lines that the page gave it.

    >>> one_line("国务院批复同意辽宁大连港口岸扩大开\\n放")
    '国务院批复同意辽宁大连港口岸扩大开放'
    """
    parts = text.split("\n")
    joined = parts[0]
    for part in parts[1:]:
        chinese = not joined or not part or CHINESE.match(part) or CHINESE.match(joined[-1])
        joined += part if chinese else f" {part}"
    return joined.strip()
