"""Textual's terminal driver, without its pauses.

``LinuxDriver`` checks ten times a second whether to end, and twice waits for that check: quitting takes a quarter of
a second. This driver waits for a pipe instead, and polls only while a lone Escape may be the start of a key.
"""

import asyncio
import os
import select
import signal
import threading
from codecs import getincrementaldecoder
from time import monotonic

from textual._xterm_parser import XTermParser
from textual.constants import ESCAPE_DELAY
from textual.drivers.linux_driver import LinuxDriver

_POLL_INTERVAL = 0.01
"""Seconds between two polls while an Escape is pending."""

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


class PromptDriver(LinuxDriver):
    """The driver for Linux and macOS."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self.exit_event: _PipeEvent = _PipeEvent()
        self._on_a_console = os.environ.get("TERM") == "linux"

    def write(self, data: str) -> None:
        """Write to the terminal, with signs that it can show."""
        super().write(data.translate(_CONSOLE_SIGNS) if self._on_a_console else data)

    def start_application_mode(self) -> None:
        """Take over the terminal; on SIGTERM or a closed window, exit and restore it."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._app.exit)

    def _run_input_thread(self) -> None:
        """Report an error in the input thread as any other; Textual would exit silently with code 0."""
        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001 - reported where all others are
            self._app.call_later(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Process what is typed, until the exit event is set."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode  # invalid bytes must not stop the program
        last_read = 0.0
        while not self.exit_event.is_set():
            pending = monotonic() - last_read <= ESCAPE_DELAY + _POLL_INTERVAL
            ready, _, _ = select.select(
                [self.fileno, self.exit_event.reader], [], [], _POLL_INTERVAL if pending else None
            )
            if self.fileno in ready:
                typed = os.read(self.fileno, 4096)
                if not typed:
                    return
                last_read = monotonic()
                if text := decode(typed):  # empty after half a character; the parser would take it for the end
                    for message in parser.feed(text):
                        self.process_message(message)
            for message in parser.tick():
                self.process_message(message)
