"""An app that ends calmly: no traceback, no local variables."""

import asyncio
import textwrap
from collections.abc import Callable
from datetime import datetime
from pathlib import Path, PurePath

from textual.app import App
from textual.driver import Driver
from textual.worker import WorkerFailed

from ava_onboard import crash


class CalmApp(App[None]):
    """Leaves the screen with a few words and the place of a log when something unexpected happens.

    Args:
        log: Where the error is described.
        clock: The time of day.
        css: The style sheets that are read before the first paint.
    """

    def __init__(self, log: Path, clock: Callable[[], datetime], css: list[PurePath | str]) -> None:
        super().__init__(css_path=css)
        self._log_file = log
        self._time = clock
        self._last_words: list[str] = []

    def on_load(self) -> None:
        """Start tasks in the same order on each Python.

        From 3.12 on, Textual has a task run as soon as it is made: a field is then mounted before its screen is on the
        stack, which Textual takes for an error, and a worker runs before the keys typed before it have arrived.
        """
        asyncio.get_running_loop().set_task_factory(None)

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver without its pauses, where there is one."""
        usual = super().get_driver_class()
        if usual.__name__ != "LinuxDriver":
            return usual
        from ava_onboard.tui.driver import PromptDriver

        return PromptDriver

    def _handle_exception(self, error: Exception) -> None:
        """Note the first error and end; Textual's own report would print local variables."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
            cause = error.error if isinstance(error, WorkerFailed) else error
            logged = crash.write(self._log_file, cause, self._time())
            self._last_words = crash.calm_words(self._log_file if logged else None).splitlines()
            self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        """Say the last words. The terminal itself folds the line with the path, so that it can be copied whole."""
        for line in self._last_words:
            folded = line if str(self._log_file) in line else textwrap.fill(line, max(self.error_console.width, 20))
            self.error_console.print(folded, soft_wrap=True, markup=False, highlight=False)
        self._last_words.clear()
        self._exit_renderables.clear()
