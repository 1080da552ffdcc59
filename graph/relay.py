"""The way out for SERVICE and LOAD: a relay of this process that connects to the address that was checked, and no other.

The engine resolves names itself, a second time, and may be told another address than the one that was found to be
public (DNS rebinding). So it never gets to see a name: a text that may reach another server names the relay instead.
"""

import re
import secrets
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, IncompleteRead
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import create_connection
from typing import IO, ClassVar, cast
from urllib.parse import urlsplit

from pyoxigraph import RdfFormat, parse, serialize

PATIENCE = 20.0
"""Seconds for the other server to be reached, and to send something more."""
STACK = 1 << 20
"""Bytes of stack of a thread that relays, which does nothing deep."""
AT_ONCE = 64 * 1024
PASSED_ON = ("Accept", "Content-Type")
FAILURE = re.compile(r"returned by http://127\.0\.0\.1:\d+/[0-9a-f]{32} with payload:\n(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a text may reach: the address as it is written, and what its name resolved to."""

    address: str
    ip: str


class Pinned(HTTPConnection):
    """A connection to the address of a target, which is called by its name."""

    def __init__(self, target: Target) -> None:
        parts = urlsplit(target.address)
        self._ip, self._is_secure = target.ip, parts.scheme == "https"
        self.default_port = 443 if self._is_secure else 80
        super().__init__(parts.hostname or "", parts.port, timeout=PATIENCE)

    def connect(self) -> None:
        """Connects, and sees the certificate of the name if there is to be one."""
        self.sock = create_connection((self._ip, self.port), self.timeout)
        if self._is_secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


class Relay:
    """Listens on this machine; who knows the address that it gave for a target is passed on to that."""

    def __init__(self) -> None:
        self._targets: dict[str, Target] = {}

        class Handler(_Handler):
            targets = self._targets

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        before = threading.stack_size(STACK)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        threading.stack_size(before)

    def admit(self, target: Target) -> str:
        """The address by which a target is reached from now on; nobody can guess it."""
        path = f"/{secrets.token_hex(16)}"
        self._targets[path] = target
        return f"http://127.0.0.1:{self._server.server_port}{path}"


@cache
def relay() -> Relay:
    """The relay of this process, which starts when it is first needed."""
    return Relay()


def failure(error: Exception) -> str | None:
    """What an error of the engine tells of another server, None for one that is about something else."""
    found = FAILURE.search(str(error))
    return found[1] if found else None


class _Handler(BaseHTTPRequestHandler):
    targets: ClassVar[dict[str, Target]]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """A document, for LOAD: sent on as N-Triples, since its relative IRIs stand under its own address."""

        def send(answer: HTTPResponse, address: str) -> None:
            media_type = answer.getheader("Content-Type", "")
            form = RdfFormat.from_media_type(media_type)
            if form is None:
                raise ValueError(f"sends {media_type or 'no media type'}, which holds no triples")
            triples = (quad.triple for quad in parse(_file(answer), form, base_iri=address))
            self._begin(RdfFormat.N_TRIPLES.media_type)
            serialize(triples, _file(self), RdfFormat.N_TRIPLES)

        self._relay(send)

    def do_POST(self) -> None:
        """A query, for SERVICE."""

        def send(answer: HTTPResponse, address: str) -> None:
            self._begin(answer.getheader("Content-Type", ""))
            while data := answer.read(AT_ONCE):
                self.write(data)

        self._relay(send)

    def _relay(self, send: Callable[[HTTPResponse, str], None]) -> None:
        self._has_begun = False
        self.close_connection = True  # which tells that an answer broke off
        target = self.targets.get(self.path)
        if target is None:
            self._refuse("there is nothing here")
            return
        connection = Pinned(target)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: self.headers[name] for name in PASSED_ON if name in self.headers}
        try:
            connection.request(self.command, _path(target.address), body or None, headers)
            answer = connection.getresponse()
            if answer.status != HTTPStatus.OK:
                raise ValueError(f"answers {answer.status} {answer.reason}")
            send(answer, target.address)
            if answer.length:  # the library says nothing of what is missing at the end
                raise IncompleteRead(b"", answer.length)
            self.wfile.write(b"0\r\n\r\n")
        except (OSError, HTTPException, ValueError, SyntaxError) as error:
            if not self._has_begun:  # what has begun lacks its end
                self._refuse(f"{target.address} {error}")
        finally:
            connection.close()

    def _begin(self, media_type: str) -> None:
        self._has_begun = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", media_type)
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Connection", "close")
        self.end_headers()

    def write(self, data: bytes) -> int:
        """Sends a part of the answer."""
        if data:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
        return len(data)

    def flush(self) -> None:
        """Nothing: each part is sent at once."""

    def _refuse(self, reason: str) -> None:
        body = reason.encode()
        self.send_response(HTTPStatus.BAD_GATEWAY)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing: a server has its own log."""


def _path(address: str) -> str:
    parts = urlsplit(address)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _file(given: object) -> IO[bytes]:
    """What the engine reads or writes: it is said to need a whole file, and uses `read` or `write` alone."""
    return cast("IO[bytes]", given)
