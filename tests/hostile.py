"""Requests that mean harm, or are as wrong as those that do, each with the answer that it deserves."""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlencode

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
TURTLE = "text/turtle"
TOKEN = "s3cret-of-the-boss"  # noqa: S105 - of the server that these are sent to
LARGEST_REQUEST, LONGEST_QUERY, LARGEST_RESULT = 1_000_000, 100_000, 3_000_000
DOOR = "http://127.0.0.1:9/"
"""Stands for an address that the test listens at."""


@dataclass(frozen=True)
class Hostile:
    """A request, with the status and the kind of problem that answer it.

    No kind: it is answered. The kind `broken`: its answer begins and is seen to break off.
    """

    name: str
    status: int
    kind: str = ""
    method: str = "POST"
    path: str = "/sparql"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    others: tuple[str, ...] = ()
    """Further kinds that are as right, where it depends on what is met first."""


def query(name: str, text: str | bytes, status: int, kind: str = "", **more: str) -> Hostile:
    """A query in a body."""
    body = text if isinstance(text, bytes) else text.encode()
    return Hostile(name, status, kind, headers={"Content-Type": QUERY, **more}, body=body)


def get(name: str, parameters: str, status: int, kind: str = "", **headers: str) -> Hostile:
    """A query string of `/sparql`."""
    return Hostile(name, status, kind, "GET", f"/sparql?{parameters}", headers)


def update(name: str, text: str | bytes, status: int, kind: str = "", token: str | None = TOKEN) -> Hostile:
    """An update, by default with a token that may do anything."""
    body = text if isinstance(text, bytes) else text.encode()
    authorization = {"Authorization": f"Bearer {token}".strip()} if token is not None else {}
    return Hostile(name, status, kind, headers={"Content-Type": UPDATE, **authorization}, body=body)


def put(
    name: str, data: str | bytes, status: int, kind: str = "", form: str = TURTLE, graph: str = "?graph=urn:g"
) -> Hostile:
    """A graph that is put into the store."""
    body = data if isinstance(data, bytes) else data.encode()
    headers = {"Content-Type": form, "Authorization": f"Bearer {TOKEN}"}
    return Hostile(name, status, kind, "PUT", f"/graph-store{graph}", headers, body)


ASK = urlencode({"query": "ASK {}"})
NUMBERS = " ".join(map(str, range(60)))
THREE = "?a rdfs:label ?x . ?b rdfs:label ?y . ?c rdfs:label ?z"
LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "lol"}">' for i in range(10))
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:"'


def reaching_out() -> Iterator[Hostile]:
    """What would make the server fetch something: SERVICE and LOAD, however they are written."""
    for name, text in {
        "service": f"SELECT * {{ SERVICE <{DOOR}> {{ ?s ?p ?o }} }}",
        "service in mixed case": f"SELECT * {{ sErViCe <{DOOR}> {{ ?s ?p ?o }} }}",
        "service with a comment between": f"SELECT * {{ SERVICE#x\n<{DOOR}> {{ ?s ?p ?o }} }}",
        "service by a prefix": f"PREFIX h: <{DOOR}> SELECT * {{ SERVICE h:sparql {{ ?s ?p ?o }} }}",
        "service by a base": f"BASE <{DOOR}> SELECT * {{ SERVICE <sparql> {{ ?s ?p ?o }} }}",
        "service in a filter": f"ASK {{ FILTER EXISTS {{ SERVICE <{DOOR}> {{ ?s ?p ?o }} }} }}",
        "service in a sub-select": f"SELECT * {{ {{ SELECT * {{ SERVICE <{DOOR}> {{ ?s ?p ?o }} }} }} }}",
        "silent service": f"SELECT * {{ SERVICE SILENT <{DOOR}> {{ ?s ?p ?o }} }}",
        "service by a variable": f"SELECT * {{ VALUES ?e {{ <{DOOR}> }} SERVICE SILENT ?e {{ ?s ?p ?o }} }}",
        "service of a file": "SELECT * { SERVICE <file:///etc/passwd> { ?s ?p ?o } }",
        "service behind an escape": f"PREFIX e: <urn:> SELECT * {{ ?s e:a\\# ?o SERVICE <{DOOR}> {{ }} }}",
        "service behind a false string": f"SELECT * {{ ?s ?p ?a # '''\nSERVICE <{DOOR}> {{ ?s ?p ?o }} }}",
        "service after a comparison": f"ASK {{ VALUES (?a ?b) {{ (1 2) }} FILTER(?a<?b)SERVICE<{DOOR}>{{ }} }}",
        "service of the cloud's metadata": "SELECT * { SERVICE <http://169.254.169.254/latest/> { } }",
        "service in IPv6": "SELECT * { SERVICE <http://[::1]/> { ?s ?p ?o } }",
        "service by a number": "SELECT * { SERVICE <http://0x7f000001/> { ?s ?p ?o } }",
        "service by a name with a dot": "SELECT * { SERVICE <http://localhost./> { ?s ?p ?o } }",
        "service in an aggregate's group": f"SELECT (COUNT(*) AS ?n) {{ OPTIONAL {{ SERVICE <{DOOR}> {{ ?s ?p ?o }} }} }}",
    }.items():
        yield query(name, text, 403, "service-refused")
    yield query(
        "service behind a code point", f"SELECT * {{ SERV\\u0049CE <{DOOR}> {{ }} }}", 400, "query-syntax"
    )
    yield query("a graph is named and not fetched", f"ASK FROM <{DOOR}> {{ ?s ?p ?o }}", 200)
    for name, text in {
        "load": f"LOAD <{DOOR}>",
        "load into a graph": f"LOAD SILENT <{DOOR}> INTO GRAPH <urn:g>",
        "load of a file": "LOAD <file:///etc/passwd>",
        "silent load of a file": "LOAD SILENT <file:///etc/passwd>",
        "load of data": "LOAD <data:text/turtle,%3Curn:a%3E%20a%20%3Curn:b%3E>",
        "load by gopher": "LOAD <gopher://127.0.0.1:70/>",
        "load after something harmless": f"CLEAR SILENT GRAPH <urn:g> ; LOAD <{DOOR}>",
    }.items():
        yield update(name, text, 403, "load-refused")
    yield update(
        "service in an update",
        f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{DOOR}> {{ ?s ?p ?o }} }}",
        403,
        "service-refused",
    )


def nested() -> Iterator[Hostile]:
    """What recurses where it is read."""
    for name, text in {
        "parentheses": "ASK { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }",
        "groups": "SELECT * " + "{" * 2300 + "}" * 2300,
        "sub-selects": "SELECT * {" * 1200 + "}" * 1200,
        "optionals in optionals": "SELECT * {" + "OPTIONAL {" * 3000 + "}" * 3000 + "}",
        "paths in parentheses": "ASK { ?s " + "(" * 14000 + "<urn:p>" + ")" * 14000 + " ?o }",
        "blank nodes in blank nodes": "ASK { ?s ?p " + "[ ?p " * 1000 + "1" + "]" * 1000 + " }",
        "lists in lists": "ASK { ?s ?p " + "(" * 600 + "1" + ")" * 600 + " }",
        "triple terms in triple terms": "ASK { ?s ?p "
        + "<<( <urn:a> <urn:b> " * 3000
        + "1"
        + " )>>" * 3000
        + " }",
        "functions in functions": "ASK { FILTER(" + "STR(" * 2000 + "1" + ")" * 2000 + ") }",
    }.items():
        yield query(f"nested {name}", text, 400, "too-deep")
    yield update("nested groups in an update", "INSERT {} WHERE " + "{" * 2300 + "}" * 2300, 400, "too-deep")


def endless() -> Iterator[Hostile]:
    """What takes more time, memory or bytes than there are; the limit that it meets first ends it."""
    pairs = {
        "not not not": "ASK { FILTER(" + "!" * 90_000 + "1) }",
        "one plus one": "ASK { FILTER(1" + "+1" * 45_000 + ") }",
        "one minus one": "ASK { FILTER(1" + "-1" * 45_000 + ") }",
        "or or or": "ASK { FILTER(1" + "||1" * 30_000 + ") }",
        "unions in a row": "SELECT * { {}" + " UNION {}" * 10_000 + " }",
        "alternative paths": "ASK { ?s (<urn:p>" + "|<urn:p>" * 10_000 + ") ?o }",
        "filters in a row": "ASK { ?s ?p ?o " + "FILTER(?s != 1) " * 6000 + "}",
        "optionals in a row": "SELECT * {" + " OPTIONAL { ?s ?p ?o }" * 4000 + " }",
        "a long path": "ASK { ?a " + "/".join(["kou:faces"] * 1500) + " ?b }",
        "semicolons": "ASK { ?s <urn:p> 1" + " ; <urn:p> ?o" * 7000 + " }",
        "a cross product": f"SELECT (COUNT(*) AS ?n) {{ {THREE} }}",
        "a cross product in order": f"SELECT * {{ {THREE} }} ORDER BY ?x ?y ?z",
        "a product of values": f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'VALUES ?v{i} {{ {NUMBERS} }}' for i in range(6))} }}",
        "paths on a dense graph": "SELECT (COUNT(*) AS ?n) { ?a kou:faces*/kou:faces*/kou:faces*/kou:faces* ?b }",
        "stars upon stars": "SELECT (COUNT(*) AS ?n) { ?a ((kou:faces*)*)*/((kou:faces*)*)*/((kou:faces*)*)* ?b }",
        "group_concat": f"SELECT (GROUP_CONCAT(CONCAT(?x, ?y, ?z)) AS ?all) {{ {THREE} }}",
        "doubling": "SELECT ?x32 { BIND('12345678' AS ?x0)"
        + "".join(f" BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(32))
        + " }",
        "growing by replace": "SELECT (STRLEN(?f) AS ?n) { BIND('aaaaaaaaaa' AS ?a)"
        + "".join(
            f" BIND(REPLACE(?{chr(97 + i)}, 'a', 'aaaaaaaaaaaaaaaaaaaa') AS ?{chr(98 + i)})" for i in range(9)
        )
        + " }",
        "a uuid for each": f"SELECT (MAX(?u) AS ?m) {{ {THREE} BIND(STRUUID() AS ?u) }}",
        "triples without end": f"CONSTRUCT {{ {' '.join(f'?a <urn:p{i}> ?b .' for i in range(500))} }} {{ {THREE} }}",
        "distinct rows without end": f"SELECT DISTINCT ?x ?y ?z {{ {THREE} }} ORDER BY ?x",
    }
    for name, text in pairs.items():
        yield Hostile(
            name,
            503,
            "time-limit",
            headers={"Content-Type": QUERY},
            body=text.encode(),
            others=("memory-limit", "too-complex", "result-too-large", ""),
        )
    yield update(
        "writing a cross product",
        f"INSERT {{ ?a <urn:p> ?b, ?c }} WHERE {{ GRAPH ?g {{ {THREE} }} }}",
        503,
        "time-limit",
    )
    yield query("a power of two of rows", "SELECT (COUNT(*) AS ?n) {" + "{ {} UNION {} } " * 16 + "}", 200)
    for name, text in {
        "a regex that backtracks elsewhere": f"ASK {{ FILTER(REGEX('{'a' * 10_000}!', '^(a+)+$')) }}",
        "a regex of a thousand millions": "ASK { FILTER(REGEX('a', '((a{1000}){1000}){1000}')) }",
        "an offset beyond all rows": "SELECT * { ?s ?p ?o } OFFSET 18446744073709551615",
    }.items():
        yield query(name, text, 200)


def too_long() -> Iterator[Hostile]:
    """What is larger than it may be."""
    yield query("a query too long", "ASK {} #" + "x" * LONGEST_QUERY, 413, "query-too-long")
    yield query(
        "values too many", "ASK { VALUES ?x { " + "<urn:aaaa> " * 20_000 + "} }", 413, "query-too-long"
    )
    yield query("a name too long", f"ASK {{ <urn:{'a' * LONGEST_QUERY}> ?p ?o }}", 413, "query-too-long")
    yield query("a body too large", b"#" * (LARGEST_REQUEST + 1), 413, "too-large")
    yield get("an address too long", "query=" + "%20" * (LONGEST_QUERY + 1), 414, "uri-too-long")
    yield update("an update too large", b"#" * (LARGEST_REQUEST + 1), 413, "too-large")
    yield put("a graph too large", b"#" * (LARGEST_REQUEST + 1), 413, "too-large")
    bomb = gzip.compress(b" " * 50_000_000)
    yield query("a gzip bomb", bomb, 413, "too-large", **{"Content-Encoding": "gzip"})
    yield query(
        "gzip that breaks off",
        gzip.compress(b"ASK {}")[:-12],
        400,
        "bad-encoding",
        **{"Content-Encoding": "gzip"},
    )
    yield query("gzip that is none", b"ASK {}", 400, "bad-encoding", **{"Content-Encoding": "gzip"})
    yield query("gzip of a query", gzip.compress(b"ASK {}"), 200, **{"Content-Encoding": "gzip"})
    yield query(
        "deflate", zlib.compress(b"ASK {}"), 415, "unsupported-encoding", **{"Content-Encoding": "deflate"}
    )
    yield query(
        "gzip in gzip",
        gzip.compress(b"ASK {}"),
        415,
        "unsupported-encoding",
        **{"Content-Encoding": "gzip, gzip"},
    )
    rows = " ".join(map(str, range(1000)))
    large = f"SELECT * {{ VALUES ?a {{ {rows} }} VALUES ?b {{ {rows} }} VALUES ?c {{ {rows} }} }} ORDER BY ?a"
    yield replace(query("an answer too large", large, 503, "time-limit"), others=("memory-limit",))
    yield query(
        "an answer too large, of one row",
        f"SELECT ?x {{ BIND('{'口' * 20_000}' AS ?y) "
        "BIND(CONCAT(?y,?y,?y,?y,?y,?y,?y,?y,?y,?y) AS ?z) BIND(CONCAT(?z,?z,?z,?z,?z,?z,?z,?z) AS ?x) }",
        200,
        "broken",
    )


def broken_text() -> Iterator[Hostile]:
    """Bytes that are no text, and text that is no query."""
    yield query("no UTF-8", "ASK { ?s ?p '口岸' }".encode("gb18030"), 400, "not-utf-8")
    yield query("half a character", "ASK { ?s ?p '口".encode()[:-1], 400, "not-utf-8")
    yield query("an overlong slash", b"ASK { ?s ?p '\xc0\xaf' }", 400, "not-utf-8")
    yield query("a surrogate in UTF-8", b"ASK { ?s ?p '\xed\xa0\x80' }", 400, "not-utf-8")
    yield query(
        "UTF-16 that says so",
        "ASK {}".encode("utf-16"),
        415,
        "unsupported-charset",
        **{"Content-Type": f"{QUERY}; charset=utf-16"},
    )
    yield query("UTF-16 that does not", "ASK {}".encode("utf-16"), 400, "not-utf-8")
    yield query(
        "an unknown charset",
        "ASK {}",
        415,
        "unsupported-charset",
        **{"Content-Type": f"{QUERY}; charset=klingon"},
    )
    yield query("a null in a string", "ASK { FILTER('\0' = 'a') }", 400, "null-character")
    yield query("a null in a comment", "ASK {} # \0", 400, "null-character")
    yield get("a null in the address", "query=ASK%20%7B%7D%00", 400, "null-character")
    yield get("a null in a graph", f"{ASK}&default-graph-uri=urn:a%00b", 400, "bad-graph")
    yield get("escapes that are not UTF-8", "query=%BF%DA%B0%B6", 400, "not-utf-8")
    yield get("half an escape", "query=ASK%20%7B%7", 400, "query-syntax")
    yield query("a surrogate as an escape", "ASK { FILTER('\\uD800' = 'a') }", 400, "query-syntax")
    yield query("nothing", "", 400, "missing-query")
    yield query("blanks", " \t\r\n ", 400, "missing-query")
    yield query("a negative limit", "SELECT * {} LIMIT -1", 400, "query-syntax")
    yield query("a limit of 24 digits", f"SELECT * {{}} LIMIT 1{'0' * 23}", 400, "query-syntax")
    yield query("an unknown function", "SELECT (<urn:f>(1) AS ?x) {}", 400, "query-failed")
    yield query("an update as a query", "DROP ALL", 400, "query-syntax")
    yield query("a query after a query", "ASK {} ASK {}", 400, "query-syntax")
    yield query("SQL", "SELECT * FROM ports; DROP TABLE ports; --", 400, "query-syntax")
    yield query("a prefix without a name", "ASK { nowhere:x ?p ?o }", 400, "query-syntax")
    yield query("text from right to left", "ASK { ?s rdfs:label '\u202e岸口\u2066' }", 200)
    yield query("invisible characters in a name", "ASK { ?s\u200b rdfs:label ?o }", 400, "query-syntax")
    yield query("full-width brackets", "SELECT * ｛ ?s ?p ?o ｝", 400, "query-syntax")


def wrong_protocol() -> Iterator[Hostile]:
    """What the protocol has no place for."""
    yield get("two queries", f"{ASK}&{ASK}", 400, "repeated-query")
    yield get("two formats", f"{ASK}&format=csv&format=json", 400, "repeated-format")
    yield get("two releases", f"{ASK}&release=a&release=b", 400, "repeated-release")
    yield get("an update by GET", "update=DROP+ALL", 400, "update-by-get")
    yield get("no such format", f"{ASK}&format=../../etc/passwd", 400, "unknown-format")
    yield get("no such release", f"{ASK}&release=000000000000", 404, "no-such-release")
    yield get("a release outside", f"{ASK}&release=../master", 404, "no-such-release")
    yield get("a release that is the folder", f"{ASK}&release=.", 404, "no-such-release")
    yield get("an empty release", f"{ASK}&release=", 404, "no-such-release")
    yield get(
        "a release with a line break", f"{ASK}&release=a%0d%0aSet-Cookie:%20a=b", 404, "no-such-release"
    )
    yield get("a release too long for a name", f"{ASK}&release={'a' * 5000}", 404, "no-such-release")
    yield get("a format with a line break", f"{ASK}&format=csv%0d%0aX-Evil:%201", 400, "unknown-format")
    yield get("time without end", f"{ASK}&timeout=inf", 400, "bad-timeout")
    yield get("negative time", f"{ASK}&timeout=-1", 400, "bad-timeout")
    yield get("time in other digits", f"{ASK}&timeout=%EF%BC%93", 400, "bad-timeout")
    yield get("a relative graph", f"{ASK}&default-graph-uri=../x", 400, "bad-graph")
    yield get(
        "a graph that ends the text",
        f"{ASK}&named-graph-uri={quote('urn:g> { } DROP ALL #')}",
        400,
        "bad-graph",
    )
    yield get("a date that is none", ASK, 400, "bad-datetime", **{"Accept-Datetime": "yesterday"})
    yield get(
        "a day that is none", ASK, 400, "bad-datetime", **{"Accept-Datetime": "Fri, 99 Jan 2026 00:00:00 GMT"}
    )
    yield get("parameters without end", "&".join(["a=b"] * 2000), 400, "too-many-fields")
    form = {"Content-Type": FORM}
    yield Hostile(
        "a form without end", 400, "too-many-fields", headers=form, body=b"&".join([b"a=b"] * 20_000)
    )
    yield get("nothing that we have", ASK, 406, "not-acceptable", Accept="image/png")
    yield get("everything but what we have", ASK, 406, "not-acceptable", Accept="*/*;q=0")
    yield get("an Accept that is no Accept", ASK, 406, "not-acceptable", Accept=";;;,,,;q=x")
    yield get(
        "an Accept of ten thousand", ASK, 200, Accept=",".join(f"a/b{i}" for i in range(5000)) + ",*/*;q=0.1"
    )
    yield get("an encoding of nothing", ASK, 200, **{"Accept-Encoding": "gzip;q=9, identity;q=0, *;q="})
    yield get("a range", ASK, 200, Range="bytes=0-1,2-3,4-5")
    yield get("any tag is as good", ASK, 304, **{"If-None-Match": "*"})
    yield get("a tag that is none", ASK, 200, **{"If-None-Match": '"' * 1000})
    for name, kind in {
        "text": "text/plain",
        "JSON": "application/json",
        "XML": "text/xml",
        "two types": f"{QUERY}, {UPDATE}",
        "no type at all": "",
        "a type with a line that goes on": "application/ sparql-query",
        "multipart": "multipart/form-data; boundary=x",
    }.items():
        yield query(f"a body of {name}", "ASK {}", 415, "unsupported-media-type", **{"Content-Type": kind})
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
        yield Hostile(
            f"the method {method}",
            405,
            "method-not-allowed",
            method,
            headers={"Content-Type": QUERY},
            body=b"ASK {}",
        )
    for name, path in {
        "up and up": "/static/../../pyproject.toml",
        "up, escaped": "/static/%2e%2e/%2e%2e/pyproject.toml",
        "up, escaped twice": "/static/%252e%252e/app.py",
        "up by backslash": "/static/..%5c..%5cpyproject.toml",
        "a null in a path": "/static/kouan.css%00.txt",
        "an absolute path": "/static//etc/passwd",
        "a path that is not UTF-8": "/static/%ff%fe",
        "somewhere else": "/.git/config",
    }.items():
        yield Hostile(name, 404, "not-found", "GET", path)
    headers = {"Connection": "close, content-type, authorization", "Content-Type": QUERY}
    yield Hostile("hop-by-hop headers", 200, headers=headers, body=b"ASK {}")
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Key": "x"}
    yield Hostile("a web socket", 200, "", "GET", f"/sparql?{ASK}", upgrade)
    yield get("a host that is none", "", 200, Host="evil.example/<script>", Accept=TURTLE)
    yield get("a forwarded host", ASK, 200, **{"X-Forwarded-Host": "evil", "X-Forwarded-For": "'; DROP ALL"})
    yield Hostile("a query id from elsewhere", 404, "not-found", "DELETE", "/queries/..%2f..%2f")
    yield Hostile(
        "a preflight from anywhere",
        200,
        "",
        "OPTIONS",
        "/sparql",
        {
            "Origin": "https://evil.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization",
        },
    )


def without_leave() -> Iterator[Hostile]:
    """Changes by those who may not."""
    drop = "DROP ALL"
    yield update("no token", drop, 401, "token-needed", token=None)
    yield update("an empty token", drop, 401, "token-needed", token="")
    yield update("another token", drop, 401, "token-needed", token="guessed")  # noqa: S106
    yield update("a long token", drop, 401, "token-needed", token="x" * 10_000)
    yield update("a token that goes on", drop, 401, "token-needed", token=f"{TOKEN}x")
    yield update("the beginning of a token", drop, 401, "token-needed", token=TOKEN[:-1])
    yield update("a token that may only review", drop, 403, "scope", token="s3cret-of-li")  # noqa: S106
    basic = {"Content-Type": UPDATE, "Authorization": f"Basic {TOKEN}"}
    yield Hostile("a token of another scheme", 401, "token-needed", headers=basic, body=drop.encode())
    yield Hostile(
        "a token in the address",
        401,
        "token-needed",
        path=f"/sparql?token={TOKEN}",
        headers={"Content-Type": UPDATE},
        body=drop.encode(),
    )
    form = {"Content-Type": FORM, "Origin": "https://evil.example", "Cookie": f"token={TOKEN}"}
    yield Hostile("a form of another site", 401, "token-needed", headers=form, body=b"update=DROP+ALL")
    yield Hostile(
        "a graph without a token",
        401,
        "token-needed",
        "PUT",
        "/graph-store?graph=urn:g",
        {"Content-Type": TURTLE},
    )
    yield Hostile("deleting without a token", 401, "token-needed", "DELETE", "/graph-store?default")
    yield Hostile(
        "everybody's queries", 401, "token-needed", "GET", "/queries", {"Authorization": "Bearer guessed"}
    )


def documents() -> Iterator[Hostile]:
    """Graphs that harm who reads them."""
    xml, jsonld = "application/rdf+xml", "application/ld+json"
    laughs = f'<!DOCTYPE r [{LAUGHS}]><rdf:RDF {RDF}><rdf:Description rdf:about="urn:a"><e:p>&l9;</e:p></rdf:Description></rdf:RDF>'
    passwd = f'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rdf:RDF {RDF}><rdf:Description rdf:about="urn:a"><e:p>&x;</e:p></rdf:Description></rdf:RDF>'
    outside = f'<!DOCTYPE r [<!ENTITY % x SYSTEM "{DOOR}"> %x;]><rdf:RDF {RDF}/>'
    yield put("a billion laughs", laughs, 422, "bad-document", xml)
    yield put("an entity of a file", passwd, 422, "bad-document", xml)
    yield put("an entity of another server", outside, 422, "bad-document", xml)
    yield put(
        "a document type from elsewhere",
        f'<!DOCTYPE r SYSTEM "{DOOR}"><rdf:RDF {RDF}/>',
        422,
        "bad-document",
        xml,
    )
    nested = "<rdf:Description><e:p>" * 20_000 + "</e:p></rdf:Description>" * 20_000
    limits = ("time-limit", "memory-limit", "too-complex")
    yield replace(
        put("RDF/XML nested without end", f"<rdf:RDF {RDF}>{nested}</rdf:RDF>", 503, "", xml), others=limits
    )
    yield put("RDF/XML in UTF-16", f"<rdf:RDF {RDF}/>".encode("utf-16"), 400, "not-utf-8", xml)
    context = {"@context": DOOR, "@id": "urn:a", "@type": "urn:b"}
    yield put("a context from elsewhere", json.dumps(context), 422, "bad-document", jsonld)
    yield put(
        "a context of a file",
        json.dumps(context | {"@context": "file:///etc/passwd"}),
        422,
        "bad-document",
        jsonld,
    )
    imported = {"@context": {"@version": 1.1, "@import": DOOR}, "@id": "urn:a", "@type": "urn:b"}
    yield put("an imported context", json.dumps(imported), 422, "bad-document", jsonld)
    yield put(
        "JSON-LD nested without end",
        '{"@id":"urn:a","urn:p":' * 4000 + "1" + "}" * 4000,
        422,
        "bad-document",
        jsonld,
    )
    yield put("JSON that is none", '{"@id": ', 422, "bad-document", jsonld)
    terms = "<urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * 20_000 + "1" + " )>>" * 20_000 + " ."
    deep = put("triple terms without end", terms, 201)  # they are RDF, if there is room for them
    yield replace(deep, others=("bad-document", *limits))
    lists = put("lists without end", "<urn:a> <urn:b> " + "(" * 20_000 + ")" * 20_000 + " .", 201)
    yield replace(lists, others=limits)
    yield put("Turtle that breaks off", "<urn:a> <urn:b> <urn:", 422, "bad-document")
    yield put("a blank in an IRI", "<urn:a b> <urn:b> 1 .", 422, "bad-document")
    yield put("a quote in an IRI", '<urn:a"onload=> <urn:b> 1 .', 422, "bad-document")
    yield put(
        "wrong at the second line",
        "<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> .\n",
        422,
        "bad-document",
        "application/n-triples",
    )
    yield put(
        "quads where triples belong",
        "<urn:a> <urn:b> <urn:c> <urn:other> .",
        422,
        "bad-document",
        "application/n-triples",
    )
    yield put("Turtle in UTF-16", "<urn:a> <urn:b> 1 .".encode("utf-16"), 400, "not-utf-8")
    yield put("a null in a string of a graph", '<urn:a> <urn:b> "\0" .', 201, graph="?graph=urn:null")
    yield put("a picture", b"\x89PNG\r\n\x1a\n", 415, "unsupported-media-type", "image/png")
    yield put("a page", "<script>alert(1)</script>", 415, "unsupported-media-type", "text/html")
    yield put("parts without a boundary", "--x\r\n\r\n--x--", 400, "bad-multipart", "multipart/form-data")
    yield put(
        "parts in parts",
        "--x\r\nContent-Type: multipart/form-data; boundary=y\r\n\r\n--y--\r\n--x--",
        415,
        "unsupported-media-type",
        "multipart/form-data; boundary=x",
    )
    yield put(
        "ten thousand parts",
        "--x\r\n\r\n\r\n" * 10_000 + "--x--",
        413,
        "too-many-parts",
        "multipart/form-data; boundary=x",
    )
    for name, graph in {
        "no graph": "",
        "two graphs": "?graph=urn:a&graph=urn:b",
        "a graph and the default graph": "?graph=urn:a&default",
        "a graph name that ends the text": "?graph=" + quote("urn:a> { } } ; DROP ALL #"),
        "a graph with a line break": "?graph=urn:a%0d%0aLocation:%20http://evil",
        "a graph with a null": "?graph=urn:a%00",
        "a graph of invisible characters": "?graph=urn:%20",
    }.items():
        yield put(
            name,
            "<urn:a> <urn:b> 1 .",
            400,
            "repeated-graph"
            if name == "two graphs"
            else "which-graph"
            if "graph=" not in graph or "default" in graph
            else "bad-graph",
            graph=graph,
        )
    yield put("a graph below, up and up", "", 400, "bad-graph", graph="/../../etc/passwd%00")
    yield Hostile(
        "a graph that is not there", 404, "no-such-graph", "GET", "/graph-store?graph=file:///etc/passwd"
    )
    yield Hostile(
        "a graph by a path upwards", 400, "bad-graph", "GET", "/graph-store/%2e%2e/%2e%2e/etc/passwd"
    )
    yield Hostile(
        "a graph in other letters",
        404,
        "no-such-graph",
        "GET",
        "/graph-store?graph=https://w3id.org/kouan/graph/f%D0%B0cts",
    )


HOSTILE: tuple[Hostile, ...] = (
    *reaching_out(),
    *nested(),
    *endless(),
    *too_long(),
    *broken_text(),
    *wrong_protocol(),
    *without_leave(),
    *documents(),
)
