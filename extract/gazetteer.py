"""The gazetteer: what is known about places, ports, bodies and goods before any page is read.

Tables of tab-separated text in `seeds/gazetteer/`, one strict model each; `seeds/README.md` says where the
columns come from. Slugs are ASCII and, once published, never change.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from extract.data import GAZETTEER, Record, check_distinct, check_known, load_table
from extract.error import DataError
from extract.fact import KINDS, PortKind


class Division(Record):
    """A province, city (or prefecture, league), county (or district) or town, by its GB 2260 code."""

    code: str = Field(pattern=r"^[1-9]\d{5}(\d{3})?$")
    name: str
    short: str | None = None
    """The form without suffix, given only where it counts as a place by itself."""
    aliases: tuple[str, ...] = ()
    cls: Literal["Province", "City", "County", "Town"] = Field(alias="class")
    parent: str | None = None
    slug: str = Field(pattern=r"^[a-z0-9-]+$")
    source: str


class Country(Record):
    """A country, or a region of several (东盟) or within one (长三角)."""

    slug: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str
    aliases: tuple[str, ...] = ()
    abbr: str | None = Field(default=None, min_length=1, max_length=1)
    """The character that stands for it in pairs: 中俄."""
    cls: Literal["Country", "Region"] = Field(alias="class")
    domestic: bool = False
    """A region within China."""
    en: str | None = None
    source: str


class Port(Record):
    """A port of entry, or an area of one."""

    slug: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str
    aliases: tuple[str, ...] = ()
    kind: PortKind
    official: Literal["yes", "no"]
    """Whether the national list of open ports has it."""
    part_of: str | None = None
    place: str | None = None
    country: str | None = None
    opposite: str | None = None
    """The port across the border, by its slug: two towns there may share a name (老街)."""
    cluster: str | None = None
    iata: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    """The code of an airport."""
    source: str


class ForeignPort(Record):
    """A port on the other side of the border."""

    slug: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str
    aliases: tuple[str, ...] = ()
    country: str
    source: str


class Cluster(Record):
    """A cluster of ports, as national plans name them."""

    slug: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str
    aliases: tuple[str, ...] = ()
    source: str


class Organization(Record):
    """A body that news of ports speaks of."""

    slug: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str
    aliases: tuple[str, ...] = ()
    place: str | None = None
    """The division it works for, by code; empty for the whole country."""
    source: str


class Commodity(Record):
    """A kind of goods, under an HS chapter where it has one."""

    slug: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str
    aliases: tuple[str, ...] = ()
    en: str | None = None
    hs: str | None = Field(default=None, pattern=r"^\d\d$")
    broader: str | None = None
    generic: Literal["yes", "alone", ""] = ""
    """An umbrella word that names no goods (货物), or only in a list with others (农产品)."""
    source: str


class Publication(Record):
    """A newspaper or broadcaster and the forms its masthead takes."""

    slug: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str
    aliases: tuple[str, ...] = ()
    source: str


class OfficialTotal(Record):
    """How many open ports of a kind the state counts."""

    kind: Literal["water", "air", "land"]
    count: int
    as_of: str
    source: str


@dataclass(frozen=True)
class Gazetteer:
    """All tables; what things are in other registers is for the graph alone (`graph.links`)."""

    divisions: tuple[Division, ...]
    countries: tuple[Country, ...]
    ports: tuple[Port, ...]
    foreign_ports: tuple[ForeignPort, ...]
    clusters: tuple[Cluster, ...]
    organizations: tuple[Organization, ...]
    commodities: tuple[Commodity, ...]
    publications: tuple[Publication, ...]
    official_totals: tuple[OfficialTotal, ...]

    @classmethod
    def load(cls, folder: Path = GAZETTEER) -> "Gazetteer":
        """Reads every table of a folder; a DataError names file, line and key of a fault."""
        tables: dict[str, Any] = {
            name: tuple(load_table(folder / f"{name}.tsv", model)) for name, model in TABLES.items()
        }
        if not any(row.abbr for row in tables["countries"]):
            raise DataError(folder / "countries.tsv", 1, "abbr", "no country has one")
        for name, *columns in KEYS:
            check_distinct(folder / f"{name}.tsv", tables[name], *columns)
        for name, column, other, key in REFERENCES:
            known = {getattr(row, key) for row in tables[other]}
            check_known(folder / f"{name}.tsv", tables[name], column, known, f"{other}.tsv")
        return cls(**tables)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of all things, by kind and slug: `port/dalian`."""
        return frozenset(
            {f"{KINDS[row.cls]}/{row.slug}" for row in self.divisions}
            | {f"{KINDS[row.cls]}/{row.slug}" for row in self.countries}
            | {f"port/{row.slug}" for row in self.ports}
            | {f"port/{row.slug}" for row in self.foreign_ports}
            | {f"port-cluster/{row.slug}" for row in self.clusters}
            | {f"organization/{row.slug}" for row in self.organizations}
            | {f"commodity/{row.slug}" for row in self.commodities}
            | {f"publication/{row.slug}" for row in self.publications}
        )


TABLES: dict[str, type[Record]] = {
    "divisions": Division,
    "countries": Country,
    "ports": Port,
    "foreign_ports": ForeignPort,
    "clusters": Cluster,
    "organizations": Organization,
    "commodities": Commodity,
    "publications": Publication,
    "official_totals": OfficialTotal,
}
KEYS = (
    ("divisions", "code"), ("divisions", "cls", "slug"), ("countries", "cls", "slug"), ("ports", "slug"),
    ("foreign_ports", "slug"), ("clusters", "slug"), ("organizations", "slug"), ("commodities", "slug"),
    ("publications", "slug"), ("official_totals", "kind"),
)  # fmt: skip
"""A table, and the columns that together tell its rows apart."""
REFERENCES = (
    ("divisions", "parent", "divisions", "code"),
    ("ports", "place", "divisions", "code"),
    ("ports", "country", "countries", "slug"),
    ("ports", "part_of", "ports", "slug"),
    ("ports", "opposite", "foreign_ports", "slug"),
    ("ports", "cluster", "clusters", "slug"),
    ("foreign_ports", "country", "countries", "slug"),
    ("organizations", "place", "divisions", "code"),
    ("commodities", "broader", "commodities", "slug"),
)
"""A table and a column, and the table and column that has what stands there."""
