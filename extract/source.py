"""Sources: files become documents. Page dumps, JSON Lines and Parquet, from a path or standard input.

What cannot be read is a SourceError that says where; in a file of many documents the rest goes on.
"""

import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from extract.document import Article, Block, Document, Passage
from extract.error import SourceError
from extract.files import BROKEN, LINES, ending, files, opened
from extract.masthead import byline
from extract.page import NoArticle, article_key, recover, rejoined

MAGIC = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"\x1f\x8b": "gzip",
}
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}

OnError = Callable[[SourceError], None]


def read(source: str | Path, *, published: date | None = None, on_error: OnError) -> Iterator[Document]:
    """The documents of a file, packed or not, of all files of a folder, glob or address, or of standard input for `-`.

    `published` dates what tells no date. Faults go to `on_error`, one by one; nothing is raised for bad input.
    """
    try:
        if str(source) == "-":
            yield from _read(sys.stdin.buffer, "standard input", "", published, on_error)
            return
        for name in files(source):
            yield from _file(name, published, on_error)
    except SourceError as error:
        on_error(error)


def _file(name: str, published: date | None, on_error: OnError) -> Iterator[Document]:
    try:
        with opened(name) as stream:
            if ending(name) == ".parquet":
                yield from _parquet(stream, name, published, on_error)
            else:
                yield from _read(stream, name, ending(name), published, on_error)
    except OSError as error:
        on_error(SourceError(name, error.strerror or str(error)))
    except BROKEN as error:
        on_error(SourceError(name, f"is damaged or cut off: {error}"))
    except SourceError as error:
        on_error(error)


def _read(
    stream: BinaryIO, name: str, suffix: str, published: date | None, on_error: OnError
) -> Iterator[Document]:
    first = stream.peek(1)[:1] if isinstance(stream, io.BufferedReader) else b""
    if suffix in LINES or (suffix != ".txt" and first == b"{"):
        yield from _json_lines(stream, name, published, on_error)
        return
    raw = decode(stream.read(), name)
    try:
        yield recover(raw, published=published)
    except NoArticle as error:
        raise SourceError(name, str(error)) from error


def decode(data: bytes, name: str) -> str:
    """Bytes as text: UTF-8, UTF-16 with its mark, or GB18030; a SourceError names the first bad byte."""
    if not data.strip():
        raise SourceError(name, "is empty")
    for magic, what in MAGIC.items():
        if data.startswith(magic):
            raise SourceError(name, f"is {what}, not text")
    if data[:2] in MARKS:
        return data.decode("utf-16")
    if b"\x00" in data:
        raise SourceError(name, "is binary, not text", offset=data.index(b"\x00"))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as utf8:
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError as other:
            fault = max(utf8, other, key=lambda error: error.start)
            raise SourceError(name, "is neither UTF-8 nor GB18030", offset=fault.start) from fault


def _json_lines(
    stream: Iterable[bytes], name: str, published: date | None, on_error: OnError
) -> Iterator[Document]:
    seen = False
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        seen = True
        try:
            row = json.loads(decode(line, name).removeprefix("﻿").rstrip())
            yield _document(row, published)
        except SourceError as error:
            on_error(SourceError(name, error.problem, number, error.offset))
        except json.JSONDecodeError as error:
            on_error(SourceError(name, f"not JSON: {error.msg} at column {error.colno}", number))
        except (ValueError, RecursionError) as error:
            on_error(SourceError(name, str(error), number))
    if not seen:
        raise SourceError(name, "is empty")


def _parquet(stream: BinaryIO, name: str, published: date | None, on_error: OnError) -> Iterator[Document]:
    from pyarrow import ArrowException, parquet  # loading it takes longer than reading a page

    try:
        with parquet.ParquetFile(stream) as table:
            number = 0
            for batch in table.iter_batches(batch_size=256):
                for row in batch.to_pylist():
                    number += 1
                    try:
                        yield _document(row, published)
                    except ValueError as error:
                        on_error(SourceError(name, str(error), number))
    except ArrowException as error:
        raise SourceError(name, f"not Parquet: {error}") from error


def _document(row: Any, published: date | None) -> Document:
    """A clean article: one paragraph a line of its text, or lines of a column; ValueError for what is missing or of a wrong kind."""
    if not isinstance(row, dict):
        raise ValueError("an object with id and text is expected")  # noqa: TRY004 - bad input, not a bug
    for key in ("id", "text"):
        if row.get(key) in (None, ""):
            raise ValueError(f"{key} is missing")
    for key in ("text", "title", "publication", "url"):
        if not isinstance(row.get(key), str | None):
            raise ValueError(f"{key} must be a string")  # noqa: TRY004 - bad input, not a bug
    for key in ("id", "page"):
        if not isinstance(row.get(key), str | int | None):
            raise ValueError(f"{key} must be a string or a number")  # noqa: TRY004 - bad input, not a bug
    text, title, page = row["text"], row.get("title"), row.get("page")
    day = _day(row["date"]) if row.get("date") else published
    blocks, authors = rejoined(text) or _lines(text)
    if not blocks:
        raise ValueError("text is empty")
    head = Passage(title, range(len(title)), "title") if title else None
    key = article_key(str(row["id"]), head, blocks)
    article = Article(key, head, None, authors, tuple(blocks))
    raw = {"text": text} | ({"title": title} if title else {})
    return Document(
        str(row["id"]),
        raw,
        (article,),
        row.get("publication"),
        None if page is None else str(page),
        day,
        url=row.get("url"),
    )


def _lines(text: str) -> tuple[list[Block], tuple[str, ...]]:
    """The paragraphs of a text, one a line, and the authors that a byline among them names."""
    blocks, authors, start = [], tuple[str, ...](), 0
    for line in text.split("\n"):
        bare = line.strip()
        names = byline(bare) if len(bare) < 40 else None
        if names:
            authors = names
        elif bare:
            first = start + line.index(bare[0])
            blocks.append(Block("paragraph", Passage(bare, range(first, first + len(bare)))))
        start += len(line) + 1
    return blocks, authors


def _day(value: object) -> date:
    """The day of an ISO date or time, written out or typed (Parquet)."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise ValueError(f"date: {str(value)!r} is no date like 2025-09-12") from error
