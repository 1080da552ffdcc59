"""Decisions into a store: each fact stands in the graph that it belongs in, and every decision is told as PROV.

Settling looks at what the store says now and makes it right, so doing it again changes nothing; a run that was cut
off is simply done again. A decision that the store tells is settled: it is told last.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Triple

from graph.content import Change
from graph.derivation import derive, derived, following, retract
from graph.mapping import Mapping
from graph.merging import Merger, policy
from graph.quads import QuadStore, expect
from graph.releases import current_id
from graph.remote.replica import writing
from graph.review.claims import CURATOR, amendment
from graph.review.decision import Decision, History, Status
from graph.review.journal import Journal
from graph.review.telling import telling
from graph.terms import GraphName, Terms, decimal, quad, term
from ontology import Namespaces

PLACE: dict[Status, GraphName] = {"published": "facts", "candidate": "candidates", "rejected": "rejected"}
"""Status → the graph that a fact of it is in."""
STANDING: tuple[GraphName, ...] = tuple(PLACE.values())
"""From the best to the least."""
NAMING = ("rdf:type", "rdfs:label", "skos:prefLabel", "skos:altLabel")


@dataclass(frozen=True, slots=True)
class Settled:
    """What settling a store did: decisions that it tells now, and the releases before and after."""

    decisions: int
    before: str
    release: str


def settle_store(
    path: Path, names: Namespaces, *, keep: int | None = None, wait: float = 0, endpoint: str | None = None
) -> Settled:
    """Settles and publishes what the journal of a store holds and the store, or the engine it is a copy of, does not tell yet."""
    with writing(path, names, endpoint, keep=keep, wait=wait) as master:
        before = current_id(path)
        history = Journal(path).history
        change, count = Settler(master.store, history, names).settle_all()
        master.follow(change)
        # after a change that nobody could follow, the release before and the decisions tell the content
        content = master.content or " ".join(sorted(history.decisions)).encode()
        return Settled(count, before, master.publish(content, keep) if count else before)


class Settler:
    """Makes a store follow the decisions of a history."""

    def __init__(self, store: QuadStore, history: History, names: Namespaces) -> None:
        self._store = store
        self._history = history
        self._terms = Terms(names)
        self._mapping = Mapping(names)
        self._merger = Merger(store, self._terms)
        self._provenance, self._gazetteer = (self._terms.graph(g) for g in ("provenance", "gazetteer"))
        self._graphs = {name: self._terms.graph(name) for name in STANDING}
        self._derived = derived(self._terms)
        self._naming = [term(name) for name in NAMING]
        self._change = Change()

    def settle_all(self) -> tuple[Change, int]:
        """Settles whatever the store does not tell yet; gives what that changes, and how many decisions it were."""
        decisions = self._history.decisions
        expect(self._store, (self._terms.resource(f"decision/{each}") for each in decisions))
        new = [each for each in decisions.values() if not self._told(each)]
        change = self.settle(fact for each in new for fact in self._history.touched(each))
        told = {
            quad(triple, self._provenance)
            for each in new
            for triple in telling(each, self._history, self._terms)
        }
        self._add(told)
        return change + self._made(), len(new)

    def settle_known(self, nodes: Collection[NamedNode]) -> Change:
        """Settles those of some nodes that are facts which somebody decided about."""
        met = {f for f in self._history.facts() if self._terms.resource(f"fact/{f}") in nodes}
        verdicts = (self._history.verdict(fact) for fact in met)
        return self.settle(met | {each.revision for each in verdicts if each and each.revision})

    def settle(self, facts: Iterable[str]) -> Change:
        """Makes the store right about some facts, where it has them, and about what follows from them."""
        chosen = sorted(set(facts))
        if not chosen:
            return Change()
        expect(self._store, (self._terms.resource(f"fact/{fact}") for fact in chosen))
        followed = following(self._store, self._terms, self._claims_of(chosen))
        for fact in chosen:
            given = {each for made in self._history.amendments(fact) for each in self._give(made)}
            self._take_back(fact, given)
            self._place(fact)
        self._lead_on(chosen)
        change = self._made()
        change += derive(self._store, self._terms, change.added)
        return change + retract(self._store, self._terms, followed)

    def _made(self) -> Change:
        """What was changed since this was last asked."""
        change, self._change = self._change, Change()
        return change

    def _add(self, quads: Iterable[Quad]) -> None:
        new = [each for each in dict.fromkeys(quads) if each not in self._store]
        self._store.extend(new)
        self._change.added += new

    def _remove(self, quads: Iterable[Quad]) -> None:
        old = [each for each in dict.fromkeys(quads) if each in self._store]
        for each in old:
            self._store.remove(each)
        self._change.removed += old

    def _claims_of(self, facts: Iterable[str]) -> Iterator[Quad]:
        """What facts claim, as quads of whichever graph."""
        for fact in facts:
            for graph in self._graphs.values():
                for each in self._store.quads_for_pattern(
                    self._terms.resource(f"fact/{fact}"), None, None, graph
                ):
                    yield each
                    if isinstance(each.object, Triple):
                        yield quad(each.object, graph)

    def _told(self, decision: Decision) -> bool:
        node = self._terms.resource(f"decision/{decision.id}")
        return Quad(node, term("rdf:type"), self._terms.kou("Decision"), self._provenance) in self._store

    def _give(self, made: Decision) -> set[NamedNode]:
        """Adds what an amendment claims, if the store has the documents that it quotes; gives the quotations."""
        facts = [
            fact
            for fact, row in zip(amendment(made, self._mapping), made.evidence, strict=True)
            if self._holds(row["doc"])
        ]
        if facts:
            self._change += self._merger.merge(facts)
        return {each.node for fact in facts for each in fact.support}

    def _lead_on(self, facts: Collection[str]) -> None:
        """Tells of facts, and of those that were amended to them, which one took their place, if the store has it."""
        replaced, revises = term("dcterms:isReplacedBy"), term("prov:wasRevisionOf")
        before = {made.fact for fact in facts for made in self._history.amendments(fact)}
        for fact in sorted({*facts, *before}):
            old, revision = self._terms.resource(f"fact/{fact}"), self._history.replaced_by(fact)
            new = self._terms.resource(f"fact/{revision}") if revision else None
            if new and not self._evidence(new):
                new = None
            for each in list(self._store.quads_for_pattern(old, replaced, None, self._provenance)):
                if each.object != new and isinstance(each.object, NamedNode):
                    self._remove([each, Quad(each.object, revises, old, self._provenance)])
            if new:
                told = (Triple(old, replaced, new), Triple(new, revises, old))
                self._add(quad(each, self._provenance) for each in told)

    def _holds(self, doc: str) -> bool:
        node = self._terms.named("document", doc)
        return any(self._store.quads_for_pattern(node, term("rdf:type"), None, self._provenance))

    def evidence_in(self, documents: Iterable[str]) -> set[NamedNode]:
        """What facts quote from documents that the store has."""
        sources = [self._terms.named(kind, doc) for doc in documents for kind in ("document", "headline")]
        return {
            each.subject
            for source in sources
            for each in self._store.quads_for_pattern(None, term("oa:hasSource"), source, self._provenance)
            if isinstance(each.subject, NamedNode)
        }

    def withdraw(self, evidence: Collection[NamedNode], *, curated: bool = False) -> Change:
        """Takes back what no rule quotes any more: facts that rest on nothing else, and what follows from them.

        What curators quoted stays, unless `curated` says that it goes too.
        """
        said = {each for each in evidence if curated or not self._curated(each)}
        resting = {
            each.subject
            for quotation in said
            for each in self._store.quads_for_pattern(
                None, self._terms.kou("evidence"), quotation, self._provenance
            )
            if isinstance(each.subject, NamedNode)
        }
        if not resting:
            return Change()
        ids = sorted(node.value.rpartition("/")[2] for node in resting)
        expect(self._store, (self._terms.resource(f"fact/{fact}") for fact in ids))
        followed = following(self._store, self._terms, self._claims_of(ids))
        for fact in ids:
            self._take(fact, said)
            self._place(fact)
        self._lead_on(ids)
        change = self._made()
        change += derive(self._store, self._terms, change.added)
        return change + retract(self._store, self._terms, followed)

    def _curated(self, evidence: NamedNode) -> bool:
        rule = Quad(evidence, self._terms.kou("rule"), Literal(CURATOR), self._provenance)
        return rule in self._store

    def _take_back(self, fact: str, given: Collection[NamedNode]) -> None:
        """Removes what amendments gave that do not stand; what others give, or a document says by itself, stays."""
        node = self._terms.resource(f"fact/{fact}")
        gone = {each for each in self._evidence(node) if each not in given and self._curated(each)}
        if gone:
            self._take(fact, {each for each in gone if not self._left_to_rules(each)})

    def _left_to_rules(self, evidence: NamedNode) -> bool:
        """Whether a rule has found what a curator quotes too: then it stays, without what the curator said of it."""
        rules, confidences = (
            list(self._store.quads_for_pattern(evidence, self._terms.kou(name), None, self._provenance))
            for name in ("rule", "confidence")
        )
        if len(rules) < 2:
            return False
        self._remove(each for each in rules if each.object == Literal(CURATOR))
        if len(confidences) > 1:
            self._remove(each for each in confidences if each.object == decimal(1.0))
        return True

    def _take(self, fact: str, quotations: Collection[NamedNode]) -> None:
        """Removes quotations of a fact, and the fact if it has no other."""
        node, kou = self._terms.resource(f"fact/{fact}"), self._terms.kou
        evidence = self._evidence(node)
        for each in evidence:
            if each in quotations:
                self._remove(self._store.quads_for_pattern(each, None, None, self._provenance))
                self._remove([Quad(node, kou("evidence"), each, self._provenance)])
        self._remove(self._store.quads_for_pattern(node, kou("confidence"), None, self._provenance))
        left = [
            float(q.object.value)
            for e in evidence
            if e not in quotations
            for q in self._store.quads_for_pattern(e, kou("confidence"), None, self._provenance)
            if isinstance(q.object, Literal)
        ]
        if left:
            self._add([Quad(node, kou("confidence"), decimal(max(left)), self._provenance)])
            return
        self._move(node, None)
        said = self._store.quads_for_pattern(node, None, None, self._provenance)
        self._remove(each for each in said if each.predicate != term("dcterms:isReplacedBy"))

    def _evidence(self, node: NamedNode) -> list[NamedNode]:
        found = self._store.quads_for_pattern(node, self._terms.kou("evidence"), None, self._provenance)
        return [each.object for each in found if isinstance(each.object, NamedNode)]

    def _place(self, fact: str) -> None:
        """Puts a fact where it belongs."""
        node, kou = self._terms.resource(f"fact/{fact}"), self._terms.kou
        confidences = [
            float(q.object.value)
            for q in self._store.quads_for_pattern(node, kou("confidence"), None, self._provenance)
            if isinstance(q.object, Literal)
        ]
        if not confidences:
            return  # the store does not have it, or not any more
        status = self._history.status(fact, policy(max(confidences)))
        self._move(node, PLACE[status])
        said = Quad(node, kou("status"), self._terms.resource(f"status/{status}"), self._provenance)
        self._remove(
            each
            for each in self._store.quads_for_pattern(node, kou("status"), None, self._provenance)
            if each != said
        )
        self._add([said])

    def _move(self, node: NamedNode, target: GraphName | None) -> None:
        """Moves what a fact claims into a graph and out of the others; without one, out of all."""
        claims = {
            each.triple
            for graph in self._graphs.values()
            for each in self._store.quads_for_pattern(node, None, None, graph)
        }
        plain = {each.object for each in claims if isinstance(each.object, Triple)}
        things = {
            end
            for each in claims | plain
            for end in (each.subject, each.object)
            if isinstance(end, NamedNode) and end != node and self._named(end)
        }
        for triple in claims:
            self._put(triple, target)
        for triple in plain - {each for each in plain if each.predicate == term("rdf:type")}:
            self._put(triple, self._best(triple, target))
        for thing in sorted(things, key=str):
            self._name(thing, target)

    def _put(self, triple: Triple, target: GraphName | None) -> None:
        """Has a triple stand in one graph alone, or nowhere if the gazetteer says it."""
        for name, graph in self._graphs.items():
            if name != target:
                self._remove([quad(triple, graph)])
        if target and quad(triple, self._gazetteer) not in self._store:
            self._add([quad(triple, self._graphs[target])])

    def _best(self, triple: Triple, target: GraphName | None) -> GraphName | None:
        """The best of the graphs in which a fact claims a triple: two facts may claim the same."""
        for name, graph in self._graphs.items():
            if name == target or any(self._store.quads_for_pattern(None, term("rdf:reifies"), triple, graph)):
                return name
        return target

    def _named(self, thing: NamedNode) -> bool:
        return any(
            any(self._store.quads_for_pattern(thing, predicate, None, graph))
            for graph in self._graphs.values()
            for predicate in self._naming
        )

    def _name(self, thing: NamedNode, target: GraphName | None) -> None:
        """Has the names and classes of a thing stand in the best graph that speaks of it."""
        best = next((name for name in STANDING if self._speaks(name, thing)), target)
        names = [
            each
            for predicate in self._naming
            for graph in self._graphs.values()
            for each in self._store.quads_for_pattern(thing, predicate, None, graph)
        ]
        for each in names:
            standing = next(name for name, graph in self._graphs.items() if graph == each.graph_name)
            if best is None or STANDING.index(standing) < STANDING.index(best) or best == target:
                self._put(each.triple, best)

    def _speaks(self, name: GraphName, thing: NamedNode) -> bool:
        """Whether a graph claims something of a thing, its names and what is derived left aside."""
        return any(self._claims(self._graphs[name], thing))

    def _claims(self, graph: NamedNode, thing: NamedNode) -> Iterator[bool]:
        for each in self._store.quads_for_pattern(thing, None, None, graph):
            if each.predicate not in self._naming and each.predicate not in self._derived:
                yield True
            if each.predicate == term("rdf:type"):
                yield from (
                    True for _ in self._store.quads_for_pattern(None, term("rdf:reifies"), each.triple, graph)
                )
        for each in self._store.quads_for_pattern(None, None, thing, graph):
            if each.predicate not in self._derived:
                yield True
