"""The clipboard of the operating system."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import TypeVar

from ava_onboard.adapters import deadline
from ava_onboard.adapters.desktop import child_process
from ava_onboard.adapters.desktop.browser import is_remote

T = TypeVar("T")

_MACOS = (["pbcopy"], ["pbpaste"])
_UTF_8 = {"LC_ALL": "en_US.UTF-8"}
"""Without a locale, as over ssh, macOS' commands take text for Mac OS Roman."""
_WAYLAND = (["wl-copy"], ["wl-paste", "--no-newline"])
_X11 = (
    (["xclip", "-selection", "clipboard"], ["xclip", "-selection", "clipboard", "-out"]),
    (["xsel", "--clipboard", "--input"], ["xsel", "--clipboard", "--output"]),
)


class OsClipboard:
    """The clipboard, through ``pyperclip`` on Windows and the desktop's own commands elsewhere.

    ``pyperclip`` would let these commands write errors into the terminal.
    """

    def __init__(self, *, seconds: float = 1.0) -> None:
        """``seconds``: a clipboard that does not answer within this time counts as missing."""
        self._seconds = seconds

    async def copy(self, text: str) -> bool:
        """Put ``text`` on the clipboard; False if there is none, and over ssh."""
        return bool(await self._asked(lambda: _copy(text, self._seconds)))

    async def paste(self) -> str | None:
        """Return the clipboard's text; None if there is no clipboard, if it is empty, and over ssh."""
        return await self._asked(lambda: _paste(self._seconds))

    async def glance(self) -> str | None:
        """Return the clipboard's text as ``paste`` does; None also where ``wl-paste`` would open a window."""
        return await self._asked(lambda: _paste(self._seconds, unseen=True))

    async def _asked(self, ask: Callable[[], T]) -> T | None:
        """Return the clipboard's answer; None if there is none.

        Over ssh, this computer's clipboard is not the one in front of the person. ``DISPLAY`` may be forwarded to them
        or not: only the terminal is certainly theirs.
        """
        if is_remote(os.environ):
            return None
        try:
            return await deadline.run(ask, self._seconds)
        except (TimeoutError, OSError, RuntimeError):
            return None


def _copy(text: str, seconds: float) -> bool:
    if sys.platform == "win32":
        import pyperclip

        pyperclip.copy(text)
        return True
    commands = _commands(os.environ, sys.platform)
    return commands is not None and _run(commands[0], text.encode(), seconds) is not None


def _paste(seconds: float, *, unseen: bool = False) -> str | None:
    if sys.platform == "win32":
        import pyperclip

        return str(pyperclip.paste()) or None
    commands = _commands(os.environ, sys.platform, unseen=unseen)
    content = _run(commands[1], None, seconds) if commands else None
    return content.decode(errors="replace") if content else None


def _run(command: list[str], content: bytes | None, seconds: float) -> bytes | None:
    """Return the command's output; None if it fails or hangs."""
    reads, variables = content is not None, _UTF_8 if sys.platform == "darwin" else {}
    with child_process.start(command, reads=reads, writes=not reads, variables=variables) as process:
        try:
            output, _ = process.communicate(content, timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            return None
        return (output or b"") if process.returncode == 0 else None


def _commands(
    environment: Mapping[str, str], platform: str, *, unseen: bool = False
) -> tuple[list[str], list[str]] | None:
    """Return the commands that copy and paste here; None without a clipboard.

    Args:
        environment: The environment's variables.
        platform: As ``sys.platform`` has it.
        unseen: Whether to leave out what shows on the screen: on GNOME, ``wl-paste`` opens a window for a moment to
            get at the clipboard, and so takes the focus from the terminal.
    """
    if platform == "darwin":
        return _MACOS
    gnome = "GNOME" in environment.get("XDG_CURRENT_DESKTOP", "")
    candidates = [_WAYLAND] if environment.get("WAYLAND_DISPLAY") and not (unseen and gnome) else []
    candidates += _X11 if environment.get("DISPLAY") else ()
    return next((commands for commands in candidates if shutil.which(commands[0][0])), None)
