"""The part of the desk's app that its screens and widgets use."""

import os
from collections.abc import Iterable
from pathlib import Path

from textual.app import App
from textual.theme import Theme

from ava_onboard.domain.desk.call import Call
from ava_onboard.domain.desk.events import Event
from ava_onboard.domain.status import Badge
from ava_onboard.locales import _
from ava_onboard.text import desk
from ava_onboard.text.line import Line, Tone
from ava_onboard.tui import themes
from ava_onboard.tui.desk.mirror import Picture, seen
from ava_onboard.tui.desk.tools import DeskTools
from ava_onboard.tui.textual_private.app import CrashReportingApp


class DeskShell(CrashReportingApp):
    """The app without its screens.

    Args:
        tools: The computer.
        language: The customer's language until a code says it.
        css: The style sheets.
        colours: How many colours the terminal can show, one of ``themes.COLOUR_SYSTEMS``; None to find out.
    """

    def __init__(self, tools: DeskTools, language: str, css: Iterable[Path], colours: str | None) -> None:
        self._colours = colours or themes.of_terminal(os.environ)
        self.set_reactive(App.theme, themes.DARK)
        super().__init__(tools.crash_log, tools.clock, css)
        self.tools = tools
        self.call = Call(language)
        self.number = tools.next_call()
        """The number of the call."""
        self.remark: Line | None = None
        """What was wrong with what was typed last."""

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Our themes, in the colours that the terminal can show. Textual asks a dozen times at each key."""
        return themes.for_colours(self._colours)

    @property
    def mirrored(self) -> Picture | None:
        """What the customer sees; None if no situation code was heard."""
        situation = self.call.situation
        return seen(self.call, situation, self.tools.clock()) if situation else None

    @property
    def message(self) -> None:
        """No message stands in the head of the mirror: it is part of the picture."""
        return

    def badge(self) -> Badge:
        """Return the badge of the customer's screen."""
        mirrored = self.mirrored
        return (mirrored.badge if mirrored else None) or Badge.NOT_CONFIGURED

    def mark(self) -> str:
        """Return the mark of the mirror."""
        return _(desk.MIRROR)

    def new_call(self) -> None:
        """Begin a new call."""
        self.call, self.remark = Call(self.call.language), None
        self.number = self.tools.next_call()
        self.record(Event("call"))

    def record(self, event: Event) -> None:
        """Write an event to the log; say so if that fails."""
        if not self.tools.record(event):
            self.remark = Line("▲", Tone.DOUBT, desk.not_logged())
