"""How long the installed program takes to start and to end, and its memory, beside bare ones: `make bench`.

What is measured is installed and compiled as a customer's is. Ours and the floor take turns, and who is first
alternates, so that whatever else the machine does falls on both alike. Linux and macOS: it needs a pseudo-terminal.
"""

import os
import platform
import pty
import re
import select
import signal
import socket
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import termios
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import TypeVar

from tests.bench.report import machine, table

REPOSITORY = Path(__file__).parents[2]
PAIRS = 9
PATIENCE = 30.0
"""Seconds until something that does not come is a failure."""
QUIET = 0.3
"""Seconds without output after which an app is at rest."""
FIRST_SCREEN = "Create your Vapi account"
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
CTRL_Q = b"\x11"
_CONTROL = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]")
_NOT_THE_CUSTOMERS = {"pip", "setuptools"}

Command = Sequence[str | Path]
T = TypeVar("T")


@dataclass
class Row:
    """One thing that is measured: pairs of ours and the floor, in ``unit``.

    Attributes:
        goal: The highest ratio, or the highest of ours if ``absolute``.
    """

    what: str
    unit: str
    goal: float
    absolute: bool = False
    pairs: list[tuple[float, float]] = field(default_factory=list)

    @property
    def cells(self) -> list[str]:
        """What the table says: medians, and the median of the pairs' ratios."""
        ours, floor = (statistics.median(side) for side in zip(*self.pairs, strict=True))
        ratio = statistics.median(a / b for a, b in self.pairs)
        goal = f"{self.goal:g} {self.unit}" if self.absolute else f"{self.goal:.1f}x"
        met = (ours if self.absolute else ratio) <= self.goal
        numbers = [f"{ours:,.0f} {self.unit}", f"{floor:,.0f} {self.unit}", f"{ratio:.2f}x"]
        return [self.what, *numbers, goal, "yes" if met else "no"]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        scripts, packages = installed(home / "venv")
        environment = surroundings(home)
        rows = measured(scripts, stock_app(home), environment)
        count, size = weight(packages)
    sys.stdout.write(report(rows, count, size))


def installed(venv: Path) -> tuple[Path, Path]:
    """Install this repository as a customer does; the folders of the programs and of the packages."""
    compiling = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    commands: list[Command] = [
        [sys.executable, "-m", "venv", venv],
        [venv / "bin" / "python", "-m", "pip", "install", "--quiet", REPOSITORY],
    ]
    for command in commands:
        subprocess.run(command, check=True, env=compiling, stdout=sys.stderr)
    place = {"base": str(venv), "platbase": str(venv)}
    return Path(sysconfig.get_path("scripts", "venv", place)), Path(sysconfig.get_path("purelib", "venv", place))


def surroundings(home: Path) -> dict[str, str]:
    """The environment of what is measured: nobody's settings, English, and services that refuse every connection."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = f"http://127.0.0.1:{taken.getsockname()[1]}"
    services = dict.fromkeys(("AVA_API_URL", "VAPI_API_URL", "VAPI_EU_API_URL"), closed)
    own = {"HOME": str(home), "AVA_ONBOARD_HOME": str(home / "ava-onboard")}
    terminal = {"LANG": "en_GB.UTF-8", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    return {"PATH": os.environ["PATH"], **services, **own, **terminal}


def stock_app(home: Path) -> Path:
    """The file of the smallest Textual app."""
    file = home / "smallest.py"
    file.write_text(STOCK_APP, encoding="utf-8")
    return file


def measured(scripts: Path, stock: Path, environment: dict[str, str]) -> list[Row]:
    """All rows, each with its pairs."""
    python, program = scripts / "python", scripts / "ava-onboard"
    version = Row("`--version`", "ms", 2)
    status = Row("`status --offline --json`", "ms", 4)
    paint = Row("first paint", "ms", 1)
    end = Row("Ctrl+Q to exit", "ms", 100, absolute=True)
    memory = Row("peak memory", "MB", 1.5)
    nothing: Command = [python, "-c", "pass"]
    for turn in range(PAIRS + 1):
        shown = pair(
            turn,
            lambda: run([program, "--version"], environment),
            lambda: run(nothing, environment),
        )
        asked = pair(
            turn,
            lambda: run([program, "status", "--offline", "--json"], environment, fine=(0, 3)),
            lambda: run(nothing, environment),
        )
        ours, floor = pair(
            turn,
            lambda: visit([program], FIRST_SCREEN, environment),
            lambda: visit([python, stock], STOCK_TEXT, environment),
        )
        if turn == 0:
            continue  # so that everything is in memory
        version.pairs.append(shown)
        status.pairs.append(asked)
        for row, one, other in zip((paint, end, memory), ours, floor, strict=True):
            row.pairs.append((one, other))
    return [version, status, paint, end, memory]


def pair(turn: int, ours: Callable[[], T], floor: Callable[[], T]) -> tuple[T, T]:
    """Both results, ours first; who runs first alternates with ``turn``."""
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


def visit(command: Command, text: str, environment: dict[str, str]) -> tuple[float, float, float]:
    """Start an app in a terminal of 80x24, and leave it with Ctrl+Q once it is at rest.

    Returns:
        Milliseconds until ``text`` is in the output, milliseconds from Ctrl+Q to the end, peak memory in MB.

    Raises:
        RuntimeError: The text or the end did not come, or the exit code is not 0.
    """
    start = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        try:
            termios.tcsetwinsize(0, (24, 80))
            os.execve(command[0], [str(word) for word in command], environment)  # only returns by raising
        finally:
            os._exit(127)
    try:
        until_shown(terminal, text)
        painted = time.perf_counter()
        while read(terminal, QUIET):
            pass
        pressed = time.perf_counter()
        os.write(terminal, CTRL_Q)
        until_closed(terminal)
    except BaseException:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise
    finally:
        os.close(terminal)
    _, status, usage = os.wait4(pid, 0)
    ended = time.perf_counter()
    if (code := os.waitstatus_to_exitcode(status)) != 0:
        raise RuntimeError(f"{command} ended with {code}")
    return (painted - start) * 1000, (ended - pressed) * 1000, megabytes(usage.ru_maxrss, platform.system())


def until_shown(terminal: int, text: str) -> None:
    output = b""
    while not is_shown(output, text):
        if not (more := read(terminal, PATIENCE)):
            raise RuntimeError(f"{text!r} did not come; the last output: {output[-500:]!r}")
        output += more


def until_closed(terminal: int) -> None:
    limit = time.perf_counter() + PATIENCE
    while (more := read(terminal, PATIENCE)) != b"":
        if more is None or time.perf_counter() > limit:
            raise RuntimeError("the app did not end")


def read(terminal: int, seconds: float) -> bytes | None:
    """The next output; empty at the end, None if there was none for ``seconds``."""
    if not select.select([terminal], [], [], seconds)[0]:
        return None
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # how Linux says that the other side is closed
        return b""


def is_shown(output: bytes, text: str) -> bool:
    """Whether ``text`` was written, whatever its styles."""
    return text.encode() in _CONTROL.sub(b"", output)


def megabytes(maxrss: int, system: str) -> float:
    """``ru_maxrss`` in MB (2**20 bytes): macOS counts bytes, Linux KiB (getrusage(2))."""
    return maxrss / (1 << 20 if system == "Darwin" else 1 << 10)


def weight(packages: Path) -> tuple[int, int]:
    """Number and bytes, with what is compiled, of the packages in a folder; without what installs them."""
    found = [one for one in distributions(path=[str(packages)]) if one.name not in _NOT_THE_CUSTOMERS]
    files = {Path(file.locate()) for one in found for file in one.files or ()}
    return len(found), sum(file.stat().st_size for file in files if file.is_file())


def report(rows: Sequence[Row], count: int, size: int) -> str:
    """The table, as Markdown."""
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d}, {machine()}; Python {platform.python_version()}. Medians of {PAIRS} pairs,"
        " measured in turn. The floor of commands is `python -c pass`, that of the rest the smallest Textual app.",
        "",
        *table(("what", "ours", "floor", "ratio", "goal", "met"), [row.cells for row in rows]),
        "",
        f"A customer installs {count} packages, {size / (1 << 20):.1f} MB with what is compiled.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
