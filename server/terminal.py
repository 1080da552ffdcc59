"""What a person sees in a terminal: progress, and tables whose columns align for Chinese too."""

import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

ENDLESS = 100_000
"""Columns of what is no terminal: nothing is folded or cut for a program that reads us."""


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Shows the last thing reported while the work goes on; silent where nobody watches."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda message: None
        return
    with console.status("") as status:
        yield lambda message: status.update(plain(message))


def many(number: int, thing: str) -> str:
    """A number of things: 1 document, 2,000 documents."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], numbers: Iterable[int] = ()) -> None:
    """Prints rows under their columns; `numbers` are the places of columns that align right."""
    console = Console(soft_wrap=False, width=None if sys.stdout.isatty() else ENDLESS)
    right = frozenset(numbers)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for place, name in enumerate(columns):
        table.add_column(plain(name), justify="right" if place in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(plain(value) for value in row))
    console.print(table)


def plain(text: str) -> Text:
    """Text without what would move the cursor or colour the screen, whoever wrote it."""
    return Text(
        "".join(
            c if c == "\n" or unicodedata.category(c) != "Cc" else "\N{REPLACEMENT CHARACTER}" for c in text
        )
    )
