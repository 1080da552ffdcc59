"""The direct properties that make simple questions simple queries, derived by the CONSTRUCT queries in `derivations/`.

Each query derives from one node, `?changed`, so that a change costs the change and not the graph.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import NamedNode, Quad, QueryTriples, Store

from graph.content import Change
from graph.dataset import about, query
from graph.terms import Terms, quad

DERIVATIONS = Path(__file__).parent / "derivations"
CHAINS = ("locatedIn", "partOf", "faces")
"""Properties that derivations follow: what reaches a changed node by them has changed too."""


def derive(store: Store, terms: Terms, added: Iterable[Quad] | None = None) -> Change:
    """Adds to the facts what follows from quads that were added; from all that the store holds, without any."""
    changed = None if added is None else _reaching(store, terms, list(added))
    new = sorted({*_derived(store, terms, changed)}, key=str)
    store.bulk_extend(new)
    return Change(added=new)


def _reaching(store: Store, terms: Terms, added: list[Quad]) -> set[NamedNode]:
    """The subjects of quads, and all that lies in or before those whose own place is told."""
    chains = [terms.kou(name) for name in CHAINS]
    changed = {each.subject for each in added if isinstance(each.subject, NamedNode)}
    ahead = {each.subject for each in added if each.predicate in chains}
    while ahead:
        node = ahead.pop()
        for chain in chains:
            for each in store.quads_for_pattern(None, chain, node, None):
                if isinstance(each.subject, NamedNode) and each.subject not in changed:
                    changed.add(each.subject)
                    ahead.add(each.subject)
    return changed


def _derived(store: Store, terms: Terms, changed: set[NamedNode] | None) -> Iterator[Quad]:
    facts, gazetteer, provenance = (terms.graph(name) for name in ("facts", "gazetteer", "provenance"))
    seen = [facts.value, gazetteer.value, provenance.value]
    for path in sorted(DERIVATIONS.glob("*.rq")):
        text = about(path.read_text(encoding="utf-8"), "changed", changed)
        triples = query(store, text, names=terms.names, default_graphs=seen)
        if not isinstance(triples, QueryTriples):
            raise TypeError(f"{path}: a CONSTRUCT query is expected")
        for triple in triples:
            new = quad(triple, facts)
            if new not in store and quad(triple, gazetteer) not in store:
                yield new
