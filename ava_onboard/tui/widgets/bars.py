"""The line on top (where one is, in which language, the badge) and the line of keys below."""

from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Footer

from ava_onboard.domain.status import Badge
from ava_onboard.locales import language
from ava_onboard.tui.widgets.words import Words

NARROW = 72
"""Columns below which the rail becomes a line and the keys move together."""


class TitleBar(Horizontal):
    """The title on the left; mark, language and badge on the right.

    Args:
        title: Gives the title.
        badge: Gives the badge.
        mark: Gives what sets this run apart: that it is make-believe, or the profile; empty where nothing does.
    """

    def __init__(self, title: Callable[[], str], badge: Callable[[], Badge], mark: Callable[[], str]) -> None:
        super().__init__()
        self._title = title
        self._badge = badge
        self._mark = mark

    def compose(self) -> ComposeResult:
        """Make the line."""
        yield Words(lambda: Content.assemble(("Ava", "bold $primary"), (" ▸ ", "$muted"), self._title()), id="title")
        if self._mark():
            yield Words(self._mark, id="mark")
        yield Words(lambda: Content(language().upper()).stylize("@click=app.switch_language()"), id="language")
        yield Words(lambda: badge_text(self._badge()), id="badge")


def badge_text(badge: Badge) -> Content:
    """The badge in sign, word and colour."""
    colour = "$text-success" if badge is Badge.CONFIGURED else "$text-error"
    return Content.assemble((f"{badge.sign} {badge.words}", f"bold {colour}"))


class KeyBar(Footer):
    """The keys of this moment; closer together where the screen is narrow."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False)

    def on_resize(self, event: events.Resize) -> None:
        """Follow the width."""
        self.compact = event.size.width < NARROW
