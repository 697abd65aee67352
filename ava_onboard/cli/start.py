"""Prepare the app: check the terminal, and import Textual faster."""

import gc
import os
import sys
from typing import TYPE_CHECKING

from ava_onboard.terminal import is_terminal

if TYPE_CHECKING:
    from typing import TextIO

    from ava_onboard.cli.console import Console
    from ava_onboard.config import Config


def can_show_app(settings: "Config", console: "Console") -> bool:
    """Return whether the terminal can show the app, and the person wants the app.

    Raises:
        ProblemError: U15 in a window of Git Bash in which nothing can be asked.
    """
    console.must_be_able_to_hide()
    if settings.accessible or console.no_input or os.environ.get("TERM") == "dumb":
        return False
    return is_terminal(sys.stdin) and is_terminal(sys.stdout) and _carries_drawings(sys.stdout)


def _carries_drawings(stream: "TextIO") -> bool:
    """Return whether the screens can be written in the stream's encoding; in Latin-1 they would be question marks."""
    try:
        "█─".encode(stream.encoding)
    except UnicodeEncodeError:
        return False
    return True


def prepare() -> None:
    """Import Textual and set what makes the app start faster."""
    gc.disable()  # collecting while modules load costs a tenth of the start; the app enables it again
    os.environ.setdefault("ESCDELAY", "50")  # ms that Textual waits for the rest of a key that starts with Escape
    from ava_onboard.tui.textual_private.loading import import_textual

    import_textual()
