"""A customer on Windows, from the welcome to *Configured*, through the console that Windows gives the program."""

import re
from pathlib import Path

import pytest

from tests.terminal import walk
from tests.terminal.screen import CTRL_Q, ENTER, UNTOUCHED, Terminal

from .conftest import Start

pytestmark = pytest.mark.terminal


def to_configured_in_french(at: Terminal) -> None:
    at.see("Étape 1 sur 4")
    walk.to_step(at, 4, "Étape {number} sur 4")
    at.see("Collez une clé ici")
    at.paste(f' "{walk.KEY}"\n')
    at.see("Vapi accepte la clé 8f14e45f…")
    at.press_button()
    walk.sign_in(at, label="Mot de passe")
    at.see("Configuré : Ava peut utiliser votre propre clé Vapi.")


def test_a_customer_in_windows_terminal_ends_up_configured_in_french(start: Start) -> None:
    at = start("demo", "--lang", "fr")
    to_configured_in_french(at)
    assert "✓" in at.text
    assert re.search(rb"\x1b\[[\d;]*38;2;", at.output), "24-bit colours"
    at.press_button()
    at.see("● Configuré")
    assert not at.has_shown(walk.KEY)
    at.press(CTRL_Q)
    assert at.end() == 0
    assert at.modes == UNTOUCHED


def test_the_classic_console_gets_only_signs_that_its_font_has(start: Start) -> None:
    at = start("demo", "--lang", "fr", WT_SESSION="")
    to_configured_in_french(at)
    assert not set("✓✗▸╭╮╰╯⏎") & set(at.output.decode())
    assert "√" in at.text
    at.press(CTRL_Q)
    assert at.end() == 0


def test_line_mode_asks_and_hides_the_key_at_a_console(start: Start) -> None:
    at = start("demo", "--lang", "en", AVA_ONBOARD_ACCESSIBLE="1")
    at.see("Step 1 of 4")
    for number in (2, 3, 4):
        at.press(ENTER)
        at.see(f"Step {number} of 4")
    at.still()
    at.press(walk.KEY + ENTER)
    at.see("Vapi accepts the key 8f14e45f…")
    assert at.output.decode().count(walk.KEY) == 1, "in the list of sample keys, and not where it is typed"


BREAKING = """
import os, signal, sys, threading, time
from ava_onboard.__main__ import main

flag = sys.argv[1]

def press():
    while not os.path.exists(flag):
        time.sleep(0.05)
    signal.raise_signal(signal.SIGBREAK)

threading.Thread(target=press, daemon=True).start()
sys.argv[:] = ["ava-onboard", "demo"]
main()
"""


def test_ctrl_break_ends_the_app_and_restores_the_console(start: Start, tmp_path: Path) -> None:
    """wine's console has no such key: the program presses it itself, once a file is there."""
    pressed = tmp_path / "pressed"
    at = start(program=["-c", BREAKING, "Z:" + str(pressed).replace("/", "\\")])
    at.see("Step 1 of 4")
    at.still()
    pressed.touch()
    assert at.end() == 130
    assert at.modes == UNTOUCHED
    assert "X01" not in at.text
