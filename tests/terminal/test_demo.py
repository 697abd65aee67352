"""`ava-onboard demo` as a new customer walks through it, and how it handles windows and keys."""

import os
import stat
from pathlib import Path

import pytest

from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.progress import Progress
from ava_onboard.sandbox import samples
from tests.terminal import walk
from tests.terminal.conftest import Start
from tests.terminal.screen import CTRL_Q, CTRL_T, ENTER, F2, UNTOUCHED
from tests.terminal.walk import KEY

pytestmark = pytest.mark.terminal


def test_a_new_customer_ends_up_configured_in_french(start: Start) -> None:
    at = start("demo", "--lang", "fr")
    walk.to_step(at, 4, "Étape {number} sur 4")
    at.see("Collez une clé ici")
    at.paste(f' "{KEY}"\n')
    at.see("Vapi accepte la clé 8f14e45f…")
    at.see("Nettoyage : 1 espace, 1 retour à la ligne, 2 guillemets.")
    at.press_button()
    walk.sign_in(at, label="Mot de passe")
    at.see("Configuré : Ava peut utiliser votre propre clé Vapi.")
    at.press_button()
    at.see("✓ 8f14e45f… ✓ 8f14e45f… ✓ acceptée")
    at.see("démo seulement")
    assert "trousseau" not in at.text
    at.see("● Configuré")
    assert not at.has_shown(KEY)
    at.press(CTRL_Q)
    assert at.end() == 0
    assert at.modes == UNTOUCHED
    assert at.echoes
    at.see("C’était la démo : rien n’a été envoyé ni gardé. Pour commencer : ava-onboard")


def test_a_resized_window_and_another_language_lose_nothing(start: Start, services: dict[str, str]) -> None:
    at = start(**services, size=(120, 40))
    walk.to_the_last_step(at)
    at.paste(KEY[:-1])
    at.press(KEY[-1])
    at.see("This looks like a Vapi key. Private or public? Vapi will tell.")
    for columns, lines in ((60, 20), (80, 24)):
        at.resize(columns, lines)
        at.see("This looks like a Vapi key. Private or public? Vapi will tell.")
        at.see("Check the key")
    at.press(F2)
    at.see("Cela ressemble à une clé Vapi. Privée ou publique ? Vapi le dira.")
    at.press(CTRL_T)
    at.see(KEY)
    at.press(ENTER)
    at.see("Vapi accepte la clé 8f14e45f…")
    at.press(CTRL_Q)
    assert at.end() == 0
    assert KEY not in at.text, "what was shown on the screen of the program is not left on the person's own"


def test_a_typed_key_is_in_no_command_line_and_no_token_reaches_the_browser(
    start: Start, services: dict[str, str], tmp_path: Path
) -> None:
    seen = tmp_path / "environment-of-browser"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nenv >"{seen}.part"\nprintf %s "$1" >"{seen}.url"\nmv "{seen}.part" "{seen}"\n')
    browser.chmod(0o700)
    token = "a-token-that-nobody-else-may-see"
    passphrase = "a passphrase that nobody else may see"
    at = start(**services, AVA_TOKEN=token, AVA_ONBOARD_PASSPHRASE=passphrase, BROWSER=str(browser))
    at.see("Step 1 of 4")
    at.press("o")
    at.until(seen.exists, "the browser")
    assert "AVA_TOKEN" not in seen.read_text()
    assert token not in seen.read_text()
    assert "PASSPHRASE" not in seen.read_text()
    assert passphrase not in seen.read_text()
    assert Path(f"{seen}.url").read_text() == "https://dashboard.vapi.ai"
    at.press_button()  # the page is open, and then that of the second step
    for number in (2, 3):
        at.see(f"Step {number} of 4")
        at.press_button()
    at.see("Step 4 of 4")
    at.press(KEY)
    at.see("This looks like a Vapi key. Private or public? Vapi will tell.")
    command = Path(f"/proc/{at.pid}/cmdline").read_bytes()
    assert b"ava-onboard" in command
    assert KEY.encode() not in command
    assert token.encode() not in command
    assert not at.has_shown(token)
    at.press(CTRL_Q)
    assert at.end() == 0
    assert at.window_orders <= {"8", "22"}, (
        "links and the pointer only: a title or a clipboard would outlast the program"
    )


@pytest.mark.parametrize(
    "noise", [b"\xff\xfe", pytest.param(b"\xc3", marks=pytest.mark.slow)], ids=["not text", "half a character"]
)
def test_the_keyboard_still_works_after_bytes_that_are_not_text(start: Start, noise: bytes) -> None:
    at = start("demo", "--lang", "en")
    at.see("Step 1 of 4")
    at.send(noise)
    at.still()
    at.press(F2)
    at.see("Votre propre clé Vapi")
    at.press(CTRL_Q)
    assert at.end() == 0


BREAK_THE_CHECK = """
import sys

if sys.argv[0].endswith("ava-onboard"):
    from ava_onboard.onboarding import Onboarding

    async def check(self, key):
        text = key.reveal()
        raise ValueError(f"the header 'Bearer {text}' cannot be sent")

    Onboarding.check = check
"""


def test_an_unexpected_error_ends_in_a_short_message_without_the_key(start: Start, home: Path, tmp_path: Path) -> None:
    (tmp_path / "defect").mkdir()
    (tmp_path / "defect" / "sitecustomize.py").write_text(BREAK_THE_CHECK)
    at = start("demo", "--lang", "en", PYTHONPATH=str(tmp_path / "defect"))
    walk.to_the_last_step(at)
    at.paste(KEY)
    assert at.end() == 1
    assert at.says("Code X01")
    assert "Traceback" not in at.text
    assert "ValueError" not in at.text
    assert not at.has_shown(KEY)
    assert at.modes == UNTOUCHED
    log = home / "log" / "ava-onboard.log"
    assert str(log) in at.text.replace("\n", "")
    assert "builtins.ValueError" in log.read_text()
    assert KEY not in log.read_text()
    assert os.name != "posix" or stat.S_IMODE(log.stat().st_mode) == 0o600


def test_the_next_start_opens_the_step_where_the_customer_left(
    start: Start, services: dict[str, str], home: Path
) -> None:
    at = start(**services)
    walk.to_step(at, 2)
    at.press(F2)
    at.see("Étape 2 sur 4")
    at.press(CTRL_Q)
    assert at.end() == 0
    assert at.says("Votre place est gardée : étape 2 sur 4. Pour reprendre : ava-onboard")
    again = start(**services)
    again.see("Étape 2 sur 4")
    again.see("✓ 1 Compte Vapi")


def test_a_customer_with_a_key_starts_on_the_settings(start: Start, services: dict[str, str], home: Path) -> None:
    """On Python 3.12 and later Textual starts tasks eagerly, but not in tests that run the app themselves."""
    yes = Fact(Answer.YES, "8f14e45f...")
    known = Progress(account="Camille Demo", kept=yes, known=yes)
    ProgressFiles(home / "state" / "default.json", services["AVA_API_URL"]).save(known)
    at = start(**services)
    at.see("Settings ▸ Vapi")
    at.still()
    at.press(CTRL_Q)
    assert at.end() == 0


@pytest.mark.slow
def test_a_missing_keyring_is_reported_and_ava_still_gets_the_key(start: Start, services: dict[str, str]) -> None:
    at = start(**services)
    walk.to_an_accepted_key(at)
    at.press_button()
    at.see("Keep no copy here")
    at.see("Code K01")
    at.still()
    at.press("\t")
    at.press_button()
    walk.sign_in(at)
    at.see("Configured: Ava can use your own Vapi key.")
    assert not at.has_shown(KEY)
    assert not at.has_shown(samples.ACCOUNT_PASSWORD)


@pytest.mark.parametrize("language", ["en", pytest.param("fr", marks=pytest.mark.slow)])
def test_a_linux_console_gets_only_what_its_fonts_have(start: Start, services: dict[str, str], language: str) -> None:
    """Latin letters, and the lines and blocks that even the fonts of old PCs have."""
    at = start("--lang", language, **services, TERM="linux", COLORTERM="")
    counted = "Étape {number} sur 4" if language == "fr" else "Step {number} of 4"
    walk.to_step(at, 4, counted)
    at.see("Paste your key here" if language == "en" else "Collez votre clé ici")
    at.paste(KEY[:-1])
    at.press(KEY[-1])
    at.see("> C" if language == "fr" else "> This looks like a Vapi key")
    at.press(ENTER)
    at.see("+ Vapi acce")
    foreign = {sign for sign in at.output.decode() if sign > "\u00ff"} - set("─│┌┐└┘█▀▄▲▼œŒ")
    assert not foreign
    assert b"\x1b[1;30;" not in at.output  # bold black, which a console shows as grey
