"""The whole way in a browser: with the script, without it, and with the keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from ava_onboard.backend.announcement.message import Composer
from ava_onboard.backend.mail_settings import MailSettings
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.samples import KEYS
from tests.browser.conftest import Site
from tests.browser.steps import expect_badge, expect_result, paste, sign_in


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without a script"])
def test_the_whole_way_leads_to_a_key_that_ava_can_use(site: Site, script: bool) -> None:
    tab = site.open(java_script_enabled=script)
    sign_in(site, tab, "wrong")
    expect_result(tab, "Ava does not recognise this account and password.")
    sign_in(site, tab)
    expect_badge(tab, "Not configured")

    paste(tab, KEYS["public"], only_check=True)
    expect_result(tab, "It is the public key.")
    paste(tab, f"VAPI_API_KEY={KEYS['valid']}", only_check=True)
    expect_result(tab, "Nothing is saved yet.")
    expect_badge(tab, "Not configured")
    paste(tab, KEYS["down"])
    expect_result(tab, "The key was not saved.")
    paste(tab, KEYS["limited"])
    tab.locator("#key").fill(KEYS["limited"])
    tab.locator("#anyway").check()
    tab.locator("form.key button.primary").click()
    expect_badge(tab, "Needs attention")
    paste(tab, f"Bearer {KEYS['valid']}")
    expect_result(tab, "Ava can use it")
    expect_badge(tab, "Configured")
    expect(tab).to_have_title(re.compile("^Stored at Ava"))

    tab.get_by_role("link", name="Français").click()
    expect_badge(tab, "Configuré")
    tab.get_by_role("button", name="Vérifier maintenant").click()
    expect_result(tab, "Vapi accepte la clé 8f14e45f…")
    tab.get_by_role("link", name="Supprimer la clé").click()
    tab.get_by_role("link", name="Annuler").click()
    expect_badge(tab, "Configuré")
    tab.get_by_role("link", name="Supprimer la clé").click()
    tab.get_by_role("button", name="Supprimer", exact=True).click()
    expect_result(tab, "La clé est supprimée.")
    expect_badge(tab, "Non configuré")
    tab.get_by_role("button", name="Se déconnecter").click()
    expect(tab.locator("#password")).to_be_visible()


def test_the_announcement_leads_to_a_key_that_ava_can_use(site: Site) -> None:
    settings = MailSettings(public_url=site.world.ava_url, documentation_url="https://ava.example/documentation")
    mail = Composer(settings, is_example=True).compose(
        email="camille@example.com", name="Camille", locale="fr", token="x"
    )
    tab = site.open(language="fr")
    tab.set_content(mail.rendered.html or "")
    tab.get_by_role("link", name="paramètres d’Ava").click()
    sign_in(site, tab)
    expect_badge(tab, "Non configuré")
    paste(tab, KEYS["valid"])
    expect_result(tab, "Configuré : Ava peut utiliser votre propre clé Vapi.")


def test_without_a_script_there_is_no_button_that_does_nothing(site: Site) -> None:
    tab = site.open(java_script_enabled=False)
    sign_in(site, tab)
    expect(tab.get_by_role("button", name="Show")).to_have_count(0)
    tab.locator("summary", has_text="Copy the key and paste it here").click()
    expect(tab.get_by_role("img", name="Drawing of Vapi's page: your key")).to_be_visible()


def test_the_script_shows_what_is_hidden_and_says_what_is_waited_for(site: Site) -> None:
    tab = site.open()
    sign_in(site, tab)
    field = tab.locator("#key")
    field.fill(KEYS["slow"])
    expect(field).to_have_attribute("type", "password")
    tab.get_by_role("button", name="Show").click()
    expect(field).to_have_attribute("type", "text")
    expect(tab.get_by_role("button", name="Hide", pressed=True)).to_be_visible()

    # Seen from the page itself: while it waits for the next one, Playwright does not look.
    tab.evaluate("""() => {
        document.querySelector("form.key").addEventListener("submit", () => {
            const line = document.querySelector("form.key .waiting");
            sessionStorage.seen = line.textContent + document.getElementById("key").type;
        });
    }""")
    tab.get_by_role("button", name="Check and save").click()
    expect_badge(tab, "Configured")
    # What is sent from a visible field may be remembered.
    assert tab.evaluate("sessionStorage.seen") == "Asking Vapi about this key…password"


def test_the_keyboard_alone_is_enough(site: Site) -> None:
    tab = site.open()
    tab.goto(site.url)
    tab.keyboard.type(samples.ACCOUNT_IDENTIFIER)  # the first field has the focus
    tab.keyboard.press("Tab")
    tab.keyboard.type(samples.ACCOUNT_PASSWORD)
    tab.keyboard.press("Enter")
    expect_badge(tab, "Not configured")

    tab.keyboard.press("Tab")
    assert _focused(tab) == "Skip to the content"
    tab.keyboard.press("Enter")
    _tab_to(tab, "Your Vapi key")
    tab.keyboard.type(KEYS["valid"])
    _tab_to(tab, "Show")
    tab.keyboard.press("Space")
    expect(tab.locator("#key")).to_have_attribute("type", "text")
    _tab_to(tab, "Check and save")
    tab.keyboard.press("Enter")
    expect_badge(tab, "Configured")
    assert "Stored at Ava" in _focused(tab)  # what has happened has the focus

    _tab_to(tab, "Create a key named “Ava.ai Production”")
    tab.keyboard.press("Space")
    expect(tab.get_by_role("img", name="Drawing of Vapi's page: Add Key")).to_be_visible()
    _tab_to(tab, "Delete the key", backwards=True)
    tab.keyboard.press("Enter")
    tab.wait_for_selector("button.danger")
    _tab_to(tab, "Delete")
    tab.keyboard.press("Enter")
    expect_result(tab, "The key has been deleted.")


_IS_SEEN = """() => {
    const at = document.activeElement;
    return at === document.body || parseFloat(getComputedStyle(at).outlineWidth) >= 2;
}"""


def _tab_to(tab: Page, name: str, *, backwards: bool = False) -> None:
    """Press Tab until something has the focus; what has it can always be seen."""
    for _ in range(60):
        tab.keyboard.press("Shift+Tab" if backwards else "Tab")
        assert tab.evaluate(_IS_SEEN), _focused(tab)
        if _focused(tab) == name:
            return
    raise AssertionError(f"Tab does not lead to {name}")


def _focused(tab: Page) -> str:
    """Return the name of what has the focus, as a screen reader says it."""
    words = tab.evaluate(
        "() => { const at = document.activeElement; const label = at.labels?.[0];"
        " return (label ?? at).innerText.replace(/^\\d\\s+/, '').trim(); }"
    )
    return str(words)
