"""The compositor of all screens: for a part that has changed, it draws only what is seen in that part."""

from collections.abc import Iterable

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip


class PartialCompositor(Compositor):
    """Draws a part of the screen from the widgets that are on top there.

    Textual draws every visible widget whose container reaches into the part, all of it, and throws most of that away:
    a dozen widgets for a letter in a field.
    """

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        """Yield lines of widgets from front to back, each with its region twice, until ``crop`` is covered."""
        part = self.size.region if crop is None else crop
        for widget, (region, clip) in self.visible_widgets.items():
            visible = region.intersection(clip)
            if seen := visible.intersection(part):
                # Whole lines: where a line is cut follows from all widgets in it, not from the part.
                lines = Region(visible.x, seen.y, visible.width, seen.height)
                yield lines, lines, widget.render_lines(lines.translate(-region.offset))
                if visible.contains_region(part):
                    return
