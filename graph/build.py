"""Seeds and files into a store: extract, merge, honour what curators decided, derive, check, publish."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Triple

from extract.bulk import SECONDS, Failure, extract
from extract.data import GAZETTEER
from extract.document import Document
from extract.engines import Engine
from extract.error import SourceError
from extract.fact import Fact
from extract.gazetteer import Gazetteer
from extract.source import read
from graph.content import Change
from graph.derivation import derive
from graph.documents import article_of, document_triples
from graph.english import english_triples
from graph.examples import example_triples, prefix_triples
from graph.former import former_triples, load_former
from graph.gazetteer import GazetteerMapping
from graph.links import link_triples, load_links
from graph.mapping import Mapping
from graph.merging import Merger
from graph.other_names import load_names, name_triples
from graph.points import load_points, point_triples
from graph.quads import expect
from graph.queries import NamedQuery, load
from graph.remote.master import RemoteMaster
from graph.review.journal import Journal
from graph.review.lexicon import with_lexicon
from graph.review.settling import Settler
from graph.schemes import ontology_quads
from graph.store import Master
from graph.terms import Terms, quad, term
from graph.validation import Violation, check, validate_nodes
from graph.withdrawing import read_withdrawn, withdrawn_quads
from ontology import Namespaces

BATCH = 200
"""Documents merged at once: bounds memory, and makes bulk loading worth its files."""
TOGETHER = 20
"""Documents of which a store is asked at once whether it has them."""
PUBLISHED_EVERY = 5_000
"""Documents after which an addition publishes what it has: a stop costs no more, for what is there is skipped then."""

PATIENCE = 5.0
"""Seconds to wait for another writer to end: a curator's decision takes less."""

Report = Callable[[str], None]
Read = tuple[Document, list[Fact]]
Reading = Callable[[Iterable[Document]], Iterator[tuple[str, Read | Failure]]]


@dataclass
class Summary:
    """What a build or an addition did."""

    release: str = ""
    documents: int = 0
    articles: int = 0
    skipped: int = 0
    """Documents that the store has already, unchanged and read by this version."""
    withdrawn: int = 0
    """Documents that were taken out of the store, and are not read again."""
    facts: Counter[str] = field(default_factory=Counter)
    """By type of the facts format, each claim once a document."""
    entities: Counter[str] = field(default_factory=Counter)
    """New things of the facts and candidates graphs, by class."""
    quads: int = 0
    """All quads of the store."""
    violations: list[Violation] = field(default_factory=list)
    errors: list[SourceError] = field(default_factory=list)
    seconds: float = 0.0


def build(
    seeds: Path, store: Path, *, names: Namespaces, report: Report, endpoint: str | None = None
) -> Summary:
    """Makes a store afresh from a seeds folder (`pages/`, `gazetteer/`, `queries/`) and publishes it; what was decided holds.

    The graph goes into the engine at an address instead, if one is given (`graph.remote`); what was decided is still
    that of the store. Faults of sources are in the summary; a DataError of a table or a StoreError is raised.
    """
    started, summary = time.monotonic(), Summary()
    tables, lexicon = with_lexicon(seeds / "gazetteer", store)
    gazetteer = Gazetteer.load(tables)
    with _master(store, endpoint, names, fresh=True) as master:
        loader = Loader(master, names, report, summary, lexicon)
        loader.take(known(tables, gazetteer, Terms(names)), load(seeds / "queries", names))
        pages = sorted(path for path in (seeds / "pages").rglob("*") if path.is_file())
        loader.load(pages, partial(extract, form=_together, gazetteer=tables))
        loader.publish()
    summary.seconds = time.monotonic() - started
    return summary


def add(
    files: Iterable[Path | str],
    store: Path,
    *,
    names: Namespaces,
    report: Report,
    engine: Engine | None = None,
    seconds: float = SECONDS,
    keep: int | None = None,
    endpoint: str | None = None,
) -> Summary:
    """Extracts files and adds what they say to a store as a new release; what it holds already stays one.

    A document that was read before by other rules says afterwards what it says by these. `engine` and `seconds` are
    those of `extract.bulk`; the newest `keep` releases stay. `endpoint` is as in `build`.
    """
    started, summary = time.monotonic(), Summary()
    with _master(store, endpoint, names) as master:
        tables, lexicon = with_lexicon(GAZETTEER, store)
        loader = Loader(master, names, report, summary, lexicon)
        reading = partial(extract, form=_together, engine=engine, seconds=seconds, gazetteer=tables)
        loader.load(files, reading, keep=keep)
        loader.publish(keep)
    summary.seconds = time.monotonic() - started
    return summary


def _master(
    store: Path, endpoint: str | None, names: Namespaces, fresh: bool = False
) -> Master | RemoteMaster:
    if endpoint is None:
        return Master.open(store, create=fresh, fresh=fresh, wait=PATIENCE)
    return RemoteMaster.open(endpoint, store, names, fresh, PATIENCE)


class Loader:
    """Puts what is known and what documents say into a master, checks it, and keeps count of what it does."""

    def __init__(
        self,
        master: Master | RemoteMaster,
        names: Namespaces,
        report: Report,
        summary: Summary,
        lexicon: str,
    ) -> None:
        self._master, self._store = master, master.store
        self._names, self._terms, self._mapping = names, Terms(names), Mapping(names)
        self._merger = Merger(self._store, self._terms)
        self._settler = Settler(self._store, Journal(master.path).history, names)
        self._report, self._summary, self._lexicon = report, summary, lexicon
        self._withdrawn = read_withdrawn(master.path)

    def take(self, known: Iterable[Triple], queries: Sequence[NamedQuery]) -> None:
        """Begins with the ontology, the questions that the graph answers, what is known, and what follows from them."""
        told = [quad(each, self._terms.graph("gazetteer")) for each in known]
        examples = (*example_triples(queries, self._terms), *prefix_triples(self._terms))
        described = [quad(each, self._terms.graph("ontology")) for each in examples]
        left = withdrawn_quads(self._withdrawn.values(), self._terms)
        given = list(dict.fromkeys([*ontology_quads(self._names), *described, *told, *left]))
        self._store.bulk_extend(given)
        self._follow(Change(given) + derive(self._store, self._terms))
        self._master.commit()
        self._report(f"gazetteer: {len(told)} triples")

    def load(self, files: Iterable[Path | str], reading: Reading, keep: int | None = None) -> None:
        """Reads files batch by batch, and publishes now and then what an addition has so far."""
        summary = self._summary
        read_from = (document for file in files for document in read(file, on_error=summary.errors.append))
        documents = (document for document in read_from if not self._left_out(document))
        found = self._read(reading(self._fresh(documents)))
        published = summary.documents
        while batch := list(islice(found, BATCH)):
            self._merge(batch)
            self._report(f"{summary.documents} documents, {summary.facts.total()} facts")
            if summary.documents - published >= PUBLISHED_EVERY and self._master.content and keep:
                self._master.publish(self._master.content, keep)
                published = summary.documents

    def publish(self, keep: int | None = None) -> None:
        """Tells what curators decided, and publishes all."""
        self._follow(self._settler.settle_all()[0])
        self._summary.release = self._master.publish(self._master.content, keep)
        self._summary.quads = self._master.quads
        self._report(f"release {self._summary.release}: {self._summary.quads} quads")

    def _left_out(self, document: Document) -> bool:
        withdrawn = document.id in self._withdrawn
        self._summary.withdrawn += withdrawn
        return withdrawn

    def _fresh(self, documents: Iterable[Document]) -> Iterator[Document]:
        """Documents that the store does not have, or has as other rules read them."""
        provenance, each_in = self._terms.graph("provenance"), iter(documents)
        while some := list(islice(each_in, TOGETHER)):
            told = [
                [quad(each, provenance) for each in document_triples(document, self._terms, self._lexicon)]
                for document in some
            ]
            expect(self._store, (each.subject for quads in told for each in quads))
            for document, quads in zip(some, told, strict=True):
                if all(each in self._store or self._known(each) for each in quads):
                    self._summary.skipped += 1
                else:
                    yield document

    def _known(self, each: Quad) -> bool:
        """Whether the gazetteer says it, which is why nothing else does."""
        return quad(each.triple, self._terms.graph("gazetteer")) in self._store

    def _read(self, found: Iterable[tuple[str, Read | Failure]]) -> Iterator[Read]:
        for name, answer in found:
            if isinstance(answer, Failure):
                self._summary.errors.append(SourceError(name, answer.problem))
            else:
                document, facts = answer
                self._summary.documents += 1
                self._summary.articles += len(document.articles)
                self._summary.facts.update(fact.claim.type for fact in facts)
                yield answer

    def _merge(self, batch: Sequence[Read]) -> None:
        documents = [document for document, _ in batch]
        facts = [
            self._mapping.map(fact, where)
            for document, found in batch
            for where in [article_of(document)]
            for fact in found
        ]
        expect(self._store, (self._terms.named("document", each.id) for each in documents))
        again = [document for document in documents if self._has(document)]
        before = self._settler.evidence_in(document.id for document in again)
        change = self._forget_readers(again)
        told = (t for d in documents for t in document_triples(d, self._terms, self._lexicon))
        change += self._merger.merge(facts, told)
        change += self._settler.settle_known({fact.node for fact in facts})
        change += derive(self._store, self._terms, change.added)
        change += self._settler.withdraw(before - {s.node for fact in facts for s in fact.support})
        self._follow(change)
        self._master.commit()
        self._summary.entities += _classes(change.added, self._terms)

    def _has(self, document: Document) -> bool:
        """Whether the store has this very text."""
        node, text = self._terms.named("document", document.id), Literal(document.raw["text"])
        return Quad(node, term("schema:text"), text, self._terms.graph("provenance")) in self._store

    def _forget_readers(self, documents: Iterable[Document]) -> Change:
        """Removes by which rules documents were read, before others tell what they say."""
        old = [
            each
            for document in documents
            for each in self._store.quads_for_pattern(
                self._terms.named("document", document.id), self._terms.kou("readBy"), None, None
            )
        ]
        for each in old:
            self._store.remove(each)
        return Change(removed=old)

    def _follow(self, change: Change) -> None:
        """Keeps count of a change, and checks what was added."""
        self._master.follow(change)
        nodes = {each.subject for each in change.added if isinstance(each.subject, NamedNode)}
        self._summary.violations += validate_nodes(self._store, self._names, nodes, change.added)
        self._summary.violations += check(self._store, self._names, nodes)


def known(tables: Path, gazetteer: Gazetteer, terms: Terms) -> Iterator[Triple]:
    """What the tables of a folder say; a DataError names file, line and key of a fault."""
    yield from GazetteerMapping(gazetteer, terms).triples()
    names = load_names(tables, gazetteer.keys)
    yield from name_triples(names, terms)
    yield from english_triples(gazetteer, names, terms)
    yield from link_triples(load_links(tables, gazetteer.keys), terms)
    yield from point_triples(load_points(tables, gazetteer.keys), terms)
    yield from former_triples(gazetteer, load_former(tables, gazetteer.keys), terms)


def _together(document: Document, facts: list[Fact]) -> Read:
    return document, facts


def _classes(quads: Iterable[Quad], terms: Terms) -> Counter[str]:
    """Things by class among new quads of facts and candidates, facts themselves left out."""
    shown = {terms.graph("facts"), terms.graph("candidates")}
    own = terms.names.term("")
    things = {
        (each.subject, each.object.value.removeprefix(own))
        for each in quads
        if each.graph_name in shown
        and each.predicate == term("rdf:type")
        and isinstance(each.object, NamedNode)
    }
    return Counter(name for _, name in things if not name.endswith("Fact"))
