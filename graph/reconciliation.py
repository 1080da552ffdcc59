"""Names of a table matched to things, and the table extended by what the graph says of them.

The values of the Reconciliation Service API 0.2, https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/.
Things have their key as id (`port/dalian`), classes and properties their name (`Port`, `locatedIn`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from graph.dataset import query
from graph.lookup import Lookup
from graph.matching import MOST, NUMBERS, WHOLE_NUMBERS, Column, Matching
from graph.search import Hit, Index
from graph.terms import term
from ontology import Namespaces

Json = dict[str, Any]

USUALLY = 10
"""Candidates of one query, values of one cell, if nobody asks for more."""


@dataclass(frozen=True)
class Reconciliation:
    """Answers from a store and its search index."""

    store: Store
    index: Index
    names: Namespaces
    reused: Mapping[str, Mapping[str, str]]
    """Properties of vocabularies that bring no Chinese names with them: prefixed name → language → name."""

    @cached_property
    def _lookup(self) -> Lookup:
        return Lookup(self.store, self.names)

    @cached_property
    def _matching(self) -> Matching:
        return Matching(self._lookup, self.index)

    def match(self, queries: Mapping[str, Json]) -> Json:
        """The candidates of each query, best first, with whether one is surely meant.

        Queries are as the specification has them, the values of each property a list of texts.
        """
        return {name: {"result": self._candidates(asked)} for name, asked in queries.items()}

    def suggest(self, prefix: str, classes: Sequence[str] = (), skip: int = 0) -> Json:
        """Things whose name may be meant, while it is typed; classes and properties by the classes that these are in.

        The first `skip` are left out. Only things are told their classes.
        """
        found = list(self.index.search(prefix, classes=classes, limit=USUALLY + skip))
        meant = None if classes else self._matching.meant(prefix)
        if meant:
            found = [meant, *(hit for hit in found if hit.iri != meant.iri)]
        named = [self._named(hit) | ({} if classes else {"notable": self._types(hit)}) for hit in found]
        if "owl:DatatypeProperty" in classes and prefix:
            named += [
                {"id": identifier, "name": names["zh"], "description": names["en"]}
                for identifier, names in self.reused.items()
                if any(prefix.casefold() in each for each in (identifier.casefold(), *names.values()))
            ]
        return {"result": named[skip : USUALLY + skip]}

    def extend(self, ids: Sequence[str], properties: Sequence[Json]) -> Json:
        """What the graph says of things: a cell for each thing and property, with any number of values."""
        nodes = [(each, self._lookup.term(str(each["id"]))) for each in properties]
        return {
            "meta": [
                {"id": each["id"], "name": self._property_name(node) or each["id"]} for each, node in nodes
            ],
            "rows": {
                identity: {
                    each["id"]: list(self._cell(identity, node, each.get("settings", {})))
                    for each, node in nodes
                }
                for identity in ids
            },
        }

    def propose(self, cls: str, limit: int) -> Json:
        """The properties that things of a class have, the most frequent first."""
        node = self._lookup.term(cls)
        rows = query(
            self.store,
            f"SELECT ?p {{ ?s a {node} ; ?p ?o }} GROUP BY ?p ORDER BY DESC(COUNT(*)) ?p",
            names=self.names,
        )
        assert isinstance(rows, QuerySolutions)  # noqa: S101 - it is a SELECT
        found = [(row["p"], name) for row in rows if (name := self._property_name(row["p"]))]
        return {
            "type": cls,
            "limit": limit,
            "properties": [
                {"id": self._lookup.identifier(each.value), "name": name} for each, name in found[:limit]
            ],
        }

    def described(self, identity: str) -> Json | None:
        """A thing for a small page: its label, classes and what is said of it by name; None when it has no name."""
        node = self._lookup.thing(identity)
        label = self._lookup.label(node)
        if label is None:
            return None
        facts: dict[str, list[str]] = {}
        for quad in self._lookup.about(node):
            shown = self._value(quad.object)
            named = self._lookup.label(quad.predicate)
            if shown and named and len(facts.setdefault(named, [])) < 3:
                facts[named].append(
                    str(next(iter(shown.values() if "name" not in shown else [shown["name"]])))
                )
        return {"iri": node.value, "label": label, "facts": facts}

    def _candidates(self, asked: Json) -> list[Json]:
        given = asked.get("type") or ()
        wanted = (given,) if isinstance(given, str) else given
        classes = [self._lookup.identifier(self._lookup.term(each).value) for each in wanted]
        found = self._matching.candidates(
            asked.get("query") or "",
            [
                Column(self._lookup.term(each["pid"]), tuple(each["v"]))
                for each in asked.get("properties") or ()
            ],
            classes,
            limit=max(1, int(asked.get("limit") or USUALLY)),
            strictly=asked.get("type_strict") == "all",
        )
        return [
            self._named(each.hit)
            | {"score": round(100 * each.score, 2), "match": each.sure, "type": self._types(each.hit)}
            for each in found
        ]

    def _cell(self, identity: str, node: NamedNode, settings: Mapping[str, Any]) -> Iterator[Json]:
        asked = str(settings.get("limit") or MOST)
        limit = int(asked) if asked.isdecimal() else MOST
        values = (self._value(quad.object) for quad in self._lookup.about(self._lookup.thing(identity), node))
        seen: list[Json] = []
        for value in values:
            if value and value not in seen and len(seen) < min(limit, MOST):
                seen.append(value)
                yield value

    def _value(self, value: Any) -> Json | None:
        """A value as a cell has it."""
        if isinstance(value, NamedNode):
            shown = self._lookup.label(value) or value.value
            # what is not in our space of ids is no entity to who reads the table
            own = value.value.startswith(self.names.resource(""))
            return {"id": self._lookup.identifier(value.value), "name": shown} if own else {"str": shown}
        if not isinstance(value, Literal):
            return None
        try:
            if value.datatype in WHOLE_NUMBERS:
                return {"int": int(value.value)}
            if value.datatype in NUMBERS:
                return {"float": float(value.value)}
        except ValueError:
            pass  # what is no number after all is shown as it is written
        if value.datatype == term("xsd:date"):
            return {"date": f"{value.value}T00:00:00"}
        return {"str": value.value}

    def _property_name(self, node: Any) -> str | None:
        """What a property is called, where anybody says it."""
        reused = self.reused.get(self._lookup.identifier(node.value), {})
        return self._lookup.label(node) or reused.get("zh")

    def _named(self, hit: Hit) -> Json:
        told = " · ".join(filter(None, (hit.en, hit.context)))
        return {"id": self._lookup.identifier(hit.iri), "name": hit.label, "description": told}

    def _types(self, hit: Hit) -> list[Json]:
        return [{"id": cls, "name": self._lookup.label(self._lookup.term(cls)) or cls} for cls in hit.classes]
