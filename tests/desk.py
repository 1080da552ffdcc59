"""The desk as curators use it, over HTTP and in a browser."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page

from graph.review.journal import Journal
from server.access import read_tokens
from server.app import create_app
from server.review import service
from server.settings import Settings
from tests.serving import running


@contextmanager
def signed_in(tokens: httpx.Client, secret: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=tokens.base_url, headers=tokens.headers, timeout=30) as client:
        client.follow_redirects = True
        sign_in(client, secret)
        yield client


def undo_all(client: httpx.Client, store: Path) -> None:
    history = Journal(store).history
    standing = [each for each in history.decisions.values() if each.action != "undo" and history.stands(each)]
    for what in dict.fromkeys(each.batch or each.id for each in standing):
        assert client.post("/review/undo", data={"what": what}).status_code == 200


@contextmanager
def serving(store: Path, tokens: str = "") -> Iterator[httpx.Client]:
    """A desk whose queue is made, and whose graph follows decisions soon."""
    settings = Settings(store=store, tokens=read_tokens(tokens), workers=2)
    with pytest.MonkeyPatch.context() as patch, running(create_app(settings)) as client:
        patch.setattr(service, "PAUSE", 0.2)
        client.headers["Accept"] = "text/html"
        client.headers["Accept-Language"] = "en"
        client.follow_redirects = True
        client.timeout = httpx.Timeout(30)
        if not tokens:
            until(lambda: client.get("/review").status_code == 200)
        yield client


def until(holds: Callable[[], Any], seconds: float = 60) -> None:
    """Waits until something holds; an AssertionError if it does not in time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it does not come to hold"
        time.sleep(0.1)


def fields(page: httpx.Response) -> dict[str, str]:
    """The hidden fields of the form that decides, as a browser would send them."""
    form = re.search(r'<form method="post" action="/review/decide".*?</form>', page.text, re.DOTALL)
    assert form, page.text
    return {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form[0])[:3]}


def decide(client: httpx.Client, page: httpx.Response, **choice: str) -> httpx.Response:
    return client.post("/review/decide", data=fields(page) | choice)


def made(store: Path) -> list[tuple[str, str, str]]:
    """Who decided what about which fact, in order, of what stands."""
    history = Journal(store).history
    standing = [each for each in history.decisions.values() if each.action != "undo" and history.stands(each)]
    return [(each.by, each.action, each.fact) for each in standing]


def answers(client: httpx.Client, ask: str) -> bool:
    """Whether the graph says so."""
    answer = client.get(
        "/sparql", params={"query": ask}, headers={"Accept": "application/sparql-results+json"}
    )
    return bool(answer.json()["boolean"])


def sign_in(client: httpx.Client, secret: str, **headers: str) -> httpx.Response:
    return client.post("/review/sign-in", data={"token": secret, "back": "/review"}, headers=headers)


def fact(page: Page) -> str:
    """The fact of the card."""
    return page.locator("#card").get_attribute("data-fact") or ""


def press(page: Page, key: str) -> None:
    """Presses a key and waits for the next card."""
    before = page.url
    page.keyboard.press(key)
    page.wait_for_url(lambda url: url != before)


def standing(store: Path) -> list[str]:
    """The actions that stand, oldest first."""
    history = Journal(store).history
    return [
        each.action for each in history.decisions.values() if each.action != "undo" and history.stands(each)
    ]
