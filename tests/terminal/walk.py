"""The first part of a journey, for tests about what follows."""

from ava_onboard.sandbox import samples
from tests.terminal.screen import ENTER, TAB, Terminal

KEY = samples.KEYS[samples.VALID]


def to_step(at: Terminal, last: int, heading: str = "Step {number} of 4", *, first: int = 1) -> None:
    """From the step ``first`` to another one, without opening a page; ``heading`` is how a step calls itself."""
    at.see(heading.format(number=first))
    for number in range(first + 1, last + 1):
        at.still()
        at.press(TAB)  # from "Open the page" to the button that says that the step is done
        at.press_button()
        at.see(heading.format(number=number))


def to_the_last_step(at: Terminal) -> None:
    """From the first start to the field for the key."""
    to_step(at, 4)
    at.see("Check the key")


def to_an_accepted_key(at: Terminal, key: str = KEY) -> None:
    """From the first start to an accepted key."""
    to_the_last_step(at)
    at.paste(key)
    at.see("Vapi accepts the key")


def sign_in(at: Terminal, *, label: str = "Password") -> None:
    """Fill in the dialog and press Enter."""
    at.see(label)
    at.still()
    at.press(samples.ACCOUNT_IDENTIFIER, TAB)
    at.until(lambda: label in at.line_above_cursor, f"the cursor below {label!r}")
    at.press(samples.ACCOUNT_PASSWORD, ENTER)


def to_configured(at: Terminal) -> None:
    """From the first start to a key that is saved, sent and used."""
    to_an_accepted_key(at)
    at.press_button()
    sign_in(at)
    at.see("Configured: Ava can use your own Vapi key.")


def click(at: Terminal, words: str) -> None:
    """Click the last letter of the lowest place with these words, as a terminal reports it (SGR)."""
    at.still()
    lines = at.text.split("\n")
    line = max(number for number, text in enumerate(lines) if words in text)
    place = f"{lines[line].index(words) + len(words)};{line + 1}"
    at.press(f"\x1b[<0;{place}M", f"\x1b[<0;{place}m")
