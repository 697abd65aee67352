"""Have the environment let no library record secrets or misjudge the terminal.

Called first of all, because libraries read these variables when they are imported.
"""

import os
import sys

TYPE_CHECKING = False  # as in ``typing``, which takes several milliseconds to import
if TYPE_CHECKING:
    from collections.abc import MutableMapping

_RECORDING = ("PYTHONASYNCIODEBUG", "SSLKEYLOGFILE")
"""Each gives secrets away: asyncio's debug mode prints the arguments of slow calls, and with the file of
``SSLKEYLOGFILE`` anyone who recorded the traffic can read the key."""
_TEXTUAL = {
    "TEXTUAL_ANIMATIONS": ("none", "basic", "full"),
    "TEXTUAL_COLOR_SYSTEM": ("auto", "standard", "256", "truecolor", "windows"),
}
"""Settings of Textual that a person may need, with the values that it accepts.

The others are for developers: ``TEXTUAL_LOG`` and ``TEXTUAL=devtools`` write each key stroke to a readable file or a
socket, ``TEXTUAL_PRESS`` presses keys, ``TEXTUAL_SCREENSHOT`` writes what the screen shows.
"""
_SIZE = ("COLUMNS", "LINES")
"""Shells export the size of the window at their start; it is outdated once the window is resized."""
_COLOURS = "TEXTUAL_COLOR_SYSTEM"
_FIRST_WITH_24_BITS = (10, 0, 15063)
"""The version of Windows since which every console can show all colours."""

_LIBRARIES = "LD_LIBRARY_PATH"
SECRETS = ("AVA_TOKEN", "AVA_ONBOARD_PASSPHRASE")
"""Our own variables that hold secrets: other programs do not get them."""


def refuse_plugins(environment: "MutableMapping[str, str]" = os.environ) -> None:
    """Have pydantic load no plugins. One that is installed beside this program would be told every key and token.

    Looking for them among all that is installed would also take time.
    """
    environment["PYDANTIC_DISABLE_PLUGINS"] = "__all__"


def clean(environment: "MutableMapping[str, str]" = os.environ, *, stdout: int = 1) -> None:
    """Remove those variables from ``environment``, before a library reads them; ``stdout`` is the file's number."""
    for name in [name for name in environment if name.startswith("TEXTUAL")]:
        value = environment.pop(name).lower()
        if value in _TEXTUAL.get(name, ()):
            environment[name] = value
    if hasattr(sys, "frozen"):
        _forget_own_libraries(environment)
    if sys.platform == "win32" and environment.get(_COLOURS, "auto") == "auto":
        # Rich asks the console, which says no until the app has switched escape sequences on.
        if sys.getwindowsversion()[:3] >= _FIRST_WITH_24_BITS:
            environment[_COLOURS] = "truecolor"
    for name in (*_RECORDING, *(_SIZE if _knows_its_size(stdout) else ())):
        environment.pop(name, None)


def _forget_own_libraries(environment: "MutableMapping[str, str]") -> None:
    """Undo what the starter of the folder without Python has set.

    A browser or a clipboard program would otherwise load this program's libraries instead of its own.
    """
    for name in [name for name in environment if name.startswith("_PYI_")]:
        del environment[name]
    environment.pop(_LIBRARIES, None)
    if before := environment.pop(f"{_LIBRARIES}_ORIG", None):
        environment[_LIBRARIES] = before


def _knows_its_size(terminal: int) -> bool:
    """Return whether this is a terminal that gives its size; some serial lines say 0."""
    try:
        columns, lines = os.get_terminal_size(terminal)
    except OSError:  # closed, or no terminal
        return False
    return columns > 0 and lines > 0
