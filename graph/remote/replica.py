"""A store that is a copy of what an engine holds, so that all that reads a store reads what is in the engine.

The engine is the truth: a change is made here, sent there, and published here when the engine has it. What others changed
in the engine is there when the copy is opened for writing, which is all that following the engine takes: by the steps
that the engine tells, or, where these do not lead on, by reading our graphs whole. Each release was held by the engine.
"""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Self

from pyoxigraph import BlankNode, NamedNode, Triple

from extract.error import UserError
from graph.content import Change, Content
from graph.difference import difference
from graph.releases import find, open_release
from graph.remote.master import RemoteMaster
from graph.store import ENGINE, Master, StoreError, write_whole
from graph.terms import Terms
from ontology import Namespaces


class NotKept(UserError):
    """A change of something that is not kept in an engine."""


class Replica(Master):
    """Writes to an engine and to the copy of it."""

    _engine: RemoteMaster
    _graphs: frozenset[object]
    _change: Change

    @classmethod
    def of(
        cls, address: str, path: Path, names: Namespaces, *, keep: int | None = None, wait: float = 0
    ) -> Self:
        """Opens an engine and the copy of it in a folder, brought up to date; the newest `keep` releases stay.

        An EndpointError tells what is wrong with the engine, a StoreError what is with the folder.
        """
        with ExitStack() as failed:
            engine = RemoteMaster.open(address, path, names, wait=wait)
            failed.callback(engine.close)
            if (path / "current").exists() and not (path / ENGINE).exists():
                raise StoreError(path, "unusable", "it holds a graph of its own, and no copy")
            write_whole(path / ENGINE, engine.address + "\n")
            if (path / "releases" / f"{engine.content.id}.json").exists():
                write_whole(path / "current", engine.content.id + "\n")
            since = engine.since(_held(path))
            replica = cls._taken(path, engine.lock, fresh=since is None)
            failed.callback(replica.close)
            replica._engine, replica._graphs = engine, frozenset(Terms(names).graphs)
            replica._change = Change()
            replica._catch_up(since, keep)
            failed.pop_all()
        return replica

    def _catch_up(self, since: Change | None, keep: int | None) -> None:
        """Makes the copy hold what the engine holds, by what was changed since or by reading all of it."""
        if since is None:
            self._engine.copy(self.store)
        elif not (since.added or since.removed):
            return
        else:
            for quad in since.removed:
                self.store.remove(quad)
            self.store.extend(since.added)
            super().follow(since)
        self.content = replace(self._engine.content)
        super().publish(self.content, keep)

    def follow(self, change: Change) -> None:
        """Takes note of a change that was made to the store."""
        super().follow(change)
        self._change += change

    def publish(self, content: Content | bytes | None = None, keep: int | None = None) -> str:
        """Sends what was changed to the engine, and publishes when it has it; a change that nobody followed is looked for."""
        if not isinstance(content, Content):
            self.follow(self._found())
        self._check()
        self._engine.change(self._change)
        self._change = Change()
        return super().publish(self.content, keep)

    def close(self) -> None:
        """Ends writing, takes back what the engine has of a change that was not published, and lets the next writer in."""
        self._store = None
        self._engine.close()

    def _found(self) -> Change:
        change = Change()
        for kind, quad in difference(open_release(self.path).store, self.store):
            (change.added if kind == "added" else change.removed).append(quad)
        return change

    def _check(self) -> None:
        """NotKept for what an engine shared with others cannot be told."""
        for quad in (*self._change.added, *self._change.removed):
            if quad.graph_name not in self._graphs:
                where = quad.graph_name if isinstance(quad.graph_name, NamedNode) else "the default graph"
                raise NotKept(
                    f"only Kouan's own graphs of the engine are written to, and {where} is none of them"
                )
            if any(map(_blank, quad.triple)):
                raise NotKept("a blank node cannot be told to the engine; give it an IRI")


def writing(
    path: Path, names: Namespaces, endpoint: str | None, *, keep: int | None = None, wait: float = 0
) -> Master:
    """The master of a store; that of the copy of an engine, if the address of one is given."""
    if endpoint is None:
        return Master.open(path, wait=wait)
    return Replica.of(endpoint, path, names, keep=keep, wait=wait)


def _held(path: Path) -> Content | None:
    """What the copy in a folder holds, if there is one."""
    try:
        return find(path).content
    except StoreError:
        return None


def _blank(term: object) -> bool:
    return isinstance(term, BlankNode) or (isinstance(term, Triple) and any(map(_blank, term)))
