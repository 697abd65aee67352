"""Textual's terminal driver, without its pauses.

``LinuxDriver`` looks ten times a second whether it shall end, and waits twice for that: leaving takes a quarter of
a second. This one is woken through a pipe, and looks often only while a lone Escape may be the start of a key.
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

_LOOK = 0.01
"""Seconds between looks while an Escape is pending."""

_ON_A_CONSOLE = str.maketrans(
    "✓✗●○▲▸▾·•…⏎╭╮╰╯▌▐▎▊▔▁’“”–—←→\u00a0\u202f",
    '+x*o!>v-*.<┌┐└┘||||--\'""--<>  ',
) | {ord("🔑"): "# "}
"""What a Linux console has in place of our signs, each as wide as the sign: its fonts have letters and simple lines."""


class _Waking(threading.Event):
    """An event that can be waited for together with input."""

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
    """For Linux and macOS."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self.exit_event: _Waking = _Waking()
        self._on_a_console = os.environ.get("TERM") == "linux"

    def write(self, data: str) -> None:
        """Draw, with the signs that this terminal has."""
        super().write(data.translate(_ON_A_CONSOLE) if self._on_a_console else data)

    def start_application_mode(self) -> None:
        """Take the terminal, and give it back when the program is told to end or its window is closed."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._app.exit)

    def _run_input_thread(self) -> None:
        """An unexpected error here ends the app as any other does; Textual would end it without a word and with 0."""
        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001 - handled where all others are
            self._app.call_later(self._app._handle_exception, error)  # noqa: SLF001

    def run_input_thread(self) -> None:
        """Hand on what is typed, until the event is set."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode  # what is not text is no reason to stop
        last_read = 0.0
        while not self.exit_event.is_set():
            pending = monotonic() - last_read <= ESCAPE_DELAY + _LOOK
            ready, _, _ = select.select([self.fileno, self.exit_event.reader], [], [], _LOOK if pending else None)
            if self.fileno in ready:
                typed = os.read(self.fileno, 4096)
                if not typed:
                    return
                last_read = monotonic()
                if text := decode(typed):  # nothing yet of half a character, and the parser takes nothing for the end
                    for message in parser.feed(text):
                        self.process_message(message)
            for message in parser.tick():
                self.process_message(message)
