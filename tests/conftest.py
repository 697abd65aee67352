"""What every test starts with: English, a clean environment, and the embedded world where it asks for it."""

import logging
import os
from collections.abc import Iterator

import pytest

from ava_onboard import locales
from tests.sandbox.fixtures import world, world_of_session

__all__ = ["world", "world_of_session"]


@pytest.fixture(autouse=True)
def speak_english() -> Iterator[None]:
    """Each test starts in English and leaves no other language behind."""
    before = locales.language()
    locales.use("en")
    yield
    locales.use(before)


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    """The log file of one test is not written by the next."""
    yield
    logger = logging.getLogger("ava_onboard.adapters")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
    logger.setLevel(logging.NOTSET)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the person who runs the tests reaches them."""
    for name in os.environ:
        if name.startswith(("AVA_API", "AVA_TOKEN", "AVA_BACKEND", "VAPI_")) or name in _UNWANTED:
            monkeypatch.delenv(name)


_UNWANTED = {"AVA_ONBOARD_HOME", "AVA_ONBOARD_LANG", "AVA_ONBOARD_PROFILE", "NO_COLOR", "FORCE_COLOR", "COLORTERM"}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Where all parts are present, as in CI, a skipped test is a failure."""
    if os.environ.get("AVA_ONBOARD_NO_SKIPS") and terminalreporter.stats.get("skipped"):
        terminalreporter.write_sep("=", "tests were skipped, and none may be here", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """See above: the exit code says so too."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("AVA_ONBOARD_NO_SKIPS") and reporter and reporter.stats.get("skipped") and not session.exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
