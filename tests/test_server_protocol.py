"""Requests of the SPARQL protocol, each case by its name."""

import pytest

from server.problem import Problem
from server.protocol import FORM, QUERY, UPDATE, Change, Question, asked

ASK = "ASK%20%7B%7D"
GRAPH = "https://w3id.org/kouan/graph/facts"


@pytest.mark.parametrize(
    ("method", "parameters", "content_type", "body", "expected"),
    [
        pytest.param("GET", f"query={ASK}", None, b"", Question("ASK {}"), id="query by GET"),
        pytest.param("HEAD", f"query={ASK}", None, b"", Question("ASK {}"), id="query by HEAD"),
        pytest.param("POST", "", FORM, f"query={ASK}".encode(), Question("ASK {}"), id="query by form"),
        pytest.param("POST", "", f"{FORM};charset=UTF-8", b"query=ASK+{}", Question("ASK {}"), id="form with charset"),
        pytest.param("POST", "", QUERY, b"ASK {}", Question("ASK {}"), id="query by itself"),
        pytest.param("QUERY", "", QUERY, b"ASK {}", Question("ASK {}"), id="query by the method QUERY"),
        pytest.param("POST", "", QUERY, "ASK {?p ?q '口岸'}".encode(), Question("ASK {?p ?q '口岸'}"), id="Chinese"),
        pytest.param("POST", "", QUERY, b"\xef\xbb\xbfASK {}", Question("ASK {}"), id="byte order mark"),
        pytest.param("GET", "", None, b"", None, id="no query asks for the description"),
        pytest.param(
            "GET", f"query={ASK}&default-graph-uri={GRAPH}&named-graph-uri=urn:a&named-graph-uri=urn:b", None, b"",
            Question("ASK {}", (GRAPH,), ("urn:a", "urn:b")), id="dataset by GET",
        ),
        pytest.param(
            "POST", "default-graph-uri=urn:a", QUERY, b"ASK {}", Question("ASK {}", ("urn:a",)), id="dataset beside a body",
        ),
        pytest.param(
            "POST", "", FORM, f"query={ASK}&default-graph-uri=urn:a".encode(), Question("ASK {}", ("urn:a",)), id="dataset in a form",
        ),
        pytest.param("GET", f"query={ASK}&release=abc&timeout=2.5", None, b"",
                     Question("ASK {}", release="abc", timeout=2.5), id="an older release, within a time"),
        pytest.param("POST", "", FORM, b"update=CLEAR+ALL", Change("CLEAR ALL"), id="update by form"),
        pytest.param("POST", "using-graph-uri=urn:a&using-named-graph-uri=urn:b", UPDATE, b"CLEAR ALL",
                     Change("CLEAR ALL", ("urn:a",), ("urn:b",)), id="update by itself with its dataset"),
        pytest.param("GET", f"query={ASK}&format=tsv&format=text/tab-separated-values", None, b"",
                     Question("ASK {}", format="tsv,text/tab-separated-values"), id="a format by two names"),
        pytest.param("POST", "format=csv", FORM, f"query={ASK}".encode(), Question("ASK {}", format="csv"), id="format"),
    ],
)  # fmt: skip
def test_a_request_brings_a_question_or_a_change(
    method: str, parameters: str, content_type: str | None, body: bytes, expected: Question | Change | None
) -> None:
    assert asked(method, parameters, content_type, body) == expected


@pytest.mark.parametrize(
    ("method", "parameters", "content_type", "body", "status", "kind", "message"),
    [
        pytest.param("GET", f"query={ASK}&query={ASK}", None, b"", 400, "repeated-query",
                     "the parameter 'query' is given 2 times", id="two queries"),
        pytest.param("POST", f"query={ASK}", FORM, f"query={ASK}".encode(), 400, "repeated-query",
                     "the parameter 'query' is given 2 times", id="a query in the address and one in the form"),
        pytest.param("POST", f"query={ASK}", QUERY, b"ASK {}", 400, "repeated-query",
                     "a query stands both in the address and in the body", id="a query in the address and one in the body"),
        pytest.param("GET", "query=", None, b"", 400, "missing-query", "the query is empty", id="empty query"),
        pytest.param("POST", "", QUERY, b" \n", 400, "missing-query", "the query is empty", id="blank body"),
        pytest.param("POST", "", FORM, b"format=csv", 400, "missing-query", "the form has no field 'query' and no field 'update'", id="no query"),
        pytest.param("POST", "", "text/plain", b"ASK {}", 415, "unsupported-media-type",
                     f"the Content-Type must be {QUERY}, {UPDATE} or {FORM}; it is 'text/plain'", id="wrong type"),
        pytest.param("POST", "", None, b"ASK {}", 415, "unsupported-media-type",
                     f"the Content-Type must be {QUERY}, {UPDATE} or {FORM}; it is none", id="no type"),
        pytest.param("QUERY", "", FORM, b"query=ASK+{}", 415, "unsupported-media-type",
                     f"the Content-Type must be {QUERY}; it is '{FORM}'", id="a form by the method QUERY"),
        pytest.param("POST", "", f"{QUERY};charset=utf-16", "ASK {}".encode("utf-16"), 415, "unsupported-charset",
                     "the body must be UTF-8, not utf-16", id="another charset"),
        pytest.param("POST", "", QUERY, "ASK {?s ?p '口岸'}".encode("gb18030"), 400, "not-utf-8",
                     "the query is not UTF-8 (byte 12)", id="not UTF-8"),
        pytest.param("GET", "query=%BF%DA%B0%B6", None, b"", 400, "not-utf-8",
                     "the address is not UTF-8 behind its %-escapes", id="escapes that are not UTF-8"),
        pytest.param("GET", f"query={ASK}&default-graph-uri=facts", None, b"", 400, "bad-graph",
                     "default-graph-uri must be an absolute IRI, not 'facts'", id="a graph that is no IRI"),
        pytest.param("GET", "update=CLEAR+ALL", None, b"", 400, "update-by-get",
                     "an update is sent by POST, never by GET", id="update by GET"),
        pytest.param("POST", "", FORM, b"update=CLEAR+ALL&update=CLEAR+ALL", 400, "repeated-update",
                     "the parameter 'update' is given 2 times", id="two updates"),
        pytest.param("POST", "update=CLEAR+ALL", UPDATE, b"CLEAR ALL", 400, "repeated-update",
                     "an update stands both in the address and in the body", id="an update in the address and one in the body"),
        pytest.param("POST", "", FORM, b"update=CLEAR+ALL&query=ASK+{}", 400, "query-and-update",
                     "a request brings either a query or an update", id="a query and an update"),
        pytest.param("POST", "", UPDATE, b" ", 400, "missing-update", "the update is empty", id="blank update"),
        pytest.param("QUERY", "", UPDATE, b"CLEAR ALL", 415, "unsupported-media-type",
                     f"the Content-Type must be {QUERY}; it is '{UPDATE}'", id="an update by the method QUERY"),
        pytest.param("GET", f"query={ASK}&using-graph-uri=urn:a", None, b"", 400, "using-with-query",
                     "using-graph-uri belongs to updates; a query takes default-graph-uri", id="a query with using"),
        pytest.param("GET", f"query={ASK}&timeout=soon", None, b"", 400, "bad-timeout",
                     "timeout must be a number of seconds, not 'soon'", id="a time that is no number"),
        pytest.param("GET", f"query={ASK}&timeout=0", None, b"", 400, "bad-timeout",
                     "timeout must be a number of seconds, not '0'", id="no time"),
    ],
)  # fmt: skip
def test_what_the_protocol_forbids_is_refused_with_its_reason(
    method: str, parameters: str, content_type: str | None, body: bytes, status: int, kind: str, message: str
) -> None:
    with pytest.raises(Problem) as raised:
        asked(method, parameters, content_type, body)

    assert (raised.value.status, raised.value.kind, raised.value.message) == (status, kind, message)
