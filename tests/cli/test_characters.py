"""Signs and letters that a stream or its terminal lacks: each is replaced alone, and only where it must be."""

import io
import sys

import pytest

from ava_onboard import terminal
from ava_onboard.cli import characters
from ava_onboard.cli.characters import fitting


def stream(encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding)


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "✓ “clé” de l’œuvre… à 5\u00a0€"),
        ("cp1252", "ok “clé” de l’œuvre… à 5\u00a0€"),
        ("cp850", 'ok "clé" de l\'oeuvre... à 5\u00a0€'),
        ("latin-1", 'ok "clé" de l\'oeuvre... à 5\u00a0€'),
        ("ascii", 'ok "cle" de l\'oeuvre... a 5 €'),
    ],
)
def test_only_what_the_code_page_lacks_is_replaced(encoding: str, shown: str) -> None:
    assert fitting("✓ “clé” de l’œuvre… à 5\u00a0€", stream(encoding)) == shown


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A console of Windows without any variable that names it: a stand-in, because this may be another system."""
    for name in terminal._OTHER_WINDOWS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(characters, "is_terminal", lambda _stream: True)
    return monkeypatch


def test_the_classic_console_gets_signs_of_its_fonts(windows: pytest.MonkeyPatch) -> None:
    assert fitting("✓ ✗ ▸ ● “clé…”", stream("utf-8")) == "√ × ► ● “clé…”"
    windows.setenv("WT_SESSION", "0b0c")
    assert fitting("✓ ✗ ▸ ● “clé…”", stream("utf-8")) == "✓ ✗ ▸ ● “clé…”"


def test_a_file_gets_the_signs_whatever_window_it_is_written_from(windows: pytest.MonkeyPatch) -> None:
    windows.setattr(characters, "is_terminal", lambda _stream: False)
    assert fitting("✓", stream("utf-8")) == "✓"


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({}, "Windows console"),
        ({"WT_SESSION": "0b0c"}, "Windows Terminal"),
        ({"TERM_PROGRAM": "vscode"}, "vscode"),
        ({"ConEmuPID": "1"}, "ConEmu"),
        ({"TERM": "xterm-256color", "WT_SESSION": "0b0c"}, "xterm-256color"),
    ],
)
def test_the_terminals_of_windows_have_names(windows: pytest.MonkeyPatch, variables: dict[str, str], name: str) -> None:
    assert terminal.name(variables) == name
    windows.setattr(sys, "platform", "linux")
    assert terminal.name({}) == "unknown"


class Device(io.StringIO):
    """Says that it is a terminal, as ``NUL`` does on Windows."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return self.number


def test_on_windows_a_device_is_a_terminal_only_if_it_is_a_console(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(terminal, "_is_console", lambda number: number == 7, raising=False)
    assert [terminal.is_terminal(Device(number)) for number in (7, 8)] == [True, False]
    assert not terminal.is_terminal(None)
    closed = stream("utf-8")
    closed.close()
    assert not terminal.is_terminal(closed)
