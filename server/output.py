"""Files written whole or not at all."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def output(path: Path | None) -> Iterator[BinaryIO]:
    """A stream to a file that appears under its name when all is written; standard output without a path.

    An OSError names a file that cannot be written. What is no ordinary file (/dev/null, a pipe) is written to
    directly.
    """
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = path.resolve()
    special = target.exists() and not target.is_file()
    scratch = target if special else target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        stream = scratch.open("wb")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    if special:
        with stream:
            yield stream
        return
    try:
        with stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            shutil.copymode(target, scratch)
        scratch.replace(target)
    finally:
        scratch.unlink(missing_ok=True)
