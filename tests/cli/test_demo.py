"""``demo`` leaves nothing behind, also where an open file cannot be removed."""

import logging
import tempfile
from pathlib import Path

import pytest

from ava_onboard import log
from ava_onboard.cli.commands import demo
from ava_onboard.config import Config
from ava_onboard.domain.failure import Exit
from ava_onboard.sandbox import samples

from .conftest import Command
from .test_line_mode import lines

KEY = samples.SAMPLES[0].key
LOG = logging.getLogger("ava_onboard.adapters")


def test_a_demo_by_questions_and_answers_ends_well_and_leaves_no_folder(command: Command, tmp_path: Path) -> None:
    own = tmp_path / "temporary"
    own.mkdir()
    folders = {name: str(own) for name in ("TMPDIR", "TEMP", "TMP")}
    typed = lines("", "", "", KEY, samples.ACCOUNT_IDENTIFIER, samples.ACCOUNT_PASSWORD)
    finished = command("demo", typed=typed, **folders)
    assert (finished.returncode, finished.stderr.count("X01")) == (Exit.DONE, 0), finished.stderr
    assert "● Configured" in finished.stdout
    assert [path.name for path in own.iterdir()] == []


def test_the_log_is_closed_before_the_folder_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    open_then: list[bool] = []
    really = tempfile.TemporaryDirectory.cleanup

    def cleanup(self: tempfile.TemporaryDirectory[str]) -> None:
        open_then.append(bool(LOG.handlers))
        really(self)

    monkeypatch.setattr(tempfile.TemporaryDirectory, "cleanup", cleanup)
    with demo.app_in_own_world(Config()) as app:
        log.to_file(Path(tempfile.gettempdir(), "anywhere.log"))
        assert app.return_code is None
    assert open_then == [False]
