"""Content negotiation gives a client the best of what there is, or says that there is nothing."""

import pytest

from server.formats import GRAPHS, RESULTS, negotiate
from server.negotiation import choose, media_ranges
from server.problem import Problem

OFFERED = ("application/json", "text/turtle", "text/csv", "text/html")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        pytest.param(None, "application/json", id="no header takes our first"),
        pytest.param("", "application/json", id="an empty header is no header"),
        pytest.param("*/*", "application/json", id="anything is our first"),
        pytest.param("text/*", "text/turtle", id="any text is our first text"),
        pytest.param("text/csv", "text/csv", id="by name"),
        pytest.param("TEXT/CSV", "text/csv", id="names have no case"),
        pytest.param("text/csv;q=0.5, text/turtle;q=0.9", "text/turtle", id="the higher quality wins"),
        pytest.param("text/csv ; Q=0.5 ,text/turtle ; q=0.4", "text/csv", id="spaces and case do not count"),
        pytest.param("text/html, text/csv", "text/csv", id="among equals our order wins"),
        pytest.param("*/*, text/html", "text/html", id="among equals one called by name wins"),
        pytest.param("text/csv;q=0.1, */*;q=0.5", "application/json", id="a low quality by name holds"),
        pytest.param(
            "text/*;q=0.9, text/turtle;q=0", "text/csv", id="the precise range overrules the wide one"
        ),
        pytest.param("*/*;q=0.5, application/json;q=0", "text/turtle", id="quality 0 forbids"),
        pytest.param("text/csv;header=present", "text/csv", id="other parameters do not matter"),
        pytest.param('text/csv;note="a,b;q=0", text/html;q=0.1', "text/csv", id="commas in quotes"),
        pytest.param("nonsense, text/csv;q=0.2", "text/csv", id="what is no range is passed over"),
        pytest.param("text/csv;q=2, text/html;q=0.1", "text/html", id="so is a quality above 1"),
        pytest.param(BROWSER, "text/html", id="a browser gets a page"),
        pytest.param("image/png", None, id="nothing suits"),
        pytest.param("*/*;q=0", None, id="nothing is wanted"),
        pytest.param("nonsense", None, id="nothing is understood"),
    ],
)
def test_the_best_of_what_is_offered_is_chosen(accept: str | None, chosen: str | None) -> None:
    assert choose(accept, OFFERED) == chosen


def test_ranges_keep_their_order_and_quality() -> None:
    assert [(r.type, r.quality) for r in media_ranges("a/b;q=0.25, c/*, */*;q=0")] == [
        ("a/b", 0.25),
        ("c/*", 1.0),
        ("*/*", 0.0),
    ]


@pytest.mark.parametrize(
    ("asked", "accept", "name", "media_type"),
    [
        (None, None, "json", "application/sparql-results+json"),
        (None, "application/json", "json", "application/json"),
        (None, "text/xml;q=0.3, text/csv;q=0.2", "xml", "text/xml"),
        ("csv", "application/sparql-results+xml", "csv", "text/csv"),
        ("text/tab-separated-values", None, "tsv", "text/tab-separated-values"),
        ("HTML", None, "html", "text/html"),
    ],
)
def test_results_come_in_the_format_asked_for(
    asked: str | None, accept: str | None, name: str, media_type: str
) -> None:
    form, called = negotiate(asked, accept, RESULTS)

    assert (form.name, called) == (name, media_type)


@pytest.mark.parametrize(
    ("asked", "name"),
    [("ttl", "turtle"), ("nt", "ntriples"), ("nq", "nquads"), ("rdf", "rdfxml"), ("rdf+xml,application/rdf+xml", "rdfxml"), ("json-ld,application/ld+json,application/x-json+ld", "jsonld"), ("xml", "rdfxml"), ("json", "jsonld")],
)  # fmt: skip
def test_graph_formats_have_the_short_names_that_people_type(asked: str, name: str) -> None:
    assert negotiate(asked, None, GRAPHS)[0].name == name


def test_every_name_and_media_type_means_one_format_only() -> None:
    for offered in (RESULTS, GRAPHS):
        called = [n for f in offered for n in (f.name, f.media_type, *f.others, *f.nicknames)]
        assert sorted(called) == sorted(set(called))


TYPES = "application/sparql-results+json, application/sparql-results+xml, text/csv, text/tab-separated-values, application/csv, application/vnd.apache.parquet, text/html"


@pytest.mark.parametrize(
    ("asked", "accept", "status", "kind", "message"),
    [
        ("turtle", None, 406, "not-acceptable", f"this answer can be had as {TYPES}, and not as what was asked for"),
        ("excel", None, 400, "unknown-format", "there is no format 'excel'; this answer can be had as json, xml, csv, tsv, spreadsheet, parquet, html"),
        ("", None, 400, "unknown-format", "there is no format ''; this answer can be had as json, xml, csv, tsv, spreadsheet, parquet, html"),
        ("csv,json", None, 400, "repeated-format", "an answer has one format, and json and csv are asked for"),
        (
            None, "image/png", 406, "not-acceptable", f"this answer can be had as {TYPES}, and not as what was asked for"
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_had_is_told_with_what_can(
    asked: str | None, accept: str | None, status: int, kind: str, message: str
) -> None:
    with pytest.raises(Problem) as raised:
        negotiate(asked, accept, RESULTS)

    assert raised.value == Problem(status, kind, message)
