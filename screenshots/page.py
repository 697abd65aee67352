"""Takes the pictures of the settings page: real runs of the sandbox in the system's Chromium."""

from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World
from tests.browser.chromium import executable

HERE = Path(__file__).parent


def pictures() -> None:
    """Take all of them."""
    with World() as world, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable())
        wide = _signed_in(browser, world, "en-GB", 1000, "light")
        _fold(wide)
        _take(wide, "page-not-configured-en", 780)
        _save(wide, samples.KEYS[samples.PUBLIC])
        _take(wide, "page-refused-en", 780)
        _save(wide, samples.KEYS[samples.VALID])
        _take(wide, "page-saved-en", 700)
        narrow = _signed_in(browser, world, "fr-FR", 360, "dark")
        _take(narrow, "page-configured-fr", 860)
        narrow.locator("summary", has_text="Copiez la clé").click()
        narrow.locator("summary", has_text="Copiez la clé").scroll_into_view_if_needed()
        narrow.evaluate("document.querySelectorAll('details[open]')[0].scrollIntoView()")
        _take(narrow, "page-guide-fr", 620)
        browser.close()


def _signed_in(browser: Browser, world: World, language: str, width: int, scheme: str) -> Page:
    viewport = {"width": width, "height": 800}
    tab = browser.new_page(locale=language, viewport=viewport, color_scheme=scheme, device_scale_factor=1)
    tab.goto(f"{world.ava_url}/settings")
    tab.locator("#identifier").fill(samples.ACCOUNT_IDENTIFIER)
    tab.locator("#password").fill(samples.ACCOUNT_PASSWORD)
    tab.locator("button.primary").click()
    tab.wait_for_selector("#key")
    return tab


def _fold(tab: Page) -> None:
    tab.evaluate("document.querySelectorAll('details[open]').forEach((each) => { each.open = false; })")


def _save(tab: Page, key: str) -> None:
    tab.locator("#key").fill(key)
    tab.locator("form.key button.primary").click()
    tab.wait_for_selector("section.result")


def _take(tab: Page, name: str, height: int) -> None:
    width = tab.viewport_size["width"] if tab.viewport_size else 1000
    tab.set_viewport_size({"width": width, "height": height})
    tab.screenshot(path=HERE / f"{name}.png")
    print(f"{name}.png  {(HERE / f'{name}.png').stat().st_size / 1000:.0f} kB")
