"""What the app needs of the computer it runs on."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from ava_onboard.onboarding.ports import Browser, Clipboard


class Desktop(NamedTuple):
    """This computer, as far as the app uses it."""

    browser: Browser
    clipboard: Clipboard
    clock: Callable[[], datetime]
    log: Path
