"""Where every part must be present, as in CI, a skipped test is a failure."""

import os

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say so if tests were skipped where every part must be present, as in CI."""
    if os.environ.get("AVA_ONBOARD_NO_SKIPS") and terminalreporter.stats.get("skipped"):
        terminalreporter.write_sep("=", "tests were skipped, and none may be here", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail in that case."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("AVA_ONBOARD_NO_SKIPS") and reporter and reporter.stats.get("skipped") and not session.exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
