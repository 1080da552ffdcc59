"""What things of the gazetteer are called where no news is read: in English, and by the one character of a province.

Extraction must not take such names for mentions (云 is a cloud more often than 云南), so that only the graph reads
their table, `seeds/gazetteer/names.tsv`.
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from pydantic import Field
from pyoxigraph import Triple

from extract.data import Record, check_distinct, check_known, load_table
from graph.terms import Terms, en, term, zh


class OtherNames(Record):
    """The other names of a thing."""

    key: str = Field(pattern=r"^[a-z-]+/[a-z0-9-]+$")
    """The thing, by kind and slug."""
    en: str | None = None
    """Empty where its own table has it."""
    others: tuple[str, ...] = ()
    """In English too."""
    abbr: str | None = Field(default=None, min_length=1, max_length=1)
    source: str


def load_names(folder: Path, known: Collection[str]) -> Sequence[OtherNames]:
    """The table of a folder, of things that are known; a DataError names file, line and key of a fault."""
    path = folder / "names.tsv"
    rows = load_table(path, OtherNames)
    check_distinct(path, rows, "key")
    check_known(path, rows, "key", known, "the other tables")
    return rows


def name_triples(rows: Sequence[OtherNames], terms: Terms) -> Iterator[Triple]:
    """Each name as another label, or as the preferred one in English: who asks for rdfs:label gets one name as before."""
    for row in rows:
        node = terms.resource(row.key)
        if row.en:
            yield Triple(node, term("skos:prefLabel"), en(row.en))
        for other in row.others:
            yield Triple(node, term("skos:altLabel"), en(other))
        if row.abbr:
            yield Triple(node, terms.kou("abbreviation"), zh(row.abbr))
