"""The tests that cannot hold on Windows, and those that wine fails: each says why in its marker."""

import sys
from collections import Counter

import pytest


def mark_skipped(item: pytest.Item) -> None:
    """Skip a test that cannot hold where this runs."""
    for name in ("not_on_windows", "wine_fault") if sys.platform == "win32" else ():
        for marker in item.iter_markers(name):
            (reason,) = marker.args
            if name == "not_on_windows" or is_wine():
                item.add_marker(pytest.mark.skip(f"{name}: {reason}"))


def pytest_report_header() -> str | None:
    """Say what kind of Windows this is."""
    return f"windows: {'wine' if is_wine() else 'a real one'}" if sys.platform == "win32" else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List why tests did not run on Windows, and how many for each reason; wine's own faults apart."""
    if sys.platform != "win32":
        return
    skipped = [report.longrepr for report in terminalreporter.stats.get("skipped", ())]
    reasons = Counter(str(why[2]).removeprefix("Skipped: ") for why in skipped if isinstance(why, tuple))
    wine = {reason: count for reason, count in reasons.items() if reason.startswith("wine_fault: ")}
    for title, listed in (("not on Windows", reasons - Counter(wine)), ("faults of wine", Counter(wine))):
        if listed:
            terminalreporter.write_sep("-", f"{title}: {listed.total()}")
        for reason, count in listed.most_common():
            terminalreporter.write_line(f"{count:5}  {reason.partition(': ')[2] or reason}")


def is_wine() -> bool:
    """Return whether this Windows is wine's."""
    if sys.platform != "win32":
        return False
    import ctypes

    return hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")
