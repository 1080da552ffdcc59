"""The graph as JSON-LD that a person can read: short names by `ontology/context.jsonld`, one object a thing.

JSON-LD has no triple terms: what a fact reifies is its saidSubject, saidPredicate and saidObject.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from graph.terms import term
from ontology import CONTEXT, DEFAULT_BASE, Namespaces

LANGUAGES = {"@container": "@language"}


class Writer(Protocol):
    """What bytes can be written to."""

    def write(self, data: bytes, /) -> int:
        """Takes bytes, and tells how many."""


def write_jsonld(quads: Iterable[Quad], output: Writer, names: Namespaces) -> None:
    """Writes quads, sorted by graph and subject and without triple terms, as one JSON-LD document."""
    context = compaction(names)
    output.write(b'{"@context": ' + _json(context.context) + b',\n"@graph": [')
    for index, (graph, members) in enumerate(groupby(quads, key=lambda each: each.graph_name)):
        head = _json({"@id": context.iri(graph)}).rstrip(b"}") if isinstance(graph, NamedNode) else b"{"
        output.write((b",\n" if index else b"\n") + head + b', "@graph": [')
        things = (context.thing(list(same)) for _, same in groupby(members, key=lambda each: each.subject))
        output.write(b",".join(b"\n" + _json(thing) for thing in things))
        output.write(b"]}")
    output.write(b"\n]}\n")


def write_document(triples: Iterable[Triple], output: Writer, names: Namespaces, context: str) -> None:
    """Writes triples without triple terms, those of a subject together, as a document that links to the context."""
    known = compaction(names)
    output.write(b'{"@context": ' + _json(context) + b', "@graph": [')
    for index, (_, same) in enumerate(groupby(triples, key=lambda each: each.subject)):
        output.write((b",\n" if index else b"\n") + _json(known.thing(list(same))))
    output.write(b"\n]}\n")


@dataclass(frozen=True)
class Compaction:
    """The context, read backwards: from IRIs and literals to the short forms that stand for them."""

    context: Mapping[str, Any]
    keys: Mapping[str, tuple[str, Mapping[str, str]]]
    """IRI of a property → its short name, and how that name reads its values."""
    classes: Mapping[str, str]
    prefixes: Mapping[str, str]

    def iri(self, node: NamedNode | BlankNode) -> str:
        """An IRI with its prefix where it has one."""
        if isinstance(node, BlankNode):
            return str(node)
        found = [
            (len(start), f"{name}:{node.value.removeprefix(start)}")
            for name, start in self.prefixes.items()
            if node.value.startswith(start)
        ]
        return max(found)[1] if found else node.value

    def thing(self, quads: Sequence[Quad | Triple]) -> dict[str, Any]:
        """All that some quads or triples say of their one subject."""
        subject = quads[0].subject
        made: dict[str, Any] = {"@id": self.iri(subject)} if not isinstance(subject, Triple) else {}
        for quad in quads:
            if quad.predicate == term("rdf:type") and isinstance(quad.object, NamedNode):
                name = self.classes.get(quad.object.value) or self.iri(quad.object)
                made.setdefault("@type", []).append(name)
                continue
            key, reading = self.keys.get(quad.predicate.value, (None, {}))
            if key and reading == LANGUAGES and isinstance(quad.object, Literal) and quad.object.language:
                made.setdefault(key, {}).setdefault(quad.object.language, []).append(quad.object.value)
            elif key and (short := self._short(quad.object, reading)) is not None:
                made.setdefault(key, []).append(short)
            else:
                made.setdefault(self.iri(quad.predicate), []).append(self._long(quad.object))
        return {key: _single(value) for key, value in made.items()}

    def _short(self, value: object, reading: Mapping[str, str]) -> str | None:
        """A value as a string, if the short name reads it back as what it is."""
        if isinstance(value, NamedNode | BlankNode):
            return self.iri(value) if reading.get("@type") == "@id" else None
        if not isinstance(value, Literal) or reading == LANGUAGES:
            return None
        if value.language:
            return value.value if reading.get("@language") == value.language else None
        kind = {"xsd:string": None}.get(self.iri(value.datatype), self.iri(value.datatype))
        return value.value if reading.get("@type") == kind and "@language" not in reading else None

    def _long(self, value: object) -> dict[str, str]:
        if isinstance(value, NamedNode | BlankNode):
            return {"@id": self.iri(value)}
        if not isinstance(value, Literal):
            raise TypeError(f"JSON-LD has no place for {value}")
        if value.language:
            return {"@value": value.value, "@language": value.language}
        return {"@value": value.value, "@type": self.iri(value.datatype)}


@lru_cache(maxsize=4)
def compaction(names: Namespaces) -> Compaction:
    """The context under a base."""
    text = CONTEXT.read_text(encoding="utf-8").replace(DEFAULT_BASE, names.base)
    context: dict[str, Any] = json.loads(text)["@context"]
    prefixes = {
        name: iri for name, iri in context.items() if isinstance(iri, str) and iri.endswith(("/", "#"))
    }

    def expanded(short: str) -> str:
        prefix, _, local = short.partition(":")
        return prefixes[prefix] + local

    defined = {name: spec for name, spec in context.items() if isinstance(spec, dict)}
    return Compaction(
        context=context,
        keys={
            expanded(spec["@id"]): (name, {key: value for key, value in spec.items() if key != "@id"})
            for name, spec in defined.items()
        },
        classes={
            expanded(iri): name
            for name, iri in context.items()
            if isinstance(iri, str) and name not in prefixes
        },
        prefixes=prefixes,
    )


def _single(value: Any) -> Any:
    """A list of one as its member."""
    if isinstance(value, dict):
        return {key: _single(each) for key, each in value.items()}
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
