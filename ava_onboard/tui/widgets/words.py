"""Texts and buttons that follow the language and the state."""

from collections.abc import Callable
from typing import Any

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from ava_onboard.domain.guide import runs

Text = Callable[[], Content | str]


def redraw(root: Widget) -> None:
    """Show the current state in everything below ``root`` that has a ``redraw`` method."""
    for widget in root.query("*"):
        if show := getattr(widget, "redraw", None):
            show()


class Words(Static):
    """A text that is a function of the state. An empty text takes up no space.

    Args:
        text: Returns the content. Plain strings are shown without markup.
        options: Options of ``Static``.
    """

    def __init__(self, text: Text, **options: Any) -> None:
        self._text = text
        first = text()
        super().__init__(first, markup=False, **options)
        self.set_class(not first, "-empty", update=False)

    def redraw(self) -> None:
        """Show the current text."""
        text = self._text()
        if not _same(text, self.content):
            self.set_class(not text, "-empty")
            self.update(text)


class ActionButton(Button, inherit_css=False):
    """A button of one line; its label is a function of the state. An empty label hides it.

    It has its own style sheet: Textual's takes longer to read than the screen to paint, and none of it would apply.

    Args:
        label: Returns the label.
        action: The action to run, such as ``screen.finish``; None only posts ``Button.Pressed``.
        options: Options of ``Button``.
    """

    DEFAULT_CSS = """
    ActionButton {
        width: auto;
        line-pad: 1;
        text-align: center;
        content-align: center middle;
        pointer: pointer;

        &:focus {
            background-tint: $foreground 5%;
        }

        &.-active {
            tint: $background 30%;
        }

        &:disabled {
            text-opacity: 0.6;
            pointer: not-allowed;
        }
    }
    """

    def __init__(self, label: Callable[[], str], action: str | None = None, **options: Any) -> None:
        self._label_of = label
        first = label()
        super().__init__("", action=action, compact=True, **options)
        self.set_reactive(Button.label, self._face(first))
        self.set_class(not first, "-empty", update=False)

    def update_node_styles(self, animate: bool = True) -> None:
        """Do nothing before mounting, which sets the styles. Textual would compute them again for each class."""
        if self.is_attached:
            super().update_node_styles(animate=animate)

    def redraw(self) -> None:
        """Show the current label."""
        label = self._label_of()
        face = self._face(label)
        if not _same(face, self.label):
            self.set_class(not label, "-empty")
            self.label = face
            self.refresh(layout=True)

    def _face(self, label: str) -> Content:
        """Return the label. The primary button also shows Enter, while it can be pressed."""
        pressable = self.variant == "primary" and not self.has_class("-waiting")
        return Content(f"{label} ⏎" if pressable else label)


def _same(one: object, other: object) -> bool:
    """Return whether two texts look the same. ``==`` ignores the styles of ``Content``."""
    if isinstance(one, Content):
        return isinstance(other, Content) and one.is_same(other)
    return one == other


def bold(text: str, style: str = "bold") -> Content:
    """Return ``text`` with the parts between ``**`` shown in ``style``."""
    return Content.assemble(*((piece, style) if marked else piece for piece, marked in runs(text)))
