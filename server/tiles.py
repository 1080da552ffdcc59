"""The provinces as equal squares, each about where it lies: a picture of numbers that draws no border.

`tiles.tsv` has the layout, which is our own, and which provinces the national list counts ports of.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

LAYOUT = Path(__file__).parent / "tiles.tsv"


@dataclass(frozen=True, slots=True)
class Tile:
    """A province with its place in the picture (rows and columns from 1) and its ports on the national list."""

    zh: str
    en: str
    slug: str
    row: int
    column: int
    ports: int | None
    """None where the list counts none."""

    @property
    def shade(self) -> int:
        """How dark it is, 0 to 4: none, to 4 ports, to 9, to 19, more."""
        return sum((self.ports or 0) >= least for least in (1, 5, 10, 20))


def tiles(ports: Mapping[str, Mapping[str, int]]) -> Iterator[Tile]:
    """The tiles for ports by province (its Chinese name) and kind."""
    with LAYOUT.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            count = sum(ports.get(row["zh"], {}).values()) if row["listed"] == "yes" else None
            yield Tile(row["zh"], row["en"], row["slug"], int(row["row"]), int(row["column"]), count)
