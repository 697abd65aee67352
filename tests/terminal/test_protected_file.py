"""`ava-onboard` in a real terminal on a computer without a keyring, with a protected file in its place."""

from pathlib import Path

import pytest

from ava_onboard.sandbox import samples
from tests.terminal import walk
from tests.terminal.conftest import Start
from tests.terminal.screen import CTRL_Q, ENTER, TAB
from tests.terminal.walk import KEY

pytestmark = pytest.mark.terminal

PASSPHRASE = "marked correct horse battery"


@pytest.mark.slow
def test_from_a_missing_keyring_to_configured_and_the_next_day(
    start: Start, services: dict[str, str], home: Path
) -> None:
    at = start("--lang", "fr", **services)
    walk.to_step(at, 4, "Étape {number} sur 4")
    at.see("Collez votre clé ici")
    at.paste(KEY)
    at.see("Vapi accepte la clé 8f14e45f…")
    at.press_button()
    at.see("Code K01")
    at.see("Créer un fichier protégé")
    at.still()
    at.press(TAB, TAB)
    at.press_button()
    at.see("Phrase de passe, au moins 8 caractères")
    at.still()
    at.press(PASSPHRASE, ENTER)
    at.until(lambda: "Répétez la phrase de passe" in at.line_above_cursor, "the cursor in the second field")
    at.press(PASSPHRASE, ENTER)
    walk.sign_in(at, label="Mot de passe")
    at.see("Configuré : Ava peut utiliser votre propre clé Vapi.")
    at.press(CTRL_Q)
    assert at.end() == 0

    again = start("--lang", "fr", **services)
    again.see("Votre fichier protégé")
    again.still()
    again.press("ce n’est pas la bonne", ENTER)
    again.see("Cette phrase de passe n’ouvre pas le fichier protégé.")
    again.still()
    again.press(PASSPHRASE, ENTER)
    again.see("✓ 8f14e45f… ✓ 8f14e45f… ✓ acceptée")
    again.press(CTRL_Q)
    assert again.end() == 0

    content = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    for secret in (KEY, PASSPHRASE, samples.ACCOUNT_PASSWORD):
        assert secret.encode() not in content
        assert not at.has_shown(secret)
        assert not again.has_shown(secret)


@pytest.mark.slow
def test_the_passphrase_of_the_environment_opens_it_without_a_question(start: Start, services: dict[str, str]) -> None:
    known = {"AVA_ONBOARD_PASSPHRASE": PASSPHRASE}
    at = start("login", "--keep-in", "file", **services, **known)
    at.see("E-mail, or phone")
    at.press(samples.ACCOUNT_IDENTIFIER, ENTER)
    at.see("Password:")
    at.still()
    at.press(samples.ACCOUNT_PASSWORD, ENTER)
    at.see("Signed in as")
    assert at.end() == 0
    app = start(**services, **known)
    walk.to_an_accepted_key(app)
    app.press_button()
    app.see("Configured: Ava can use your own Vapi key.")
    app.press_button()
    app.see("✓ 8f14e45f… ✓ 8f14e45f… ✓ accepted")
