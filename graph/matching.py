"""Which thing a row of a table means: by its name, by what its other columns say, or by both."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import isfinite

from pyoxigraph import Literal, NamedNode

from graph.grading import WHOLE
from graph.lookup import Lookup, Value
from graph.search import Hit, Index
from graph.spelling import written
from graph.terms import decimal, term

MOST = 50
"""Candidates of one row."""
CONSIDERED = 200
"""Things that are compared with the columns of a row."""
WIDE = 2000
"""Things with one value that are found by it; a value that more have tells little."""
SURE = 0.9
"""The score from which a candidate is the thing that is meant, if no other is nearly as good."""
BY_COLUMNS = 0.3
"""The part of the score that goes by the other columns of a row, where it has a name too."""
WHOLE_NUMBERS = tuple(map(term, ("xsd:integer", "xsd:int", "xsd:gYear")))
NUMBERS = (*WHOLE_NUMBERS, *map(term, ("xsd:decimal", "xsd:double", "xsd:float")))
TYPES = (*NUMBERS, term("xsd:boolean"), term("xsd:date"), term("xsd:gYearMonth"))


@dataclass(frozen=True, slots=True)
class Column:
    """A property, with the values of which a thing that is meant has one."""

    property: NamedNode
    values: tuple[str, ...]
    """Texts, or identifiers of things."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that may be meant."""

    hit: Hit
    score: float
    """0 to 1."""
    sure: bool
    """Whether this thing is meant, and no other."""


@dataclass(frozen=True)
class Matching:
    """Compares rows with the things of a store and its search index."""

    lookup: Lookup
    index: Index

    def candidates(
        self,
        name: str,
        columns: Sequence[Column] = (),
        classes: Sequence[str] = (),
        *,
        limit: int,
        strictly: bool = False,
    ) -> list[Candidate]:
        """Things that a row may mean, best first; of some classes, if any are given, `strictly` of all of them.

        A name that is an identifier or IRI means its thing. With a name, the columns narrow what it may mean; the one
        thing of which all columns are true is a candidate whatever it is called. Without a name, they find it.
        """
        meant = self.meant(name)
        if meant:
            return [Candidate(meant, 1.0, sure=True)]
        found = self._scored(name, columns, classes)
        wanted = set(classes if strictly else ())
        scored = sorted((each for each in found if wanted <= {*each[1].classes}), key=lambda each: -each[0])
        sure = [score for score, _ in scored if score >= SURE]
        only = len(sure) == 1 or (len(sure) > 1 and sure[0] - sure[1] > BY_COLUMNS / 3)
        return [
            Candidate(hit, score, sure=only and place == 0)
            for place, (score, hit) in enumerate(scored[: min(limit, MOST)])
        ]

    def meant(self, identifier: str) -> Hit | None:
        """The thing whose identifier or IRI a text is."""
        return next(iter(self.index.named([self.lookup.thing(identifier).value])), None)

    def _scored(
        self, name: str, columns: Sequence[Column], classes: Sequence[str]
    ) -> Iterator[tuple[float, Hit]]:
        hits = list(self.index.search(name, classes=classes, limit=CONSIDERED if columns else MOST))
        if not columns:
            yield from ((hit.score, hit) for hit in hits)
            return
        agreeing = [(self._share(hit, columns), hit) for hit in self._having(columns, classes)]
        if not written(name):
            yield from (each for each in agreeing if each[0] > 0)
            return
        for hit in hits:
            yield (1 - BY_COLUMNS) * hit.score + BY_COLUMNS * self._share(hit, columns), hit
        whole = [hit for share, hit in agreeing if share == 1]
        if len(whole) == 1 and whole[0].iri not in {hit.iri for hit in hits}:
            yield BY_COLUMNS, whole[0]

    def _share(self, hit: Hit, columns: Sequence[Column]) -> float:
        """The part of the columns that is true of a thing."""
        return sum(self._agrees(NamedNode(hit.iri), column) for column in columns) / len(columns)

    def _agrees(self, node: NamedNode, column: Column) -> bool:
        said = list(self.lookup.values(node, column.property))
        return any(self._means(text, value) for value in said for text in column.values)

    def _means(self, text: str, value: Value) -> bool:
        """Whether a cell says what a value is."""
        if isinstance(value, NamedNode):
            if self.lookup.thing(text) == value or self.lookup.term(text) == value:
                return True
            key = written(text)
            return bool(key) and any(written(each.value) == key for each in self.lookup.labels(value))
        if value.datatype in NUMBERS:
            number = _number(value.value)
            return number is not None and _number(text) == number
        if value.datatype == term("xsd:date"):
            return text.partition("T")[0] == value.value
        return written(text) == written(value.value)

    def _having(self, columns: Sequence[Column], classes: Sequence[str]) -> list[Hit]:
        """Things of which columns seem true, those of the most columns first."""
        found: Counter[str] = Counter()
        for column in columns:
            found.update({each.value for each in islice(self._holders(column), WIDE)})
        iris = [iri for iri, _ in found.most_common()]
        return list(self.index.named(iris, classes=classes, limit=CONSIDERED))

    def _holders(self, column: Column) -> Iterator[NamedNode]:
        """Things that have a value of a column, and some that may."""
        for text in column.values:
            named = [NamedNode(hit.iri) for hit in self.index.search(text, limit=MOST) if hit.score >= WHOLE]
            values: list[Value] = [self.lookup.thing(text), self.lookup.term(text), *named, *_literals(text)]
            yield from named  # what is called so by the property itself, as by a code
            for value in values:
                for each in self.lookup.holders(column.property, value):
                    if isinstance(each, NamedNode):
                        yield each


def _literals(text: str) -> Iterator[Literal]:
    """The values that a cell may stand for."""
    yield Literal(text)
    yield from (Literal(text, language=language) for language in ("zh", "en"))
    number = _number(text)
    plain = text if number is None else decimal(number).value
    yield from (Literal(plain, datatype=datatype) for datatype in TYPES)
    yield Literal(text.partition("T")[0], datatype=term("xsd:date"))


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if isfinite(found) else None
