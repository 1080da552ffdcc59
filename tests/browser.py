"""A real browser for the tests of pages. Whatever a test does, it fails when a page misbehaves on the way."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--font-render-hinting=none",
]
PHONE = 390
"""The narrowest window that pages are made for, in pixels."""


@dataclass
class Visitor:
    """Somebody with a browser at our pages, who notes what no page may do."""

    browser: Browser
    site: str
    external: list[str] = field(default_factory=list)
    """Requests that left for other hosts."""
    violations: list[str] = field(default_factory=list)
    """What the Content-Security-Policy had to refuse."""
    errors: list[str] = field(default_factory=list)
    """Errors of scripts."""
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(
        self,
        path: str = "/",
        *,
        language: str = "zh",
        dark: bool = False,
        width: int = 1280,
        scripts: bool = True,
        site: str | None = None,
    ) -> Page:
        """A page in a fresh window, once it is all there."""
        context = self.browser.new_context(
            base_url=site or self.site,
            locale={"zh": "zh-CN", "en": "en-GB"}[language],
            color_scheme="dark" if dark else "light",
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        self.contexts.append(context)
        context.on("request", self._note_request)
        context.on("console", self._note_console)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.goto(path)
        return page

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.external.append(request.url)

    def _note_console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.violations.append(message.text)
        elif message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(message.text)

    def leave(self) -> None:
        """Closes all windows; an AssertionError if anything was noted."""
        for context in self.contexts:
            context.close()
        assert (self.external, self.violations, self.errors) == ([], [], [])

    def forget(self) -> None:
        """Takes back what was noted, for tests that make a page misbehave."""
        for noted in (self.external, self.violations, self.errors, self.contexts):
            noted.clear()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium of the system, without a screen; skips the test where there is none."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium, which is not installed here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def barriers(page: Page) -> list[dict[str, Any]]:
    """What axe finds on a page that keeps people out: rule, and the elements that break it."""
    found = Axe().run(page).response["violations"]
    return [{"rule": each["id"], "at": [node["html"] for node in each["nodes"]]} for each in found]


def barriers_in_any_light(page: Page) -> list[dict[str, Any]]:
    """What keeps people out of a page in light and in dark colours, without loading it again."""
    found = []
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme=colours)
        found += [each | {"colours": colours} for each in barriers(page)]
    return found


def width_beyond(page: Page) -> int:
    """Pixels by which a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
