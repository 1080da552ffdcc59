"""The release that readers get, while new ones are being published."""

from pathlib import Path
from threading import Lock

from graph.counts import Counts, counts
from graph.releases import Release, open_release
from ontology import Namespaces


class CurrentRelease:
    """The current release of a store, opened anew when another one is published."""

    def __init__(self, store: Path, names: Namespaces) -> None:
        self._store = store
        self._names = names
        self._opening, self._counting = Lock(), Lock()
        self._release = open_release(store)
        self._counts: tuple[str, Counts] | None = None

    def get(self) -> Release:
        """The release to answer one request from; a StoreError if the new one cannot be opened."""
        with self._opening:
            if self._published() != self._release.id:
                self._release = open_release(self._store)
            return self._release

    def get_counted(self) -> tuple[Release, Counts]:
        """The release with what it holds, counted once."""
        release = self.get()
        with self._counting:
            if self._counts is None or self._counts[0] != release.id:
                self._counts = release.id, counts(release.store, self._names)
            return release, self._counts[1]

    def _published(self) -> str:
        try:
            return (self._store / "current").read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return self._release.id  # the store is being moved or made again: what is open stays readable
