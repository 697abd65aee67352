"""Browser and clipboard, with scripts instead of the desktop's programs."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ava_onboard.adapters.desktop.browser import WebBrowser
from ava_onboard.adapters.desktop.clipboard import OsClipboard

pytestmark = pytest.mark.skipif(
    sys.platform in {"win32", "darwin"}, reason="these desktops have no commands to replace"
)

URL = "https://dashboard.vapi.ai/org/api-keys?a=1&b=2"

Install = Callable[..., Path]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Puts a shell script into an otherwise empty PATH; what it writes to ``$NOTES`` can be read afterwards."""
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)
    notes = tmp_path / "notes"
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("NOTES", str(notes))
    monkeypatch.setenv("AVA_TOKEN", "facade-token")

    def install(name: str, script: str) -> Path:
        program = tmp_path / "bin" / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        return notes

    return install


NOISY = 'echo noise; echo noise >&2; echo "$@ token=$AVA_TOKEN" >> "$NOTES"'
FOR_EVER = 'echo $$ > "$NOTES"; exec /usr/bin/tail -f /dev/null'


async def test_the_browser_writes_nothing_and_gets_no_token(
    install: Install, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    notes = install("xdg-open", NOISY)
    assert await WebBrowser().open(URL)
    assert notes.read_text() == f"{URL} token=\n"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({}, id="no desktop"),
        pytest.param({"DISPLAY": ":0", "SSH_CONNECTION": "192.0.2.1 5 192.0.2.2 22"}, id="remote"),
        pytest.param({"BROWSER": "lynx"}, id="a browser of the terminal"),
        pytest.param({"BROWSER": "/usr/bin/w3m %s"}, id="another one"),
        pytest.param({"BROWSER": "not-installed"}, id="not installed"),
        pytest.param({"BROWSER": "'"}, id="cannot be read"),
    ],
)
async def test_without_a_browser_nothing_is_started(
    install: Install, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    for program in ("xdg-open", "lynx", "w3m"):
        notes = install(program, NOISY)
    assert not await WebBrowser().open(URL)
    assert not notes.exists()


@pytest.mark.parametrize(
    ("setting", "arguments"), [("relay", URL), ("relay --new %s &", f"--new {URL}"), ("lynx:relay", URL)]
)
async def test_the_browser_variable_is_used_on_a_remote_machine_too(
    install: Install, monkeypatch: pytest.MonkeyPatch, setting: str, arguments: str
) -> None:
    monkeypatch.setenv("SSH_TTY", "/dev/pts/0")
    monkeypatch.setenv("BROWSER", setting)
    notes = install("relay", NOISY)
    assert await WebBrowser().open(URL)
    assert notes.read_text() == f"{arguments} token=\n"


async def test_the_next_browser_is_tried_when_one_fails(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    install("xdg-open", "exit 3")
    assert not await WebBrowser().open(URL)
    notes = install("firefox", NOISY)
    assert await WebBrowser().open(URL)
    assert notes.read_text().startswith(URL)


async def test_a_browser_that_still_runs_has_opened(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    notes = install("xdg-open", FOR_EVER)
    assert await WebBrowser(seconds=0.3).open(URL)
    os.kill(number_in(notes), signal.SIGKILL)


async def test_what_is_copied_can_be_pasted(
    install: Install, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    install("wl-copy", '/bin/cat > "$NOTES"; echo noise; echo noise >&2')
    install("wl-paste", 'echo noise >&2; exec /bin/cat "$NOTES"')
    assert await OsClipboard().paste() is None
    assert await OsClipboard().copy("Clé « Ava.ai Production »\n")
    assert await OsClipboard().paste() == "Clé « Ava.ai Production »\n"
    assert capfd.readouterr() == ("", "")


async def test_without_a_clipboard_copying_returns_false(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    install("xclip", NOISY)
    assert not await OsClipboard().copy("text")
    assert await OsClipboard().paste() is None
    monkeypatch.setenv("DISPLAY", ":0")
    install("xclip", "exit 1")
    assert not await OsClipboard().copy("text")
    assert await OsClipboard().paste() is None


@pytest.mark.parametrize("display", [":0", "localhost:10.0"], ids=["of the other computer", "forwarded"])
@pytest.mark.parametrize("session", ["SSH_CONNECTION", "SSH_TTY"])
async def test_over_ssh_the_clipboard_of_the_other_computer_is_left_alone(
    install: Install, monkeypatch: pytest.MonkeyPatch, session: str, display: str
) -> None:
    for name, value in {session: "set", "DISPLAY": display, "WAYLAND_DISPLAY": "wayland-0"}.items():
        monkeypatch.setenv(name, value)
    for program in ("wl-copy", "wl-paste", "xclip", "xsel"):
        notes = install(program, NOISY)
    assert not await OsClipboard().copy("text")
    assert await OsClipboard().paste() is None
    assert not notes.exists()


async def test_a_clipboard_command_that_hangs_is_killed(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    notes = install("xsel", FOR_EVER)
    assert await OsClipboard(seconds=0.3).paste() is None
    for thread in threading.enumerate():
        if thread.name == "ava-onboard-call":
            thread.join(5)  # it ends when the program has ended
    with pytest.raises(ProcessLookupError):
        os.kill(number_in(notes), 0)


@pytest.mark.parametrize(
    ("environment", "seen"),
    [
        ({"DISPLAY": ":0"}, "of xclip"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "of wl-paste"),
        ({"WAYLAND_DISPLAY": "wayland-0", "XDG_CURRENT_DESKTOP": "ubuntu:GNOME"}, None),
        ({"WAYLAND_DISPLAY": "wayland-0", "XDG_CURRENT_DESKTOP": "GNOME", "DISPLAY": ":0"}, "of xclip"),
        ({"DISPLAY": ":0", "SSH_CONNECTION": "192.0.2.1 5 192.0.2.2 22"}, None),
        ({"DISPLAY": ":0", "SSH_TTY": "/dev/pts/0"}, None),
        ({}, None),
    ],
    ids=str,
)
async def test_a_glance_leaves_out_other_computers_and_what_shows_on_the_screen(
    install: Install, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], seen: str | None
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    for program in ("wl-copy", "wl-paste", "xclip"):
        install(program, f"echo -n of {program}")
    assert await OsClipboard().glance() == seen


def number_in(notes: Path) -> int:
    """Return the process number that a script writes when it starts."""
    end = time.monotonic() + 5
    while not (notes.exists() and notes.read_text()):
        assert time.monotonic() < end
    return int(notes.read_text())
