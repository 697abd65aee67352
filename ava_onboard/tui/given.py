"""What the app is given: the computer that it runs on, and the sample account and keys of the demo."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from ava_onboard.domain.api_key import ApiKey
from ava_onboard.onboarding.ports import Browser, Clipboard


class Choice(Protocol):
    """What the person has chosen on this computer, for every profile."""

    @property
    def is_on(self) -> bool:
        """Whether it is on."""

    def switch(self, *, on: bool) -> None:
        """Switch it on or off; raise ``ProblemError`` if that cannot be kept."""


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
    accessible: Choice | None = None
    """Whether the next start is in accessible mode; None if an option or a variable decides that."""


class DemoKey(NamedTuple):
    """A sample key. It is not a secret: only the demo's own services know it."""

    text: str
    behaviour: str
    """What it does, in English and marked for translation."""


class Demo(NamedTuple):
    """The account and the sample keys of the simulated services."""

    identifier: str
    password: str
    keys: tuple[DemoKey, ...]

    def has(self, key: ApiKey) -> bool:
        """Return whether the simulated services know ``key``."""
        return any(key.reveal() == sample.text for sample in self.keys)
