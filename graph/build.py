"""Seeds and files into a store: extract, merge, honour what curators decided, derive, check, publish."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from extract.document import Document
from extract.error import SourceError
from extract.gazetteer import Gazetteer
from extract.pipeline import Extractor
from extract.source import read
from graph.content import Change
from graph.derivation import derive
from graph.documents import article_of, document_triples
from graph.gazetteer import GazetteerMapping
from graph.mapping import MappedFact, Mapping
from graph.merging import Merger
from graph.releases import find
from graph.review.journal import Journal
from graph.review.settling import Settler
from graph.schemes import ontology_quads
from graph.store import Master
from graph.terms import Terms, quad, term
from graph.validation import Violation, check, validate_nodes
from ontology import Namespaces

BATCH = 200
"""Documents merged at once: bounds memory, and makes bulk loading worth its files."""

Report = Callable[[str], None]


@dataclass
class Summary:
    """What a build or an addition did."""

    release: str = ""
    documents: int = 0
    articles: int = 0
    facts: Counter[str] = field(default_factory=Counter)
    """By type of the facts format, each claim once a document."""
    entities: Counter[str] = field(default_factory=Counter)
    """New things of the facts and candidates graphs, by class."""
    quads: int = 0
    """All quads of the store."""
    violations: list[Violation] = field(default_factory=list)
    errors: list[SourceError] = field(default_factory=list)
    seconds: float = 0.0


def build(seeds: Path, store: Path, *, names: Namespaces, report: Report) -> Summary:
    """Makes a store afresh from a seeds folder (`pages/`, `gazetteer/`) and publishes it; what was decided holds.

    Faults of sources are in the summary; a DataError of a table or a StoreError is raised.
    """
    started = time.monotonic()
    gazetteer = Gazetteer.load(seeds / "gazetteer")
    extractor = Extractor.load(seeds / "gazetteer")
    terms = Terms(names)
    with Master.open(store, create=True, fresh=True) as master:
        known = [
            quad(each, terms.graph("gazetteer")) for each in GazetteerMapping(gazetteer, terms).triples()
        ]
        given = list(dict.fromkeys([*ontology_quads(names), *known]))
        master.store.bulk_extend(given)
        change = Change(given) + derive(master.store, terms)
        master.follow(change)
        report(f"gazetteer: {len(known)} triples")
        summary = Summary(violations=_faults(change, master.store, names))
        pages = sorted(path for path in (seeds / "pages").rglob("*") if path.is_file())
        _load(master, pages, extractor, names, report, summary)
    summary.seconds = time.monotonic() - started
    return summary


def add(files: Iterable[Path | str], store: Path, *, names: Namespaces, report: Report) -> Summary:
    """Extracts files and adds what they say to a store as a new release; what it holds already stays one."""
    started = time.monotonic()
    summary = Summary()
    with Master.open(store) as master:
        _load(master, files, Extractor.load(), names, report, summary)
    summary.seconds = time.monotonic() - started
    return summary


def _load(
    master: Master, files: Iterable[Path | str], extractor: Extractor, names: Namespaces, report: Report, summary: Summary
) -> None:  # fmt: skip
    """Reads files into the master batch by batch, derives, checks, and publishes what has changed."""
    terms, mapping = Terms(names), Mapping(names)
    merger = Merger(master.store, terms)
    settler = Settler(master.store, Journal(master.path).history, names)
    documents = (document for file in files for document in read(file, on_error=summary.errors.append))
    while batch := list(islice(documents, BATCH)):
        facts = list(_mapped(batch, extractor, mapping, summary))
        about = (triple for document in batch for triple in document_triples(document, terms))
        change = merger.merge(facts, about)
        change += settler.settle_known({fact.node for fact in facts})
        change += derive(master.store, terms, change.added)
        master.follow(change)
        summary.violations += _faults(change, master.store, names)
        summary.entities += _classes(change.added, terms)
        report(f"{summary.documents} documents, {summary.facts.total()} facts")
    change, _ = settler.settle_all()
    master.follow(change)
    summary.violations += _faults(change, master.store, names)
    summary.release = master.publish(master.content)
    summary.quads = find(master.path).quads
    report(f"release {summary.release}: {summary.quads} quads")


def _faults(change: Change, store: Store, names: Namespaces) -> list[Violation]:
    """The violations by what was added."""
    nodes = {each.subject for each in change.added if isinstance(each.subject, NamedNode)}
    return validate_nodes(store, names, nodes) + check(store, names, nodes)


def _mapped(
    documents: Iterable[Document], extractor: Extractor, mapping: Mapping, summary: Summary
) -> Iterator[MappedFact]:
    for document in documents:
        where = article_of(document)
        summary.documents += 1
        summary.articles += len(document.articles)
        for fact in extractor.facts(document):
            summary.facts[fact.claim.type] += 1
            yield mapping.map(fact, where)


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
