"""Texts and buttons that follow the language and the state."""

from collections.abc import Callable
from typing import Any

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Button

from ava_onboard.domain.guide import runs
from ava_onboard.tui.widgets.wrapped import Row, Wrapped, wrap

Text = Callable[[], Content | str]


def redraw(root: Widget) -> None:
    """Show the current state in everything below ``root`` that has a ``redraw`` method."""
    for widget in root.query("*"):
        if show := getattr(widget, "redraw", None):
            show()


class Words(Wrapped):
    """A text that is a function of the state. An empty text takes up no space.

    Args:
        text: Returns the content. Plain strings are shown without markup.
        options: Options of ``Static``.
    """

    def __init__(self, text: Text, **options: Any) -> None:
        self._text = text
        self._shown = text()
        super().__init__([Row(self._shown)], 0, **options)
        self.set_class(not self._shown, "-empty", update=False)

    def redraw(self) -> None:
        """Show the current text."""
        text = self._text()
        if not _same(text, self._shown):
            self._shown = text
            self.set_class(not text, "-empty")
            self.show([Row(text)])


class ActionButton(Button, inherit_css=False):
    """A button whose label is a function of the state. An empty label hides it.

    ``⏎`` stands on the button that Enter presses: the one with the focus; the primary one while no button has it.

    It has its own style sheet: Textual's takes longer to read than the screen to paint, and none of it would apply.

    Args:
        label: Returns the label.
        action: The action to run, such as ``screen.finish``; None only posts ``Button.Pressed``.
        options: Options of ``Button``.
    """

    DEFAULT_CSS = """
    ActionButton {
        width: auto;
        text-align: center;
        content-align: center middle;
        pointer: pointer;
    }
    """

    def __init__(self, label: Callable[[], str], action: str | None = None, **options: Any) -> None:
        self._label_of = label
        first = label()
        super().__init__("", action=action, compact=True, **options)
        self.set_reactive(Button.label, Content(first))
        self.set_class(not first, "-empty", update=False)
        self._drawn = ""

    def update_node_styles(self, animate: bool = True) -> None:
        """Do nothing before mounting, which sets the styles. Textual would compute them again for each class."""
        if self.is_attached:
            super().update_node_styles(animate=animate)

    def redraw(self) -> None:
        """Show the current label."""
        label = self._label_of()
        if label != str(self.label):
            self.set_class(not label, "-empty")
            self.label = Content(label)
            self.refresh(layout=True)
        elif self._words() != self._drawn:
            self.refresh()

    def render(self) -> Content:
        """Return the label, and the sign of Enter if it would press this button."""
        self._drawn = self._words()
        return Content(self._drawn)

    def _words(self) -> str:
        return f"{self.label} ⏎" if self._answers_to_enter() else str(self.label)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the width with the sign, so that nothing moves when the focus does."""
        return cell_len(str(self.label)) + len(" ⏎")

    def _answers_to_enter(self) -> bool:
        if self.has_class("-waiting"):
            return False
        return self.has_focus or (self.variant == "primary" and not isinstance(self.screen.focused, Button))


class ChoiceButton(ActionButton):
    """A box with what a choice is called, and below it what it does; where lines are few, a button like the others.

    Args:
        choice: Returns what it is called, and what it does.
        action: The action to run.
    """

    DEFAULT_CSS = """
    ChoiceButton {
        text-align: left;
        content-align: left top;
    }
    """

    def __init__(self, choice: Callable[[], tuple[str, str]], action: str) -> None:
        super().__init__(lambda: choice()[0], action)
        self._choice = choice

    def render(self) -> Content:
        """Return the lines; ``⏎`` stands behind the first."""
        return Content("\n").join(self.lines(self.content_size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return as many lines as the words of the longest choice need: all of them are of one height."""
        return max(len(each.lines(width)) for each in self.screen.query(ChoiceButton))

    def lines(self, width: int) -> list[Content]:
        """Return what it is called and, if there is room, what it does."""
        name = super().render()
        if self.screen.has_class("-tiny"):
            return [name]
        return [*wrap(name.stylize("bold"), width), *wrap(Content(self._choice()[1]), width)]


def _same(one: object, other: object) -> bool:
    """Return whether two texts look the same. ``==`` ignores the styles of ``Content``."""
    if isinstance(one, Content):
        return isinstance(other, Content) and one.is_same(other)
    return one == other


def bold(text: str, style: str = "bold") -> Content:
    """Return ``text`` with the parts between ``**`` shown in ``style``."""
    return Content.assemble(*((piece, style) if marked else piece for piece, marked in runs(text)))
