"""Asking a SPARQL endpoint elsewhere."""

import json
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from extract.error import UserError
from server.problem import MEDIA_TYPE
from server.protocol import FORM

SECONDS = 600
"""How long an endpoint may be silent: it may be at a long query."""


class RemoteError(UserError):
    """An endpoint that gives no answer, with its own words where it has any."""


def ask(endpoint: str, query: str, accept: str) -> tuple[str, bytes]:
    """Sends a query to an http(s) address; gives the media type of the answer and its bytes.

    It goes as a form: Virtuoso never answers one that is sent as it is.
    """
    headers = {"Accept": accept, "Content-Type": FORM, "User-Agent": "kouan"}
    body = urlencode({"query": query}).encode()
    request = Request(endpoint, body, headers, method="POST")  # noqa: S310 - the caller checks it
    try:
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - the caller checks that it is http(s)
            return answer.headers.get_content_type(), answer.read()
    except TimeoutError as error:
        raise RemoteError(f"{endpoint}: says nothing for {SECONDS} s") from error
    except HTTPError as error:
        raise RemoteError(f"{endpoint}: {error.code} {error.reason}{_words(error)}") from error
    except URLError as error:
        raise RemoteError(f"{endpoint}: {error.reason}") from error
    except HTTPException as error:
        raise RemoteError(f"{endpoint}: {error or type(error).__name__}") from error


def _words(error: HTTPError) -> str:
    """What a server says in its problem document: the message, with the place where a query is wrong."""
    if error.headers.get_content_type() != MEDIA_TYPE:
        return ""
    problem = json.load(error)
    place = f"line {problem['line']}, column {problem['column']}: " if "line" in problem else ""
    return f": {place}{problem.get('message') or problem.get('detail', '')}"
