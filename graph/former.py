"""Things that went by another IRI once, or are no more: the old IRI leads on, or says so.

What no table knows gets an IRI of its own from its name. When a table, or a curator, gives that name to a thing as an
alias, both are one, and what was made from the name alone is replaced. `seeds/gazetteer/former.tsv` tells what else
was published under another key, or is withdrawn.
"""

from collections.abc import Sequence
from pathlib import Path

from pydantic import Field
from pyoxigraph import Triple

from extract.data import Record, load_table
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


def load_former(folder: Path) -> Sequence[Former]:
    """The table of a folder; a DataError names file, line and key of a fault."""
    return load_table(folder / "former.tsv", Former)


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
