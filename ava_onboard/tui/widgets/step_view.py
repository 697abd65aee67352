"""What to do in one step: title, numbered lines, remarks and the link."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.style import Style

from ava_onboard.domain import guide
from ava_onboard.domain.guide import GuideStep
from ava_onboard.domain.progress import Step
from ava_onboard.locales import _
from ava_onboard.text import guide as lines
from ava_onboard.text import labels
from ava_onboard.tui.widgets.lines import rows
from ava_onboard.tui.widgets.rows import Rows
from ava_onboard.tui.widgets.words import ActionButton, Words


class StepHeading(Words):
    """Shows the number and the title of the step.

    Args:
        step: Returns the open step.
    """

    def __init__(self, step: Callable[[], Step]) -> None:
        def text() -> Content:
            title = guide.current().of(step()).title
            return Content.assemble((lines.count(step()), "$muted"), "\n", (title, "bold $text-primary"))

        super().__init__(text)


class StepView(VerticalScroll):
    """Shows the text and the links of one step.

    Args:
        step: Returns the open step.
    """

    can_focus = False

    def __init__(self, step: Callable[[], Step], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._step = step

    def compose(self) -> ComposeResult:
        """Lay out the view."""
        yield StepHeading(self._step)
        yield Rows(lambda: rows(lines.instructions(self._texts())), classes="lines")
        yield Rows(lambda: rows(lines.notes(self._texts())), classes="lines")
        yield Words(self._link, id="link")
        with Horizontal(id="links"):
            yield ActionButton(lambda: _("Open"), "screen.open_link", id="open")
            yield ActionButton(lambda: _(labels.COPY_LINK), "screen.copy_link", id="copy-link")
            yield ActionButton(lambda: _(labels.QR_CODE), "screen.show_qr", id="qr")
            yield ActionButton(
                lambda: _("Copy the name") if self._texts().copy else "", "screen.copy_name", id="copy-name"
            )

    def _texts(self) -> GuideStep:
        return guide.current().of(self._step())

    def _link(self) -> Content:
        """Return the link: a click opens it here, and the terminal's own way opens it where the terminal is."""
        link = self._texts().link
        shown = Content.styled(link.label, "underline $text-primary").stylize("@click=screen.open_link()")
        return shown.stylize(Style(link=link.url))
