"""What shapes can tell nodes apart by: two nodes that are alike conform both, or neither.

A graph of news has few sorts of nodes and many of each, so that of each sort only one need be checked. What a node
says is reduced to what a constraint can see: the properties; of a value its kind, type and language, its classes and
whether it has a label, which patterns it matches and how long it is; of numbers and days their order among each other
and the bounds. What shapes name themselves stays as it is.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from functools import lru_cache

import rdflib
from pyoxigraph import Literal, NamedNode, Triple
from rdflib.namespace import SH, XSD

Form = Hashable
NUMBERS = {str(XSD[name]) for name in ("integer", "decimal", "double", "float", "nonNegativeInteger")}
DAYS = {str(XSD[name]) for name in ("date", "dateTime", "gYear", "gYearMonth")}
BOUNDS = (SH.minInclusive, SH.maxInclusive, SH.minExclusive, SH.maxExclusive)


class Likeness:
    """The constraints of shapes, as far as they look at values.

    Shapes may look at what a node says, and of what it speaks of at classes and labels; strings are never less than
    others.
    """

    def __init__(self, shapes: rdflib.Graph) -> None:
        self._named = {str(value) for value in shapes.objects() if not isinstance(value, rdflib.BNode)}
        self._patterns = [re.compile(str(each)) for each in shapes.objects(None, SH.pattern)]
        lengths = [int(str(n)) for p in (SH.minLength, SH.maxLength) for n in shapes.objects(None, p)]
        self._longest = max(lengths, default=0) + 1
        self._bounds = sorted({Decimal(str(n)) for p in BOUNDS for n in shapes.objects(None, p)})

    def form(self, said: Iterable[Triple], kinds: Mapping[NamedNode, Form]) -> Form:
        """What shapes see of a node that says something, by the kinds of what it speaks of."""
        triples = list(said)
        ordered: dict[str, set[Decimal | str]] = defaultdict(set)
        for each in triples:
            if isinstance(each.object, Literal) and (place := _place(each.object)):
                ordered[place[0]].add(place[1])
        orders = {family: sorted(values) for family, values in ordered.items()}
        return tuple(
            sorted((each.predicate.value, repr(self._value(each.object, kinds, orders))) for each in triples)
        )

    def _value(
        self, value: object, kinds: Mapping[NamedNode, Form], orders: Mapping[str, list[Decimal | str]]
    ) -> Form:
        if isinstance(value, NamedNode):
            return self._seen(value.value), kinds.get(value)
        if not isinstance(value, Literal):
            raise TypeError(f"no blank nodes in the data: {value}")
        place: Form = None
        if found := _place(value):
            family, this = found
            place = orders[family].index(this)
            if isinstance(this, Decimal):
                place = place, bisect_left(self._bounds, this), bisect_right(self._bounds, this)
        kind = value.datatype.value
        return self._seen(value.value), kind, _well_typed(value.value, kind), value.language, place

    def _seen(self, text: str) -> Form:
        """What is seen of the characters of a value."""
        named = text if text in self._named else None
        return named, min(len(text), self._longest), [bool(each.search(text)) for each in self._patterns]


def _place(value: Literal) -> tuple[str, Decimal | str] | None:
    """What a literal is compared with, and by what; None for one that is not."""
    kind = value.datatype.value
    if kind in DAYS:
        return kind, value.value
    return ("number", Decimal(value.value)) if kind in NUMBERS and _well_typed(value.value, kind) else None


@lru_cache(maxsize=100_000)
def _well_typed(text: str, kind: str) -> bool:
    return not rdflib.Literal(text, datatype=rdflib.URIRef(kind)).ill_typed
