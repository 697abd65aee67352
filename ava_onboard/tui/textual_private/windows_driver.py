"""Textual's driver for the console of Windows, with signs that its fonts have, and an end after Ctrl+Break."""

import signal
import sys

from ava_onboard.terminal import CONSOLE_SIGNS, is_classic_console

if sys.platform == "win32":
    import asyncio

    from textual.drivers.windows_driver import WindowsDriver

    _INTERRUPTED = 130

    class ConsoleDriver(WindowsDriver):
        """The driver for Windows."""

        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)  # type: ignore[arg-type]  # passed on as they are
            self._lacks_signs = is_classic_console()

        def write(self, data: str) -> None:
            """Write to the console, with signs that it can show; nothing once the thread that writes has failed."""
            if self._writer_thread is None or not self._writer_thread.is_alive():
                return  # its queue would fill up and block the app, which has yet to end
            super().write(data.translate(CONSOLE_SIGNS) if self._lacks_signs else data)

        def start_application_mode(self) -> None:
            """Take over the console. Ctrl+Break, which no console mode turns into a key, ends the app from then on."""
            loop = asyncio.get_running_loop()

            def end() -> None:
                self._app.exit(return_code=_INTERRUPTED)

            self._former = signal.signal(signal.SIGBREAK, lambda *_: loop.call_soon_threadsafe(end))
            super().start_application_mode()

        def close(self) -> None:
            """Restore the console, and what Ctrl+Break did."""
            super().close()
            signal.signal(signal.SIGBREAK, self._former)
