"""Documents that are taken out: a paper took its page back, or a page may not be shown any more.

`withdrawn.tsv` in the folder of a store tells which, when and why. Like what curators decided it outlives every build:
a document in it is not read again. What it said goes, with its text and its articles; their IRIs say so from then on.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from pydantic import AwareDatetime
from pyoxigraph import Literal, NamedNode, Quad, Triple

from extract.data import Record, load_table
from extract.error import UserError
from graph.content import Change
from graph.quads import QuadStore
from graph.remote.replica import writing
from graph.review.journal import Journal
from graph.review.settling import Settler
from graph.store import write_whole
from graph.terms import Terms, boolean, quad, term
from ontology import Namespaces

NAME = "withdrawn.tsv"


class Withdrawn(Record):
    """A document by its id, when it was taken out, and why."""

    id: str
    at: AwareDatetime
    reason: str | None = None


def read_withdrawn(store: Path) -> Mapping[str, Withdrawn]:
    """What was taken out of a store, by id; a DataError names the line that is wrong."""
    path = store / NAME
    return {row.id: row for row in load_table(path, Withdrawn)} if path.exists() else {}


def note(store: Path, ids: Iterable[str], at: datetime, reason: str) -> None:
    """Writes down that documents are taken out; of one that is already, the first time stands."""
    known = dict(read_withdrawn(store))
    why = " ".join(reason.split())
    for each in ids:
        known.setdefault(each, Withdrawn(id=each, at=at, reason=why or None))
    rows = [f"{row.id}\t{_written(row.at)}\t{row.reason or ''}\n" for _, row in sorted(known.items())]
    write_whole(store / NAME, "".join(["id\tat\treason\n", *rows]))


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def withdrawn_quads(rows: Iterable[Withdrawn], terms: Terms) -> Iterator[Quad]:
    """What is left of documents: that they are withdrawn, when and why."""
    for row in rows:
        node = terms.named("document", row.id)
        at = Literal(_written(row.at), datatype=term("xsd:dateTime"))
        said = [
            Triple(node, term("owl:deprecated"), boolean(True)),
            Triple(node, term("dcterms:identifier"), Literal(row.id)),
            Triple(node, term("prov:invalidatedAtTime"), at),
        ]
        if row.reason:
            said.append(Triple(node, term("skos:changeNote"), Literal(row.reason)))
        yield from (quad(each, terms.graph("provenance")) for each in said)


def withdraw(
    ids: Iterable[str],
    store: Path,
    *,
    names: Namespaces,
    at: datetime,
    reason: str,
    keep: int | None = None,
    endpoint: str | None = None,
) -> str:
    """Takes documents out of a store, and out of the engine it is a copy of; gives the new release.

    A UserError names a document that the store never had.

    Doing it again changes nothing, and ends what was cut off.
    """
    terms, chosen = Terms(names), list(dict.fromkeys(ids))
    with writing(store, names, endpoint, keep=keep, wait=5) as master:
        known = read_withdrawn(store)
        for each in chosen:
            if each not in known and not _says(master.store, terms.named("document", each), terms):
                raise UserError(f"{store}: there is no document {each!r}")
        note(store, chosen, at, reason)
        settler = Settler(master.store, Journal(store).history, names)
        change = settler.withdraw(settler.evidence_in(chosen), curated=True)
        rows = read_withdrawn(store)
        change += _replace(master.store, [rows[each] for each in chosen], terms)
        master.follow(change)
        return master.publish(master.content or repr(chosen).encode(), keep)


def _replace(store: QuadStore, rows: Iterable[Withdrawn], terms: Terms) -> Change:
    """Has a store say of documents, their headlines, articles and sections only that they are withdrawn."""
    provenance = terms.graph("provenance")
    old: dict[Quad, None] = {}
    new: list[Quad] = list(withdrawn_quads(rows, terms))
    for row in rows:
        source, head = (terms.named(kind, row.id) for kind in ("document", "headline"))
        articles = _values(store.quads_for_pattern(None, term("schema:isPartOf"), source, provenance))
        sections = [
            each.object
            for article in articles
            for each in store.quads_for_pattern(article, terms.kou("section"), None, provenance)
            if isinstance(each.object, NamedNode)
        ]
        for node in (source, head, *articles, *sections):
            old |= dict.fromkeys(store.quads_for_pattern(node, None, None, provenance))
        new += [Quad(each, term("owl:deprecated"), boolean(True), provenance) for each in articles]
    change = Change([each for each in new if each not in old], [each for each in old if each not in new])
    for each in change.removed:
        store.remove(each)
    store.extend(change.added)
    return change


def _values(quads: Iterable[Quad]) -> list[NamedNode]:
    return [each.subject for each in quads if isinstance(each.subject, NamedNode)]


def _says(store: QuadStore, node: NamedNode, terms: Terms) -> bool:
    return any(store.quads_for_pattern(node, None, None, terms.graph("provenance")))
