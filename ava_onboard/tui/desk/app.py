"""The support desk: an agent hears a code and sees the customer's screen.

It sees no key, and opens no connection except for the live mirror.
"""

from collections.abc import Awaitable, Callable

from textual.binding import Binding

from ava_onboard.locales import N_
from ava_onboard.tui import styles
from ava_onboard.tui.desk.screen import DeskScreen
from ava_onboard.tui.desk.shell import DeskShell
from ava_onboard.tui.desk.tools import DeskTools

STYLES = (styles.APP, styles.DESK)


class DeskApp(DeskShell, inherit_bindings=False):
    """The app of the desk.

    Args:
        tools: The computer.
        language: The customer's language until a code says it.
        typed: A code to begin with.
        report: The file of a report to begin with.
        colours: How many colours the terminal can show, one of ``themes.COLOUR_SYSTEMS``; None to find out.
    """

    ENABLE_COMMAND_PALETTE = False
    TITLE = "ava-onboard desk"
    BINDINGS = [
        Binding("ctrl+q", "quit", N_("Quit"), key_display="Ctrl+Q", priority=True),
        Binding("ctrl+c", "help_quit", "", show=False, system=True),
    ]

    def __init__(
        self, tools: DeskTools, *, language: str, typed: str = "", report: str = "", colours: str | None = None
    ) -> None:
        super().__init__(tools, language, STYLES, colours)
        self._typed, self._report = typed, report
        self._leave: Callable[[], Awaitable[None]] | None = None

    def on_mount(self) -> None:
        """Open the one screen, with what was given on the command line."""
        screen = self._screen()
        self.push_screen(screen)
        self.call_after_refresh(screen.begin, self._typed, self._report)

    def _screen(self) -> DeskScreen:
        if not self.tools.live:
            return DeskScreen()
        from ava_onboard.tui.desk.live import LiveDeskScreen

        live = LiveDeskScreen()
        self._leave = live.leave
        return live

    async def action_quit(self) -> None:
        """Quit, and follow nobody any more."""
        if self._leave:
            await self._leave()
        await super().action_quit()
