"""Line mode after a key was configured: it starts with the status, and offers what the status needs."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ava_onboard import config
from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.cli.console import Console
from ava_onboard.cli.context import Run
from ava_onboard.cli.line_mode.walk import walk
from ava_onboard.domain import problems
from ava_onboard.domain.fact import Answer, Fact
from ava_onboard.domain.failure import Exit
from ava_onboard.domain.progress import Progress
from tests.onboarding.fakes import FailingStore

Walk = Callable[[str], Exit]


@pytest.fixture
def locked(services: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Walk:
    """Return ``locked(typed)``: line mode after the key was configured, on a computer whose keyring is locked."""
    ava = services["AVA_API_URL"]
    saved = ProgressFiles(Path(services["AVA_ONBOARD_HOME"], "state", "default.json"), ava)
    known = Fact(Answer.YES, "8f14e45f...", datetime.now(UTC))
    saved.save(Progress(account="Camille Demo", known=known, ava=ava))

    def locked(typed: str) -> Exit:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed.encode())))
        store = FailingStore(problems.KEYRING_LOCKED)
        with Run(config.read(services), Console(dialogue=True), store) as run:
            return run.do(walk(run))

    return locked


def test_w_continues_without_a_locked_keyring(locked: Walk, capsys: pytest.CaptureFixture[str]) -> None:
    assert locked("w\n\nq\n") == Exit.NEEDS_ATTENTION
    printed = capsys.readouterr()
    assert "Use your account from Ava's website" in printed.err
    assert "Step 4 of 4" in printed.out


def test_before_the_first_step_there_is_nothing_to_go_back_to(locked: Walk, capsys: pytest.CaptureFixture[str]) -> None:
    assert locked("b\nq\n") == Exit.NEEDS_ATTENTION
    assert "That is not one of the answers." in capsys.readouterr().err
