"""The questions of Ava's guide."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content

from ava_onboard.domain.guide import current
from ava_onboard.locales import N_, _
from ava_onboard.text import guide
from ava_onboard.tui.screens.base import OnboardDialog
from ava_onboard.tui.widgets.lines import words
from ava_onboard.tui.widgets.words import ActionButton, Words


class FaqScreen(OnboardDialog[None]):
    """Shows all questions and answers in one text."""

    BINDINGS = [Binding("escape,enter,f3", "dismiss", N_("Close"))]

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog tall", id="faq"):
            yield Words(guide.questions_title, classes="dialog-title")
            with VerticalScroll(id="faq-text"):
                yield Words(questions)
            with Horizontal(classes="actions"):
                yield ActionButton(lambda: _("Close"), "screen.dismiss", variant="primary")
                yield Words(lambda: _("↑ ↓ to scroll"), classes="muted")

    def on_mount(self) -> None:
        """Focus the text, so that the arrow keys scroll it."""
        self.query_one("#faq-text").focus()


def questions() -> Content:
    """Return all questions and answers in the current language."""
    blocks = (Content("\n").join(map(words, guide.question(question))) for question in current().questions)
    return Content("\n\n").join(blocks)
