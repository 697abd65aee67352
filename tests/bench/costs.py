"""Where the time of a start goes: what its imports take, package by package."""

import collections
import re
import subprocess

from tests.bench.visits import Command, visit

_LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")


def of_command(command: Command, environment: dict[str, str]) -> str:
    """What a command that ends by itself spends on imports, as ``by_package`` tells it."""
    result = subprocess.run(command, check=False, env=_telling(environment), capture_output=True, text=True)
    return by_package(result.stderr)


def of_app(command: Command, text: str, environment: dict[str, str]) -> str:
    """The same for an app, until it has shown ``text``. Textual draws on stderr, where Python tells of imports."""
    with visit(command, text, _telling(environment)) as app:
        return by_package(app.output.decode(errors="replace"))


def by_package(log: str, most: int = 8) -> str:
    """The packages that take the longest to import, in milliseconds, from the output of ``-X importtime``."""
    costs: collections.Counter[str] = collections.Counter()
    for line in _LINE.finditer(log):
        costs[line[2].partition(".")[0]] += int(line[1])
    return ", ".join(f"{name} {cost / 1000:.0f}" for name, cost in costs.most_common(most))


def _telling(environment: dict[str, str]) -> dict[str, str]:
    return environment | {"PYTHONPROFILEIMPORTTIME": "1"}
