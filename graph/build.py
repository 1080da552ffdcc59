"""Seeds and files into a store: extract, merge, derive, check, publish."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from extract.document import Document
from extract.error import SourceError
from extract.gazetteer import Gazetteer
from extract.pipeline import Extractor
from extract.source import read
from graph.derivation import derive
from graph.documents import article_of, document_triples
from graph.gazetteer import GazetteerMapping
from graph.mapping import MappedFact, Mapping
from graph.merging import Merger
from graph.schemes import ontology_quads
from graph.store import Master
from graph.terms import Terms, quad, term
from graph.validation import Violation, violations
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
    """Makes a store afresh from a seeds folder (`pages/`, `gazetteer/`) and publishes it.

    Faults of sources are in the summary; a DataError of a table or a StoreError is raised.
    """
    started = time.monotonic()
    gazetteer = Gazetteer.load(seeds / "gazetteer")
    extractor = Extractor.load(seeds / "gazetteer")
    terms = Terms(names)
    with Master.open(store, create=True, fresh=True) as master:
        known = [
            quad(triple, terms.graph("gazetteer")) for triple in GazetteerMapping(gazetteer, terms).triples()
        ]
        master.store.bulk_extend([*ontology_quads(names), *known])
        report(f"gazetteer: {len(known)} triples")
        pages = sorted(path for path in (seeds / "pages").rglob("*") if path.is_file())
        return _load(master, pages, extractor, names, report, started, checked=known)


def add(files: Iterable[Path | str], store: Path, *, names: Namespaces, report: Report) -> Summary:
    """Extracts files and adds what they say to a store as a new release."""
    started = time.monotonic()
    with Master.open(store) as master:
        return _load(master, files, Extractor.load(), names, report, started, checked=[])


def _load(
    master: Master, files: Iterable[Path | str], extractor: Extractor, names: Namespaces, report: Report, started: float,
    checked: list[Quad],
) -> Summary:  # fmt: skip
    """Reads files into the master in batches, derives, checks what is new and publishes."""
    terms, summary = Terms(names), Summary()
    mapping, merger = Mapping(names), Merger(master.store, Terms(names))
    documents = (document for file in files for document in read(file, on_error=summary.errors.append))
    new = list(checked)
    while batch := list(islice(documents, BATCH)):
        mapped = list(_mapped(batch, extractor, mapping, summary))
        about = (triple for document in batch for triple in document_triples(document, terms))
        added = merger.merge(mapped, about)
        summary.entities += _classes(added, terms)
        new += added
        report(f"{summary.documents} documents, {summary.facts.total()} facts")
    derive(master.store, terms)
    summary.violations = violations(new, master.store, names)
    report("checked against the shapes")
    summary.release = master.publish()
    summary.quads = len(master.store)
    summary.seconds = time.monotonic() - started
    return summary


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
