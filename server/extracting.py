"""`kouan extract`: facts to a file as they are found, to a folder that can be gone on with, or what became of numbers."""

import json
import sys
from argparse import Namespace as Options
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from server.settings import Settings

if TYPE_CHECKING:
    from extract.bulk import Failure, Form, T
    from extract.document import Document
    from extract.engines import Engine
    from extract.error import SourceError
    from extract.fact import Fact
    from ontology import Namespaces

JSON = json.JSONEncoder(ensure_ascii=False)


def extract(options: Options, settings: Settings) -> int:
    """Reads document by document; what cannot be read is told, the rest goes on."""
    job = Extraction(options, settings)
    if options.explain:
        job.explain()
    elif options.into:
        job.into_folder()
    else:
        job.into_file()
    return 1 if job.faults else 0


class Extraction:
    """One run of the command."""

    def __init__(self, options: Options, settings: Settings) -> None:
        self._options = options
        self._settings = settings
        self.faults: list[SourceError] = []

    def into_file(self) -> None:
        """Writes facts to a file or to stdout."""
        from server.output import output
        from server.terminal import progress

        with output(self._options.output) as stream, progress() as report:
            if self._options.format == "facts":
                for lines in self._found(partial(_lines, self._settings.names), report):
                    stream.write(lines)
            else:
                from graph.serialise import serialise

                found = self._found(_together, report)
                serialise(found, stream, self._options.format, self._settings.names)

    def into_folder(self) -> None:
        """Writes facts to shards in a folder, and tells how many documents were done, failed and skipped."""
        from extract.shards import Shards
        from server.terminal import progress

        shards = Shards.open(self._options.into, resume=self._options.resume)
        form = partial(_lines, self._settings.names)
        told = ""
        with progress() as report:
            for counts in shards.extract(self._documents(), lambda documents: self._all(documents, form)):
                told = ", ".join(f"{counts[status]:,} {status}" for status in ("done", "failed", "skipped"))
                report(told)
        print(f"{self._options.into}: {told}")

    def explain(self) -> None:
        """Writes every number of the text and what became of it."""
        from extract.pipeline import Extractor
        from server.output import output

        extractor = Extractor.load()
        with output(self._options.output) as stream:
            for document in self._documents():
                for number, reason in extractor.numbers(document):
                    place = {"start": number.start, "end": number.end, "text": number.text}
                    told = {"doc": document.id, **place, "fate": reason or "a statistic"}
                    stream.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")

    def _documents(self) -> "Iterator[Document]":
        from extract.source import read

        for file in self._options.files:
            yield from read(file, published=self._options.published, on_error=self._fault)

    def _all(self, documents: "Iterable[Document]", form: "Form[T]") -> "Iterator[tuple[str, T | Failure]]":
        """The form of each document's facts, or why there are none, which is told too."""
        from extract.bulk import Failure
        from extract.bulk import extract as extract_all
        from extract.error import SourceError
        from extract.model import Model

        options = self._options
        model = Model(options.model_url, options.model, self._settings.model_key) if options.model else None
        for name, facts in extract_all(
            documents, form, engine=engine(options), seconds=options.seconds, model=model
        ):
            if isinstance(facts, Failure):
                self._fault(SourceError(name, facts.problem))
            yield name, facts

    def _found(self, form: "Form[T]", report: Callable[[str], None]) -> "Iterator[T]":
        from extract.bulk import Failure

        for done, (_, facts) in enumerate(self._all(self._documents(), form), 1):
            if not isinstance(facts, Failure):
                yield facts
            report(f"{done} documents")

    def _fault(self, error: "SourceError") -> None:
        self.faults.append(error)
        print(f"kouan: {error}", file=sys.stderr)


def engine(options: Options, *, spawn: bool = False) -> "Engine | None":
    """Where documents are read, None for this process; `spawn` is for one that has a store open."""
    from extract.engines import Cluster, Processes

    if options.engine == "dask":
        return Cluster(options.address, options.workers)
    return Processes(options.workers, spawn=spawn) if options.workers > 1 else None


def _lines(names: "Namespaces", _: "Document", facts: "list[Fact]") -> bytes:
    """Facts as lines of the facts format."""
    return b"".join(JSON.encode(f.as_row(names)).encode() + b"\n" for f in facts)


def _together(document: "Document", facts: "list[Fact]") -> "tuple[Document, list[Fact]]":
    return document, facts
