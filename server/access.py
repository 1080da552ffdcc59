"""Who may write: tokens, each with a scope."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from server.problem import Problem

Scope = Literal["read", "review", "write", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""From the least to the most; each may do what those before it may."""


@dataclass(frozen=True, slots=True)
class Token:
    """A secret that says who someone is and what they may do. Only its hash is kept."""

    name: str
    scope: Scope
    digest: bytes = field(repr=False)

    @classmethod
    def of(cls, name: str, scope: Scope, secret: str) -> "Token":
        """The token with a secret."""
        return cls(name, scope, _digest(secret))

    def may(self, scope: Scope) -> bool:
        """Whether it reaches as far as a scope."""
        return SCOPES.index(self.scope) >= SCOPES.index(scope)


def read_tokens(text: str) -> tuple[Token, ...]:
    """Tokens as a setting has them: one secret that may do anything, or `NAME:SCOPE:SECRET` each.

    >>> read_tokens("li:review:s3cret-of-li wang:write:s3cret-of-wang")
    (Token(name='li', scope='review'), Token(name='wang', scope='write'))
    """
    return tuple(_token(each) for each in text.replace(",", " ").split())


def _token(text: str) -> Token:
    if ":" not in text:
        return Token.of("admin", "admin", text)
    name, scope, secret = [*text.split(":", 2), "", ""][:3]
    for known in SCOPES:
        if known == scope and name and secret:
            return Token.of(name, known, secret)
    raise ValueError(f"SECRET or NAME:SCOPE:SECRET is expected, SCOPE one of {', '.join(SCOPES)}")


def require(tokens: Sequence[Token], scope: Scope, authorization: str | None) -> Token:
    """The token that an Authorization header brings; a Problem when it does not reach as far as a scope."""
    if not tokens:
        raise Problem(403, "read-only", "this server takes no changes, since its operator has set no token")
    scheme, _, secret = (authorization or "").partition(" ")
    given = _digest(secret.strip())
    # All are compared, so that the time tells nothing of which one comes near.
    found = [token for token in tokens if hmac.compare_digest(token.digest, given)]
    if scheme.lower() != "bearer" or not found:
        what = "this needs a token" if authorization is None else "this token is not known"
        raise Problem(401, "token-needed", what, headers={"WWW-Authenticate": 'Bearer realm="kouan"'})
    if not found[0].may(scope):
        raise Problem(
            403, "scope", f"this needs a token of scope {scope}; yours is of scope {found[0].scope}"
        )
    return found[0]


def may(tokens: Sequence[Token], scope: Scope, authorization: str | None) -> bool:
    """Whether an Authorization header brings a token that reaches as far as a scope."""
    try:
        require(tokens, scope, authorization)
    except Problem:
        return False
    return True


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
