"""The body of a request: received in time, unpacked, up to a size."""

import asyncio
import zlib

from starlette.requests import Request

from server.problem import Problem

SLOWEST = 10
"""A whole body may take so many times as long as what comes next of it."""
GZIP = 31
"""What zlib calls a gzip stream with the largest window."""


async def read_body(request: Request, *, largest: int, patience: float) -> bytes:
    """The body of a request, of at most `largest` bytes; a Problem when it is more, or not there in time."""
    unpack = _unpacker(request.headers.get("content-encoding", ""), largest + 1)
    too_large = Problem(413, "too-large", f"the body of a request may have at most {largest:,} bytes")
    if int(request.headers.get("content-length", "0")) > largest:
        raise too_large
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
                    too_large.headers = {"Connection": "close"}  # there may be no end of it
                    raise too_large
    except TimeoutError as error:
        late = "the body of this request did not come in time"
        raise Problem(408, "too-slow", late, headers={"Connection": "close"}) from error
    unpack.end()
    return bytes(received)


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
    reason = f"a body may be packed by gzip or not at all, not by {encoding!r}"
    raise Problem(415, "unsupported-encoding", reason, headers={"Accept-Encoding": "gzip"})
