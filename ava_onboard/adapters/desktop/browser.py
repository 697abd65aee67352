"""The desktop's web browser, never one that runs in the terminal."""

import os
import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from ava_onboard.adapters import deadline
from ava_onboard.adapters.desktop import child_process

_OF_TERMINAL = {"browsh", "carbonyl", "elinks", "links", "links2", "lynx", "w3m", "www-browser"}
_OF_DESKTOP = ("xdg-open", "gio open", "x-www-browser", "firefox", "chromium", "google-chrome")


class WebBrowser:
    """The default browser.

    The ``webbrowser`` module is not used: it lets the browser write into the terminal, and it would start a text
    browser there.
    """

    def __init__(self, *, seconds: float = 3.0) -> None:
        """``seconds``: a command that still runs after this time counts as a browser that opened."""
        self._seconds = seconds

    async def open(self, url: str) -> bool:
        """Open ``url``; False if there is no browser: a remote terminal, or no desktop."""
        try:
            return await deadline.run(lambda: _open(url), self._seconds)
        except TimeoutError:
            return True


def _open(url: str) -> bool:
    if sys.platform == "win32":
        return _open_on_windows(url)
    return any(_succeeds(command) for command in _commands(url, os.environ, sys.platform))


def _open_on_windows(url: str) -> bool:
    if sys.platform != "win32" or is_remote(os.environ):
        return False
    try:
        os.startfile(url)  # noqa: S606 - the system's own way to open an address
    except OSError:
        return False
    return True


def _succeeds(command: list[str]) -> bool:
    try:
        return child_process.start(command).wait() == 0
    except OSError:
        return False


def _commands(url: str, environment: Mapping[str, str], platform: str) -> Iterator[list[str]]:
    """Yield the commands that may open ``url``, best first. ``BROWSER`` counts on remote machines too."""
    for entry in environment.get("BROWSER", "").split(os.pathsep):
        command = _with_url(entry, url)
        if command and Path(command[0]).name not in _OF_TERMINAL and shutil.which(command[0]):
            yield command
    if is_remote(environment):
        return
    if platform == "darwin":
        yield ["open", url]
    elif environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"):
        yield from ([*entry.split(), url] for entry in _OF_DESKTOP if shutil.which(entry.split()[0]))


def is_remote(environment: Mapping[str, str]) -> bool:
    """Return whether the terminal is on another computer, with a browser and a clipboard of its own."""
    return bool(environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"))


def _with_url(entry: str, url: str) -> list[str]:
    """Return an entry of ``BROWSER`` as a command, with ``%s`` replaced by the address; empty if it is malformed."""
    try:
        words = shlex.split(entry.removesuffix("&"))
    except ValueError:
        return []
    if not words:
        return []
    return [word.replace("%s", url) for word in words] if "%s" in entry else [*words, url]
