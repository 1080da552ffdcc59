"""Things that went by another IRI once, or are no more: the old IRI leads on, or says so.

What no table knows gets an IRI of its own from its name. When a table, or a curator, gives that name to a thing as an
alias, both are one, and what was made from the name alone is replaced. `seeds/gazetteer/former.tsv` tells what else
was published under another key, or is withdrawn.
"""

from collections.abc import Collection, Sequence
from pathlib import Path

from pydantic import Field
from pyoxigraph import Triple

from extract.data import Record, check_distinct, load_table
from extract.error import DataError
from extract.fact import KINDS
from extract.gazetteer import Gazetteer
from extract.lexicon import mint
from graph.mapping import Triples
from graph.terms import Terms, boolean, term

KEY = r"^[a-z-]+/[a-z0-9-]+$"


class Former(Record):
    """A key that was published, and what stands in its place; empty where nothing does."""

    key: str = Field(pattern=KEY)
    replaced_by: str | None = Field(default=None, pattern=KEY)
    source: str


def load_former(folder: Path, known: Collection[str]) -> Sequence[Former]:
    """The table of a folder, beside others that have some keys; a DataError names file, line and key of a fault.

    What replaces a key must be known, or be replaced itself; of people, whom no table lists, anything is believed.
    """
    path = folder / "former.tsv"
    rows = load_table(path, Former)
    check_distinct(path, rows, "key")
    replaced = {row.key: row.replaced_by for row in rows}
    for line, row in enumerate(rows, 2):
        if row.key in known:
            raise DataError(path, line, "key", f"{row.key} is in a table, and so not a former key")
        met, last = {row.key}, row.replaced_by
        while last in replaced and last not in met:
            met.add(last)
            last = replaced[last]
        if last in met:
            raise DataError(path, line, "replaced_by", "what replaces it goes round in a circle")
        if last and last not in known and not last.startswith(KINDS["Person"] + "/"):
            raise DataError(path, line, "replaced_by", f"{last} is in no table")
    return rows


def former_triples(gazetteer: Gazetteer, former: Sequence[Former], terms: Terms) -> Triples:
    """What replaces what, and what is withdrawn."""
    replaced: dict[str, str | None] = {}
    for port in gazetteer.ports:
        for alias in port.aliases:
            replaced[mint("Port", alias).key] = f"port/{port.slug}"
    for body in gazetteer.organizations:
        for alias in body.aliases:
            replaced[mint("Organization", alias).key] = f"organization/{body.slug}"
    replaced |= {row.key: row.replaced_by for row in former}
    for key, by in replaced.items():
        node = terms.resource(key)
        if by:
            yield Triple(node, term("dcterms:isReplacedBy"), terms.resource(by))
        else:
            yield Triple(node, term("owl:deprecated"), boolean(True))
