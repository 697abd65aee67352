"""The base of the app: crash reports, the terminal driver and tooltips."""

import asyncio
import contextlib
import sys
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

from textual.app import App, ScreenStackError
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.widget import MountError
from textual.worker import WorkerFailed

from ava_onboard import crash
from ava_onboard.text.wrapping import filled
from ava_onboard.tui.textual_private.style_sheets import use_known_tokens
from ava_onboard.tui.textual_private.workers import TimedWorkers


class CrashReportingApp(App[None]):
    """An app that reports a crash in a few words and a log entry, never with a traceback.

    Args:
        log: The file that describes the crash.
        clock: Returns the time of day.
        css: The style sheets to read before the first paint.
    """

    def __init__(self, log: Path, clock: Callable[[], datetime], css: Iterable[PurePath | str]) -> None:
        use_known_tokens()
        super().__init__(css_path=list(css))
        # Tooltips cost a widget on every screen, and no widget here has one. Textual has no public switch.
        self._disable_tooltips = True
        # The same for the rack of notifications: messages have a line of their own (``Shell.notify``).
        self._disable_notifications = True
        self._workers = TimedWorkers(self, self.work_ended)
        self._log_file = log
        self._time_of_day = clock
        self._crash_message: list[str] = []

    def work_ended(self, group: str, seconds: float) -> None:
        """Do nothing, by default, once work of a group has ended by itself; it took this long."""

    def on_load(self) -> None:
        """Start tasks in the same order on each Python.

        From 3.12 on, Textual runs a task as soon as it is created. A field is then mounted before its screen is on the
        stack, which Textual treats as an error, and a worker starts before the keys typed before it have arrived.
        """
        asyncio.get_running_loop().set_task_factory(None)

    def on_ready(self) -> None:
        """Load what understands keys, which would delay the first paint, before the first key."""
        from ava_onboard.tui.textual_private import terminal_input  # noqa: F401 - loaded ahead of its use

    async def run_async(self, **options: Any) -> Any:
        """Run the app and return its result. What no thread and no task catches is a crash, not a traceback."""
        asyncio.get_running_loop().set_exception_handler(self._crash_in_loop)
        threading.excepthook = self._crash_in_thread
        return await super().run_async(**options)

    def _crash_in_loop(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """End the app; not for an error of a connection, such as those that Windows reports while it is closed."""
        error = context.get("exception")
        if isinstance(error, Exception) and not isinstance(error, OSError):
            self._handle_exception(error)

    def _crash_in_thread(self, failed: threading.ExceptHookArgs) -> None:
        """End the app. Once it has ended, the error is only logged."""
        error, loop = failed.exc_value or failed.exc_type(), self._loop
        with contextlib.suppress(RuntimeError):  # the loop is closed
            if loop:
                loop.call_soon_threadsafe(self._handle_exception, error)
                return
        crash.write(self._log_file, error, self._time_of_day())

    def get_driver_class(self) -> type[Driver]:
        """Return our driver for this system instead of Textual's."""
        usual = super().get_driver_class()
        if sys.platform == "win32" and usual.__name__ == "WindowsDriver":
            from ava_onboard.tui.textual_private.windows_driver import ConsoleDriver

            return ConsoleDriver
        if usual.__name__ != "LinuxDriver":
            return usual
        from ava_onboard.tui.textual_private.driver import PromptDriver

        return PromptDriver

    def action_suspend_process(self) -> None:
        """Hand the terminal to the shell, as Ctrl+Z does in other programs; nothing on Windows."""
        suspend = getattr(self._driver, "suspend", None)
        if suspend:
            suspend()

    def _handle_exception(self, error: BaseException) -> None:
        """Log the first error and end the app.

        Textual has no public hook for this, and its own report prints local variables, which can hold a key.
        """
        cause = error.error if isinstance(error, WorkerFailed) else error
        if self._exit and isinstance(cause, ScreenStackError | NoMatches | MountError):
            return  # the app is ending and its screens are going, but a key or a paste was still on its way to one
        self._return_code = 1
        if self._exception is None:
            self._exception = error  # type: ignore[assignment]  # Textual expects no others, and raises it in tests
            self._exception_event.set()
            logged = crash.write(self._log_file, cause, self._time_of_day())
            self._crash_message = crash.message(self._log_file if logged else None).splitlines()
            self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        """Print the crash message instead of Textual's tracebacks."""
        with contextlib.suppress(OSError):  # stderr is closed or on a full disk; the exit code still tells
            for line in self._crash_message:
                for part in filled(line, max(self.error_console.width, 20)):
                    self.error_console.print(part, soft_wrap=True, markup=False, highlight=False)
        self._crash_message.clear()
        self._exit_renderables.clear()
