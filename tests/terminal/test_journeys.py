"""Whole journeys in a real terminal, with what a person has to do counted."""

import base64

import pytest

from ava_onboard.sandbox import samples
from tests.terminal import walk
from tests.terminal.conftest import Start
from tests.terminal.screen import ENTER, TAB, Terminal
from tests.terminal.walk import KEY

pytestmark = pytest.mark.terminal

CONFIGURED = "Configured: Ava can use your own Vapi key."
DESKTOP = {"BROWSER": "true"}
"""A browser that opens every page."""


class Person:
    """Someone in front of the terminal, and how often they did what."""

    def __init__(self, at: Terminal) -> None:
        self.at = at
        self.enters = self.pastes = self.fields = 0

    def press_enter(self) -> None:
        self.at.press_button()
        self.enters += 1

    def paste(self, text: str) -> None:
        self.at.still()
        self.at.paste(text)
        self.pastes += 1

    def sign_in(self) -> None:
        """Fill in both fields and press Enter."""
        self.at.see("Sign in to Ava")
        self.at.still()
        self.at.press(samples.ACCOUNT_IDENTIFIER, TAB)
        self.at.until(lambda: "Password" in self.at.line_above_cursor, "the field for the password")
        self.at.press(samples.ACCOUNT_PASSWORD)
        self.fields += 2
        self.at.press(ENTER)
        self.enters += 1


@pytest.mark.slow
def test_the_short_way_takes_three_times_enter_one_paste_and_two_fields(start: Start) -> None:
    person = Person(at := start("demo", "--lang", "en", **DESKTOP))
    at.see("Step 1 of 4")
    person.press_enter()
    at.see("Page opened in your browser.")
    person.paste(KEY)
    at.see("Vapi accepts the key 8f14e45f…")
    person.press_enter()
    person.sign_in()
    at.see(CONFIGURED)
    assert (person.enters, person.pastes, person.fields) == (3, 1, 2)


def test_the_guided_way_asks_for_nothing_twice(start: Start) -> None:
    """Two pages are opened, three steps are done, and the key is checked, saved and sent."""
    person = Person(at := start("demo", "--lang", "en", **DESKTOP))
    at.see("Step 1 of 4")
    person.press_enter()
    at.see("Page opened in your browser.")
    person.press_enter()
    at.see("Step 2 of 4")
    at.see("Page opened in your browser.")
    person.press_enter()
    at.see("Step 3 of 4")
    person.press_enter()
    at.see("Step 4 of 4")
    person.paste(KEY)
    at.see("Vapi accepts the key")
    person.press_enter()
    person.sign_in()
    at.see(CONFIGURED)
    assert (person.enters, person.pastes, person.fields) == (6, 1, 2)


@pytest.mark.slow
def test_the_mouse_alone_leads_to_the_last_step(start: Start) -> None:
    at = start("demo", "--lang", "en", **DESKTOP)
    at.see("Step 1 of 4")
    walk.click(at, "Open the page")
    at.see("Page opened in your browser.")
    walk.click(at, "I have an account")
    at.see("Step 2 of 4")
    walk.click(at, "Paste the key")  # in the line of steps
    at.see("Step 4 of 4")
    walk.click(at, "F1 Help")
    at.see("Help and shortcuts")
    walk.click(at, "Esc Close")
    at.until(lambda: not at.says("Help and shortcuts"), "the help is closed")


@pytest.mark.slow
def test_a_window_that_changes_in_the_middle_of_the_journey_loses_nothing(start: Start) -> None:
    at = start("demo", "--lang", "en", **DESKTOP)
    walk.to_an_accepted_key(at)
    at.press_button()
    at.see("Sign in to Ava")
    at.press(samples.ACCOUNT_IDENTIFIER)
    for columns, lines in ((60, 20), (30, 8), (200, 50), (80, 24)):
        at.resize(columns, lines)
        at.see("This window is too small" if lines < 12 else samples.ACCOUNT_IDENTIFIER)
    at.still()
    at.press(TAB)
    at.until(lambda: "Password" in at.line_above_cursor, "the field for the password")
    at.press(samples.ACCOUNT_PASSWORD, ENTER)
    at.see(CONFIGURED)


@pytest.mark.slow
def test_without_any_clipboard_program_the_terminal_is_asked_to_copy(start: Start) -> None:
    at = start("demo", "--lang", "en", **DESKTOP)
    at.see("Step 1 of 4")
    at.press("c")
    at.see("https://dashboard.vapi.ai")
    copied = base64.b64encode(b"https://dashboard.vapi.ai")
    at.until(lambda: b"\x1b]52;c;" + copied in at.output, "an order to the terminal's clipboard (OSC 52)")
    assert not at.says("Link copied"), "whether the terminal does it is not known"
