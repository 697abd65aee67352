"""What people do on the page, and what they then see."""

from playwright.sync_api import Page, expect

from ava_onboard.sandbox import samples
from tests.browser.conftest import Site


def sign_in(site: Site, tab: Page, password: str = samples.ACCOUNT_PASSWORD) -> None:
    """Sign in with the demo account."""
    if not tab.url.startswith(site.url):
        tab.goto(site.url)
    tab.locator("#identifier").fill(samples.ACCOUNT_IDENTIFIER)
    tab.locator("#password").fill(password)
    tab.locator("form:has(#password) button.primary").click()


def paste(tab: Page, text: str, *, only_check: bool = False) -> None:
    """Paste a key, and save or check it."""
    tab.locator("#key").fill(text)
    tab.locator("form.key button.primary" if not only_check else "form.key button[formaction]").click()


def open_everything(tab: Page) -> None:
    """Unfold whatever is folded."""
    tab.evaluate("document.querySelectorAll('details').forEach((folded) => { folded.open = true; })")


def expect_result(tab: Page, words: str) -> None:
    """Wait for what was said about the last form."""
    expect(tab.locator("section.result")).to_contain_text(words)


def expect_badge(tab: Page, words: str) -> None:
    """Wait for the badge."""
    expect(tab.locator(".badge")).to_contain_text(words)
