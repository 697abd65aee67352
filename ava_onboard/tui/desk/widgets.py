"""The mirror's own head and line of steps: those of the customer's screen, in the customer's language."""

from textual import getters
from textual.content import Content

from ava_onboard import locales
from ava_onboard.tui.desk.shell import DeskShell
from ava_onboard.tui.drawing.canvas import Canvas
from ava_onboard.tui.widgets.frame import Head, StepLine


class MirrorHead(Head):
    """The head of the customer's screen, marked as a mirror."""

    app = getters.app(DeskShell)  # type: ignore[assignment]  # it has what a head needs of an app

    def _draw(self, canvas: Canvas) -> None:
        with locales.speaking(self.app.call.language):
            super()._draw(canvas)


class MirrorSteps(StepLine):
    """The line of steps of the customer's screen. It cannot be clicked."""

    def render(self) -> Content:
        """Return the line in the customer's language."""
        with locales.speaking(self.app.call.language):  # type: ignore[attr-defined]  # ``app`` is the desk's
            return super().render()
