"""Nothing that axe-core knows as a barrier, on any page, in both languages, wide and narrow, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from ava_onboard.sandbox.samples import KEYS
from tests.browser.conftest import Site
from tests.browser.steps import expect_result, open_everything, paste, sign_in

WORDS = {
    "en": ("does not recognise", "refuses the key", "neither accepted nor refused", "Stored at Ava", "out of date"),
    "fr": ("ne reconnaît pas", "refuse la clé", "ni acceptée, ni refusée", "Enregistrée chez Ava", "plus à jour"),
}
_OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def barriers(tab: Page) -> list[str]:
    """Return what axe-core finds, and whether the page is wider than its window."""
    open_everything(tab)
    found = Axe().run(tab).response["violations"]
    wide = [f"{tab.url} is wider than its window"] if tab.evaluate(_OVERFLOW) > 0 else []
    return [f"{tab.url}: {each['id']} {[node['html'] for node in each['nodes']]}" for each in found] + wide


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_page_has_a_barrier(site: Site, language: str, width: int, scheme: str) -> None:
    tab = site.open(language=language, width=width, color_scheme=scheme)
    wrong, refused, undecided, stored, outdated = WORDS[language]
    tab.goto(site.url)
    found = barriers(tab)
    sign_in(site, tab, "wrong")
    expect_result(tab, wrong)
    found += barriers(tab)
    sign_in(site, tab)
    tab.wait_for_selector("#key")
    found += barriers(tab)
    for key, words in ((KEYS["public"], refused), (KEYS["down"], undecided), (KEYS["valid"], stored)):
        paste(tab, key)
        expect_result(tab, words)
        found += barriers(tab)
    tab.locator("a.danger").click()
    tab.wait_for_selector("button.danger")
    found += barriers(tab)
    tab.evaluate("document.querySelector('input[name=token]').value = 'x'")
    tab.locator("form button").first.click()
    expect_result(tab, outdated)
    found += barriers(tab)

    assert found == []
    assert tab.locator("html").get_attribute("lang") == language
    site.complaints.clear()  # of axe-core's own
