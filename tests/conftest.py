"""What every test starts with: English, a clean environment, and the sandbox if it needs one. And the marks."""

import functools
import gc
import itertools
import logging
import os
import re
import signal
import sys
from collections.abc import Generator, Iterator
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
SLOW = ("backend/attacks", "backend/operate", "bench", "browser", "faults")
MARKS = (
    ("browser", pytest.mark.browser),
    ("snapshots", pytest.mark.picture),
    ("terminal", pytest.mark.terminal),
    ("tui", pytest.mark.app),
    ("backend/db", pytest.mark.database),
    ("windows", pytest.mark.windows),
    *((folder, pytest.mark.slow) for folder in SLOW),
)


def pytest_configure() -> None:
    """Let keys send signals to what tests start, although this run may ignore them, as under nohup."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.platform != "win32":
        for number in (signal.SIGQUIT, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_IGN:
                signal.signal(number, signal.SIG_DFL)
    settings.register_profile("patient", settings(deadline=None))  # a slow machine is not a defect
    settings.load_profile("patient")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect thousands of tests without looking for garbage among them, then or later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


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


_UNWANTED = {
    *("AVA_ONBOARD_HOME", "AVA_ONBOARD_LANG", "AVA_ONBOARD_PROFILE", "NO_COLOR", "FORCE_COLOR", "COLORTERM"),
    *("SSL_CERT_DIR", "SSL_CERT_FILE"),  # each client would read all that they name
}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even read a folder if ``-m`` selects no test with its mark, or a file without the mark ``keyring``."""
    expression = config.option.markexpr
    if any(ruled_out(mark.name, expression) for mark in _marks_of(collection_path)):
        return True
    is_without = collection_path.suffix == ".py" and b"mark.keyring" not in collection_path.read_bytes()
    return (is_without and ruled_out("keyring", expression, has_it=False)) or None


@functools.cache
def ruled_out(mark: str, expression: str, *, has_it: bool = True) -> bool:
    """Tell whether the expression holds for no test with (or without) this mark, whatever its other marks are."""
    if not re.fullmatch(r"[\w\s()]+", expression):
        return False
    code = compile(expression, "-m", "eval")
    others = set(code.co_names) - {mark}
    combinations = itertools.product((False, True), repeat=len(others))
    return not any(eval(code, {mark: has_it, **dict(zip(others, values, strict=True))}) for values in combinations)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark slow tests, and those that need another program, before ``-m`` selects: ``make fast`` leaves them out."""
    names = {item.nodeid for item in items}
    for item in items:
        for mark in _marks_of(item.path):
            item.add_marker(mark)
        if _repeats_on_postgresql(item, names):
            item.add_marker(pytest.mark.slow)
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


@functools.cache
def _marks_of(path: Path) -> tuple[pytest.MarkDecorator, ...]:
    return tuple(mark for folder, mark in MARKS if path.is_relative_to(TESTS / folder))


_PROGRAM = {"command", "services"}
"""The fixtures of tests that start the program."""


def _starts_programs(item: pytest.Item) -> bool:
    """Tell whether a test has one of these fixtures, or is in a file that starts programs itself."""
    in_file = "subprocess" in vars(getattr(item, "module", None) or object)
    return in_file or bool(_PROGRAM.intersection(getattr(item, "fixturenames", ())))


_TABLES_OF_VALUES = tuple(
    f"test_{name}.py" for name in ("junk_keys", "legacy_users", "locked_out", "odd_tables", "plaintext_keys")
)
"""In tests/backend/db, and about what is in a row, or in the table of another application."""


def _repeats_on_postgresql(item: pytest.Item, names: set[str]) -> bool:
    """Tell whether a test that is not about the database says on PostgreSQL what it says on SQLite."""
    about_it = item.path.is_relative_to(TESTS / "backend" / "db") and item.path.name not in _TABLES_OF_VALUES
    return not about_it and _uses(item, "postgresql") and item.nodeid.replace("postgresql", "sqlite") in names


def _uses(item: pytest.Item, database: str) -> bool:
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    return parameters.get("databases") == database
