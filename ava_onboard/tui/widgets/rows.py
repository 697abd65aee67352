"""Lines with a sign in front: a long one wraps beside its sign, not below it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static


@dataclass(frozen=True, slots=True)
class Row:
    """One line."""

    text: Content | str
    sign: str = ""
    style: str = ""
    """How the sign is shown."""


class Rows(Vertical):
    """Lines that are a function of the state. Without lines it takes no room.

    Args:
        rows: Gives the lines.
        options: What ``Vertical`` takes.
    """

    DEFAULT_CSS = """
    Rows { height: auto; }
    Rows > .row { height: auto; }
    Rows > .row > .sign { width: 3; }
    Rows > .row > .text { width: 1fr; height: auto; }
    """

    def __init__(self, rows: Callable[[], Sequence[Row]], *, id: str | None = None, classes: str = "") -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._rows_of = rows
        self._rows = rows()
        self.set_class(not self._rows, "-empty")

    def compose(self) -> ComposeResult:
        """Make one row for each line."""
        for row in self._rows:
            with Horizontal(classes="row"):
                yield Static(Content.styled(row.sign, row.style), classes="sign", markup=False)
                yield Static(row.text, classes="text", markup=False)

    def redraw(self) -> None:
        """Show the lines of this moment."""
        rows = self._rows_of()
        if rows != self._rows:
            self._rows = rows
            self.set_class(not rows, "-empty")
            self.refresh(recompose=True)
