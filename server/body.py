"""The body of a request: received in time, unpacked, up to a size."""

import asyncio
import zlib
from typing import Any

from fastapi import Request

from server.problem import Problem
from server.settings import Settings

SLOWEST = 10
"""A whole body may take so many times as long as what comes next of it."""
GZIP = 31
"""What zlib calls a gzip stream with the largest window."""


def body_of(settings: Settings) -> Any:
    """What reads the body of a request."""
    largest, patience = settings.largest_request, settings.patience

    async def body(request: Request) -> bytes:
        unpack = _unpacker(request.headers.get("content-encoding", ""), largest + 1)
        if int(request.headers.get("content-length", "0")) > largest:
            raise _too_large(largest)
        received = bytearray()
        chunks = request.stream()
        try:
            async with asyncio.timeout(SLOWEST * patience):
                while True:
                    async with asyncio.timeout(patience):
                        chunk = await anext(chunks, None)
                    if chunk is None:
                        break
                    received += unpack.more(chunk)
                    if len(received) > largest:
                        raise _too_large(largest, endless="content-length" not in request.headers)
        except TimeoutError as error:
            raise Problem(
                408,
                "too-slow",
                "the body of this request did not come in time",
                headers={"Connection": "close"},
            ) from error
        unpack.end()
        return bytes(received)

    return body


class _Plain:
    def more(self, data: bytes) -> bytes:
        return data

    def end(self) -> None:
        """There is nothing to end."""


class _Gzip:
    """Unpacks up to a size, so that little cannot become very much."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._stream = zlib.decompressobj(GZIP)

    def more(self, data: bytes) -> bytes:
        try:
            plain = self._stream.decompress(data, self._left) if self._left else b""
        except zlib.error as error:
            raise Problem(
                400, "bad-encoding", "the body is not gzip, which its Content-Encoding says it is"
            ) from error
        self._left -= len(plain)
        return plain

    def end(self) -> None:
        if not self._stream.eof:
            raise Problem(400, "bad-encoding", "the body is gzip that breaks off")


def _unpacker(encoding: str, most: int) -> _Plain | _Gzip:
    match encoding.strip().lower():
        case "" | "identity":
            return _Plain()
        case "gzip" | "x-gzip":
            return _Gzip(most)
    raise Problem(
        415,
        "unsupported-encoding",
        f"a body may be packed by gzip or not at all, not by {encoding!r}",
        headers={"Accept-Encoding": "gzip"},
    )


def _too_large(largest: int, endless: bool = False) -> Problem:
    closing = {"Connection": "close"} if endless else {}
    return Problem(
        413, "too-large", f"the body of a request may have at most {largest:,} bytes", headers=closing
    )
