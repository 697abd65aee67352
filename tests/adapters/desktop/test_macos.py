"""macOS by its documentation: scripts instead of ``open``, ``pbcopy`` and ``pbpaste``. It was never run there."""

import sys
from pathlib import Path

import pytest
from platformdirs.macos import MacOS

from ava_onboard.adapters.desktop.browser import WebBrowser
from ava_onboard.adapters.desktop.clipboard import OsClipboard
from ava_onboard.tui import themes
from tests.adapters.desktop.test_desktop import NOISY, URL, Install, install

__all__ = ["install"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the scripts are for a Unix shell")


@pytest.fixture(autouse=True)
def macos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")


async def test_open_gets_the_address(install: Install) -> None:
    notes = install("open", NOISY)
    assert await WebBrowser().open(URL)
    assert notes.read_text() == f"{URL} token=\n"


async def test_over_ssh_nothing_is_opened_copied_or_pasted(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = install("open", NOISY)
    for program in ("pbcopy", "pbpaste"):
        install(program, NOISY)
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    assert not await WebBrowser().open(URL)
    assert await OsClipboard().glance() is None
    assert await OsClipboard().paste() is None
    assert not await OsClipboard().copy("text")
    assert not notes.exists()


@pytest.mark.parametrize("locale", ["", "C", "fr_FR.UTF-8"])
async def test_the_clipboard_is_utf_8_whatever_the_locale(
    install: Install, monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    """Without a locale, ``pbcopy`` takes what it reads for Mac OS Roman."""
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        monkeypatch.setenv(name, locale)
    notes = install("pbcopy", '{ /bin/cat; echo " $LC_ALL"; } > "$NOTES"')
    assert await OsClipboard().copy("clé")
    assert notes.read_text() == "clé en_US.UTF-8\n"
    install("pbpaste", 'printf "cl\\303\\251"')
    assert await OsClipboard().paste() == "clé"


def test_terminal_app_shows_256_colours() -> None:
    assert themes.of_terminal({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}) == "256"
    assert themes.of_terminal({"TERM": "xterm-256color", "COLORTERM": "truecolor"}) == "truecolor", "as iTerm2"


def test_the_folders_are_those_of_macos() -> None:
    folders = MacOS("ava-onboard", appauthor=False)
    library = Path.home() / "Library"
    assert folders.user_state_path == library / "Application Support" / "ava-onboard"
    assert folders.user_log_path == library / "Logs" / "ava-onboard"
