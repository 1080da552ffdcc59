"""Connections: each within bounds of time and size from its first byte, before any request of it is understood."""

import asyncio
import re
import socket
from collections import Counter
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from server.problem import MEDIA_TYPE, Problem
from server.settings import Settings

ADDRESS = 65_535
"""Bytes that an address may have, for the parser that we use."""
NOT_ASCII = re.compile(rb"[\x80-\xff]")
HEADERS = 64 * 1024
"""Bytes that the head of a request may have beside its address."""


class Connection(HttpToolsProtocol):
    """A connection whose requests begin in time and with a head of bounded size; so many for each client at most."""

    def __init__(self, *given: Any, settings: Settings, clients: Counter[str], **more: Any) -> None:
        super().__init__(*given, **more)
        self._patience = settings.patience
        self._most = settings.client_connections
        self._clients = clients
        self._host = ""
        self._head = 0
        self._late: asyncio.TimerHandle | None = None
        """Waits for the end of a head, while one is awaited."""
        self._in_line = True
        """Whether what comes next belongs to the first line of a request."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begins to wait for the first request."""
        super().connection_made(transport)
        self._host = self.client[0] if self.client else ""
        self._clients[self._host] += 1
        if self._clients[self._host] > self._most:
            self._refuse(
                Problem(
                    429, "too-many", f"you have {self._most} connections, the most that one client may have"
                )
            )
            return
        connected = transport.get_extra_info("socket")
        if hasattr(socket, "TCP_USER_TIMEOUT") and connected.family != getattr(socket, "AF_UNIX", None):
            # A client that takes none of its answer for so long has left, whatever it says.
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(1000 * 3 * self._patience))
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forgets the connection."""
        self._stop_waiting()
        self._clients[self._host] -= 1
        if not self._clients[self._host]:
            del self._clients[self._host]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Reads on, as long as a head is not too long; an address may have raw characters (`/id/port/口岸`)."""
        if self._in_line:
            line, end, rest = data.partition(b"\n")
            self._in_line = not end
            data = NOT_ASCII.sub(lambda byte: b"%%%02X" % ord(byte[0]), line) + end + rest
        super().data_received(data)
        if self._late:
            self._head += len(data)
            if self._head > ADDRESS + HEADERS:
                self._refuse(
                    Problem(431, "head-too-long", "the address and the headers of this request are too long")
                )

    def on_message_begin(self) -> None:
        """A request has begun."""
        super().on_message_begin()
        self._await_head()

    def on_url(self, url: bytes) -> None:
        """More of an address is here."""
        super().on_url(url)
        if len(self.url) > ADDRESS:
            self._refuse(Problem(414, "uri-too-long", "a query as long as this is sent by POST"))
            raise httptools.HttpParserError("an address too long")

    def on_headers_complete(self) -> None:
        """The head of a request is here."""
        self._stop_waiting()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """A request is here, and another may follow."""
        self._in_line = True
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answers what is not HTTP."""
        self._refuse(Problem(400, "bad-request", "this is not a request of HTTP/1.1"))

    def _await_head(self) -> None:
        if self._late is None:
            self._head = 0
            self._late = self.loop.call_later(self._patience, self._too_late)

    def _stop_waiting(self) -> None:
        if self._late:
            self._late.cancel()
            self._late = None

    def _too_late(self) -> None:
        self._refuse(
            Problem(408, "too-slow", f"the head of a request must be here within {self._patience:g} s")
        )

    def _refuse(self, problem: Problem) -> None:
        """Answers with a problem and ends the connection."""
        self._stop_waiting()
        if self.transport.is_closing():
            return
        body = problem.as_json()
        lines = [
            f"HTTP/1.1 {problem.status} {problem.title}",
            f"Content-Type: {MEDIA_TYPE}",
            f"Content-Length: {len(body)}",
            "Connection: close",
            *(f"{name}: {value}" for name, value in problem.headers.items()),
        ]
        self.transport.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        self.transport.close()
