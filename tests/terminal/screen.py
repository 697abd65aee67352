"""A program in a pseudo-terminal, and what its screen shows."""

import codecs
import contextlib
import os
import re
import sys
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pexpect
import pyte

PROGRAM = Path(sys.executable).with_name("ava-onboard")

ENTER, TAB, ESCAPE = "\r", "\t", "\x1b"
F1, F2, F4, F5, F6, F10 = "\x1bOP", "\x1bOQ", "\x1bOS", "\x1b[15~", "\x1b[17~", "\x1b[21~"
CTRL_Q, CTRL_T, UP, DOWN = "\x11", "\x14", "\x1b[A", "\x1b[B"

WRAP, CURSOR, ALTERNATE_SCREEN, BRACKETED_PASTE = 7, 25, 1049, 2004
UNTOUCHED = frozenset({WRAP, CURSOR})
"""The private modes that are on in a fresh terminal."""

PATIENCE = 20.0
"""Seconds until a wait fails, by default. On an idle computer everything appears within two."""

_CONTROL = re.compile(r"\x1b\[(?P<private>[<=>?]?)(?P<numbers>[\d;:]*)(?P<between>[ -/]*)(?P<final>[@-~])")
_UNFINISHED = re.compile(r"\x1b(\[[0-?]*[ -/]*|\][^\x07\x1b]*\x1b?)?\Z")


class Terminal:
    """Starts a program in a terminal of its own and shows what is on the screen. A context manager.

    Attributes:
        modes: The private modes (DECSET) that are on.
        output: Every byte that the program has written.
        exit_code: The program's, once it has ended; negative for a signal.
        patience: Seconds until a wait fails.
    """

    patience = PATIENCE

    def __init__(
        self, command: Sequence[str | Path], *, environment: Mapping[str, str], size: tuple[int, int] = (80, 24)
    ) -> None:
        """Start ``command`` in a terminal of ``size`` columns and lines, with this environment and no more."""
        self.output = b""
        self.modes = set(UNTOUCHED)
        self.exit_code: int | None = None
        self._shown: set[str] = set()
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._rest = ""
        self._main, self._alternate = pyte.Screen(*size), pyte.Screen(*size)
        self._show(self._main)
        program, *arguments = (str(word) for word in command)
        with warnings.catch_warnings():
            # Newer Pythons warn of a fork beside threads; the child does nothing but become the program.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._child: pexpect.spawn[bytes] = pexpect.spawn(
                program, arguments, env=dict(environment), dimensions=(size[1], size[0])
            )
        self._child.delaybeforesend = None

    @property
    def pid(self) -> int:
        """The program's process."""
        return int(self._child.pid or 0)

    @property
    def fd(self) -> int:
        """The outer end of the terminal."""
        return int(self._child.child_fd)

    @property
    def text(self) -> str:
        """What can be read on the screen, without styles."""
        return "\n".join(line.rstrip() for line in self._lines)

    @property
    def line_above_cursor(self) -> str:
        """The line above the cursor: the label of a field."""
        below: int = self.screen.cursor.y
        return self._lines[below - 1]

    @property
    def window_orders(self) -> set[str]:
        """The commands to the window (OSC): 0, 1 and 2 set its title, 52 the clipboard."""
        return {order.decode() for order in re.findall(rb"\x1b\](\d+)", self.output)}

    @property
    def echoes(self) -> bool:
        """Whether the terminal itself shows what is typed, as it does at a shell's prompt."""
        return bool(self._child.getecho())

    def says(self, sentence: str) -> bool:
        """Whether the sentence is on the screen, however it is wrapped."""
        return _words(sentence) in _words(self.text)

    def has_shown(self, text: str) -> bool:
        """Whether ``text`` was ever on a line of the screen, or in the bytes that were written."""
        return text.encode() in self.output or any(text in line for line in self._shown)

    def see(self, sentence: str, *, seconds: float | None = None) -> None:
        """Wait until the sentence is on the screen."""
        self.until(lambda: self.says(sentence), f"{sentence!r} on the screen", seconds=seconds)

    def until(self, condition: Callable[[], bool], what: str, *, seconds: float | None = None) -> None:
        """Wait until the condition holds."""
        deadline = time.monotonic() + (seconds or self.patience)
        while not condition():
            if time.monotonic() > deadline or self.exit_code is not None:
                raise AssertionError(f"not seen: {what}; exit code {self.exit_code}\n{self.text}")
            self._read()

    def press(self, *keys: str) -> None:
        """Press keys, as the bytes that a terminal sends for them."""
        for key in keys:
            self._child.send(key)

    def send(self, noise: bytes) -> None:
        """Send bytes that need not be text."""
        self._child.send(noise)

    def press_button(self, key: str = ENTER) -> None:
        """Press the focused button, and once more if it ignored that because it was still going up."""
        self.still()
        self.press(key)
        while not self._read(2.0) and self.exit_code is None:
            self.press(key)

    def paste(self, text: str) -> None:
        """Paste as a terminal does: in brackets if the program has asked for them."""
        text = text.replace("\n", "\r")
        self._child.send(f"\x1b[200~{text}\x1b[201~" if BRACKETED_PASTE in self.modes else text)

    def still(self, seconds: float = 0.3) -> None:
        """Wait until nothing has been written for this time; a cursor blinks more slowly."""
        while self._read(seconds) and self.exit_code is None:
            pass

    def watch(self, seconds: float) -> None:
        """Take in what is written for this time, until the end of the program."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.exit_code is None:
            self._read(min(0.05, seconds))

    def resize(self, columns: int, lines: int) -> None:
        """Resize the window; the program gets a SIGWINCH."""
        for screen in (self._main, self._alternate):
            screen.resize(lines, columns)
            screen.erase_in_display(2)
        self._show(self.screen)
        self._child.setwinsize(lines, columns)

    def end(self, *, seconds: float | None = None) -> int:
        """Wait until the program has ended, and return its exit code."""
        deadline = time.monotonic() + (seconds or self.patience)
        while self.exit_code is None:
            if time.monotonic() > deadline:
                raise AssertionError(f"still running\n{self.text}")
            self._read()
        return self.exit_code

    def close_window(self) -> None:
        """Close the window; what the program writes from now on is lost."""
        process: Any = self._child
        process.ptyproc.fileobj.close()
        for ours in (process, process.ptyproc):
            ours.closed = ours.terminated = True
        self.exit_code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def kill(self) -> None:
        """Kill the program, as a power cut does."""
        with contextlib.suppress(ProcessLookupError):
            self._child.kill(9)
        self.end()

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        if self.exit_code is None:
            self.kill()
        self._child.close()

    def _read(self, seconds: float = 0.05) -> bool:
        """Read what is written within ``seconds``; return False if that was nothing."""
        try:
            written = self._child.read_nonblocking(65536, timeout=seconds)
        except pexpect.TIMEOUT:
            written = b""
        except pexpect.EOF:
            self._child.wait()
            written = b""
        if not written and not self._child.isalive():
            code, number = self._child.exitstatus, self._child.signalstatus
            self.exit_code = -number if number is not None else code
        self._take_in(written)
        return bool(written)

    def _take_in(self, written: bytes) -> None:
        self.output += written
        text = self._rest + self._decode(written)
        self._rest = ""
        if unfinished := _UNFINISHED.search(text):
            text, self._rest = text[: unfinished.start()], unfinished.group()
        start = 0
        for control in _CONTROL.finditer(text):
            if control["private"]:
                self._stream.feed(text[start : control.start()])
                start = control.end() if self._follow_mode(control) else control.start()
        self._stream.feed(text[start:])
        self._look()

    def _follow_mode(self, control: re.Match[str]) -> bool:
        """Handle what pyte does not know; return whether that was all."""
        if control["private"] != "?" or control["final"] not in "hl":
            return True  # questions to the terminal, and the extended keyboard protocol: an old terminal is silent
        numbers = {int(number) for number in control["numbers"].split(";")}
        on = control["final"] == "h"
        self.modes = self.modes | numbers if on else self.modes - numbers
        if ALTERNATE_SCREEN in numbers:
            self._alternate.reset()
            self._show(self._alternate if on else self._main)
            return True
        return not numbers & UNTOUCHED

    def _show(self, screen: Any) -> None:
        self.screen = screen
        self._stream = pyte.Stream(screen)
        self._lines: list[str] = [""] * screen.lines
        screen.dirty.update(range(screen.lines))
        self._look()

    def _look(self) -> None:
        """Read the lines that have changed."""
        for number in self.screen.dirty & set(range(self.screen.lines)):
            row = self.screen.buffer[number]
            self._lines[number] = "".join(row[column].data for column in range(self.screen.columns))
            self._shown.add(self._lines[number])
        self.screen.dirty.clear()


def environment(home: Path) -> dict[str, str]:
    """The environment of a person without a desktop and without a keyring, whose files are all below ``home``."""
    return {
        "PATH": f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "AVA_ONBOARD_HOME": str(home / "ava-onboard"),
    }


def _words(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f│╭╮╰╯─━▌▀▄█]+", " ", text).strip()
