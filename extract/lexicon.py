"""What the gazetteer knows, as names to find in text and as answers about the entities found."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

import ahocorasick_rs

from extract.fact import KINDS, Entity, EntityClass, PortKind
from extract.gazetteer import Gazetteer, Port

COMMON_NOUNS = ("城区", "郊区", "矿区", "东区", "西区")
"""Districts whose names name nothing by themselves."""
CHINA = Entity("Country", "中国", "country/cn")


@lru_cache(maxsize=100_000)
def mint(cls: EntityClass, label: str) -> Entity:
    """An entity that no gazetteer knows: pinyin, and four digits of a hash, for homophones are many."""
    from pypinyin import lazy_pinyin  # takes longer to load than a short text to read

    pinyin = "".join(part for part in lazy_pinyin(label) if part.isascii() and part.isalnum()).lower()
    digest = sha256(label.encode()).hexdigest()[:4]
    return Entity(cls, label, f"{KINDS[cls]}/{pinyin[:60]}-{digest}")


def is_minted(entity: Entity) -> bool:
    """Whether an entity was minted, so that no gazetteer knows it."""
    return entity.key == mint(entity.cls, entity.label).key


def _international(name: str) -> Iterable[str]:
    """老街国际口岸 for 老街口岸."""
    stem = name.removesuffix("口岸")
    plain = stem != name and not stem.endswith(("公路", "铁路", "机场", "国际", "航空"))
    return (f"{stem}国际口岸",) if plain else ()


class Hit(NamedTuple):
    """A gazetteer name found in a text, with everything it may name; nothing for the bare name of a port."""

    start: int
    end: int
    entities: tuple[Entity, ...]


class Lexicon:
    """The gazetteer, indexed for reading."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._terms: dict[str, list[Entity]] = defaultdict(list)
        self._places: dict[str, Entity] = {}
        self._parents: dict[str, str] = {}
        self._ports: dict[str, Port] = {}
        self.entities: dict[str, Entity] = {}
        self.bare_ports: dict[str, Entity] = {}
        """What stands before 口岸 in a port's name: 皇岗 → 皇岗口岸."""
        self.abbreviations: dict[str, Entity] = {}
        """One character for a country: 俄 → 俄罗斯."""
        self.generic_commodities: dict[str, str] = {}
        self.domestic: set[str] = set()
        """Keys of the regions within China."""
        self.abroad: set[str] = set()
        """Keys of the ports on the other side of the border."""
        self._read()

    def _add(self, entity: Entity, names: Iterable[str]) -> None:
        self.entities[entity.key] = entity
        for name in names:
            if name and entity not in self._terms[name]:
                self._terms[name].append(entity)

    def _read(self) -> None:
        tables = self._gazetteer
        for row in tables.divisions:
            label = row.short if row.cls == "Province" and row.short else row.name
            entity = Entity(row.cls, label, f"{KINDS[row.cls]}/{row.slug}")
            self._places[row.code] = entity
            if row.parent:
                self._parents[entity.key] = row.parent
            name = "" if row.name in COMMON_NOUNS else row.name
            self._add(entity, (name, row.short or "", *row.aliases))
        for country in tables.countries:
            entity = Entity(country.cls, country.name, f"{KINDS[country.cls]}/{country.slug}")
            self._add(entity, (country.name, *country.aliases))
            if country.domestic:
                self.domestic.add(entity.key)
            if country.abbr:
                self.abbreviations[country.abbr] = entity
        for port in tables.ports:
            entity = Entity("Port", port.name, f"port/{port.slug}")
            self._ports[entity.key] = port
            self._add(entity, (port.name, *port.aliases, *_international(port.name)))
            self._add(entity, (n.removesuffix("口岸") for n in port.aliases if n.endswith("机场口岸")))
            bare = port.name.removesuffix("口岸")
            if bare != port.name:
                self.bare_ports.setdefault(bare, entity)
        for foreign in tables.foreign_ports:
            entity = Entity("Port", foreign.name, f"port/{foreign.slug}")
            self._add(entity, (foreign.name, *foreign.aliases, *_international(foreign.name)))
            self.abroad.add(entity.key)
        for cluster in tables.clusters:
            self._add(
                Entity("PortCluster", cluster.name, f"port-cluster/{cluster.slug}"),
                (cluster.name, *cluster.aliases),
            )
        for organization in tables.organizations:
            entity = Entity("Organization", organization.name, f"organization/{organization.slug}")
            self._add(entity, (organization.name, *organization.aliases))
        for commodity in tables.commodities:
            entity = Entity("Commodity", commodity.name, f"commodity/{commodity.slug}")
            self._add(entity, (commodity.name, *commodity.aliases))
            if commodity.generic:
                self.generic_commodities[entity.key] = commodity.generic

    @cached_property
    def _automaton(self) -> tuple[Any, list[str]]:
        terms = sorted({*self._terms, *self.bare_ports})
        kind = ahocorasick_rs.MatchKind.LeftmostLongest
        return ahocorasick_rs.AhoCorasick(terms, matchkind=kind), terms

    def words(self) -> Iterable[tuple[str, str]]:
        """All names with the jieba tag of their class, to extend jieba's dictionary.

        The bare names of ports begin other names, and jieba takes many for common nouns: 图们 of 图们边检站.
        """
        tags = {"Commodity": "n", "Organization": "nt", "Port": "ns"}
        for term, entities in self._terms.items():
            yield term, tags.get(entities[0].cls, "ns")
        for bare in self.bare_ports:
            if bare not in self._terms:
                yield bare, "ns"

    def forms(self) -> Mapping[str, tuple[str, ...]]:
        """All names of things, by key."""
        found: dict[str, tuple[str, ...]] = dict.fromkeys(self.entities, ())
        for term, entities in self._terms.items():
            for entity in entities:
                found[entity.key] += (term,)
        return found

    def find(self, text: str) -> list[Hit]:
        """The names in a text: leftmost first, the longest of those that start together."""
        automaton, terms = self._automaton
        found = automaton.find_matches_as_indexes(text)
        return [Hit(start, end, tuple(self._terms.get(terms[index], ()))) for index, start, end in found]

    def named(self, name: str, cls: EntityClass) -> Entity | None:
        """The entity of a class that a name names."""
        return next((entity for entity in self._terms.get(name, ()) if entity.cls == cls), None)

    def port(self, label: str) -> Entity | None:
        """A port by its label, alias or the bare name before 口岸."""
        return self.named(label, "Port") or self.bare_ports.get(label)

    def country(self, slug: str) -> Entity | None:
        """A country or region by its slug."""
        return self.entities.get(f"country/{slug}") or self.entities.get(f"region/{slug}")

    def containing(self, entity: Entity) -> tuple[Entity, ...]:
        """The places that contain a place or port, nearest first."""
        port = self._ports.get(entity.key)
        code = port.place if port else self._parents.get(entity.key)
        places: list[Entity] = []
        while code and code in self._places:
            places.append(self._places[code])
            code = self._parents.get(places[-1].key)
        return tuple(places)

    def port_kind(self, port: Entity) -> PortKind | None:
        """The kind of a port that the gazetteer knows."""
        row = self._ports.get(port.key)
        return row.kind if row else None

    def across(self, port: Entity) -> Entity | None:
        """The country across the border from a port."""
        row = self._ports.get(port.key)
        return self.country(row.country) if row and row.country else None

    def place_of(self, label: str) -> Entity | None:
        """The place whose name an organisation's name starts with (连云港市口岸办)."""
        for end in range(min(len(label), 11), 1, -1):
            for entity in self._terms.get(label[:end], ()):
                if entity.cls in ("Province", "City", "County", "Town"):
                    return entity
        return None

    def homes(self) -> dict[str, Entity]:
        """Organisation key → the place it speaks for."""
        rows = self._gazetteer.organizations
        return {f"organization/{row.slug}": self._places[row.place] for row in rows if row.place}

    def broader(self, commodity: Entity) -> tuple[Entity, ...]:
        """The commodities that comprise a commodity, nearest first."""
        found: list[Entity] = []
        slug = self._broader.get(commodity.key)
        while slug and (entity := self.entities.get(f"commodity/{slug}")) and entity not in found:
            found.append(entity)
            slug = self._broader.get(entity.key)
        return tuple(found)

    @cached_property
    def _broader(self) -> Mapping[str, str]:
        return {f"commodity/{row.slug}": row.broader for row in self._gazetteer.commodities if row.broader}
