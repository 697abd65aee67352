"""The log of the support desk."""

import json
import stat
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ava_onboard.adapters.state.desk_log import DeskLog
from ava_onboard.domain.desk.events import Event

NOW = datetime(2026, 8, 1, 14, 30, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "desk-calls.jsonl"


def test_each_event_is_a_line_with_its_time_and_the_number_of_the_call(file: Path) -> None:
    log = DeskLog(file, NOW)
    number = log.next_call()
    assert log.write(Event("heard", "V05"), NOW)
    assert log.write(Event("answer", node="refused.block", answer=2), NOW)
    first, second = map(json.loads, file.read_text().splitlines())
    assert first == {"time": "2026-08-01T14:30:00+00:00", "call": number, "kind": "heard", "code": "V05"}
    assert (second["node"], second["answer"]) == ("refused.block", 2)


def test_each_call_has_a_number_of_its_own(file: Path) -> None:
    log = DeskLog(file, NOW)
    assert log.next_call() != log.next_call()


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_only_its_owner_can_read_it(file: Path) -> None:
    DeskLog(file, NOW).write(Event("call"), NOW)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_what_is_older_than_90_days_is_removed(file: Path) -> None:
    log = DeskLog(file, NOW)
    for days in (91, 89, 0):
        log.write(Event("note", text=f"{days} days old"), NOW - timedelta(days=days))
    file.write_text(file.read_text() + "no line of ours\n")
    DeskLog(file, NOW)
    assert [json.loads(line)["text"] for line in file.read_text().splitlines()] == ["89 days old", "0 days old"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 or sys.platform == "win32"


def test_what_looks_secret_is_not_written(file: Path) -> None:
    log = DeskLog(file, NOW)
    assert not log.write(Event("note", text="8f14e45f-fade-4dad-8bad-facadeMARKED"), NOW)
    assert not file.exists()


def test_a_log_that_cannot_be_written_is_not_an_error(tmp_path: Path) -> None:
    in_the_way = tmp_path / "state"
    in_the_way.write_text("")
    assert not DeskLog(in_the_way / "desk-calls.jsonl", NOW).write(Event("call"), NOW)
