"""Asking once before the key is deleted."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from ava_onboard.locales import _
from ava_onboard.tui.screens.base import OnboardDialog
from ava_onboard.tui.widgets.words import ActionButton, Words


class ConfirmDeleteScreen(OnboardDialog[bool]):
    """Gives True to delete."""

    def compose(self) -> ComposeResult:
        """Make the dialog; the harmless button has the focus."""
        with Vertical(classes="dialog", id="confirm"):
            yield Words(lambda: _("Delete the key?"), classes="dialog-title")
            yield Words(
                lambda: _("It is deleted at Ava first, then on this computer. Your phone assistants stop working.")
            )
            yield Words(lambda: _("At Vapi the key stays valid until you delete it there."), classes="muted")
            with Horizontal(classes="actions"):
                yield ActionButton(lambda: _("Keep it"), "screen.answer(False)", id="keep", variant="primary")
                yield ActionButton(lambda: _("Delete"), "screen.answer(True)", id="really-delete", variant="error")

    def on_mount(self) -> None:
        """Enter alone deletes nothing."""
        self.query_one("#keep").focus()

    def action_answer(self, answer: bool) -> None:
        """Close with the answer."""
        self.dismiss(answer)
