"""The base of all screens: styled and drawn once when it opens, where Textual does each several times."""

import asyncio
from typing import TypeVar

from textual import events
from textual.geometry import Size
from textual.messages import Prune
from textual.screen import Screen

from ava_onboard.tui.textual_private.compositor import PartialCompositor

Result = TypeVar("Result")


class PreparedScreen(Screen[Result]):
    """A screen that knows its size and its styles before it is composed."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn = asyncio.Event()
        """Set once the screen was drawn. Textual calls what is to follow a refresh even if it drew nothing."""
        self._compositor = PartialCompositor()
        # A new screen has no outdated styles, but Textual would parse all style sheets again.
        self._css_update_count = self.app._css_update_count
        # Set before anything is composed: otherwise all of it is styled again when the screen learns its size.
        self._fitted_to = self.app.size
        self.add_class(*self._classes_of(self._fitted_to), update=False)
        self._will_have_styles = all(self.app.stylesheet.has_source(str(path)) for path in self.css_path)

    def redraw(self) -> None:
        """Show the current state in every widget; nothing by default."""

    def on_resize(self, event: events.Resize) -> None:
        """Fit everything to another size. Textual would lay it out before, and keep the labels of the old size."""
        if event.size != self._fitted_to:
            before, after = self._classes_of(self._fitted_to), self._classes_of(event.size)
            self.update_classes({**dict.fromkeys(before, False), **dict.fromkeys(after, True)}, animate=False)
            self._fitted_to = event.size
            if self.is_mounted:
                self.redraw()

    def _classes_of(self, size: Size) -> set[str]:
        of_width = self._get_breakpoint_classes(size.width, self.HORIZONTAL_BREAKPOINTS or [])
        return of_width | self._get_breakpoint_classes(size.height, self.VERTICAL_BREAKPOINTS or [])

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Skip the second styling of what was just composed, if its style sheet was already read."""
        event.refresh_styles = event.refresh_styles and not self._will_have_styles
        self._will_have_styles = False

    async def on_prune(self, event: Prune) -> None:
        """Cancel the work of this screen and of its parts before they are removed.

        Textual cancels the work of a screen only after it has removed the parts. An answer that arrives in between
        would not find them, and the program would end with X01.
        """
        for node in self.walk_children(with_self=True):
            self.workers.cancel_node(node)

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        """Do not lay out at the start, before the app has told the screen its size: that lays out all of it again."""
        if self.app._is_mounted:
            super()._refresh_layout(size, scroll)

    def _compositor_refresh(self) -> None:
        """Do not draw while the app shows nothing, as at the start: Textual would discard the drawing."""
        if self.app._batch_count:
            self.refresh()
        else:
            super()._compositor_refresh()
            self.drawn.set()
