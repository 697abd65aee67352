"""The command that the terminal is told after the app: it must be one that works there."""

import sys
from pathlib import Path

import pytest

from ava_onboard.cli import full_screen


@pytest.mark.parametrize(
    ("started", "said"),
    [
        (".venv/bin/ava-onboard", ".venv/bin/ava-onboard"),
        ("{here}/.venv/bin/ava-onboard", ".venv/bin/ava-onboard"),
        ("{here}/ava-onboard", "./ava-onboard"),
        ("/a folder/ava-onboard", "'/a folder/ava-onboard'"),
        ("/site-packages/ava_onboard/__main__.py", "/bin/python -m ava_onboard"),
        ("-c", "ava-onboard"),
    ],
)
def test_a_program_that_is_not_on_the_path_is_named_as_it_was_started(
    started: str, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [started.format(here=tmp_path), "demo"])
    monkeypatch.setattr(sys, "executable", "/bin/python")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert full_screen.program() == said


def test_an_installed_program_is_named_by_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    installed = tmp_path / f"ava-onboard{'.exe' if sys.platform == 'win32' else ''}"
    installed.touch(mode=0o755)
    monkeypatch.setattr(sys, "argv", [str(installed)])
    monkeypatch.setenv("PATH", str(tmp_path))
    assert full_screen.program() == "ava-onboard"
