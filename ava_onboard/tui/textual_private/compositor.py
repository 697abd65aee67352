"""What draws a screen: only the widgets that are where something changes."""

from collections.abc import Iterable

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip


class SparingCompositor(Compositor):
    """Draws the widgets that are where something changes. Textual draws all whose container is there, at every key."""

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        """Return what to draw of each widget in ``crop``, or of all."""
        visible = self.visible_widgets
        if crop:
            self._visible_widgets = {widget: at for widget, at in visible.items() if crop.overlaps(at[0])}
        try:
            return list(super()._get_renders(crop))
        finally:
            self._visible_widgets = visible
