"""The direct properties that make simple questions simple queries, derived by the CONSTRUCT queries in `derivations/`."""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Quad, QueryTriples, Store

from graph.dataset import query
from graph.terms import Terms, quad

DERIVATIONS = Path(__file__).parent / "derivations"


def derive(store: Store, terms: Terms) -> int:
    """Adds what follows from facts and gazetteer to the facts; gives the number of new quads."""
    new = sorted({*_derived(store, terms)}, key=str)
    store.bulk_extend(new)
    return len(new)


def _derived(store: Store, terms: Terms) -> Iterator[Quad]:
    facts, gazetteer, provenance = (terms.graph(name) for name in ("facts", "gazetteer", "provenance"))
    seen = [facts.value, gazetteer.value, provenance.value]
    for path in sorted(DERIVATIONS.glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        triples = query(store, text, names=terms.names, default_graphs=seen)
        if not isinstance(triples, QueryTriples):
            raise TypeError(f"{path}: a CONSTRUCT query is expected")
        for triple in triples:
            new = quad(triple, facts)
            if new not in store and quad(triple, gazetteer) not in store:
                yield new
