"""Read a line at a terminal without showing it: for keys, passwords and passphrases. For Linux and macOS.

``getpass`` does the same with the terminal's own editing of lines, which has a limit: 4,095 bytes on Linux, 1,024 on
macOS. It also leaves the terminal without echo if a signal ends or stops the process, and raises an error that holds
what was typed if that is in another encoding.
"""

import codecs
import contextlib
import locale
import os
import re
import select
import signal
import sys
import termios
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, TextIO

from ava_onboard.domain.failure import failed
from ava_onboard.domain.problems import TOO_LONG, UNREADABLE

LONGEST = 64 * 1024
"""The most characters of a line."""

QUIET = 0.1
"""Seconds without input after the end of a line. What comes sooner belongs to the same paste: nobody types so fast."""

_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
"""Signals that end the process, besides SIGINT, which is an exception in Python."""

_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[P\]X^_][^\x07\x1b]*(?:\x07|\x1b\\)|O[ -~])")
"""What keys such as arrows send, the marks around a paste, and replies of the terminal (ECMA-48): nobody types them."""

_ECHO, _CANONICAL = termios.ECHO | termios.ECHONL, termios.ICANON
_LOCAL_FLAGS, _CONTROL_CHARACTERS = 3, 6


def read(question: str, stream: TextIO | None = None) -> str:
    """Ask a question and return the line that is typed, without its end and without whole control sequences.

    A paste may have several lines. It is returned as a whole: its rest must not answer the next question.

    Args:
        question: What is asked.
        stream: Where to print the question; None for the terminal.

    Raises:
        EOFError: the terminal has no more input.
        ProblemError: U10 if the line is not in the terminal's encoding, U11 if it has more than ``LONGEST`` characters.
    """
    with _terminal() as terminal:
        if stream:
            stream.flush()
        out, encoding = (stream.fileno(), stream.encoding) if stream else (terminal, _encoding())

        def write(text: str) -> None:  # at once: a signal may interrupt it, and its handler writes too
            os.write(out, text.encode(encoding, "replace"))

        with _woken_by_signals() as woken, _without_echo(terminal, lambda: write(question)):
            try:
                line = _Line(terminal, woken).read()
            finally:
                write("\n")
    if len(line) > LONGEST:
        raise failed(TOO_LONG)
    if any("\udc80" <= character <= "\udcff" for character in line):
        raise failed(UNREADABLE)
    return _SEQUENCE.sub("", line)


@contextlib.contextmanager
def _terminal() -> Iterator[int]:
    """Open the terminal of this process, or take stdin if there is none."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        yield sys.stdin.fileno()
        return
    try:
        yield terminal
    finally:
        os.close(terminal)


@contextlib.contextmanager
def _without_echo(terminal: int, ask: Callable[[], None]) -> Iterator[None]:
    """Ask, and hide what is typed. The terminal is as before when this ends, and whenever the process ends or stops."""
    before = termios.tcgetattr(terminal)

    def hide() -> None:
        hidden = [*before[:_CONTROL_CHARACTERS], list(before[_CONTROL_CHARACTERS])]
        hidden[_LOCAL_FLAGS] &= ~(_ECHO | _CANONICAL)
        hidden[_CONTROL_CHARACTERS][termios.VMIN], hidden[_CONTROL_CHARACTERS][termios.VTIME] = 1, 0
        termios.tcsetattr(terminal, termios.TCSAFLUSH, hidden)
        ask()

    def show() -> None:
        with contextlib.suppress(termios.error):  # the window is closed
            termios.tcsetattr(terminal, termios.TCSAFLUSH, before)

    def end(number: int, _frame: FrameType | None) -> None:
        show()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    def stop(_number: int, _frame: FrameType | None) -> None:
        show()
        os.kill(os.getpid(), signal.SIGSTOP)

    def carry_on(_number: int, _frame: FrameType | None) -> None:
        hide()

    ours: dict[int, Any] = {**dict.fromkeys(_ENDING, end), signal.SIGTSTP: stop, signal.SIGCONT: carry_on}
    handlers: dict[int, Any] = {}
    try:
        for number, handler in ours.items():
            if signal.getsignal(number) is signal.SIG_DFL:  # ignored, as by nohup, it stays ignored
                handlers[number] = signal.signal(number, handler)
        hide()
        yield
    finally:
        show()
        for number, former in handlers.items():
            signal.signal(number, former)


@contextlib.contextmanager
def _woken_by_signals() -> Iterator[int]:
    """Give a file to wait for beside the terminal: it can be read after each signal.

    Python runs a handler between two of its own instructions. A signal that arrives just before a blocking read would
    wait for the next key.
    """
    woken, wake = os.pipe()
    os.set_blocking(woken, False)
    os.set_blocking(wake, False)
    former = signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    try:
        yield woken
    finally:
        signal.set_wakeup_fd(former)
        os.close(woken)
        os.close(wake)


class _Line:
    """A line that is typed, with the keys that erase."""

    def __init__(self, terminal: int, woken: int) -> None:
        self._terminal, self._woken = terminal, woken
        characters = termios.tcgetattr(terminal)[_CONTROL_CHARACTERS]

        def of(name: int) -> str:
            return str(characters[name], "latin-1")

        self._erase = {of(termios.VERASE), "\x7f", "\b"}
        self._erase_word, self._erase_all = of(termios.VWERASE), of(termios.VKILL)
        self._end, self._literal = of(termios.VEOF), of(termios.VLNEXT)
        self._typed = ""
        self._is_literal = False

    def read(self) -> str:
        """Return the line; bytes that cannot be decoded are lone surrogates.

        What is longer than ``LONGEST`` is not kept, except for one character that tells.
        """
        decoder = codecs.getincrementaldecoder(_encoding())("surrogateescape")
        ended = False
        while not ended or self._has_more(QUIET):
            some = self._bytes()
            for character in decoder.decode(some, final=not some):
                if not self._is_literal and character in "\r\n":
                    ended = True
                    self._add("\n")
                elif not self._is_literal and character == self._end:
                    if self._typed:
                        return self._typed
                    raise EOFError
                else:
                    self._take(character)
            if not some:
                raise EOFError
        return self._typed.rstrip("\n")

    def _has_more(self, seconds: float) -> bool:
        """Wait for input, this long at most; return whether there is some."""
        return bool(select.select([self._terminal], [], [], seconds)[0])

    def _bytes(self) -> bytes:
        """Return what is typed next; empty at the end of the input."""
        while True:
            readable, _, _ = select.select([self._terminal, self._woken], [], [])
            if self._woken in readable:
                os.read(self._woken, 1024)
            if self._terminal in readable:
                return os.read(self._terminal, 1024)

    def _take(self, character: str) -> None:
        if self._is_literal:
            self._is_literal = False
            self._add(character)
        elif character == self._literal:
            self._is_literal = True
        elif character in self._erase:
            self._typed = self._typed[:-1]
        elif character == self._erase_all:
            self._typed = ""
        elif character == self._erase_word:
            self._typed = re.sub(r"\S*\s*\Z", "", self._typed)
        else:
            self._add(character)

    def _add(self, character: str) -> None:
        if len(self._typed) <= LONGEST:
            self._typed += character


def _encoding() -> str:
    return locale.getpreferredencoding(do_setlocale=False)
