"""The questions of Ava's guide."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content

from ava_onboard.domain.guide import current
from ava_onboard.locales import N_
from ava_onboard.text import guide
from ava_onboard.tui.screens.base import OnboardDialog
from ava_onboard.tui.widgets.lines import words
from ava_onboard.tui.widgets.scrolled import Scrolled
from ava_onboard.tui.widgets.words import Words


class FaqScreen(OnboardDialog[None]):
    """Shows all questions and answers in one text."""

    BINDINGS = [Binding("escape,enter,f3", "dismiss", N_("Close"))]

    NAME = "faq"
    TALL = True

    def title_words(self) -> str:
        """Return the title."""
        return guide.questions_title()

    def content(self) -> ComposeResult:
        """Lay out the text."""
        with Scrolled():
            yield Words(questions)


def questions() -> Content:
    """Return all questions and answers in the current language."""
    blocks = (Content("\n").join(map(words, guide.question(question))) for question in current().questions)
    return Content("\n\n").join(blocks)
