"""The four steps at a glance: on the left, or as one line at the top of a narrow screen."""

from collections.abc import Callable

from textual.content import Content
from textual.widget import Widget

from ava_onboard.domain.progress import STEPS, Journey, Step
from ava_onboard.text.guide import short_name


class Rail(Widget):
    """Shows which steps are done and which is open. Each can be clicked.

    Args:
        journey: Returns the open step and the steps done.
    """

    def __init__(self, journey: Callable[[], Journey]) -> None:
        super().__init__()
        self._journey = journey

    def render(self) -> Content:
        """Return a line on a narrow screen, or a column."""
        if self.screen.has_class("-narrow"):
            open_step = self._journey().step
            return Content("  ").join(self._entry(step, name=step is open_step) for step in STEPS)
        return Content("\n").join(self._entry(step, name=True) for step in STEPS)

    def redraw(self) -> None:
        """Show the current state."""
        self.refresh()

    def _entry(self, step: Step, *, name: bool) -> Content:
        journey = self._journey()
        sign, colour = _sign(step, journey)
        text = f"{step.number} {short_name(step)}" if name else f"{step.number}"
        style = "bold" if step is journey.step else "$muted"
        link = Content.styled(text, style).stylize(f"@click=screen.open_step('{step}')")
        return Content.assemble((f"{sign} ", colour), link)


def _sign(step: Step, journey: Journey) -> tuple[str, str]:
    if step in journey.done:
        return "✓", "$text-success"
    return ("●", "$primary") if step is journey.step else ("○", "$muted")
