"""The clipboard of the operating system."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping

from ava_onboard.adapters import deadline
from ava_onboard.adapters.desktop import child_process

_MACOS = (["pbcopy"], ["pbpaste"])
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
        """Put ``text`` on the clipboard; False if there is none."""
        try:
            return await deadline.run(lambda: _copy(text, self._seconds), self._seconds)
        except (TimeoutError, OSError, RuntimeError):
            return False

    async def paste(self) -> str | None:
        """Return the clipboard's text; None if there is no clipboard, if it is empty, or if it does not answer."""
        try:
            return await deadline.run(lambda: _paste(self._seconds), self._seconds)
        except (TimeoutError, OSError, RuntimeError):
            return None


def _copy(text: str, seconds: float) -> bool:
    if sys.platform == "win32":
        import pyperclip

        pyperclip.copy(text)
        return True
    commands = _commands(os.environ, sys.platform)
    return commands is not None and _run(commands[0], text.encode(), seconds) is not None


def _paste(seconds: float) -> str | None:
    if sys.platform == "win32":
        import pyperclip

        return str(pyperclip.paste()) or None
    commands = _commands(os.environ, sys.platform)
    content = _run(commands[1], None, seconds) if commands else None
    return content.decode(errors="replace") if content else None


def _run(command: list[str], content: bytes | None, seconds: float) -> bytes | None:
    """Return the command's output; None if it fails or hangs."""
    with child_process.start(command, reads=content is not None, writes=content is None) as process:
        try:
            output, _ = process.communicate(content, timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            return None
        return (output or b"") if process.returncode == 0 else None


def _commands(environment: Mapping[str, str], platform: str) -> tuple[list[str], list[str]] | None:
    """Return the commands that copy and paste here; None without a clipboard."""
    if platform == "darwin":
        return _MACOS
    candidates = [_WAYLAND] if environment.get("WAYLAND_DISPLAY") else []
    candidates += _X11 if environment.get("DISPLAY") else ()
    return next((commands for commands in candidates if shutil.which(commands[0][0])), None)
