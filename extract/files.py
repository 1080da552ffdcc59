"""Files, wherever they are: folders, globs and addresses become names of files, and a packed file is read unpacked."""

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from glob import glob, has_magic
from pathlib import Path, PurePosixPath
from typing import Any

from zstandard import ZstdDecompressor, ZstdError

from extract.error import SourceError

PACKED = (".gz", ".zst")
LINES = (".jsonl", ".ndjson", ".json")
READ = (".txt", ".parquet", *LINES)
"""What a folder is searched for, packed or not."""
BROKEN = (EOFError, zlib.error, ZstdError)
"""What reading raises when a packed file is cut off or damaged."""


def files(given: str | Path) -> Iterator[str]:
    """The names of the files that a name stands for, in order: itself, or those of a folder, a glob or an address.

    A SourceError says when it stands for none.
    """
    name = str(given)
    if "://" in name:
        yield from _remote(name)
    elif Path(name).is_dir():
        yield from _some(name, sorted(str(path) for path in Path(name).rglob("*") if path.is_file()))
    elif has_magic(name) and not Path(name).exists():
        yield from _some(name, sorted(glob(name, recursive=True)))
    else:
        yield name


def ending(name: str) -> str:
    """How the name of a file ends, behind what packs it: `.jsonl` for `news.jsonl.gz`."""
    path = PurePosixPath(name)
    return (path.with_suffix("") if path.suffix in PACKED else path).suffix


@contextmanager
def opened(name: str) -> Iterator[io.BufferedReader]:
    """A file open for reading, unpacked; an OSError or SourceError says why it cannot be."""
    with ExitStack() as stack:
        file: Any = _filesystem(name).open(name, "rb") if "://" in name else open(name, "rb")  # noqa: SIM115
        stream: Any = stack.enter_context(file)
        if name.endswith(".gz"):
            stream = stack.enter_context(gzip.GzipFile(fileobj=stream))
        elif name.endswith(".zst"):
            stream = stack.enter_context(ZstdDecompressor().stream_reader(stream, read_across_frames=True))
        yield stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)


def _remote(name: str) -> Iterator[str]:
    system = _filesystem(name)
    if system.isdir(name):
        yield from _some(name, sorted(map(system.unstrip_protocol, system.find(name))))
    elif has_magic(name):
        yield from _some(name, sorted(map(system.unstrip_protocol, system.glob(name))))
    else:
        yield name


def _some(name: str, found: list[str]) -> list[str]:
    read = [each for each in found if ending(each) in READ]
    if not read:
        raise SourceError(name, f"has no file to read ({', '.join(READ)})")
    return read


def _filesystem(name: str) -> Any:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise SourceError(name, "needs fsspec: install kouan[remote]") from error
    try:
        return url_to_fs(name)[0]
    except (ValueError, ImportError) as error:
        raise SourceError(name, str(error)) from error
