"""Lines with a sign in front, as a function of the state."""

from collections.abc import Callable, Sequence

from ava_onboard.tui.widgets.wrapped import Row, Wrapped

__all__ = ["Row", "Rows"]

_SIGN_CELLS = 3


class Rows(Wrapped):
    """Lines that are a function of the state. Without lines it takes up no space.

    Args:
        rows: Returns the lines.
        id: The widget's id.
        classes: The widget's classes.
    """

    def __init__(self, rows: Callable[[], Sequence[Row]], *, id: str | None = None, classes: str = "") -> None:
        self._rows_of = rows
        super().__init__(rows(), _SIGN_CELLS, id=id, classes=classes)
        self.set_class(not self._rows, "-empty", update=False)

    def redraw(self) -> None:
        """Show the current lines."""
        rows = self._rows_of()
        if rows != self._rows:
            self.set_class(not rows, "-empty")
            self.show(rows)
