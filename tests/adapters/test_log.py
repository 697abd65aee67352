"""The log: what support needs, readable only by its owner, and never a cause of failure."""

import logging
import os
import stat
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from ava_onboard import log, private_folder
from ava_onboard.adapters.services.vapi import HttpVapi
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.verdict import Region
from ava_onboard.sandbox.world import World

ADAPTERS = logging.getLogger("ava_onboard.adapters")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "log" / "ava-onboard.log"
    log.to_file(path)
    return path


@pytest.fixture
def lines(file: Path) -> Callable[[], str]:
    return file.read_text


async def test_a_request_is_logged_with_its_status_and_request_id_and_without_the_key(
    lines: Callable[[], str], world: World, client: httpx.AsyncClient
) -> None:
    key = ApiKey(world.keys["unknown"])
    await HttpVapi(client, {Region.US: world.vapi_url}).check(key, Region.US)
    text = lines()
    assert "GET" in text
    assert "/assistant" in text
    assert " 401 " in text
    assert "request " in text
    assert key.reveal() not in text
    assert key.reveal()[:12] not in text


def test_a_log_without_lines_is_not_created(file: Path) -> None:
    assert not file.parent.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps files of a user's own folder private by itself")
def test_the_log_is_readable_only_by_its_owner(file: Path) -> None:
    before = os.umask(0)
    try:
        ADAPTERS.info("a line")
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_full_log_is_rotated_and_two_older_ones_are_kept(file: Path) -> None:
    for _ in range(5):
        ADAPTERS.info("x" * (log.LARGEST - 100))
    names = sorted(path.name for path in file.parent.iterdir())
    assert names == ["ava-onboard.log", "ava-onboard.log.1", "ava-onboard.log.2"]
    assert all(path.stat().st_size <= log.LARGEST for path in file.parent.iterdir())


@pytest.mark.parametrize("open_too", ["ava-onboard.log", "ava-onboard.log.1"])
def test_no_line_is_lost_while_another_program_has_the_log_open(
    file: Path, monkeypatch: pytest.MonkeyPatch, open_too: str
) -> None:
    """Windows moves no open file; elsewhere that is a stand-in."""
    ADAPTERS.info("1" + "x" * (log.LARGEST - 100))
    ADAPTERS.info("2" + "x" * (log.LARGEST - 100))
    busy, really = file.with_name(open_too), Path.replace
    with busy.open("a"), monkeypatch.context() as windows:

        def replace(self: Path, target: Path) -> Path:
            if busy in (self, target):
                raise PermissionError(13, "used by another process")
            return really(self, target)

        if sys.platform != "win32":
            windows.setattr(Path, "replace", replace)
        ADAPTERS.info("line 3")
        ADAPTERS.info("4" + "x" * (log.LARGEST - 100))
        ADAPTERS.info("line 5")
    for number in range(6, 8):
        ADAPTERS.info("line %s", number)
    kept = "".join(path.read_text() for path in file.parent.iterdir())
    assert [f" {number}x" in kept for number in (2, 4)] == [True, True], "the first may be the oldest of three by now"
    assert [f"line {number}\n" in kept for number in (3, 5, 6, 7)] == [True] * 4


def test_a_log_that_cannot_be_written_causes_no_failure(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    ADAPTERS.info("a line")
    assert capsys.readouterr() == ("", "")


def test_a_second_file_replaces_the_first(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.log"
    log.to_file(other)
    ADAPTERS.info("a line")
    assert "a line" in other.read_text()
    assert not file.exists()


@pytest.mark.parametrize("at", ["the folder", "the file"])
def test_a_disk_that_does_not_answer_is_waited_for_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, at: str
) -> None:
    """A stand-in for a share whose server is away: what opens the file never returns."""
    answers = threading.Event()
    asked: list[None] = []

    def block(*_: object) -> int:
        asked.append(None)
        answers.wait()
        raise OSError

    monkeypatch.setattr(log, "_SECONDS", 0.01)
    monkeypatch.setattr(*((private_folder, "make") if at == "the folder" else (log, "_private")), block)
    try:
        log.to_file(tmp_path / "log" / "ava-onboard.log")
        for _ in range(3):
            ADAPTERS.info("a line")
        log.close()
        assert len(asked) == 1
        assert not log.append(tmp_path / "log" / "ava-onboard.log", "an error")
        assert len(asked) == 2
    finally:
        answers.set()
