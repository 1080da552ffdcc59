"""What a query or an update would fetch from elsewhere: SERVICE and LOAD.

Nothing is fetched that is not listed, and what is fetched comes through the relay (`graph.relay`). Whether a text has such a word as a keyword (and not in a string, a name or a
comment) is asked of the engine's own parser: every `service` and `load` in the text is misspelt, and the text is
parsed again. If it still is SPARQL, none of them was a keyword. No second parser can be led to read it otherwise.
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from extract.error import UserError
from graph.relay import Target, relay
from graph.tokens import Token, place, tokens

SUSPECT = re.compile("service|load", re.IGNORECASE)
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
"""What is given to machines of the internet (https://www.iana.org/assignments/ipv6-address-space)."""

Parse = Callable[[str], object]
"""Parses a text over an empty store; a SyntaxError if it is none."""


@dataclass
class EgressError(UserError):
    """A text that would reach another server, and where it says so."""

    keyword: str
    reason: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.keyword} {self.reason}"


def confined(text: str, parse: Parse, allowed: Collection[str] = ()) -> str:
    """A text as the engine may have it: what it fetches comes through the relay.

    An EgressError for one that would fetch from an address which is not in `allowed`, or not public. A SyntaxError of
    the text itself may be raised too.
    """
    lower = text.encode(errors="replace").lower()  # of bytes, which is many times as fast as of Chinese text
    if b"service" not in lower and b"load" not in lower:
        return text
    try:
        _try(parse, SUSPECT.sub(_misspelt, text))
        return text
    except SyntaxError:
        found = list(_fetches(list(tokens(text))))
        if not found:
            raise  # no keyword stands there, so the text is wrong without our misspelling too
    targets = [_admitted(text, keyword, target, allowed) for keyword, target in found]
    # All that we saw is allowed; with just these put out of the way, no other may be left.
    _try(parse, _without(text, [(keyword, token) for keyword, token, _ in targets]))
    return _relayed(text, [(token, target) for _, token, target in targets])


def _misspelt(found: re.Match[str]) -> str:
    return found[0][:-1] + "x"


def _try(parse: Parse, text: str) -> None:
    try:
        parse(text)
    except SyntaxError:
        raise
    except Exception:  # noqa: BLE001, S110 - the text was parsed, which is all that is asked; what it does is not
        pass


def _fetches(found: list[Token]) -> Iterable[tuple[Token, Token | None]]:
    """Each SERVICE and LOAD with its target, where one follows."""
    for place_, token in enumerate(found):
        if token.says("SERVICE", "LOAD"):
            rest = found[place_ + 1 : place_ + 3]
            if rest and rest[0].says("SILENT"):
                rest = rest[1:]
            yield token, rest[0] if rest else None


def _relayed(text: str, found: Iterable[tuple[Token, Target]]) -> str:
    """The text with addresses of the relay in place of those that it fetches from."""
    parts, done = [], 0
    for token, target in found:
        parts.append(f"{text[done : token.start]}<{relay().admit(target)}>")
        done = token.end
    return "".join(parts) + text[done:]


def _without(text: str, found: Iterable[tuple[Token, Token]]) -> str:
    """The text with allowed fetches as something harmless of the same shape, and other suspect words misspelt."""
    parts, done = [], 0
    for keyword, target in found:
        parts.append(SUSPECT.sub(_misspelt, text[done : keyword.start]))
        parts.append("GRAPH " if keyword.says("SERVICE") else "CLEAR SILENT ALL")
        done = target.start if keyword.says("SERVICE") else _end_of_load(text, target)
    return "".join(parts) + SUSPECT.sub(_misspelt, text[done:])


def _end_of_load(text: str, target: Token) -> int:
    following = [token for token in tokens(text) if token.start >= target.end][:3]
    into = len(following) == 3 and following[0].says("INTO") and following[1].says("GRAPH")
    return following[2].end if into else target.end


def _admitted(
    text: str, keyword: Token, target: Token | None, allowed: Collection[str]
) -> tuple[Token, Token, Target]:
    """A fetch that is allowed, with where it leads; an EgressError for another."""

    def refused(reason: str) -> EgressError:
        return EgressError(keyword.text.upper(), reason, *place(text, keyword.start))

    if not allowed:
        raise refused("is not allowed here")
    if target is None or target.kind != "iri":
        raise refused(
            "needs an address in full here, <https://…>, so that it can be compared with those that are allowed"
        )
    address = target.text[1:-1]
    if address not in allowed:
        raise refused(f"may not reach {address}, which is not among the addresses that are allowed")
    found = _resolved(address)
    if not found or not all(map(is_public, found)):
        raise refused(f"may not reach {address}, which is no public address")
    return keyword, target, Target(address, found[0])


def _resolved(address: str) -> list[str]:
    """What the name in an http(s) address resolves to."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return []
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or parts.scheme, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, ValueError):
        return []
    return [str(each[4][0]) for each in found]


def is_public(ip: str) -> bool:
    """Whether an address is one machine's on the public internet, and stands for no address of another kind.

    What would be passed on to an IPv4 address (mapped, 6to4, NAT64) might come out anywhere: of IPv6, global unicast
    without 6to4 is left.

    >>> [is_public(ip) for ip in ("8.8.8.8", "2001:4860:4860::8888", "224.0.0.1", "64:ff9b::a00:1", "2002:a00:1::")]
    [True, True, False, False, False]
    """
    address = ipaddress.ip_address(ip)
    if not address.is_global or address.is_multicast:
        return False
    return address.version == 4 or (address in GLOBAL_UNICAST and address.sixtofour is None)
