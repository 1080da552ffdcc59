"""How many quads a store holds, and a hash of them that their order does not change: a change costs the change.

The hash is the sum of the hashes of the quads, so that what is added or taken away is added to or taken from it.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from pyoxigraph import Quad

MODULUS = 1 << 256


@dataclass
class Change:
    """What became of a store: quads that it did not have before, and quads that it has no more."""

    added: list[Quad] = field(default_factory=list)
    removed: list[Quad] = field(default_factory=list)

    def __add__(self, other: "Change") -> "Change":
        return Change(self.added + other.added, self.removed + other.removed)

    def net(self) -> "Change":
        """This change without what came and went."""
        times = Counter(self.added)
        times.subtract(self.removed)
        return Change([q for q, n in times.items() if n > 0], [q for q, n in times.items() if n < 0])


@dataclass
class Content:
    """What a store holds, in two numbers."""

    quads: int = 0
    hash: int = 0

    @classmethod
    def of(cls, quads: Iterable[Quad]) -> Self:
        """The content of quads, each given once."""
        content = cls()
        for quad in quads:
            content._count(quad, 1)
        return content

    def change(self, change: Change) -> None:
        """Goes along with a change of the store."""
        for quad in change.added:
            self._count(quad, 1)
        for quad in change.removed:
            self._count(quad, -1)

    def _count(self, quad: Quad, times: int) -> None:
        digest = hashlib.sha256(str(quad).encode()).digest()
        self.quads += times
        self.hash = (self.hash + times * int.from_bytes(digest)) % MODULUS

    @property
    def id(self) -> str:
        """Twelve hexadecimal digits that two stores share if and only if they hold the same quads."""
        return hashlib.sha256(self.hash.to_bytes(32)).hexdigest()[:12]

    def as_json(self) -> dict[str, Any]:
        """For the file about a release."""
        return {"quads": self.quads, "content": f"{self.hash:064x}"}

    @classmethod
    def from_json(cls, about: dict[str, Any]) -> Self | None:
        """From the file about a release; None where the hash is not known."""
        content = about.get("content")
        return None if content is None else cls(int(about["quads"]), int(content, 16))
