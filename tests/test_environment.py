"""Variables that would make libraries record secrets, or misjudge the terminal, are removed."""

import os
import struct
import sys
from pathlib import Path

import pytest

from ava_onboard import environment

REMOVED = {
    "TEXTUAL": "debug,devtools",
    "TEXTUAL_LOG": "/tmp/readable.log",
    "TEXTUAL_DEBUG": "1",
    "TEXTUAL_DEVTOOLS_HOST": "198.51.100.1",
    "TEXTUAL_DRIVER": "somewhere:Driver",
    "TEXTUAL_PRESS": "ctrl+q",
    "TEXTUAL_SCREENSHOT": "1",
    "TEXTUAL_ALLOW_SIGNALS": "1",
    "TEXTUAL_FPS": "1",
    "TEXTUAL_THEME": "dracula",
    "TEXTUAL_NOT_YET_INVENTED": "1",
    "SSLKEYLOGFILE": "/tmp/keys.log",
    "PYTHONASYNCIODEBUG": "1",
}


@pytest.mark.parametrize("name", REMOVED)
def test_a_variable_that_gives_secrets_away_is_removed(name: str) -> None:
    variables = {name: REMOVED[name], "HOME": "/home/camille"}
    environment.clean(variables)
    assert variables == {"HOME": "/home/camille"}


@pytest.mark.parametrize("value", ["none", "basic", "full", "NONE"])
def test_the_choice_of_animations_stays(value: str) -> None:
    variables = {"TEXTUAL_ANIMATIONS": value}
    environment.clean(variables)
    assert variables == {"TEXTUAL_ANIMATIONS": value.lower()}


@pytest.mark.parametrize("value", ["auto", "standard", "256", "truecolor", "TrueColor"])
def test_a_choice_of_colours_stays(value: str) -> None:
    variables = {"TEXTUAL_COLOR_SYSTEM": value}
    environment.clean(variables)
    assert variables == {"TEXTUAL_COLOR_SYSTEM": value.lower()}


@pytest.mark.parametrize("name", ["TEXTUAL_ANIMATIONS", "TEXTUAL_COLOR_SYSTEM"])
@pytest.mark.parametrize("value", ["", "many", "16", "1", "full,none"])
def test_a_choice_that_does_not_exist_is_removed(name: str, value: str) -> None:
    variables = {name: value}
    environment.clean(variables)
    assert variables == {}


def size_of(terminal: int, columns: int, lines: int) -> None:
    import fcntl
    import termios

    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals of this kind")
@pytest.mark.parametrize(("size", "left"), [((100, 30), {}), ((0, 0), {"COLUMNS": "7", "LINES": "3"})], ids=str)
def test_a_terminal_that_knows_its_size_is_believed(size: tuple[int, int], left: dict[str, str]) -> None:
    ours, theirs = os.openpty()
    try:
        size_of(theirs, *size)
        variables = {"COLUMNS": "7", "LINES": "3"}
        environment.clean(variables, stdout=theirs)
    finally:
        os.close(ours)
        os.close(theirs)
    assert variables == left


def test_outside_of_a_terminal_the_given_width_counts(tmp_path: Path) -> None:
    variables = {"COLUMNS": "200", "LINES": "50"}
    with (tmp_path / "output").open("wb") as file:
        environment.clean(variables, stdout=file.fileno())
    assert variables == {"COLUMNS": "200", "LINES": "50"}


def test_a_closed_stdout_has_no_size() -> None:
    variables = {"COLUMNS": "200"}
    environment.clean(variables, stdout=-1)
    assert variables == {"COLUMNS": "200"}


@pytest.mark.parametrize("before", [{}, {"LD_LIBRARY_PATH": "/of/the/customer"}], ids=["unset", "set"])
def test_programs_started_from_the_folder_without_python_get_their_own_libraries(
    monkeypatch: pytest.MonkeyPatch, before: dict[str, str]
) -> None:
    """PyInstaller's starter sets these variables (``bootloader/src/pyi_main.c``)."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    variables = {
        "LD_LIBRARY_PATH": "/opt/ava-onboard/lib",
        **{f"{name}_ORIG": value for name, value in before.items()},
        "_PYI_ARCHIVE_FILE": "/opt/ava-onboard/ava-onboard",
        "HOME": "/home/camille",
    }
    environment.clean(variables)
    assert variables == {"HOME": "/home/camille", **before}


def test_with_python_the_libraries_are_the_persons_own() -> None:
    variables = {"LD_LIBRARY_PATH": "/of/the/customer"}
    environment.clean(variables)
    assert variables == {"LD_LIBRARY_PATH": "/of/the/customer"}
