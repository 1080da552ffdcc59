"""Headers that every answer carries."""

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.heads import STANDING, VARYING

LISTS = frozenset((b"accept", b"accept-encoding", b"accept-language", b"if-none-match"))
"""Headers that may stand on several lines, which mean one with commas (RFC 9110, section 5.3)."""


def joined(headers: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Headers with each list on one line."""
    lists: dict[bytes, list[bytes]] = {}
    for name, value in headers:
        if name in LISTS:
            lists.setdefault(name, []).append(value)
    return [each for each in headers if each[0] not in lists] + [
        (name, b", ".join(values)) for name, values in lists.items()
    ]


class StandingHeaders:
    """Adds the standing headers, and what an answer depends on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on and completes its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["headers"] = joined(scope["headers"])

        async def send_completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in STANDING.items():
                    headers.setdefault(name, value)
                headers.add_vary_header(", ".join(VARYING))
            await send(message)

        await self._app(scope, receive, send_completed)
