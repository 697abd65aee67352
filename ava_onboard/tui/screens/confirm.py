"""Dialogs that ask once before something is deleted."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding

from ava_onboard.locales import N_, _
from ava_onboard.text import deletion
from ava_onboard.tui.screens.base import OnboardDialog
from ava_onboard.tui.widgets.frame import Actions
from ava_onboard.tui.widgets.rows import Row, Rows
from ava_onboard.tui.widgets.words import ActionButton, Words


class ConfirmScreen(OnboardDialog[bool]):
    """Returns True to go ahead. The texts are in English and marked for translation."""

    BINDINGS = [Binding("escape", "dismiss", N_("Cancel"))]
    NAME = "confirm"
    QUESTION: ClassVar[str]
    WHAT: ClassVar[str]
    NOTE: ClassVar[str]
    YES: ClassVar[str]
    NO = N_("Keep the key")

    def content(self) -> ComposeResult:
        """Lay out what will happen, and the two answers."""
        yield Words(lambda: _(self.WHAT))
        yield Words(lambda: _(self.NOTE), id="consequence", classes="muted")
        yield Rows(self.warning, id="confirm-warning")
        with Actions():
            yield ActionButton(lambda: _(self.NO), "screen.answer(False)", id="keep", variant="primary")
            yield ActionButton(lambda: _(self.YES), "screen.answer(True)", id="really-delete", variant="error")

    def title_words(self) -> str:
        """Return the question."""
        return _(self.QUESTION)

    def warning(self) -> list[Row]:
        """Return what must not be overlooked; nothing if nothing is at stake."""
        return []

    def on_mount(self) -> None:
        """Focus the harmless button, so that Enter alone deletes nothing."""
        self.query_one("#keep").focus()

    def action_answer(self, answer: bool) -> None:
        """Close with the answer."""
        self.dismiss(answer)


class ConfirmDeleteScreen(ConfirmScreen):
    """Asks before the key is deleted.

    Args:
        account: The account that owns the key, if it is not the one that started the deletion.
    """

    QUESTION = deletion.QUESTION
    WHAT = deletion.CONSEQUENCE
    NOTE = deletion.AT_VAPI
    YES = N_("Delete")

    def __init__(self, account: str | None = None) -> None:
        super().__init__()
        self._account = account

    def title_words(self) -> str:
        """Return the question."""
        return deletion.question_about(self._account) if self._account else super().title_words()


class ConfirmDeleteHereScreen(ConfirmScreen):
    """Asks whether to delete only the copy on this computer, after a deletion for which nobody has signed in."""

    QUESTION = deletion.QUESTION_HERE
    WHAT = deletion.WITHOUT_SIGNING_IN
    NOTE = deletion.CONSEQUENCE_HERE
    YES = N_("Delete it here")
