"""The description of an unexpected error: types and places, never a value."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ava_onboard import crash, locales
from ava_onboard.domain.failure import Exit
from ava_onboard.locales import languages
from ava_onboard.log import LARGEST, to_file

from .program import environment

SECRET = "facade-marked-secret-0123456789"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def plain() -> None:
    key = SECRET
    raise ValueError(f"cannot use {key}")


def caused() -> None:
    try:
        plain()
    except ValueError as error:
        raise RuntimeError(SECRET) from error


def in_context() -> None:
    try:
        plain()
    except ValueError:
        raise RuntimeError(SECRET)  # noqa: B904 - the context is what is looked at


def with_note() -> None:
    error = ValueError(SECRET)
    error.add_note(SECRET)
    raise error


def grouped() -> None:
    raise ExceptionGroup(SECRET, [ValueError(SECRET), KeyError(SECRET)])


def raised(call: Callable[[], None]) -> BaseException:
    with pytest.raises((ValueError, RuntimeError, ExceptionGroup)) as caught:
        call()
    return caught.value


@pytest.mark.parametrize("call", [plain, caused, in_context, with_note, grouped])
def test_the_log_has_no_values(call: Callable[[], None]) -> None:
    description = crash.describe(raised(call))
    assert SECRET not in description
    assert "cli/test_crash.py:" in description
    assert call.__name__ in description


@pytest.mark.parametrize("call", [caused, in_context])
def test_every_chained_error_is_named(call: Callable[[], None]) -> None:
    lines = crash.describe(raised(call)).splitlines()
    assert [line for line in lines if not line.startswith(" ")] == ["builtins.RuntimeError", "builtins.ValueError"]
    assert any(line.endswith(" plain") for line in lines)


def test_the_log_is_readable_only_by_its_owner_and_grows(tmp_path: Path) -> None:
    log = tmp_path / "new" / "log" / "ava-onboard.log"
    assert crash.write(log, raised(plain), NOW)
    assert crash.write(log, raised(caused), NOW)
    text = log.read_text(encoding="utf-8")
    assert text.count("X01") == 2
    assert text.startswith("2026-11-23T12:00:00+00:00 ava-onboard ")
    assert SECRET not in text
    if sys.platform != "win32":
        assert log.stat().st_mode & 0o777 == 0o600


def test_a_full_log_is_rotated_for_an_unexpected_error_too(tmp_path: Path) -> None:
    log = tmp_path / "ava-onboard.log"
    log.write_text("x" * (LARGEST - 10))
    assert crash.write(log, raised(plain), NOW)
    assert "X01" in log.read_text(encoding="utf-8")
    assert (tmp_path / "ava-onboard.log.1").stat().st_size == LARGEST - 10


def test_an_earlier_log_line_stays_first(tmp_path: Path) -> None:
    log = tmp_path / "ava-onboard.log"
    to_file(log)
    logging.getLogger("ava_onboard.adapters").info("a request")
    assert crash.write(log, raised(plain), NOW)
    before, _, after = log.read_text(encoding="utf-8").partition("a request\n")
    assert ("X01" in before, "X01" in after) == (False, True)


@pytest.mark.parametrize("umask", [0o000, 0o077])
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode of a file")
def test_the_mode_of_the_log_does_not_depend_on_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        assert crash.write(tmp_path / "log", raised(plain), NOW)
    finally:
        os.umask(before)
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o600


def test_an_unwritable_log_causes_no_second_crash(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    assert not crash.write(tmp_path / "log" / "ava-onboard.log", raised(plain), NOW)
    assert not crash.write(tmp_path, raised(plain), NOW)


@pytest.mark.parametrize("language", languages())
def test_the_message_is_calm_and_has_a_code(language: str, tmp_path: Path) -> None:
    locales.use(language)
    log = tmp_path / "ava-onboard.log"
    assert "X01" in crash.message(None)
    assert str(log) in crash.message(log)
    assert str(log) not in crash.message(None)


BROKEN = """
import sys, threading

from ava_onboard.__main__ import main
from ava_onboard.cli.context import Run

usual = Run.do


def fail():
    raise {error}("MARKED")


def do(self, work):
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    return usual(self, work)


Run.do = do
sys.argv = ["ava-onboard", "logout"]
main()
"""


@pytest.mark.parametrize("error", ["ValueError", pytest.param("SystemExit", marks=pytest.mark.slow)])
def test_an_error_in_a_thread_of_a_command_is_shown_logged_and_in_the_exit_code(tmp_path: Path, error: str) -> None:
    result = subprocess.run(
        [sys.executable, "-c", BROKEN.format(error=error)],
        check=False,
        env=environment(AVA_ONBOARD_HOME=str(tmp_path)),
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert result.returncode == Exit.UNEXPECTED
    assert "Code X01" in result.stderr
    assert "Traceback" not in result.stderr
    assert "MARKED" not in result.stdout + result.stderr
    [log] = tmp_path.rglob("ava-onboard.log")
    assert error in log.read_text()
    assert "MARKED" not in log.read_text()
