"""Search within a query: `?port kou:search "erlianhaote"` is answered by the search index before the engine sees it.

    ?port kou:search "erlianhaote" .                              things by name
    (?port ?score ?name) kou:search ("大连" kou:Port 20) .         with grade and name; of a class; 20 at most
    (?evidence ?score ?text) kou:searchQuotation "扩大开放" .      evidence by its words

Such a triple stands in the query as any other, so that it is SPARQL on every engine. What is found takes its place
as VALUES, and the rest of the query is asked of these alone.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from graph.naming import short_name
from graph.quotations import MOST
from graph.search import Index
from graph.terms import decimal, prefixes
from graph.tokens import Token, place, tokens
from ontology import Namespaces

PROPERTIES = ("search", "searchQuotation")
USUALLY = 100
"""Hits of a search that names no number."""
ABSOLUTE = re.compile(r"[A-Za-z][\w+.-]*:")
MOST_SEARCHES = 10
"""Searches of one query."""

Row = tuple[NamedNode, Literal, Literal]
"""A thing or evidence, its grade, and the name or text that was found."""


@dataclass
class SearchError(Exception):
    """A search that cannot be made, and where it stands."""

    message: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


@dataclass(frozen=True, slots=True)
class _Search:
    """What one search looks for, and the variables that take what is found."""

    property: str
    variables: tuple[str, ...]
    text: str
    classes: tuple[str, ...]
    limit: int


def answered(text: str, names: Namespaces, index: Callable[[], Index]) -> str:
    """A query with the hits in place of its searches; a SearchError says what is wrong with one.

    >>> answered("SELECT ?s { ?s rdfs:label ?l }", Namespaces(), index=None)
    'SELECT ?s { ?s rdfs:label ?l }'
    """
    if not any(name in text for name in PROPERTIES):
        return text
    query = _Query(text, names)
    searches = list(query.searches())
    if len(searches) > MOST_SEARCHES:
        raise query.error(0, f"a query may search {MOST_SEARCHES} times at most")
    edits = sorted(
        edit for search, replace in searches for edit in replace(_values(search, _found(index(), search)))
    )
    parts, done = [], 0
    for start, end, new in edits:
        parts += [text[done:start], new]
        done = end
    return "".join(parts) + text[done:]


def _found(index: Index, search: _Search) -> Iterator[Row]:
    if search.property == "search":
        for hit in index.search(search.text, classes=search.classes, limit=search.limit):
            yield NamedNode(hit.iri), decimal(hit.score), Literal(hit.name)
    else:
        for quoted in index.quotations(search.text, limit=search.limit):
            yield NamedNode(quoted.iri), decimal(quoted.score), Literal(quoted.text)


def _values(search: _Search, rows: Iterator[Row]) -> str:
    """Hits as VALUES, in one line, so that the lines of the query stay where they are."""
    width = len(search.variables)
    lines = (f"({' '.join(map(str, row[:width]))})" for row in rows)
    return f"VALUES ({' '.join(search.variables)}) {{ {' '.join(lines)} }}"


Edit = tuple[int, int, str]
"""Half-open span of the query, and what stands there instead."""


class _Query:
    """The searches of a query, by its tokens."""

    def __init__(self, text: str, names: Namespaces) -> None:
        self._text = text
        self._names = names
        self._tokens = list(tokens(text))
        self._prefixes = dict(prefixes(names))  # a query declares more for itself
        self._base = names.base
        for first, second, third in zip(self._tokens, self._tokens[1:], self._tokens[2:], strict=False):
            if first.says("PREFIX") and third.kind == "iri":
                self._prefixes[second.text[:-1]] = self._absolute(third.text[1:-1])
            elif first.says("BASE") and second.kind == "iri":
                self._base = self._absolute(second.text[1:-1])

    def error(self, at: int, message: str) -> SearchError:
        """A fault at a token."""
        return SearchError(message, *place(self._text, self._tokens[at].start if self._tokens else 0))

    def searches(self) -> Iterator[tuple[_Search, Callable[[str], list[Edit]]]]:
        """Each search, with what its hits change in the text."""
        properties = {self._names.term(name): name for name in PROPERTIES}
        opened: list[int] = []
        for at, token in enumerate(self._tokens):
            if token.text == "{" and token.kind == "mark":
                opened.append(at)
            elif token.text == "}" and token.kind == "mark" and opened:
                opened.pop()
            name = properties.get(self._iri(token) or "")
            template = bool(opened) and opened[-1] > 0 and self._tokens[opened[-1] - 1].says("CONSTRUCT")
            if name and not template and self._is_predicate(at):
                yield self._search(name, at)

    def _is_predicate(self, at: int) -> bool:
        """Whether a property is asked by, and not spoken of: what follows could be what is searched for."""
        if at == 0 or at + 1 == len(self._tokens):
            return False
        before, after = self._tokens[at - 1], self._tokens[at + 1]
        asks = after.kind in ("string", "variable") or after.text == "("
        return asks and before.text not in (".", "{", "}")

    def _search(self, name: str, at: int) -> tuple[_Search, Callable[[str], list[Edit]]]:
        """The search by the property at a token."""
        before = self._tokens[at - 1]
        further = before.text == ";"
        first = self._start_of_triple(at) if further else self._start_of_subject(at)
        variables = self._variables(first, at)
        text, classes, limit, last = self._object(name, at + 1)
        if last + 1 < len(self._tokens) and self._tokens[last + 1].text == ",":
            raise self.error(last + 1, "a search is for one text")
        search = _Search(name, variables, text, classes, limit)
        start, end = self._tokens[first].start, self._tokens[last].end
        if further:
            pair = (self._tokens[at].start, end, "")
            return search, lambda values: [(start, start, f"{values} "), pair]
        after = last + 1
        while after < len(self._tokens) and self._tokens[after].text == ";":
            after += 1
        if after == last + 1 or self._tokens[after].text in (".", "}"):
            return search, lambda values: [(start, self._tokens[after - 1].end, values)]
        # Something else is said of the same thing: its triple goes on with what follows.
        rest = self._tokens[after].start
        return search, lambda values: [(start, rest, f"{values} {variables[0]} ")]

    def _start_of_subject(self, at: int) -> int:
        """The token where the subject begins that stands before a property."""
        first = at - 1
        if self._tokens[first].text == ")":
            while first > 0 and self._tokens[first].text != "(":
                first -= 1
        return first

    def _start_of_triple(self, at: int) -> int:
        """The token where the triple begins of which a `;` goes on."""
        first, deep = at - 1, 0
        while first >= 0:
            token = self._tokens[first]
            if token.kind == "mark" and token.text in ")]":
                deep += 1
            elif token.kind == "mark" and token.text in "([":
                deep -= 1
            if deep < 0 or (deep == 0 and token.kind == "mark" and token.text in ".{}"):
                break
            first -= 1
        first += 1
        while self._tokens[first].says("FILTER", "BIND"):
            first = self._after_brackets(first)
        return first

    def _after_brackets(self, first: int) -> int:
        """The token after the first brackets from a token on."""
        deep = 0
        for at in range(first, len(self._tokens)):
            if self._tokens[at].text in ("(", ")"):
                deep += 1 if self._tokens[at].text == "(" else -1
                if deep == 0:
                    return at + 1
        raise self.error(first, "a bracket is not closed")

    def _variables(self, first: int, at: int) -> tuple[str, ...]:
        """The variables of a subject: one, or up to three in brackets."""
        subject = self._tokens[first]
        found = [subject]
        if subject.text == "(":
            end = next(end for end in range(first, at) if self._tokens[end].text == ")")
            found = self._tokens[first + 1 : end]
        if not 1 <= len(found) <= 3 or any(each.kind != "variable" for each in found):
            example = "(?thing ?score ?name)"
            raise self.error(first, f"what a search finds goes into a variable, or up to three: {example}")
        return tuple(each.text for each in found)

    def _object(self, name: str, at: int) -> tuple[str, tuple[str, ...], int, int]:
        """What is searched for, of which classes, how many at most; and the last token that says so."""
        token = self._tokens[at]
        if token.kind == "string":
            last = at + 1 if self._is_language(at + 1) else at
            return self._string(at), (), USUALLY, last
        if token.text != "(":
            raise self.error(at, "a search needs its text in full, not a variable")
        text: str | None = None
        classes: list[str] = []
        limit = USUALLY
        for each in range(at + 1, len(self._tokens)):
            token = self._tokens[each]
            iri = self._iri(token)
            if token.text == ")":
                if text is None:
                    raise self.error(each, "a search needs a text")
                return text, tuple(classes), limit, each
            if token.kind == "string" and text is None:
                text = self._string(each)
            elif token.kind == "word" and token.text.isdecimal():
                limit = int(token.text)
                if not 1 <= limit <= MOST:
                    raise self.error(each, f"a search gives from 1 to {MOST} hits")
            elif iri and name == "search":
                classes.append(short_name(iri, self._names))
            elif not (text is not None and self._is_language(each)):
                raise self.error(each, "a search takes a text, classes and a number")
        raise self.error(at, "a bracket is not closed")

    def _is_language(self, at: int) -> bool:
        return at < len(self._tokens) and self._tokens[at].text.startswith("@")

    def _string(self, at: int) -> str:
        try:
            [quad] = parse(f"<urn:s> <urn:p> {self._tokens[at].text} .", RdfFormat.TURTLE)
        except SyntaxError as error:
            raise self.error(at, "this is no text") from error
        return quad.object.value if isinstance(quad.object, Literal) else ""

    def _iri(self, token: Token) -> str | None:
        """The IRI that a token is."""
        if token.kind == "iri":
            return self._absolute(token.text[1:-1])
        if token.kind != "name":
            return None
        prefix, _, local = token.text.partition(":")
        return self._prefixes[prefix] + local if prefix in self._prefixes else None

    def _absolute(self, iri: str) -> str:
        return iri if ABSOLUTE.match(iri) else urljoin(self._base, iri)
