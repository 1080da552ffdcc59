"""A long extraction into a folder, which can be stopped at any moment and gone on with.

    manifest.jsonl        a first line about the run; a line for each document, done or failed and why; after those of a
                          shard a line that ends it
    <hash>.facts.jsonl    the facts of up to `SHARD` documents in their order, written whole or not at all

A shard is named by what it holds. Which documents share one follows from their order alone, so that any engine, and
any number of stops, gives the same files.
"""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from extract.bulk import Failure
from extract.document import Document
from extract.error import SourceError
from extract.version import version

SHARD = 1000
MANIFEST = "manifest.jsonl"


def digest(document: Document) -> str:
    """A hash of all that a source says of a document."""
    about = [document.id, dict(document.raw), document.publication, document.page, str(document.published)]
    return hashlib.sha256(json.dumps(about, ensure_ascii=False).encode()).hexdigest()[:20]


@dataclass
class Shards:
    """The folder of an extraction."""

    folder: Path
    tried: set[str]
    """The digests of the documents that it has tried; one that failed would fail again."""

    @classmethod
    def open(cls, folder: Path, *, resume: bool) -> "Shards":
        """Begins in a folder, or goes on with what is there; a SourceError says why that cannot be."""
        manifest = folder / MANIFEST
        if not manifest.exists():
            if folder.exists() and any(folder.iterdir()):
                raise SourceError(str(folder), "holds other files than those of an extraction")
            folder.mkdir(parents=True, exist_ok=True)
            _append(manifest, [{"kouan": version()}])
            return cls(folder, set())
        if not resume:
            raise SourceError(str(folder), "holds an extraction already; go on with it by --resume")
        entries = _whole(manifest)
        if entries[:1] != [{"kouan": version()}]:
            raise SourceError(
                str(folder), "was begun with other rules or another version; take another folder"
            )
        named = {entry["shard"] for entry in entries if "shard" in entry}
        for file in folder.glob("*.facts.jsonl*"):
            if file.name not in named:  # written, but not ended in the manifest
                file.unlink()
        return cls(folder, {entry["digest"] for entry in entries if "digest" in entry})

    def extract(
        self,
        documents: Iterable[Document],
        reading: Callable[[Iterable[Document]], Iterator[tuple[str, bytes | Failure]]],
    ) -> Iterator[Counter[str]]:
        """Reads documents into shards; after each shard, how many are `done`, `failed` and `skipped` so far."""
        counts: Counter[str] = Counter()
        digests: list[str] = []

        def fresh() -> Iterator[Document]:
            for document in documents:
                known = digest(document)
                if known in self.tried:
                    counts["skipped"] += 1
                else:
                    self.tried.add(known)
                    digests.append(known)
                    yield document

        found = reading(fresh())
        while some := list(islice(found, SHARD)):
            for entry in self._write(some, digests):
                counts[entry["status"]] += 1
            yield counts
        yield counts

    def _write(self, found: list[tuple[str, bytes | Failure]], digests: list[str]) -> list[dict[str, Any]]:
        data = b"".join(facts for _, facts in found if isinstance(facts, bytes))
        name = f"{hashlib.sha256(data).hexdigest()[:20]}.facts.jsonl"
        scratch = self.folder / f"{name}.new"
        with scratch.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(self.folder / name)
        entries: list[dict[str, Any]] = [
            {"doc": doc, "digest": known, "status": "failed", "why": facts.problem}
            if isinstance(facts, Failure)
            else {"doc": doc, "digest": known, "status": "done"}
            for (doc, facts), known in zip(found, digests, strict=False)
        ]
        del digests[: len(found)]
        _append(self.folder / MANIFEST, [*entries, {"shard": name, "documents": len(found)}])
        return entries


def _whole(manifest: Path) -> list[dict[str, Any]]:
    """The lines of a manifest up to the last that ends a shard; what was cut off behind it is taken away."""
    entries: list[dict[str, Any]] = []
    ended, place, behind = 0, 0, []
    with manifest.open("rb") as file:
        for line in file:
            place += len(line)
            if not line.endswith(b"\n"):
                break
            behind.append(json.loads(line))
            if not behind[-1].keys().isdisjoint(("kouan", "shard")):
                entries += behind
                ended, behind = place, []
    os.truncate(manifest, ended)
    return entries


def _append(manifest: Path, entries: list[dict[str, Any]]) -> None:
    with manifest.open("ab") as file:
        file.write("".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries).encode())
        file.flush()
        os.fsync(file.fileno())
