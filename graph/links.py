"""What things of the gazetteer, and units, are in other registers, and how that was found out (https://w3id.org/sssom/).

A table for each register, `seeds/gazetteer/REGISTER.tsv`; extraction has no use for them, only the graph reads them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal as OneOf

from pydantic import Field
from pyoxigraph import Literal, NamedNode, Triple

from extract.data import Record, check_distinct, check_known, load_table
from graph.mapping import Triples
from graph.schemes import schemes
from graph.terms import Terms, term
from ontology import Namespaces

REGISTERS = {
    "geonames": "https://sws.geonames.org/{}/",
    "qudt": "http://qudt.org/vocab/unit/{}",
    "unlocode": "https://vocabulary.uncefact.org/unlocode#{}",
    "wikidata": "http://www.wikidata.org/entity/{}",
}
"""By name of its table, the IRI of what has an identifier there."""


class Link(Record):
    """What a thing is in a register, and how that was found out."""

    key: str = Field(pattern=r"^[a-z-]+/[a-z0-9-]+$")
    """The thing, by kind and slug."""
    id: str = Field(pattern=r"^[A-Za-z0-9_-]+$")
    relation: OneOf["exactMatch", "closeMatch"]
    method: OneOf["LexicalMatching", "ManualMappingCuration", "MappingChaining"]
    """By the vocabulary of mappings, https://w3id.org/semapv/vocab/."""
    source: str


Links = Mapping[str, Sequence[Link]]
"""By register."""


def load_links(folder: Path, known: Collection[str]) -> Links:
    """The tables of all registers in a folder, of things that are known; a DataError names file, line and key of a fault."""
    names = Namespaces()
    units = {unit.value.removeprefix(names.resource("")) for unit in schemes(names).units.values()}
    return {register: _load(folder / f"{register}.tsv", {*known, *units}) for register in REGISTERS}


def _load(path: Path, known: Collection[str]) -> Sequence[Link]:
    rows = load_table(path, Link)
    check_distinct(path, rows, "key")
    check_known(path, rows, "key", known, "the other tables")
    return rows


def link_triples(links: Links, terms: Terms) -> Triples:
    """Each link as a statement, and who said so as a mapping; a UN/LOCODE also as an identifier."""
    for register, rows in links.items():
        for row in rows:
            yield from _link(register, row, terms)


def _link(register: str, row: Link, terms: Terms) -> Iterator[Triple]:
    thing, target = terms.resource(row.key), NamedNode(REGISTERS[register].format(row.id))
    said = Triple(thing, term(f"skos:{row.relation}"), target)
    mapping = terms.resource(f"link/{row.key.replace('/', '-')}-{register}")
    yield said
    if register == "unlocode":
        yield Triple(thing, terms.kou("locode"), Literal(row.id))
    yield Triple(mapping, term("rdf:type"), term("sssom:Mapping"))
    yield Triple(mapping, term("rdf:reifies"), said)
    yield Triple(mapping, term("sssom:mapping_justification"), term(f"semapv:{row.method}"))
    yield Triple(mapping, term("dcterms:source"), Literal(row.source))
