"""What every test starts with: English, a clean environment, and the sandbox if it needs one. And the marks."""

import logging
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from ava_onboard import locales
from tests import no_skips, on_windows
from tests.browser import chromium
from tests.no_skips import pytest_sessionfinish
from tests.on_windows import pytest_report_header
from tests.sandbox.fixtures import world, world_of_session

__all__ = ["pytest_report_header", "pytest_sessionfinish", "world", "world_of_session"]

TESTS = Path(__file__).parent
MARKS = {
    "browser": pytest.mark.browser,
    "snapshots": pytest.mark.picture,
    "terminal": pytest.mark.terminal,
    "tui": pytest.mark.app,
    "backend/db": pytest.mark.database,
    "backend/attacks": pytest.mark.slow,
    "faults": pytest.mark.slow,
    "bench": pytest.mark.slow,
    "windows": pytest.mark.windows,
}


def pytest_configure() -> None:
    """Let keys send signals to what tests start, although this run may ignore them, as under nohup."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.platform != "win32":
        for number in (signal.SIGQUIT, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_IGN:
                signal.signal(number, signal.SIG_DFL)
    settings.register_profile("patient", settings(deadline=None))  # a slow machine is no defect
    settings.load_profile("patient")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was skipped and may not be, and what cannot run on Windows."""
    no_skips.pytest_terminal_summary(terminalreporter)
    on_windows.pytest_terminal_summary(terminalreporter)


@pytest.fixture(autouse=True)
def speak_english() -> Iterator[None]:
    """Each test starts in English and leaves no other language behind."""
    before = locales.language()
    locales.use("en")
    yield
    locales.use(before)


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    """A test does not write to the log file of the one before."""
    yield
    logger = logging.getLogger("ava_onboard.adapters")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
    logger.setLevel(logging.NOTSET)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests see no settings of the person who runs them."""
    for name in os.environ:
        if name.startswith(("AVA_API", "AVA_TOKEN", "AVA_BACKEND", "VAPI_")) or name in _UNWANTED:
            monkeypatch.delenv(name)


_UNWANTED = {"AVA_ONBOARD_HOME", "AVA_ONBOARD_LANG", "AVA_ONBOARD_PROFILE", "NO_COLOR", "FORCE_COLOR", "COLORTERM"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark slow tests, and those that need another program, before ``-m`` selects: ``make fast`` leaves them out."""
    for item in items:
        for folder, mark in MARKS.items():
            if item.path.is_relative_to(TESTS / folder):
                item.add_marker(mark)
        if _uses(item, "postgresql") or "postgres_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.database)
        if _uses(item, "sqlite"):
            item.add_marker(pytest.mark.sqlite)
        if _starts_programs(item):
            item.add_marker(pytest.mark.process)
        if item.get_closest_marker("browser") and chromium.executable() is None:
            item.add_marker(pytest.mark.skip("needs Chromium: apt-get install chromium"))
        on_windows.mark_skipped(item)
        if item.get_closest_marker("keyring") and os.environ.get("AVA_ONBOARD_TEST_KEYRING") != "1":
            item.add_marker(pytest.mark.skip("needs a keyring of its own: tests/run-with-keyring pytest"))


_PROGRAM = {"command", "services"}
"""The fixtures of tests that start the program."""


def _starts_programs(item: pytest.Item) -> bool:
    """Tell whether a test has one of these fixtures, or is in a file that starts programs itself."""
    in_file = "subprocess" in vars(getattr(item, "module", None) or object)
    return in_file or bool(_PROGRAM.intersection(getattr(item, "fixturenames", ())))


def _uses(item: pytest.Item, database: str) -> bool:
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    return parameters.get("databases") == database
