"""Apps in a pseudo-terminal of 80x24: when they show a text, how soon they answer keys, how they end, their memory.

Linux and macOS: it needs a pseudo-terminal.
"""

import os
import platform
import pty
import re
import select
import signal
import statistics
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 30.0
"""Seconds until something that does not come is a failure."""
_QUIET = 0.3
"""Seconds without output after which an app is at rest."""
_BETWEEN_KEYS = 0.05
"""Seconds without output after which the next key is pressed; a person's pause is longer."""
_SETTLING = 1.5
"""Seconds in which an app loads what it did not need at once."""
_KEYS = 20
_CTRL_Q = b"\x11"
_CONTROL = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]")

Command = Sequence[str | Path]


@dataclass
class Visit:
    """An app that runs, and what was measured of it: milliseconds, and MB of 2**20 bytes."""

    pid: int
    terminal: int
    start: float
    painted: float = 0.0
    ended: float = 0.0
    memory: float = 0.0
    output: bytes = field(default=b"", repr=False)
    """Until the text was shown."""

    def until_shown(self, text: str) -> None:
        """Raises RuntimeError if it does not come."""
        while not is_shown(self.output, text):
            if not (more := read(self.terminal, PATIENCE)):
                raise RuntimeError(f"{text!r} did not come; the last output: {self.output[-500:]!r}")
            self.output += more
        self.painted = (time.perf_counter() - self.start) * 1000

    def until_quiet(self, seconds: float = _QUIET) -> None:
        """Read what comes, until nothing has come for so long."""
        while read(self.terminal, seconds):
            pass

    def settle(self) -> None:
        """Read what comes, for as long as something may still be loaded."""
        end = time.perf_counter() + _SETTLING
        while (left := end - time.perf_counter()) > 0:
            read(self.terminal, left)

    def type(self, key: bytes) -> float:
        """Milliseconds until the next output after a key; the median of several presses."""
        took = []
        for _press in range(_KEYS):
            pressed = time.perf_counter()
            os.write(self.terminal, key)
            if not read(self.terminal, PATIENCE):
                raise RuntimeError("a key was not answered")
            took.append((time.perf_counter() - pressed) * 1000)
            self.until_quiet(_BETWEEN_KEYS)
        return statistics.median(took)


@contextmanager
def visit(command: Command, text: str, environment: dict[str, str]) -> Iterator[Visit]:
    """Start an app and wait for ``text`` and for rest; leave it with Ctrl+Q at the end, and see how that went.

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
    app = Visit(pid, terminal, start)
    try:
        app.until_shown(text)
        app.until_quiet()
        yield app
        most = _peak(pid)
        pressed = time.perf_counter()
        os.write(terminal, _CTRL_Q)
        _until_closed(terminal)
    except BaseException:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise
    finally:
        os.close(terminal)
    _, status, usage = os.wait4(pid, 0)
    app.ended = (time.perf_counter() - pressed) * 1000
    app.memory = most or megabytes(usage.ru_maxrss, platform.system())
    if (code := os.waitstatus_to_exitcode(status)) != 0:
        raise RuntimeError(f"{command} ended with {code}")


def read(terminal: int, seconds: float) -> bytes | None:
    """Return the next output; empty at the end, None if there was none for ``seconds``."""
    if not select.select([terminal], [], [], seconds)[0]:
        return None
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # how Linux says that the other side is closed
        return b""


def is_shown(output: bytes, text: str) -> bool:
    """Return whether ``text`` was written, with any styles."""
    return text.encode() in _CONTROL.sub(b"", output)


def megabytes(maxrss: int, system: str) -> float:
    """``ru_maxrss`` in MB: macOS counts bytes, Linux KiB (getrusage(2))."""
    return maxrss / (1 << 20 if system == "Darwin" else 1 << 10)


def _peak(pid: int) -> float | None:
    """Return the peak memory of a process alone; None if the system does not report it.

    On Linux, ``ru_maxrss`` of a child starts with that of its parent.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return None
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024  # type: ignore[index]  # Linux always has it


def _until_closed(terminal: int) -> None:
    limit = time.perf_counter() + PATIENCE
    while (more := read(terminal, PATIENCE)) != b"":
        if more is None or time.perf_counter() > limit:
            raise RuntimeError("the app did not end")
