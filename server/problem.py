"""Problems: what a client did that cannot be answered, as `application/problem+json` (RFC 9457)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

MEDIA_TYPE = "application/problem+json"


@dataclass
class Problem(Exception):
    """A request that cannot be answered: the HTTP status, a kind for programs and a message for people."""

    status: int
    kind: str
    message: str
    line: int | None = None
    """Where a query is wrong, from 1."""
    column: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message

    @property
    def title(self) -> str:
        """The status in words."""
        return HTTPStatus(self.status).phrase

    def as_json(self) -> bytes:
        """The body of the answer."""
        members: dict[str, Any] = {
            "status": self.status,
            "title": self.title,
            "kind": self.kind,
            "message": self.message,
            "line": self.line,
            "column": self.column,
        }
        present = {name: value for name, value in members.items() if value is not None}
        return json.dumps(present, ensure_ascii=False).encode()
