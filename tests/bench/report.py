"""The common parts of all reports."""

import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, left: int = 1) -> list[str]:
    """Return the lines of a Markdown table; the first ``left`` columns are text, the others numbers."""
    rule = ["---"] * left + ["--:"] * (len(headings) - left)
    return [f"| {' | '.join(headings)} |", f"|{'|'.join(rule)}|", *(f"| {' | '.join(row)} |" for row in rows)]


def machine() -> str:
    """Return this computer's cores, processor and system."""
    model = ""
    if (cpuinfo := Path("/proc/cpuinfo")).exists():
        names = [line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else ""
    return f"{os.cpu_count()} cores {model or platform.machine()}, {platform.system()} {platform.release()}"
