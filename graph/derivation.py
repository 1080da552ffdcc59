"""The direct properties that make simple questions simple queries, derived by the CONSTRUCT queries in `derivations/`.

Each query derives from one node, `?changed`, so that a change costs the change and not the graph.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode, Quad, QuerySolutions, QueryTriples, Variable

from graph.content import Change
from graph.dataset import about, query
from graph.quads import QuadStore, expect
from graph.terms import Terms, prefixes, quad, term

DERIVATIONS = Path(__file__).parent / "derivations"
CHAINS = ("locatedIn", "partOf", "faces")
"""Properties that derivations follow: what reaches a changed node by them has changed too."""


TEMPLATE = re.compile(r"CONSTRUCT \{ \?(\w+) (\w+):(\w+) \?(\w+) \}")


def derive(store: QuadStore, terms: Terms, added: Iterable[Quad] | None = None) -> Change:
    """Adds to the facts what follows from quads that were added; from all that the store holds, without any."""
    changed = None if added is None else _reaching(store, terms, list(added))
    gazetteer = terms.graph("gazetteer")
    found = sorted({*_follow(store, terms, changed)}, key=str)
    expect(store, (each.subject for each in found))
    new = [each for each in found if each not in store and quad(each.triple, gazetteer) not in store]
    store.bulk_extend(new)
    return Change(added=new)


def following(store: QuadStore, terms: Terms, quads: Iterable[Quad]) -> set[Quad]:
    """What follows from some quads, now: before they are taken away, what `retract` will have to look at."""
    return {*_follow(store, terms, _reaching(store, terms, list(quads)))}


def retract(store: QuadStore, terms: Terms, followed: Iterable[Quad]) -> Change:
    """Removes from the facts what followed once and does not any more, from whichever quads."""
    gone = [each for each in followed if each in store and not _still(store, terms, each)]
    for each in gone:
        store.remove(each)
    return Change(removed=gone)


def derived(terms: Terms) -> frozenset[NamedNode]:
    """The properties that are derived, and that the facts have from nothing else."""
    return frozenset(_template(text, terms)[1] for _, text in _queries())


def _still(store: QuadStore, terms: Terms, each: Quad) -> bool:
    facts, gazetteer, provenance = (terms.graph(name) for name in ("facts", "gazetteer", "provenance"))
    for _, text in _queries():
        subject, predicate, value = _template(text, terms)
        if predicate == each.predicate:
            ask = TEMPLATE.sub("ASK", text)
            ends = {Variable(subject): each.subject, Variable(value): each.object}
            found = store.query(
                ask,
                prefixes=prefixes(terms.names),
                default_graph=[facts, gazetteer, provenance],
                substitutions=ends,
            )
            if found:
                return True
    return False


@cache
def _queries() -> tuple[tuple[Path, str], ...]:
    return tuple((path, path.read_text(encoding="utf-8")) for path in sorted(DERIVATIONS.glob("*.rq")))


def _template(text: str, terms: Terms) -> tuple[str, NamedNode, str]:
    """The variables and the property of what a query makes."""
    found = TEMPLATE.search(text)
    if found is None:
        raise ValueError(f"a derivation constructs one triple, its property by name: {text}")
    subject, prefix, name, value = found.groups()
    return subject, NamedNode(prefixes(terms.names)[prefix] + name), value


def _reaching(store: QuadStore, terms: Terms, added: list[Quad]) -> set[NamedNode]:
    """The subjects of quads, all that lies in or before those whose own place is told, and what facts whose claim is told quote."""
    changed = {each.subject for each in added if isinstance(each.subject, NamedNode)}
    chains = [terms.kou(name) for name in CHAINS]
    claiming = changed & {each.subject for each in added if each.predicate == term("rdf:reifies")}
    quoting = f"SELECT DISTINCT ?found WHERE {{ GRAPH ?g {{ ?node {terms.kou('evidence')} ?found }} }}"
    along = f"SELECT DISTINCT ?found WHERE {{ GRAPH ?g {{ ?found {'|'.join(map(str, chains))} ?node }} }}"
    ahead: set[NamedNode] = changed & {each.subject for each in added if each.predicate in chains}
    changed |= _found(store, quoting, claiming)
    while ahead:
        ahead = _found(store, along, ahead) - changed
        changed |= ahead
    return changed


def _found(store: QuadStore, text: str, nodes: set[NamedNode]) -> set[NamedNode]:
    """What a query finds from some nodes."""
    found: set[NamedNode] = set()
    for asked in about(text, "node", nodes):
        rows = store.query(asked)
        if not isinstance(rows, QuerySolutions):
            raise TypeError("a SELECT query is expected")
        found |= {row["found"] for row in rows if isinstance(row["found"], NamedNode)}
    return found


def _follow(store: QuadStore, terms: Terms, changed: set[NamedNode] | None) -> Iterator[Quad]:
    facts, gazetteer, provenance = (terms.graph(name) for name in ("facts", "gazetteer", "provenance"))
    seen = [facts.value, gazetteer.value, provenance.value]
    for path, text in _queries():
        for asked in about(text, "changed", changed):
            triples = query(store, asked, names=terms.names, default_graphs=seen)
            if not isinstance(triples, QueryTriples):
                raise TypeError(f"{path}: a CONSTRUCT query is expected")
            yield from (quad(triple, facts) for triple in triples)
