"""Textual's terminal driver, with the signals that a terminal and a shell send.

Textual handles SIGTSTP inside Python's signal handler. If that interrupts a write, the handler waits for a lock that
the interrupted code holds, and the app hangs. Here every signal is handled by the event loop.
"""

import asyncio
import contextlib
import os
import signal
import sys
import termios
import threading
from collections.abc import Callable
from typing import Any, TextIO

from textual.drivers.linux_driver import LinuxDriver

_ENDING = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)
"""Signals that end the app. It restores the terminal, and exits with 128 and the number, as shells report it."""


class SignalDriver(LinuxDriver):
    """The driver for Linux and macOS, under the control of a shell."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]  # passed on as they are
        for number in (signal.SIGTSTP, signal.SIGCONT):  # instead of the handlers of LinuxDriver
            signal.signal(number, signal.SIG_DFL)
        # Textual writes to stderr, which may be a file; stdout is a terminal here.
        self._file: Any = _TerminalFile(sys.__stdout__ or self._file, self.terminal_has_gone)
        self._active = False

    def start_application_mode(self) -> None:
        """Take over the terminal, in the foreground only, and handle signals."""
        self._wait_for_the_foreground()
        loop = asyncio.get_running_loop()
        self._loop = loop
        for number in _ENDING:
            loop.add_signal_handler(number, self._end_after, number)
        loop.add_signal_handler(signal.SIGTSTP, self._stop, self._stop_this_process)
        loop.add_signal_handler(signal.SIGCONT, self._start_again)
        super().start_application_mode()  # type: ignore[no-untyped-call]  # not typed there
        self._active = True

    def stop_application_mode(self) -> None:
        """Restore the terminal."""
        self._active = False
        super().stop_application_mode()

    def suspend(self) -> None:
        """Hand the terminal to the shell until it continues the program; do nothing without one."""
        if _has_a_shell():
            self._stop(self._stop_this_job)

    def terminal_has_gone(self) -> None:
        """End the app, from any thread: its window is closed."""
        with contextlib.suppress(RuntimeError):  # the app has ended
            self._loop.call_soon_threadsafe(self._end_after, signal.SIGHUP)

    def _end_after(self, number: signal.Signals) -> None:
        self._app.exit(return_code=128 + number)

    def _stop(self, stop: Callable[[], None]) -> None:
        """Restore the terminal, stop, and take it over again once continued."""
        if not self._active:  # the app is ending
            return
        self._loop.remove_signal_handler(signal.SIGCONT)  # what it would do comes after ``stop`` here
        self.suspend_application_mode()
        stop()
        self._resume()

    def _start_again(self) -> None:
        """Take the terminal over again after a SIGSTOP, during which it may have been used by others."""
        if self._active:
            self.suspend_application_mode()
            self._resume()

    def _resume(self) -> None:
        self.resume_application_mode()
        self._app.screen.refresh(layout=True)

    def _stop_this_process(self) -> None:
        """Stop as a SIGTSTP from outside asks for. SIGSTOP, because the kernel ignores SIGTSTP without a shell."""
        signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)

    def _stop_this_job(self) -> None:
        """Stop the whole job, as Ctrl+Z does."""
        self._loop.remove_signal_handler(signal.SIGTSTP)
        os.kill(0, signal.SIGTSTP)

    def _wait_for_the_foreground(self) -> None:
        """Stop here while the program is in the background: changing the terminal's modes then sends a SIGTTOU."""
        try:
            termios.tcsetattr(self.fileno, termios.TCSANOW, termios.tcgetattr(self.fileno))
        except termios.error:  # no terminal, or a closed one
            return


def _has_a_shell() -> bool:
    """Return whether a parent in this session could continue the program.

    Without one, the terminal must not even be restored for a moment: a second Ctrl+Z would then come from the terminal
    as a signal, and the program would stop for good.
    """
    parent = os.getppid()
    try:
        return os.getsid(parent) == os.getsid(0) and os.getpgid(parent) != os.getpgrp()
    except OSError:  # the parent has ended
        return False


class _TerminalFile:
    """The terminal as a file that never raises: Textual's thread for output would end, and then the app would hang.

    Args:
        file: The terminal.
        gone: Called once the terminal no longer takes anything.
    """

    def __init__(self, file: TextIO, gone: Callable[[], None]) -> None:
        self._file = file
        self._gone = gone

    def write(self, text: str) -> None:
        """Write, unless the terminal has gone."""
        self._attempt(lambda: self._file.write(text))

    def flush(self) -> None:
        """Flush, unless the terminal has gone."""
        self._attempt(self._file.flush)

    def fileno(self) -> int:
        """Return the number of the file."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        return self._file.isatty()

    def _attempt(self, action: Callable[[], object]) -> None:
        try:
            action()
        except OSError:
            self._gone()
