"""The files of the desk: reports that customers send, and hand-overs."""

import os
from pathlib import Path

from ava_onboard.adapters.state import atomic_file
from ava_onboard.domain.desk import report
from ava_onboard.domain.desk.report import Report
from ava_onboard.domain.failure import failed
from ava_onboard.domain.problems import NOT_A_REPORT


def read_report(name: str) -> Report:
    """Read a report of ``doctor``.

    Raises:
        ProblemError: U14 if the file cannot be read, or is not one.
    """
    try:
        content = atomic_file.read(Path(name).expanduser(), report.LARGEST)
    except (OSError, RuntimeError, ValueError):
        raise failed(NOT_A_REPORT) from None
    return report.parse(content)


def save(number: str, text: str) -> str | None:
    """Write a hand-over to a new file in the current folder, readable only by its owner.

    Returns:
        Its name, or None if none could be written: no file is replaced.
    """
    for attempt in ("", *(f"-{count}" for count in range(2, 100))):
        name = f"hand-over-{number}{attempt}.md"
        try:
            descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        except OSError:
            return None
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
        except OSError:
            return None
        return name
    return None
