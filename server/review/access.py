"""Who sits at the desk: the holder of a token, or, where none is set, whoever uses this very machine."""

import hashlib
import hmac
import time
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from server.access import Token, require
from server.problem import Problem
from server.settings import Settings
from server.view import root_of

COOKIE = "kouan-curator"
LASTS = 12 * 3600
"""Seconds until a curator signs in again."""
LOCAL = "local"
"""The name of whoever uses this machine while no token is set."""
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


@dataclass
class SignIn(Exception):
    """A curator has to say who they are."""

    back: str


def curator(request: Request, settings: Settings) -> str:
    """The name of whoever asks; SignIn or a Problem if they may not decide."""
    _refuse_strangers(request)
    if not settings.tokens:
        if not _local(request):
            raise Problem(
                403, "read-only", "facts are reviewed on this machine alone until its operator sets a token"
            )
        return LOCAL
    authorization = request.headers.get("authorization")
    if authorization is not None:
        return require(settings.tokens, "review", authorization).name
    name = _signed(request.cookies.get(COOKIE, ""), settings.tokens)
    if name is None:
        raise SignIn(str(request.url.path) + (f"?{request.url.query}" if request.url.query else ""))
    return name


def sign_in(request: Request, settings: Settings, secret: str, answer: Response) -> None:
    """Has the browser remember who holds a token; a Problem if nobody does."""
    _refuse_strangers(request)
    token = require(settings.tokens, "review", f"Bearer {secret}")
    until = int(time.time()) + LASTS
    answer.set_cookie(
        COOKIE,
        f"{token.name}.{until}.{_seal(token, until)}",
        max_age=LASTS,
        path=root_of(request) or "/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def sign_out(request: Request, answer: Response) -> None:
    """Has the browser forget."""
    _refuse_strangers(request)
    answer.delete_cookie(COOKIE, path=root_of(request) or "/")


def _refuse_strangers(request: Request) -> None:
    """A Problem for what a page of another site has the browser send: it would come with our cookie."""
    if request.method in ("GET", "HEAD"):
        return
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        ours = site in ("same-origin", "none")
    else:
        ours = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if not ours:
        raise Problem(403, "other-site", "this was sent by a page of another site")


def _local(request: Request) -> bool:
    """Whether a request comes from this machine, was passed on by nobody, and calls it by a name of its own.

    A page of another site whose name is made to lead here would call it by that name.
    """
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname
    client = request.client.host if request.client else ""
    try:
        near = ip_address(client).is_loopback
    except ValueError:
        near = False
    return near and host in LOCAL_HOSTS and not any(name in request.headers for name in FORWARDED)


def _signed(cookie: str, tokens: Sequence[Token]) -> str | None:
    """Whom a cookie names, if one of the tokens sealed it and it has not run out."""
    name, until, seal = [*cookie.rsplit(".", 2), "", "", ""][:3]
    if not until.isdecimal() or int(until) < time.time():
        return None
    for token in tokens:
        if token.name == name and token.may("review") and hmac.compare_digest(_seal(token, int(until)), seal):
            return name
    return None


def _seal(token: Token, until: int) -> str:
    """What only who knows a token can write: it ends with the token."""
    return hmac.new(token.digest, f"review {token.name} {until}".encode(), hashlib.sha256).hexdigest()
