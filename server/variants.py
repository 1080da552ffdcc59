"""Variants of an answer: which one a client wants, by its headers and `?format=`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from server.formats import GRAPHS, HTML, PARQUET, RESULTS, Format, negotiate
from server.negotiation import choose_encoding
from server.problem import Problem
from server.protocol import Question
from server.wire import HEAD, Job


@dataclass(frozen=True, eq=False)
class Variant:
    """The formats of an answer, before it is known whether it will be solutions or triples."""

    results: str | None
    """The name of the format for solutions, None when none of ours will do."""
    graphs: str | None
    """The same for triples."""
    encoding: str | None
    """How the bytes are packed."""
    types: Mapping[str, str]
    """What media type the client calls each of the formats by."""

    @cached_property
    def head(self) -> bytes:
        """What the message of its job begins with; the text of the query is the rest."""
        return self.job(Question("")).message()[HEAD.size :]

    @property
    def is_page(self) -> bool:
        """Whether it may be a page for a person."""
        return HTML.name in self.types

    def job(self, question: Question) -> Job:
        """What a worker is to do to answer a question."""
        return Job(
            "query",
            question.text,
            question.default_graphs,
            question.named_graphs,
            self.results,
            self.graphs,
            self.encoding,
        )


@lru_cache(1000)
def wanted(format: str | None, accept: str | None, accept_encoding: str | None) -> Variant:
    """The variant that a client wants; a Problem when it takes none that we have."""
    results, graphs = (_wanted(format, accept, offered) for offered in (RESULTS, GRAPHS))
    if results is None and graphs is None:
        negotiate(format, accept, RESULTS)
    types = {form[0].name: form[1] for form in (graphs, results) if form}
    return Variant(
        results[0].name if results else None,
        graphs[0].name if graphs else None,
        None if HTML.name in types or PARQUET.name in types else choose_encoding(accept_encoding),
        types,
    )


def _wanted(format: str | None, accept: str | None, offered: tuple[Format, ...]) -> tuple[Format, str] | None:
    try:
        return negotiate(format, accept, offered)
    except Problem as problem:
        if problem.status == 406:
            return None
        raise
