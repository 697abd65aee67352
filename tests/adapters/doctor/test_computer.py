"""The checks of doctor on this computer: keyring, state folder and terminal."""

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring.core
import pytest
from keyring.backends import fail

from ava_onboard.adapters.doctor.computer import Computer
from ava_onboard.adapters.secrets.keyring import OsKeyring
from ava_onboard.adapters.secrets.memory import MemoryStore
from ava_onboard.domain.checks import Passed
from ava_onboard.domain.failure import ProblemError
from ava_onboard.onboarding.ports import SecretStore
from tests.adapters.doctor.test_network import failure_of
from tests.adapters.leaks import MARK

if sys.platform != "win32":
    import termios


def computer(
    store: SecretStore | None = None, file: Path = Path("state", "default.json"), home: Path | None = None
) -> Computer:
    return Computer(store or MemoryStore(), file, home=home)


async def test_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", fail.Keyring())  # type: ignore[no-untyped-call]  # not typed there
    failure = await failure_of(computer(store=OsKeyring()).keyring)
    assert (failure.code, failure.values) == ("K01", {"backend": "keyring.backends.fail.Keyring"})


async def test_a_setting_that_names_an_unknown_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", MARK)
    failure = await failure_of(computer(store=OsKeyring()).keyring)
    assert (failure.code, failure.values) == ("K06", {"backend": "unknown"})


def test_checking_the_state_folder_leaves_no_file(tmp_path: Path) -> None:
    file = tmp_path / "state" / "default.json"
    outcome = asyncio.run(computer(file=file, home=tmp_path).state_folder())
    assert outcome.facts == {"folder": str(Path("AVA_ONBOARD_HOME", "state"))}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("where", ["home", "own", "elsewhere"])
async def test_an_unwritable_folder_is_reported_without_personal_names(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / MARK
    blocked.write_text("a file where a folder would be")
    monkeypatch.setattr(Path, "home", lambda: blocked if where == "home" else tmp_path / "other")
    look = computer(file=blocked / "state" / "default.json", home=blocked if where == "own" else None)
    shown = {"home": "~", "own": "AVA_ONBOARD_HOME", "elsewhere": "..."}[where]
    with pytest.raises(ProblemError) as caught:
        await look.state_folder()
    failure = caught.value.failure
    assert (failure.code, failure.values) == ("C03", {"folder": str(Path(shown, "state"))})


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if sys.platform == "win32":
        pytest.skip("Windows has no pseudo-terminals like these")
    leader, follower = os.openpty()
    with os.fdopen(leader, "rb", 0), os.fdopen(follower, "r", encoding="utf-8") as end:
        monkeypatch.setattr(sys, "__stdin__", end)
        monkeypatch.setattr(sys, "__stdout__", end)
        yield


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(
    ("term", "size", "note"),
    [
        ("xterm-256color", (80, 24), ""),
        (None, (60, 20), ""),
        ("xterm", (59, 40), "too small"),
        ("xterm", (200, 19), "too small"),
        ("dumb", (30, 8), "questions and answers only"),
    ],
)
async def test_a_limited_terminal_is_a_note_and_no_failure(
    term: str | None, size: tuple[int, int], note: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if term:
        monkeypatch.setenv("TERM", term)
    else:
        monkeypatch.delenv("TERM", raising=False)
    columns, lines = size
    termios.tcsetwinsize(sys.__stdout__.fileno(), (lines, columns))  # type: ignore[union-attr]  # there is one in tests
    outcome = await computer().terminal()
    assert isinstance(outcome, Passed)
    assert outcome.facts == {"term": term or "unknown", "size": f"{columns}x{lines}", "encoding": "utf-8"}
    assert bool(outcome.note) == bool(note)
    assert note in outcome.words
