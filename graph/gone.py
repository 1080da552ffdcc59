"""What earlier releases had and a release has no more, so that an IRI that somebody kept is told from one that never was.

derived/<id>/gone    an IRI a line, and the release that had it last

It is made from that of the release before, and what was changed since (`graph.changed`), and so tells also of releases
that are no longer kept.
"""

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from pyoxigraph import NamedNode, Store

from graph import changed
from graph.releases import ReleaseInfo, releases
from graph.terms import Terms
from ontology import Namespaces

FILE = "gone"


def path_of(info: ReleaseInfo) -> Path:
    """Where it is told, when that is made."""
    return info.derived / FILE


@lru_cache(maxsize=4)
def read(path: Path) -> dict[str, str]:
    """The IRIs that are gone, each with the release that had it last."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


def make(info: ReleaseInfo, names: Namespaces) -> None:
    """Makes it for a release, and for earlier ones that lack it."""
    before: ReleaseInfo | None = None
    gone: dict[str, str] = {}
    for now in releases(info.path.parent.parent):
        path = path_of(now)
        if path.exists():
            gone = read(path)
        elif now.published <= info.published:
            gone = dict(_gone(before, now, gone, Terms(names))) if before else {}
            path.parent.mkdir(parents=True, exist_ok=True)
            scratch = path.with_name(f"{FILE}.{os.getpid()}")
            scratch.write_text("".join(f"{iri}\t{last}\n" for iri, last in sorted(gone.items())), "utf-8")
            scratch.replace(path)
        before = now


def _gone(
    before: ReleaseInfo, now: ReleaseInfo, gone: dict[str, str], terms: Terms
) -> Iterator[tuple[str, str]]:
    """What was gone already or went with a release, and is not back."""
    then, there = Store.read_only(str(before.path)), Store.read_only(str(now.path))
    note = changed.read(now.derived)
    touched = note.touched if note and note.before == before.id else _things(then, terms)
    known = gone | {iri: before.id for iri in touched if _has(then, iri, terms)}
    for iri, last in known.items():
        if iri.startswith(terms.names.resource("")) and not _has(there, iri, terms):
            yield iri, last


def _things(store: Store, terms: Terms) -> set[str]:
    return {
        quad.subject.value
        for graph in terms.default_dataset
        for quad in store.quads_for_pattern(None, None, None, graph)
        if isinstance(quad.subject, NamedNode)
    }


def _has(store: Store, iri: str, terms: Terms) -> bool:
    """Whether a release says something of a thing, to those who ask for no particular graph."""
    node = NamedNode(iri)
    return any(
        next(store.quads_for_pattern(node, None, None, graph), None) is not None
        for graph in terms.default_dataset
    )
