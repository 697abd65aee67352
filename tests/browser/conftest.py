"""A real Chromium, driven by Playwright, against the sandbox. It downloads no browser: the system's is used."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from ava_onboard.sandbox.world import World
from tests.browser.chromium import executable

LANGUAGES = {"en": "en-GB", "fr": "fr-FR"}
TIMEOUT = 30_000
"""Milliseconds to wait for anything: the machine may be busy."""
_REFUSED = "Failed to load resource: the server responded with a status of 4"
"""What Chromium notes about an answer that is an error on purpose."""


class Site:
    """The settings page of the sandbox, and what Chromium complains about while it is open."""

    def __init__(self, browser: Browser, world: World) -> None:
        self.world = world
        self.url = f"{world.ava_url}/settings"
        self.complaints: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def open(
        self, *, language: str = "en", width: int = 1280, context: BrowserContext | None = None, **options: Any
    ) -> Page:
        """Return a new tab: in a window of its own, with its own cookies, unless one is given."""
        if context is None:
            viewport: Any = {"width": width, "height": 800}
            context = self._browser.new_context(locale=LANGUAGES[language], viewport=viewport, **options)
            context.set_default_timeout(TIMEOUT)
            self._contexts.append(context)
        tab = context.new_page()
        tab.on("console", self._note)
        tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        return tab

    def close(self) -> None:
        """Close every window."""
        for context in self._contexts:
            context.close()

    def _note(self, message: ConsoleMessage) -> None:
        if not message.text.startswith(_REFUSED):
            self.complaints.append(message.text)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium for the tests of a file. It ends with them: while it runs, no test may run an event loop."""
    expect.set_options(timeout=TIMEOUT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=["--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture
def site(chromium: Browser, world: World) -> Iterator[Site]:
    """The settings page; the content policy and the script give Chromium nothing to complain about."""
    site = Site(chromium, world)
    yield site
    site.close()
    assert site.complaints == []
