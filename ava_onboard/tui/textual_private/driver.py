"""Textual's terminal driver, without its pauses, and with a reader that no input can stop.

``LinuxDriver`` checks ten times a second whether to end, and twice waits for that check: quitting takes a quarter of
a second. This driver waits for a pipe instead, or for the time at which an Escape is no longer the start of a key.
"""

import errno
import os
import re
import select
import threading
from time import monotonic

from ava_onboard.tui.textual_private.signals import SignalDriver
from ava_onboard.tui.textual_private.terminal_input import SHORTEST_BURST, TerminalInput

_BETWEEN_PIECES = 0.003
"""Seconds between two pieces of a text that a terminal sends at once."""

_LONGEST_READ = 64 * 1024
"""Bytes after which what was read is processed, even if more is there."""

_LINK = re.compile(r"\x1b\]8;[^\x1b]*\x1b\\")
"""The beginning or the end of a hyperlink, which a Linux console would not understand."""

_BOLD_BLACK, _BLACK = "\x1b[1;30;", "\x1b[30;"
"""Terminals with 16 colours draw bold black as dark grey, which can hardly be read on yellow or white."""

_CONSOLE_SIGNS = str.maketrans(
    "✓✗●○▲▸▾·•…⏎╭╮╰╯▌▐▎▊▏▕▔▁━≠□×’“”–—←→\u00a0\u202f",
    '+x*o!>v-*.<┌┐└┘||||||--=#ox\'""--<>  ',
) | {ord("🔑"): "# "}
"""Replacements of the same width for a Linux console, whose fonts only have letters and simple lines."""


class _PipeEvent(threading.Event):
    """An event that ``select`` can wait for together with input."""

    def __init__(self) -> None:
        super().__init__()
        self.reader, self._writer = os.pipe()

    def set(self) -> None:
        super().set()
        os.write(self._writer, b"!")

    def clear(self) -> None:
        super().clear()
        while select.select([self.reader], [], [], 0)[0]:
            os.read(self.reader, 64)


class PromptDriver(SignalDriver):
    """The driver for Linux and macOS."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        self.exit_event: _PipeEvent = _PipeEvent()
        self._on_a_console = os.environ.get("TERM") == "linux"

    def write(self, data: str) -> None:
        """Write to the terminal, with signs that it can show; nothing once the thread that writes has failed."""
        if self._writer_thread is None or not self._writer_thread.is_alive():
            return  # its queue would fill up and block the app, which has yet to end
        data = data.replace(_BOLD_BLACK, _BLACK)
        super().write(_LINK.sub("", data).translate(_CONSOLE_SIGNS) if self._on_a_console else data)

    def _query_in_band_window_resize(self) -> None:
        """Learn the window's size from the system alone: a size in the input can be noise, and 0 or a million."""

    def _run_input_thread(self) -> None:
        """Leave an error to ``threading.excepthook``; Textual would end the app silently and with code 0."""
        self.run_input_thread()

    def run_input_thread(self) -> None:
        """Process what is typed, until the exit event is set or the terminal is gone."""
        received = TerminalInput()
        while not self.exit_event.is_set():
            wait = None if received.due is None else max(received.due - monotonic(), 0)
            ready, _, _ = select.select([self.fileno, self.exit_event.reader], [], [], wait)
            if self.fileno in ready:
                typed = self._read()
                if not typed:
                    self.terminal_has_gone()
                    return
                found = received.feed(typed, monotonic())
            else:
                found = received.tick(monotonic())
            for message in found:
                self.process_message(message)

    def _read(self) -> bytes:
        """Return what was typed; nothing only if the terminal is gone.

        A long text comes in pieces. They are read together, because each costs the app as much as a key.
        """
        typed = _read_some(self.fileno)
        piece = typed
        while len(piece) >= SHORTEST_BURST and len(typed) < _LONGEST_READ and self._has_more():
            piece = _read_some(self.fileno)
            typed += piece
        return typed

    def _has_more(self) -> bool:
        return bool(select.select([self.fileno], [], [], _BETWEEN_PIECES)[0])


def _read_some(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError as error:
        if error.errno == errno.EIO:  # what Linux says after the window was closed
            return b""
        raise
