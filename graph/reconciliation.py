"""Names of a table matched to things, and the table extended by what the graph says of them.

The values of the Reconciliation Service API 0.2, https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/.
Things have their key as id (`port/dalian`), classes and properties their name (`Port`, `locatedIn`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from graph.dataset import query
from graph.naming import short_name
from graph.search import Hit, Index
from graph.spelling import written
from graph.terms import Terms, term
from ontology import Namespaces

Json = dict[str, Any]

USUALLY = 10
MOST = 50
"""Candidates of one query, values of one cell."""
SURE = 0.9
"""The score from which a candidate is the thing that is meant, if it is the only one so good."""
BY_PROPERTIES = 0.3
"""The part of the score that goes by the other columns of a row, where they are given."""
WHOLE_NUMBERS = frozenset((term("xsd:integer"), term("xsd:int"), term("xsd:gYear")))
NUMBERS = frozenset((term("xsd:decimal"), term("xsd:double"), term("xsd:float")))


@dataclass(frozen=True)
class Reconciliation:
    """Answers from a store and its search index."""

    store: Store
    index: Index
    names: Namespaces

    def match(self, queries: Mapping[str, Json]) -> Json:
        """The candidates of each query, best first, with whether one is surely meant."""
        return {name: {"result": self._candidates(asked)} for name, asked in queries.items()}

    def suggest(self, prefix: str, classes: Sequence[str] = (), skip: int = 0) -> Json:
        """Things whose name may be meant, while it is typed; classes and properties by the classes that these are in.

        The first `skip` are left out. Only things are told their classes.
        """
        found = list(self.index.search(prefix, classes=classes, limit=USUALLY + skip))
        meant = None if classes else self._meant(prefix)
        if meant:
            found = [meant, *(hit for hit in found if hit.iri != meant.iri)]
        return {
            "result": [
                self._named(hit) | ({} if classes else {"notable": self._types(hit)})
                for hit in found[skip : USUALLY + skip]
            ]
        }

    def extend(self, ids: Sequence[str], properties: Sequence[Json]) -> Json:
        """What the graph says of things: a cell for each thing and property, with any number of values."""
        nodes = [(each, self._property(str(each["id"]))) for each in properties]
        return {
            "meta": [{"id": each["id"], "name": self._label(node) or each["id"]} for each, node in nodes],
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
        node = self._property(cls)
        rows = query(
            self.store,
            f"SELECT ?p {{ ?s a {node} ; ?p ?o . ?p a ?kind FILTER(STRSTARTS(STR(?p), STR(kou:))) }} "
            "GROUP BY ?p ORDER BY DESC(COUNT(*)) ?p",
            names=self.names,
        )
        assert isinstance(rows, QuerySolutions)  # noqa: S101 - it is a SELECT
        found = [row["p"] for row in islice(rows, limit)]
        return {
            "type": cls,
            "limit": limit,
            "properties": [
                {"id": short_name(each.value, self.names), "name": self._label(each) or each.value}
                for each in found
                if isinstance(each, NamedNode)
            ],
        }

    def described(self, identity: str) -> Json | None:
        """A thing for a small page: its label, classes and what is said of it by name; None when it has no name."""
        node = self._thing(identity)
        label = self._label(node)
        if label is None:
            return None
        facts: dict[str, list[str]] = {}
        for quad in self._about(node, None):
            shown = self._value(quad.object)
            named = self._label(quad.predicate)
            if shown and named and len(facts.setdefault(named, [])) < 3:
                facts[named].append(
                    str(next(iter(shown.values() if "name" not in shown else [shown["name"]])))
                )
        return {"iri": node.value, "label": label, "facts": facts}

    def _candidates(self, asked: Json) -> list[Json]:
        classes = asked.get("type") or ()
        classes = (classes,) if isinstance(classes, str) else tuple(classes)
        classes = tuple(short_name(cls, self.names) for cls in classes)
        limit = max(1, min(int(asked.get("limit") or USUALLY), MOST))
        text = str(asked.get("query") or "")
        hits = list(self.index.search(text, classes=classes, limit=MOST))
        if asked.get("type_strict") == "all":
            hits = [hit for hit in hits if set(classes) <= set(hit.classes)]
        properties = asked.get("properties") or ()
        scored = sorted(((self._score(hit, properties), hit) for hit in hits), key=lambda each: -each[0])
        meant = self._meant(text)
        if meant:
            scored = [(1.0, meant)]
        sure = [score for score, _ in scored if score >= SURE]
        only = len(sure) == 1 or (len(sure) > 1 and sure[0] - sure[1] > BY_PROPERTIES / 3)
        return [
            self._named(hit)
            | {"score": round(100 * score, 2), "match": only and place == 0, "type": self._types(hit)}
            for place, (score, hit) in enumerate(scored[:limit])
        ]

    def _meant(self, text: str) -> Hit | None:
        """The thing whose id or IRI a text is."""
        node = self._thing(text)
        label = self._label(node) or ""
        return next((hit for hit in self.index.search(label, limit=MOST) if hit.iri == node.value), None)

    def _score(self, hit: Hit, properties: Sequence[Json]) -> float:
        if not properties:
            return hit.score
        agreed = sum(self._agrees(hit.iri, str(each["pid"]), each["v"]) for each in properties)
        return (1 - BY_PROPERTIES) * hit.score + BY_PROPERTIES * agreed / len(properties)

    def _agrees(self, iri: str, pid: str, wanted: Any) -> bool:
        """Whether a property of a thing has one of the values that a row gives."""
        values = wanted if isinstance(wanted, list) else [wanted]
        keys = {written(str(v["id"] if isinstance(v, dict) else v)) for v in values}
        said: set[str] = set()
        for quad in self._about(NamedNode(iri), self._property(pid)):
            value = quad.object
            if isinstance(value, NamedNode):
                said |= {
                    written(self._id(value.value)),
                    *(written(each.value) for each in self._names(value)),
                }
            elif isinstance(value, Literal):
                said.add(written(value.value))
        return bool(keys & said)

    def _cell(self, identity: str, node: NamedNode, settings: Mapping[str, Any]) -> Iterator[Json]:
        asked = str(settings.get("limit") or MOST)
        limit = int(asked) if asked.isdecimal() else MOST
        values = (self._value(quad.object) for quad in self._about(self._thing(identity), node))
        seen: list[Json] = []
        for value in values:
            if value and value not in seen and len(seen) < min(limit, MOST):
                seen.append(value)
                yield value

    def _value(self, value: Any) -> Json | None:
        """A value as a cell has it."""
        if isinstance(value, NamedNode) and value.value.startswith(self.names.resource("")):
            return {"id": self._id(value.value), "name": self._label(value) or value.value}
        if isinstance(
            value, NamedNode
        ):  # what is not in our space of ids is no entity to who reads the table
            return {"str": self._label(value) or value.value}
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

    def _about(self, node: NamedNode, predicate: NamedNode | None) -> Iterator[Quad]:
        for graph in Terms(self.names).default_dataset:
            yield from self.store.quads_for_pattern(node, predicate, None, graph)

    def _names(self, node: NamedNode) -> Iterator[Literal]:
        """What a thing is called, labels and Chinese ones first."""
        for predicate in (term("rdfs:label"), term("skos:altLabel")):
            found = [quad.object for quad in self._about(node, predicate) if isinstance(quad.object, Literal)]
            yield from sorted(found, key=lambda each: each.language != "zh")

    def _label(self, node: NamedNode) -> str | None:
        return next((each.value for each in self._names(node)), None)

    def _named(self, hit: Hit) -> Json:
        told = " · ".join(filter(None, (hit.en, hit.context)))
        return {"id": self._id(hit.iri), "name": hit.label, "description": told}

    def _types(self, hit: Hit) -> list[Json]:
        return [{"id": cls, "name": self._label(self._property(cls)) or cls} for cls in hit.classes]

    def _id(self, iri: str) -> str:
        """How a thing, class or property is told from others in tables."""
        own = self.names.resource("")
        return iri.removeprefix(own) if iri.startswith(own) else short_name(iri, self.names)

    def _thing(self, identity: str) -> NamedNode:
        return self._node(identity, self.names.resource(identity))

    def _property(self, identity: str) -> NamedNode:
        if ":" in identity and "://" not in identity:
            try:
                return term(identity)
            except KeyError:
                return NamedNode("urn:unknown")
        return self._node(identity, self.names.term(identity))

    def _node(self, identity: str, ours: str) -> NamedNode:
        """A node by its IRI in full or by ours; what can be no IRI names nothing."""
        try:
            return NamedNode(identity if identity.startswith(("http://", "https://")) else ours)
        except ValueError:
            return NamedNode("urn:unknown")
