"""The formats of answers, by short name and media type.

Results: https://www.w3.org/TR/sparql11-results-json/, …/rdf-sparql-XMLres/, …/sparql11-results-csv-tsv/.
Graphs: https://www.w3.org/TR/rdf12-turtle/ and its sisters, https://www.w3.org/TR/json-ld11/.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import QueryResultsFormat, RdfFormat

from server.negotiation import choose
from server.problem import Problem


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its short name, its media type, and by which other media types and names it may be asked for."""

    name: str
    media_type: str
    engine: QueryResultsFormat | RdfFormat | None
    others: tuple[str, ...] = ()
    nicknames: tuple[str, ...] = ()

    def answers_to(self, name: str) -> bool:
        """Whether `?format=name` means this format."""
        return name.lower() in (self.name, self.media_type, *self.others, *self.nicknames)


HTML = Format("html", "text/html", None)
SPREADSHEET = Format("spreadsheet", "application/csv", None)
PARQUET = Format("parquet", "application/vnd.apache.parquet", None)
RESULTS = (
    Format(
        "json", "application/sparql-results+json", QueryResultsFormat.JSON, ("application/json",), ("srj",)
    ),
    Format(
        "xml",
        "application/sparql-results+xml",
        QueryResultsFormat.XML,
        ("application/xml", "text/xml"),
        ("srx",),
    ),
    Format("csv", "text/csv", QueryResultsFormat.CSV),
    Format("tsv", "text/tab-separated-values", QueryResultsFormat.TSV),
    SPREADSHEET,
    PARQUET,
    HTML,
)
"""For the solutions of a SELECT and the yes or no of an ASK, in our order of preference."""
GRAPHS = (
    Format("turtle", "text/turtle", RdfFormat.TURTLE, ("application/x-turtle",), ("ttl",)),
    Format("jsonld", "application/ld+json", RdfFormat.JSON_LD, ("application/json",), ("json-ld", "json")),
    Format("ntriples", "application/n-triples", RdfFormat.N_TRIPLES, ("text/plain",), ("nt", "n-triples")),
    Format(
        "rdfxml",
        "application/rdf+xml",
        RdfFormat.RDF_XML,
        ("application/xml", "text/xml"),
        ("rdf", "xml", "rdf-xml", "rdf+xml"),
    ),
    Format("trig", "application/trig", RdfFormat.TRIG),
    Format("nquads", "application/n-quads", RdfFormat.N_QUADS, (), ("nq", "n-quads")),
    Format("n3", "text/n3", RdfFormat.N3),
    HTML,
)
"""For the triples of a CONSTRUCT or DESCRIBE, in our order of preference."""
GEOJSON = Format("geojson", "application/geo+json", None)
DOCUMENTS = (
    HTML,
    *(each for each in GRAPHS if each.name in ("turtle", "jsonld", "ntriples", "rdfxml")),
    GEOJSON,
)
"""For the document of a thing, in our order of preference."""
DIFFERENCES = (HTML, *(each for each in GRAPHS if each.name in ("trig", "nquads")))
"""For what two releases differ in, in our order of preference."""
SUFFIXES = {".html": HTML, ".geojson": GEOJSON} | {
    suffix: next(each for each in GRAPHS if each.name == name)
    for suffix, name in ((".ttl", "turtle"), (".jsonld", "jsonld"), (".nt", "ntriples"), (".rdf", "rdfxml"))
}
"""How the address of a document in a format ends."""


def content_type(media_type: str) -> str:
    """A media type as the Content-Type header gives it: text is UTF-8 and says so."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def negotiate(asked: str | None, accept: str | None, offered: Sequence[Format]) -> tuple[Format, str]:
    """The format of an answer and the media type to call it by; `asked` (of `?format=`) wins over the header.

    `asked` is a short name or a media type, or several of one format, with commas: SPARQLWrapper sends all that it
    knows. A Problem says when none suits.
    """
    if asked is not None:
        return _named(asked, offered)
    by_type = {name: each for each in reversed(offered) for name in (each.media_type, *each.others)}
    order = [each.media_type for each in offered]
    chosen = choose(accept, order + [name for name in by_type if name not in order])
    if chosen is None:
        raise not_acceptable(offered)
    return by_type[chosen], chosen


def not_acceptable(offered: Sequence[Format]) -> Problem:
    """The problem with an answer that none of the formats asked for suits."""
    listed = ", ".join(each.media_type for each in offered)
    return Problem(
        406, "not-acceptable", f"this answer can be had as {listed}, and not as what was asked for"
    )


def _named(asked: str, offered: Sequence[Format]) -> tuple[Format, str]:
    names = [name.strip() for name in asked.split(",")]

    def meant(forms: Sequence[Format]) -> list[Format]:
        return [each for each in forms if any(each.answers_to(name) for name in names)]

    found = meant(offered)
    if len(found) > 1:
        several = " and ".join(each.name for each in found)
        raise Problem(400, "repeated-format", f"an answer has one format, and {several} are asked for")
    if found:
        return found[0], found[0].media_type
    if meant(RESULTS + GRAPHS + DOCUMENTS):
        raise not_acceptable(offered)
    listed = ", ".join(each.name for each in offered)
    raise Problem(400, "unknown-format", f"there is no format {asked!r}; this answer can be had as {listed}")
