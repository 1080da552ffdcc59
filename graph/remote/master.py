"""The one writer of the graph in an engine.

What is known of it is kept on this machine, below the folder of a store, `remote/<name of the engine>/`:

    lock          held by the one process that writes
    state.json    how many quads the engine holds, and the hash of them; or that a build has begun
    undo          the quads that the step under way has added and removed so far

A step that was cut off is undone by the next writer, so that a document is either told whole or not at all.
"""

import json
import os
import time
from collections.abc import Collection
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

from pyoxigraph import Quad, RdfFormat, parse

from graph.content import Change, Content
from graph.remote import probe
from graph.remote.endpoint import Endpoint, EndpointError
from graph.remote.store import RemoteStore
from graph.store import acquire, forget, give_back, lay_out, write_whole
from graph.terms import Terms
from ontology import Namespaces


class RemoteMaster:
    """Writes to an engine as `graph.store.Master` writes to a folder; what is committed is what readers see."""

    def __init__(
        self, path: Path, folder: Path, endpoint: Endpoint, names: Namespaces, lock: IO[str]
    ) -> None:
        self.path = path
        """The folder of the store whose decisions and lexicon hold."""
        self.content: Content = Content()
        self._folder, self._endpoint, self._lock = folder, endpoint, lock
        self._building = False
        self.store = RemoteStore(endpoint, Terms(names).graphs, self._note)

    @classmethod
    def open(cls, address: str, path: Path, names: Namespaces, fresh: bool = False) -> Self:
        """Opens an engine for writing, alone on this machine; `fresh` empties our graphs in it.

        An EndpointError tells what is wrong with the engine, a StoreError that another process writes.
        """
        with ExitStack() as failed:
            endpoint = probe.find(address)
            failed.callback(endpoint.close)
            probe.probe(endpoint, Terms(names))
            lay_out(path)
            folder = path / "remote" / quote(endpoint.address.partition("://")[2], safe="")
            folder.mkdir(parents=True, exist_ok=True)
            lock = acquire(folder, time.monotonic())
            failed.callback(give_back, lock)
            master = cls(path, folder, endpoint, names, lock)
            master._begin(fresh)
            failed.pop_all()
        return master

    @property
    def quads(self) -> int:
        """How many quads our graphs hold."""
        return self.content.quads

    def follow(self, change: Change) -> None:
        """Takes note of a change that was made to the store."""
        self.content.change(change)

    def commit(self) -> None:
        """Ends a step: what it changed holds, and nothing is kept of it here but the count and the hash."""
        self.store.flush()
        self._write_state({"building": True} if self._building else self.content.as_json())
        forget(self._folder / "undo")
        self.store.forget()

    def publish(self, content: Content | None = None, keep: int | None = None) -> str:
        """Commits; gives the id that a release of the same quads has."""
        self._building = False
        self.commit()
        return self.content.id

    def close(self) -> None:
        """Takes back a step that was not committed, if the engine can be reached, and lets the next writer in."""
        with suppress(EndpointError):
            self._take_back()
        self._endpoint.close()
        give_back(self._lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self, fresh: bool) -> None:
        state = self._state()
        if fresh:
            self._building = True
            self._write_state({"building": True})
            forget(self._folder / "undo")
            self.store.clear()
            return
        if state.get("building"):
            raise EndpointError(
                f"{self._endpoint.address}: its last build did not end; do `kouan build` again"
            )
        self._take_back()
        known = Content.from_json(state) if state else None
        if known is None:  # another machine built it: read it once
            known = Content.of(self.store)
            self._write_state(known.as_json())
        if not known.quads:
            raise EndpointError(
                f"{self._endpoint.address}: holds no graph of ours yet; make one with `kouan build`"
            )
        self.content = known

    def _note(self, added: Collection[Quad], removed: Collection[Quad]) -> None:
        """Writes down what is about to be sent. A build that is cut off is begun again and needs no way back."""
        if self._building:
            return
        with (self._folder / "undo").open("a", encoding="utf-8") as file:
            if not file.tell():
                file.write(f"{self._state().get('content')}\n")
            file.writelines(f"+{quad} .\n" for quad in added)
            file.writelines(f"-{quad} .\n" for quad in removed)
            file.flush()
            os.fsync(file.fileno())

    def _take_back(self) -> None:
        """Undoes a step that was not committed."""
        undo = self._folder / "undo"
        if not undo.exists():
            return
        self.store.forget()
        before, *steps = undo.read_text(encoding="utf-8").rpartition("\n")[0].split("\n")
        if before == self._state().get("content"):
            there: dict[Quad, bool] = {}
            for step in steps:
                for quad in parse(step[1:].encode(), RdfFormat.N_QUADS):
                    there.setdefault(quad, step[0] == "-")
            self.store.send(
                [q for q, held in there.items() if held], [q for q, held in there.items() if not held]
            )
        forget(undo)

    def _state(self) -> dict[str, object]:
        try:
            found: dict[str, object] = json.loads((self._folder / "state.json").read_bytes())
        except FileNotFoundError:
            return {}
        return found

    def _write_state(self, state: dict[str, object]) -> None:
        write_whole(self._folder / "state.json", json.dumps(state) + "\n")
