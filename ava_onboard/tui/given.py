"""What the app is given: the computer that it runs on, and the sample account and keys of the demo."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from ava_onboard.onboarding.ports import Browser, Clipboard


class Desktop(NamedTuple):
    """The computer, as far as the app uses it."""

    browser: Browser
    clipboard: Clipboard
    clock: Callable[[], datetime]
    log: Path
    bell: bool | None = None
    """Whether the environment wants a bell after a long wait; None if it says nothing."""
    offers_clipboard: bool = True
    """Whether the environment lets the app look for a key on the clipboard."""


class DemoKey(NamedTuple):
    """A sample key. It is no secret: only the demo's own services know it."""

    text: str
    behaviour: str
    """What it does, in English and marked for translation."""


class Demo(NamedTuple):
    """The account and the sample keys of the simulated services."""

    identifier: str
    password: str
    keys: tuple[DemoKey, ...]
