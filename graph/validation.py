"""The graph against its SHACL shapes, and against the queries in `checks/` for what shapes say clumsily."""

import warnings
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

import rdflib
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Triple
from pyshacl import validate as shacl
from rdflib.namespace import RDF, SH

from graph.dataset import about, query
from graph.export import without_terms
from graph.likeness import Form, Likeness
from graph.quads import QuadStore, expect
from graph.terms import GraphName, Terms, term
from ontology import DEFAULT_BASE, SHAPES, Namespaces

CHECKS = Path(__file__).parent / "checks"
AT_ONCE = 20_000
"""Nodes that are checked together: bounds memory."""
SOURCE, START, END, EXACT = (term(f"oa:{name}") for name in ("hasSource", "start", "end", "exact"))
QUOTATION = {SOURCE, START, END, EXACT}
CALLING = (term("rdf:type"), term("rdfs:label"))
NAMING = (SH.path, SH.targetSubjectsOf, SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals)
"""By what shapes name properties."""
MANY, FEW = 40, 5
"""Of what says more than MANY things in a graph, FEW values of a property are looked at beside those that are new."""
MOST_SORTS = 50_000
"""Sorts of nodes that are kept in mind as conforming."""
Told = Mapping[NamedNode, list[Triple]]
CHECKED: tuple[GraphName, ...] = ("facts", "candidates", "provenance", "gazetteer")
"""What is rejected need not conform: it may have been rejected for that."""


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """What is wrong with which node, by which shape or check, and the document that it comes from."""

    focus: str
    path: str
    message: str
    shape: str
    source: str = ""

    def __str__(self) -> str:
        source = f" (from {self.source})" if self.source else ""
        return f"{self.focus} {self.path}: {self.message} [{self.shape}]{source}"


def validate(store: QuadStore, names: Namespaces) -> list[Violation]:
    """All violations of a store, in order; an empty list says that it conforms."""
    terms = Terms(names)
    graphs = [terms.graph(name) for name in CHECKED]
    quads = (quad for graph in graphs for quad in store.quads_for_pattern(None, None, None, graph))
    nodes = iter(dict.fromkeys(quad.subject for quad in quads if isinstance(quad.subject, NamedNode)))
    found = set(check(store, names))
    while some := list(islice(nodes, AT_ONCE)):
        found.update(validate_nodes(store, names, some))
    return sorted(found)


def validate_nodes(
    store: QuadStore,
    names: Namespaces,
    nodes: Collection[NamedNode],
    added: Collection[Quad] | None = None,
) -> list[Violation]:
    """The violations by some nodes: so a batch is checked when it comes, however large the store is.

    With what was `added`, what the store said before is taken to conform: of a thing that very many documents name,
    only as much is read as tells whether there is too much of something.
    """
    terms = Terms(names)
    expect(store, nodes)
    chosen = {node for node in nodes if not _rejected(node, store, terms)}
    if added is None:
        said = {node: list(_said(node, store, terms)) for node in chosen}
    else:
        said = _newly_said(chosen, added, store, names)
    ends = {
        e for each in said.values() for t in each for e in (t.predicate, t.object) if isinstance(e, NamedNode)
    }
    expect(store, ends)
    known = {
        end: [t for t in said.get(end) or _called(end, store, terms) if t.predicate in CALLING]
        for end in ends
    }
    sorts = _sorts(names)
    forms = sorts.forms(said, known)
    fresh = {form: node for node, form in forms.items() if form not in sorts.conforming}
    found = set[Violation]()
    if any(_against_shapes(fresh.values(), said, known, store, names)):
        alike = [node for node, form in forms.items() if form in fresh]
        found.update(_against_shapes(alike, said, known, store, names))
    else:
        sorts.remember(fresh)
    return sorted({*found, *_misquoted(said, store)})


def _rejected(node: NamedNode, store: QuadStore, terms: Terms) -> bool:
    status = terms.resource("status/rejected")
    return Quad(node, terms.kou("status"), status, terms.graph("provenance")) in store


def check(store: QuadStore, names: Namespaces, nodes: Collection[NamedNode] | None = None) -> list[Violation]:
    """What the queries in `checks/` find, of some nodes or of all."""
    return sorted({*_against_checks(store, Terms(names), nodes)})


def _said(node: NamedNode, store: QuadStore, terms: Terms) -> Iterator[Triple]:
    """All that is said of a node, as SHACL knows it."""
    for graph in map(terms.graph, CHECKED):
        for quad in store.quads_for_pattern(node, None, None, graph):
            yield from without_terms(quad.triple)


def _newly_said(
    nodes: Collection[NamedNode], added: Iterable[Quad], store: QuadStore, names: Namespaces
) -> dict[NamedNode, list[Triple]]:
    """What is said of nodes: of those with very much the new, and a few values of each property that shapes look at."""
    terms, new = Terms(names), defaultdict[object, list[Triple]](list)
    for each in added:
        if each.graph_name != terms.graph("rejected"):
            new[each.subject] += without_terms(each.triple)
    said: dict[NamedNode, dict[Triple, None]] = {}
    for node in nodes:
        told = said[node] = dict.fromkeys(new[node])
        for graph in map(terms.graph, CHECKED):
            some = list(islice(store.quads_for_pattern(node, None, None, graph), MANY + 1))
            if len(some) > MANY:
                each_of = (store.quads_for_pattern(node, path, None, graph) for path in _sorts(names).paths)
                some = [quad for quads in each_of for quad in islice(quads, FEW)]
            told |= dict.fromkeys(triple for quad in some for triple in without_terms(quad.triple))
    return {node: list(told) for node, told in said.items()}


def _called(node: NamedNode, store: QuadStore, terms: Terms) -> Iterator[Triple]:
    """The classes and labels of what is spoken of."""
    for graph in map(terms.graph, CHECKED):
        for predicate in CALLING:
            for quad in store.quads_for_pattern(node, predicate, None, graph):
                yield quad.triple


def _graph(triples: Iterable[Triple]) -> rdflib.Graph:
    """Triples as rdflib's graph, which knows no triple terms."""
    data = rdflib.Graph(bind_namespaces="none")
    for triple in triples:
        data.add((_node(triple.subject), _node(triple.predicate), _node(triple.object)))
    return data


def _aimed(shapes: rdflib.Graph, nodes: set[rdflib.term.Node], data: rdflib.Graph) -> rdflib.Graph:
    """Shapes whose targets are some nodes: what these speak of has its class here, but not all that is said of it."""
    aimed = rdflib.Graph()
    for shape, predicate, target in shapes:
        if predicate == SH.targetClass:
            chosen = nodes.intersection(data.subjects(RDF.type, target))
        elif predicate == SH.targetSubjectsOf:
            chosen = nodes.intersection(data.subjects(target, None))
        else:
            aimed.add((shape, predicate, target))
            continue
        for node in chosen:
            aimed.add((shape, SH.targetNode, node))
    return aimed


def _against_shapes(
    nodes: Collection[NamedNode], said: Told, known: Told, store: QuadStore, names: Namespaces
) -> Iterator[Violation]:
    if not nodes:
        return
    about = [t for node in nodes for t in said[node]]
    spoken_of = {end for t in about for end in (t.predicate, t.object) if isinstance(end, NamedNode)}
    about += [t for end in spoken_of for t in known[end]]
    data, terms = _graph(about), Terms(names)
    shapes = _aimed(_sorts(names).shapes, {_node(node) for node in nodes}, data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # pyshacl calls what rdflib is about to drop
        conforms, report, _ = shacl(data, shacl_graph=shapes, inplace=True, meta_shacl=False, advanced=False)
    if conforms:
        return
    if not isinstance(report, rdflib.Graph):
        raise TypeError(f"the shapes could not be checked: {report}")
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus, path = report.value(result, SH.focusNode), report.value(result, SH.resultPath)
        shape = report.value(result, SH.sourceShape)
        owner = next(shapes.subjects(SH.property, shape), shape)
        value = report.value(result, SH.value)
        message = str(report.value(result, SH.resultMessage))
        if value is not None and str(value) not in message:
            message += f": {value}"
        yield Violation(
            str(focus),
            str(path or ""),
            message,
            str(owner).rpartition("/")[2],
            _source(str(focus), store, terms),
        )


def _misquoted(said: Told, store: QuadStore) -> Iterator[Violation]:
    """Quotations that are not what stands at their place: cut here, for SUBSTR counts from the start each time."""
    by_source: dict[str, list[tuple[NamedNode, int, int, str]]] = defaultdict(list)
    for node, triples in said.items():
        found = {
            each.predicate: str(each.object.value)
            for each in triples
            if each.predicate in QUOTATION
            and isinstance(each.object, NamedNode if each.predicate == SOURCE else Literal)
        }  # what is of another kind is against the shapes, which tell
        if found.keys() >= QUOTATION and found[START].isdecimal() and found[END].isdecimal():
            by_source[found[SOURCE]].append((node, int(found[START]), int(found[END]), found[EXACT]))
    expect(store, map(NamedNode, by_source))
    for source, quotations in by_source.items():
        for quad in store.quads_for_pattern(NamedNode(source), term("schema:text"), None, None):
            text = quad.object.value if isinstance(quad.object, Literal) else ""
            for node, start, end, exact in quotations:
                if text[start:end] != exact:
                    message = "the source has other characters at this place"
                    yield Violation(node.value, EXACT.value, message, "quotation", source)


def _against_checks(
    store: QuadStore, terms: Terms, nodes: Collection[NamedNode] | None
) -> Iterator[Violation]:
    for path in sorted(CHECKS.glob("*.rq")):
        for asked in about(path.read_text(encoding="utf-8"), "focus", nodes):
            rows = query(store, asked, names=terms.names)
            if not isinstance(rows, QuerySolutions):
                raise TypeError(f"{path}: a SELECT query is expected")
            for row in rows:
                focus = row["focus"].value
                source = _source(focus, store, terms)
                yield Violation(focus, row["path"].value, row["message"].value, path.stem, source)


class _Sorts:
    """The shapes, and the sorts of nodes that are known to conform to them."""

    def __init__(self, names: Namespaces) -> None:
        text = SHAPES.read_text(encoding="utf-8").replace(DEFAULT_BASE, names.base)
        self.shapes = rdflib.Graph().parse(data=text, format="turtle")
        self.conforming: set[Form] = set()
        self._likeness = Likeness(self.shapes)
        ends = [value for naming in NAMING for value in self.shapes.objects(None, naming)]
        steps = [step for end in ends if isinstance(end, rdflib.BNode) for step in self.shapes.items(end)]
        looked_at = {str(each) for each in (*ends, *steps) if isinstance(each, rdflib.URIRef)}
        self.paths = [*dict.fromkeys([*map(NamedNode, sorted(looked_at)), *CALLING, term("rdf:reifies")])]
        """The properties that shapes look at."""

    def forms(self, said: Told, known: Told) -> dict[NamedNode, Form]:
        """The sort of each node."""
        kinds = {end: self._likeness.form(triples, {}) for end, triples in known.items()}
        return {node: self._likeness.form(triples, kinds) for node, triples in said.items()}

    def remember(self, forms: Iterable[Form]) -> None:
        """Keeps in mind that some sorts conform."""
        if len(self.conforming) > MOST_SORTS:
            self.conforming.clear()
        self.conforming.update(forms)


@lru_cache(maxsize=4)
def _sorts(names: Namespaces) -> _Sorts:
    return _Sorts(names)


def _node(node: object) -> rdflib.term.Node:
    if isinstance(node, NamedNode):
        return rdflib.URIRef(node.value)
    if isinstance(node, Literal):
        if node.language:
            return rdflib.Literal(node.value, lang=node.language)
        return rdflib.Literal(node.value, datatype=rdflib.URIRef(node.datatype.value))
    raise TypeError(f"no blank nodes in the data: {node}")


def _source(focus: str, store: QuadStore, terms: Terms) -> str:
    """The document that a fact or evidence comes from, the first of several."""
    node, provenance = NamedNode(focus), terms.graph("provenance")
    evidence = [
        node,
        *(q.object for q in store.quads_for_pattern(node, terms.kou("evidence"), None, provenance)),
    ]
    sources = [
        quad.object.value
        for each in evidence
        if isinstance(each, NamedNode)
        for quad in store.quads_for_pattern(each, term("oa:hasSource"), None, provenance)
        if isinstance(quad.object, NamedNode)
    ]
    return min(sources, default="")
