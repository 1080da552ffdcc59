"""The tokens of SPARQL, for what must be known of a text before the engine reads it.

The engine decides what a text means; tokens only find the places where it says something.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

TOKEN = re.compile(
    r"""(?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}"""
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
    r"""|(?P<iri><[^<>"{}|^`\\\s]*>)"""
    r"""|(?P<comment>\#[^\n]*)"""
    r"""|(?P<variable>[?$@][\w-]+)"""
    r"""|(?P<name>[\w.-]*:(?:[\w.%:-]|\\.)*)"""
    r"""|(?P<word>\w+)"""
    r"""|(?P<mark>[^\s])""",
    re.DOTALL | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its kind (a group of TOKEN), its text, and where it begins."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)

    def says(self, *words: str) -> bool:
        """Whether it is one of some words of the language, in any case."""
        return self.kind == "word" and self.text.upper() in words


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text, comments left out.

    >>> [token.text for token in tokens("SELECT ?x { ?x a <urn:y> } # all")]
    ['SELECT', '?x', '{', '?x', 'a', '<urn:y>', '}']
    """
    for found in TOKEN.finditer(text):
        kind = found.lastgroup or "mark"
        if kind != "comment":
            yield Token(kind, found[0], found.start())


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column (from 1) of an offset."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def deeper(text: str, most: int) -> bool:
    """Whether brackets of any kind stand in one another more than so deep, strings and IRIs left out."""
    if text.count("(") + text.count("{") + text.count("[") <= most:
        return False
    now = deepest = 0
    for token in tokens(text):
        if token.kind == "mark":
            if token.text in "({[":
                now += 1
                deepest = max(deepest, now)
            elif token.text in ")}]":
                now -= 1
    return deepest > most
