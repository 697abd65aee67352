"""The start-up time of imports, by package."""

import collections
import re
import subprocess

from tests.bench.visits import Command, visit

_LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")


def of_command(command: Command, environment: dict[str, str]) -> str:
    """Return what a command spends on imports, as ``by_package`` does."""
    result = subprocess.run(command, check=False, env=_telling(environment), capture_output=True, text=True)
    return by_package(result.stderr)


def of_app(command: Command, text: str, environment: dict[str, str]) -> str:
    """Return the same for an app until it has shown ``text``. Textual draws on stderr, where Python reports imports."""
    with visit(command, text, _telling(environment)) as app:
        return by_package(app.output.decode(errors="replace"))


def by_package(log: str, most: int = 8) -> str:
    """Return the slowest packages to import, in milliseconds, from the output of ``-X importtime``."""
    costs: collections.Counter[str] = collections.Counter()
    for line in _LINE.finditer(log):
        costs[line[2].partition(".")[0]] += int(line[1])
    return ", ".join(f"{name} {cost / 1000:.0f}" for name, cost in costs.most_common(most))


def _telling(environment: dict[str, str]) -> dict[str, str]:
    return environment | {"PYTHONPROFILEIMPORTTIME": "1"}
