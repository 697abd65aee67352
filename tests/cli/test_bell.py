"""The bell at the end of a long wait, in line mode."""

import asyncio
import io

import pytest

from ava_onboard import config
from ava_onboard.adapters.secrets.memory import MemoryStore
from ava_onboard.cli.console import Console
from ava_onboard.cli.context import Run
from ava_onboard.onboarding import patience

BELL = "\a"


class Stream(io.StringIO):
    """Standard error of the test's own."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


def printed(
    services: dict[str, str], patch: pytest.MonkeyPatch, *, dialogue: bool = True, terminal: bool = True, **more: str
) -> str:
    """Return what standard error gets while something is waited for."""
    stream = Stream(terminal=terminal)
    patch.setattr("sys.stderr", stream)
    with Run(config.read({**services, **more}), Console(dialogue=dialogue), MemoryStore()) as run:
        run.do(run.wait(asyncio.sleep(0), ""))
    return stream.getvalue()


@pytest.fixture
def any_wait_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "LONG", 0.0)


@pytest.mark.usefixtures("any_wait_is_long")
def test_line_mode_rings_after_a_long_wait(services: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed(services, monkeypatch) == BELL


def test_line_mode_does_not_ring_after_a_short_wait(services: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed(services, monkeypatch) == ""


@pytest.mark.usefixtures("any_wait_is_long")
def test_there_is_no_bell_in_commands_in_files_or_where_it_is_switched_off(
    services: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert printed(services, monkeypatch, dialogue=False) == ""
    assert printed(services, monkeypatch, terminal=False) == ""
    assert printed(services, monkeypatch, AVA_ONBOARD_BELL="0") == ""
