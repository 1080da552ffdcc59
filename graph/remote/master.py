"""The one writer of the graph in an engine.

What it needs is kept on this machine, in a folder that is a store (`graph.store`):

    lock      held by the one process that writes
    undo      the quads that the step under way has added and removed so far, after the revision of this step

What the engine holds, and whether somebody is changing it, stands in the engine (`graph.remote.revision`). A step that
was cut off is undone by the next writer, so that a document is either told whole or not at all.
"""

import os
import time
from collections.abc import Collection
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from pyoxigraph import Quad, RdfFormat, Store, parse

from graph.content import Change, Content
from graph.remote import probe, revision
from graph.remote.endpoint import Endpoint, EndpointError
from graph.remote.revision import Revision
from graph.remote.steps import LARGEST, Steps
from graph.remote.store import RemoteStore
from graph.store import acquire, check_layout, forget, give_back, lay_out
from graph.terms import Terms
from ontology import Namespaces


class RemoteMaster:
    """Writes to an engine as `graph.store.Master` writes to a folder; what is committed is what readers see."""

    def __init__(self, path: Path, endpoint: Endpoint, names: Namespaces, lock: IO[str]) -> None:
        self.path = path
        """The folder of the store whose decisions and lexicon hold."""
        self.content: Content = Content()
        self.lock = lock
        self._endpoint, self._graphs = endpoint, Terms(names).graphs
        self._revision, self._steps = Revision(endpoint, names), Steps(endpoint, names)
        self._now = ""
        """The revision, as far as we know."""
        self._step: str | None = None
        """The revision of the step or the build that is under way."""
        self._made: Change | None = Change()
        """What was changed in it so far, as long as that is little enough to be told."""
        self._building = False
        self.store = RemoteStore(endpoint, self._graphs, self._note)

    @classmethod
    def open(cls, address: str, path: Path, names: Namespaces, fresh: bool = False, wait: float = 0) -> Self:
        """Opens an engine for writing, alone; `fresh` empties our graphs in it, `wait` is as for a store.

        An EndpointError tells what is wrong with the engine, a StoreError that another process of this machine writes.
        """
        with ExitStack() as failed:
            endpoint = probe.find(address)
            failed.callback(endpoint.close)
            if fresh or Revision(endpoint, names).read() is None:  # else it was tried out before
                probe.probe(endpoint, Terms(names))
            lay_out(path)
            check_layout(path)
            lock = acquire(path, time.monotonic() + wait)
            failed.callback(give_back, lock)
            master = cls(path, endpoint, names, lock)
            master._begin(fresh)
            failed.pop_all()
        return master

    @property
    def address(self) -> str:
        """Where the engine is, without a password."""
        return self._endpoint.address

    @property
    def quads(self) -> int:
        """How many quads our graphs hold."""
        return self.content.quads

    def follow(self, change: Change) -> None:
        """Takes note of a change that was made to the store."""
        self.content.change(change)
        if self._made is not None:
            self._made += change
            if len(self._made.added) + len(self._made.removed) > LARGEST:
                self._made = None

    def change(self, change: Change) -> None:
        """Makes a change that is known as a whole, as a step of its own."""
        net = change.net()
        self._note(net.added, net.removed)
        self.store.send(net.added, net.removed)
        self.follow(net)
        self.commit()

    def commit(self) -> None:
        """Ends a step: what it changed holds, and nothing is kept of it here."""
        self.store.flush()
        self.store.forget()
        if self._step is None or self._building:
            return
        now, before = revision.of(self.content), revision.content_of(self._now)
        self._steps.forget(before if self._made else None)
        told = self._steps.told(before, now, self._made.net()) if self._made and before else ""
        if not self._revision.swap(self._step, now, told):
            raise EndpointError(f"{self._endpoint.address}: another writer has taken it over")
        self._now, self._step, self._made, self.store.guard = now, None, Change(), ""
        forget(self.path / "undo")

    def publish(self, content: Content | None = None, keep: int | None = None) -> str:
        """Commits; gives the id that a release of the same quads has."""
        self._building = False
        self.commit()
        return self.content.id

    def since(self, content: Content | None) -> Change | None:
        """What was changed since the engine held a content; None if that is not told."""
        change, now = Change(), content
        while now is not None and now != self.content:
            step = self._steps.after(now)
            now = step[0] if step else None
            change += step[1] if step else Change()
        return None if now is None else change.net()

    def copy(self, store: Store) -> None:
        """Loads all that the engine holds into an empty store."""
        for graph in self._graphs:
            self._endpoint.copy(graph, store)
        if self._revision.read() != self._now:
            raise EndpointError(f"{self._endpoint.address}: was changed while it was read")
        if len(store) == self.content.quads:
            return
        if len(store) != self.store.count():
            raise EndpointError(f"{self._endpoint.address}: was not read whole")
        self._know(Content.of(store))  # somebody changed it who told nobody

    def close(self) -> None:
        """Takes back a step that was not committed, if the engine can be reached, and lets the next writer in."""
        with suppress(EndpointError):
            self._take_back()
        self._endpoint.close()
        give_back(self.lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self, fresh: bool) -> None:
        address = self._endpoint.address
        if fresh:
            self._building, self._step = True, revision.building()
            self._revision.put(self._step)
            self.store.guard = self._revision.pattern(self._step)
            self._steps.forget()
            forget(self.path / "undo")
            self.store.clear()
            return
        self._take_back()
        now = self._revision.read()
        if now and now.startswith(revision.BUILDING):
            raise EndpointError(f"{address}: its last build did not end; do `kouan build` again")
        if now and revision.CHANGING in now:
            raise EndpointError(
                f"{address}: another machine is changing it. If that was cut off, its next writer undoes it; "
                f"without {self._revision.graph} what is there now is taken as it is"
            )
        known = revision.content_of(now)
        if now and known:
            self.content, self._now = known, now
        else:  # nobody told: it is read once
            self._know(Content.of(self.store))
        if not self.content.quads:
            raise EndpointError(f"{address}: holds no graph of ours yet; make one with `kouan build`")

    def _know(self, content: Content) -> None:
        """Tells what our graphs hold."""
        self.content, self._now = content, revision.of(content)
        self._revision.put(self._now)

    def _note(self, added: Collection[Quad], removed: Collection[Quad]) -> None:
        """Writes down what is about to be sent. A build that is cut off is begun again and needs no way back."""
        if self._building:
            return
        undo, begins = self.path / "undo", self._step is None
        step = self._step or revision.changing(self._now)
        with undo.open("w" if begins else "a", encoding="utf-8") as file:
            if begins:
                file.write(f"{step}\n")
            file.writelines(f"+{quad} .\n" for quad in added)
            file.writelines(f"-{quad} .\n" for quad in removed)
            file.flush()
            os.fsync(file.fileno())
        if begins and not self._revision.swap(self._now, step):
            forget(undo)
            raise EndpointError(
                f"{self._endpoint.address}: another writer has changed it meanwhile; try again"
            )
        self._step, self.store.guard = step, self._revision.pattern(step)

    def _take_back(self) -> None:
        """Undoes a step that was not committed."""
        undo = self.path / "undo"
        if not undo.exists():
            return
        self.store.forget()
        step, *lines = undo.read_text(encoding="utf-8").rpartition("\n")[0].split("\n")
        back = revision.undoing(step)
        if self._revision.swap(step, back):
            there: dict[Quad, bool] = {}
            for line in lines:
                for quad in parse(line[1:].encode(), RdfFormat.N_QUADS):
                    there.setdefault(quad, line[0] == "-")
            self.store.guard = self._revision.pattern(back)
            self.store.send(
                [q for q, held in there.items() if held], [q for q, held in there.items() if not held]
            )
            self._revision.swap(back, step.partition(revision.CHANGING)[0])
        self._step, self.store.guard = None, ""
        forget(undo)
