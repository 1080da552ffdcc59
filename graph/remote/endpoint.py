"""An engine by HTTP: SPARQL 1.1 query and update as forms, whole graphs by the Graph Store Protocol."""

import base64
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from urllib.parse import quote, unquote, urlencode, urlsplit

from pyoxigraph import NamedNode, RdfFormat, Store, Triple, parse

from extract.error import UserError

SECONDS = 60.0
"""How long an engine may be silent."""
PAUSES = (0.0, 0.5, 2.0)
"""Seconds before each attempt. What we send can be sent twice: it names the quads that are to be there, or not."""
PASSING = {429, 502, 503, 504}
"""Answers that the next attempt may not meet."""
FORM = "application/x-www-form-urlencoded"
TRIPLES = "application/n-triples"
ANSWERS = f"application/sparql-results+json, {TRIPLES};q=0.9"


class EndpointError(UserError):
    """An engine that does not answer, or not as the protocols have it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths, below its address, at which an engine takes queries, updates and graphs."""

    query: str
    update: str
    graphs: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The status, the media type and the body of an answer, empty where that was taken in as it came."""

    status: int
    media_type: str
    body: bytes = b""


class Endpoint:
    """An engine at an http(s) address; a name and password in it are sent as Basic authentication."""

    def __init__(
        self, address: str, layout: Layout, seconds: float = SECONDS, pauses: Sequence[float] = PAUSES
    ) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise EndpointError(f"{address}: is no http(s) address")
        port = f":{parts.port}" if parts.port else ""
        self.address = f"{parts.scheme}://{parts.hostname}{port}{parts.path.rstrip('/')}"
        self._path, self._layout = parts.path.rstrip("/"), layout
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._pauses = pauses
        self._connection = kind(parts.hostname, parts.port, timeout=seconds)
        self._headers = {"User-Agent": "kouan"}
        if parts.username:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
            self._headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()

    def query(
        self, text: str, default: Sequence[NamedNode] = (), named: Sequence[NamedNode] = ()
    ) -> Answered:
        """The answer to a query over the merge of some graphs, and others by their names."""
        form = [("query", text)]
        form += [("default-graph-uri", graph.value) for graph in default]
        form += [("named-graph-uri", graph.value) for graph in named]
        return self._post(self._layout.query, form, ANSWERS)

    def update(self, text: str) -> None:
        """Has one operation done."""
        answer = self._post(self._layout.update, [("update", text)], ANSWERS)
        if (
            answer.media_type == "text/html"
        ):  # of whatever stands between: it need not have reached the engine
            raise EndpointError(f"{self.address}: answers an update with a page")

    def graph(self, name: NamedNode) -> Iterator[Triple]:
        """All triples of a graph; none where there is no such graph."""
        answer = self._get(name, _read)
        return parse(answer.body, RdfFormat.N_TRIPLES)

    def copy(self, name: NamedNode, store: Store) -> None:
        """Loads all triples of a graph into that of a store, as they come."""

        def load(response: HTTPResponse) -> Answered:
            answer = Answered(response.status, response.headers.get_content_type())
            if answer.status != 200 or answer.media_type != TRIPLES:
                return _read(response)
            try:
                store.bulk_load(response, RdfFormat.N_TRIPLES, to_graph=name)
            except SyntaxError:
                if not response.length:
                    raise
            if response.length:  # it has broken off, which `read` passes over
                raise IncompleteRead(b"", response.length)
            return answer

        try:
            self._get(name, load)
        except SyntaxError as error:
            raise EndpointError(f"{self.address}: a graph of it cannot be read: {error}") from error

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()

    def _post(self, path: str, form: list[tuple[str, str]], accept: str) -> Answered:
        headers = {"Content-Type": FORM, "Accept": accept}
        return self._check(self._ask("POST", path, urlencode(form).encode(), headers))

    def _get(self, name: NamedNode, read: Callable[[HTTPResponse], Answered]) -> Answered:
        """A graph; the body is empty where there is no such graph."""
        path = f"{self._layout.graphs}?graph={quote(name.value, safe='')}"
        answer = self._ask("GET", path, None, {"Accept": TRIPLES}, read)
        return Answered(404, TRIPLES) if answer.status == 404 else self._check(answer, TRIPLES)

    def _check(self, answer: Answered, media_type: str = "") -> Answered:
        if answer.status >= 300:
            words = "" if answer.media_type == "text/html" else answer.body.decode(errors="replace").strip()
            raise EndpointError(
                f"{self.address}: answers {answer.status}{': ' if words else ''}{words[:500]}"
            )
        if media_type and answer.media_type != media_type:
            raise EndpointError(
                f"{self.address}: answers as {answer.media_type or 'nothing'}, not {media_type}"
            )
        return answer

    def _ask(
        self,
        method: str,
        path: str,
        body: bytes | None,
        headers: Mapping[str, str],
        read: Callable[[HTTPResponse], Answered] | None = None,
    ) -> Answered:
        problem = ""
        for pause in self._pauses:
            time.sleep(pause)
            try:
                self._connection.request(method, self._path + path, body, dict(self._headers) | dict(headers))
                answer = (read or _read)(self._connection.getresponse())
            except (OSError, HTTPException) as error:
                self._connection.close()
                problem = str(error) or type(error).__name__
                continue
            if answer.status not in PASSING:
                return answer
            problem = f"answers {answer.status}"
        times = f" (tried {len(self._pauses)} times)" if len(self._pauses) > 1 else ""
        raise EndpointError(f"{self.address}: {problem}{times}")


def _read(response: HTTPResponse) -> Answered:
    return Answered(response.status, response.headers.get_content_type(), response.read())
