"""Facts into a store, where some may stand already: one claim is one node, whoever says it.

A fact said twice keeps both quotations and the higher confidence; one that becomes sure enough moves from the
candidates to the facts. What the gazetteer says already is not said again in the facts, nor what the facts say
in the candidates: some engines count a triple twice when two graphs of one dataset hold it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad, Triple

from graph.content import Change
from graph.mapping import MappedFact
from graph.quads import QuadStore, expect
from graph.review.decision import Status
from graph.terms import GraphName, Terms, decimal, quad, term

PUBLISHED_FROM = 0.5
"""The confidence from which a fact is shown without a curator."""


def policy(confidence: float) -> Status:
    """The status of a fact that nobody decided about."""
    return "published" if confidence >= PUBLISHED_FROM else "candidate"


class Merger:
    """Merges batches of facts into a store."""

    def __init__(self, store: QuadStore, terms: Terms) -> None:
        self._store = store
        self._terms = terms
        self._facts, self._candidates = terms.graph("facts"), terms.graph("candidates")
        self._gazetteer, self._provenance = terms.graph("gazetteer"), terms.graph("provenance")

    def merge(self, facts: Iterable[MappedFact], about: Iterable[Triple] = ()) -> Change:
        """Adds facts, and triples about their documents, to the store; gives what that changes."""
        together: dict[NamedNode, list[MappedFact]] = defaultdict(list)
        for fact in facts:
            together[fact.node].append(fact)
        expect(self._store, together)
        stale: list[Quad] = []
        quads: dict[Quad, None] = dict.fromkeys(self._in("provenance", about))
        for node, same in together.items():
            known = self._confidence(node)
            best = max([s.confidence for fact in same for s in fact.support] + [known or 0.0])
            graph: GraphName = "facts" if policy(best) == "published" else "candidates"
            if known is not None and known < best:
                stale += self._outdated(node, moves=known < PUBLISHED_FROM <= best)
            claims = [t for fact in same for t in (*fact.claim, *fact.things)]
            quads |= dict.fromkeys(self._in(graph, claims))
            quads |= dict.fromkeys(self._in("provenance", self._about(node, same, best)))
        expect(self._store, (each.subject for each in quads))
        new = [each for each in quads if not self._said(each, quads)]
        self._store.bulk_extend(new)
        stale += [quad(each.triple, self._candidates) for each in new if each.graph_name == self._facts]
        removed = [each for each in dict.fromkeys(stale) if each in self._store]
        for each in removed:
            self._store.remove(each)
        return Change(new, removed)

    def _in(self, graph: GraphName, triples: Iterable[Triple]) -> Iterator[Quad]:
        name = self._terms.graph(graph)
        return (quad(triple, name) for triple in triples)

    def _about(self, node: NamedNode, same: list[MappedFact], best: float) -> Iterator[Triple]:
        kou = self._terms.kou
        yield Triple(node, term("rdf:type"), kou("Fact"))
        yield Triple(node, kou("status"), self._terms.resource(f"status/{policy(best)}"))
        yield Triple(node, kou("confidence"), decimal(best))
        for fact in same:
            for support in fact.support:
                yield Triple(node, kou("evidence"), support.node)
                yield from support.triples

    def _confidence(self, node: NamedNode) -> float | None:
        """The confidence of a fact that the store has."""
        found = self._store.quads_for_pattern(node, self._terms.kou("confidence"), None, self._provenance)
        return max((float(q.object.value) for q in found if isinstance(q.object, Literal)), default=None)

    def _outdated(self, node: NamedNode, *, moves: bool) -> list[Quad]:
        """What no longer holds of a fact that became surer: its confidence, and its place if it moves."""
        old = list(self._store.quads_for_pattern(node, self._terms.kou("confidence"), None, self._provenance))
        if moves:
            old += self._store.quads_for_pattern(node, self._terms.kou("status"), None, self._provenance)
            old += self._store.quads_for_pattern(node, None, None, self._candidates)
        return old

    def _said(self, each: Quad, batch: Collection[Quad]) -> bool:
        """Whether the store has a quad, or a graph of better standing says the same."""
        if each in self._store or quad(each.triple, self._gazetteer) in self._store:
            return True
        published = quad(each.triple, self._facts)
        return each.graph_name == self._candidates and (published in batch or published in self._store)
