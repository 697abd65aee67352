"""How fast the installed program is, and how much memory it takes, beside bare ones: `make bench`.

What is measured is installed and compiled as a customer's is. Ours and the floor take turns, and who is first
alternates, so that whatever else the machine does falls on both alike.
"""

import os
import platform
import socket
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from importlib.metadata import distributions
from pathlib import Path
from typing import TypeVar

from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.domain.progress import STEPS, Journey, Progress, Step
from tests.bench import costs, live_check
from tests.bench.report import machine, table
from tests.bench.visits import PATIENCE, Command, visit

REPOSITORY = Path(__file__).parents[2]
PAIRS = 9
FIRST_SCREEN = "Create your Vapi account"
KEY_SCREEN = "Paste your key here"
STOCK_TEXT = "The smallest app"
STOCK_APP = f"""\
from textual.app import App, ComposeResult
from textual.widgets import Button, Input, Static


class Smallest(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("{STOCK_TEXT}")
        yield Input()
        yield Button("Done")


Smallest().run()
"""

T = TypeVar("T")


class Goal(Enum):
    """What is compared with the number of a goal."""

    RATIO = "x"
    OURS = ""
    ADDED = " more"


@dataclass
class Row:
    """One thing that is measured: pairs of ours and the floor, in ``unit``.

    Attributes:
        goal: The highest number that is good.
        kind: What that number is about.
        why: Where the time goes; printed if the goal is not met.
    """

    what: str
    unit: str
    goal: float
    kind: Goal = Goal.RATIO
    why: Callable[[], str] | None = None
    pairs: list[tuple[float, float]] = field(default_factory=list)

    @property
    def cells(self) -> list[str]:
        """What the table says: medians, and the median of the pairs' ratios."""
        ours, floor = (statistics.median(side) for side in zip(*self.pairs, strict=True))
        goal = f"{self.goal:.1f}x" if self.kind is Goal.RATIO else f"{self.goal:g} {self.unit}{self.kind.value}"
        numbers = [f"{_number(ours)} {self.unit}", f"{_number(floor)} {self.unit}", f"{self._ratio:.2f}x"]
        return [self.what, *numbers, goal, "yes" if self.met else "**no**"]

    @property
    def met(self) -> bool:
        """Whether the goal is met."""
        match self.kind:
            case Goal.RATIO:
                return self._ratio <= self.goal
            case Goal.OURS:
                return statistics.median(ours for ours, _floor in self.pairs) <= self.goal
            case Goal.ADDED:
                return statistics.median(ours - floor for ours, floor in self.pairs) <= self.goal

    @property
    def _ratio(self) -> float:
        return statistics.median(ours / floor for ours, floor in self.pairs)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        scripts, packages = installed(home / "venv")
        rows = measured(scripts, home)
        text = report(rows, *weight(packages))
    sys.stdout.write(text)


def installed(venv: Path) -> tuple[Path, Path]:
    """Install this repository with a pip of today, as pipx does; the folders of the programs and of the packages."""
    compiling = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    commands: list[Command] = [
        [sys.executable, "-m", "venv", "--without-pip", venv],
        [sys.executable, "-m", "pip", "--python", venv / "bin" / "python", "install", "--quiet", REPOSITORY],
    ]
    for command in commands:
        subprocess.run(command, check=True, env=compiling, stdout=sys.stderr)
    place = {"base": str(venv), "platbase": str(venv)}
    return Path(sysconfig.get_path("scripts", "venv", place)), Path(sysconfig.get_path("purelib", "venv", place))


def surroundings(home: Path, own: str = "ava-onboard") -> dict[str, str]:
    """Return the environment for measurements: no settings, English, and services that refuse every connection."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = f"http://127.0.0.1:{taken.getsockname()[1]}"
    services = dict.fromkeys(("AVA_API_URL", "VAPI_API_URL", "VAPI_EU_API_URL"), closed)
    folders = {"HOME": str(home), "AVA_ONBOARD_HOME": str(home / own)}
    terminal = {"LANG": "en_GB.UTF-8", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    return {"PATH": os.environ["PATH"], **services, **folders, **terminal}


def at_key_step(home: Path) -> dict[str, str]:
    """Return the environment of a customer who has done all steps but the last."""
    environment = surroundings(home, own="at-key-step")
    saved = ProgressFiles(Path(environment["AVA_ONBOARD_HOME"]) / "state" / "default.json", environment["AVA_API_URL"])
    saved.save(Progress(Journey(Step.PASTE_KEY, frozenset(STEPS[:3])), ava=environment["AVA_API_URL"]))
    return environment


def stock_app(home: Path) -> Path:
    """Return the file of the smallest Textual app."""
    file = home / "smallest.py"
    file.write_text(STOCK_APP, encoding="utf-8")
    return file


def measured(scripts: Path, home: Path) -> list[Row]:
    """Return all rows, each with its pairs."""
    python, program = scripts / "python", scripts / "ava-onboard"
    new, at_key = surroundings(home), at_key_step(home)
    smallest: Command = [python, stock_app(home)]
    nothing: Command = [python, "-c", "pass"]
    version_command: Command = [program, "--version"]
    asked: Command = [program, "status", "--offline", "--json"]

    def imports() -> str:
        return costs.of_app([program], FIRST_SCREEN, new)

    version = Row("`--version`", "ms", 2, why=lambda: costs.of_command(version_command, new))
    status = Row("`status --offline --json`", "ms", 4, why=lambda: costs.of_command(asked, new))
    paint, end = Row("first paint", "ms", 1, why=imports), Row("Ctrl+Q to exit", "ms", 100, Goal.OURS)
    memory, later = Row("peak memory, first screen", "MB", 1.5, why=imports), Row("the same, key screen", "MB", 1.5)
    key = Row("key to screen", "ms", 1.2)
    for turn in range(PAIRS + 1):
        shown = pair(turn, lambda: run(version_command, new), lambda: run(nothing, new))
        answered = pair(turn, lambda: run(asked, new, fine=(0, 3)), lambda: run(nothing, new))
        ours, floor = pair(turn, lambda: seen([program], FIRST_SCREEN, new), lambda: seen(smallest, STOCK_TEXT, new))
        mine, other = pair(turn, lambda: typed([program], KEY_SCREEN, at_key), lambda: typed(smallest, STOCK_TEXT, new))
        if turn == 0:
            continue  # so that everything is in memory
        version.pairs.append(shown)
        status.pairs.append(answered)
        for row, one, two in zip((paint, end, memory, key, later), (*ours, *mine), (*floor, *other), strict=True):
            row.pairs.append((one, two))
    check = Row("live check, connection open", "ms", 10, Goal.ADDED, pairs=live_check.pairs(PAIRS * 10))
    return [version, status, paint, key, end, memory, later, check]


def pair(turn: int, ours: Callable[[], T], floor: Callable[[], T]) -> tuple[T, T]:
    """Return both results, ours first; the first to run alternates with ``turn``."""
    if turn % 2:
        other = floor()
        return ours(), other
    return ours(), floor()


def run(command: Command, environment: dict[str, str], fine: Sequence[int] = (0,)) -> float:
    """Milliseconds until a command has ended. Raises RuntimeError if its exit code is not among ``fine``."""
    start = time.perf_counter()
    done = subprocess.run(command, check=False, env=environment, capture_output=True, timeout=PATIENCE)
    took = time.perf_counter() - start
    if done.returncode not in fine:
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr.decode(errors='replace')}")
    return took * 1000


def seen(command: Command, text: str, environment: dict[str, str]) -> tuple[float, float, float]:
    """First paint and end in ms, and peak memory in MB, of an app that is left as soon as it is at rest."""
    with visit(command, text, environment) as app:
        pass
    return app.painted, app.ended, app.memory


def typed(command: Command, text: str, environment: dict[str, str]) -> tuple[float, float]:
    """Return key to screen in ms, and peak memory in MB, of an app whose field has the focus."""
    with visit(command, text, environment) as app:
        app.settle()
        took = app.type(b"a")
    return took, app.memory


def weight(packages: Path) -> tuple[list[str], int]:
    """Names and versions, and bytes with what is compiled, of the packages in a folder."""
    found = list(distributions(path=[str(packages)]))
    files = {Path(file.locate()) for one in found for file in one.files or ()}
    names = sorted(f"{one.name} {one.version}" for one in found)
    return names, sum(file.stat().st_size for file in files if file.is_file())


def report(rows: Sequence[Row], packages: Sequence[str], size: int) -> str:
    """Return the table and its explanations, as Markdown for the README."""
    missed = [f"- {row.what}: {row.why()}." for row in rows if not row.met and row.why]
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d}, {machine()}; Python {platform.python_version()}. Medians of {PAIRS} pairs,"
        " measured in turn. The floor of commands is `python -c pass`, that of the check a bare request of httpx, that"
        " of the rest the smallest Textual app: one `Static`, one `Input`, one `Button`.",
        "",
        *table(("what", "ours", "floor", "ratio", "goal", "met"), [row.cells for row in rows]),
        "",
        *(["Over their goal; ms that imports take, by package:", "", *missed, ""] if missed else []),
        f"A customer installs {len(packages)} packages, {size / 1_000_000:.1f} million bytes with what is compiled:"
        f" {', '.join(packages)}.",
        "",
    ]
    return "\n".join(lines)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


if __name__ == "__main__":
    main()
