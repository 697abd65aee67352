"""Find what is on the screen only in part."""

from collections.abc import Callable, Iterator
from functools import partial

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from ava_onboard.tui.drawing.blocks import Moment
from ava_onboard.tui.drawing.canvas import Canvas, Cell
from ava_onboard.tui.widgets.frame import Body, Head, StepLine
from tests.tui.driving import Driven


class _Noting(Canvas):
    """A canvas that notes what it leaves out, because it is drawn beyond its edge."""

    def __init__(self, width: int) -> None:
        super().__init__(width)
        self.missing: set[str] = set()

    def _set(self, x: int, y: int, cells: list[Cell]) -> None:
        beyond = "".join(sign for sign, _ in cells[max(self.width - x, 0) :])
        if beyond.strip():
            self.missing.add("".join(sign for sign, _ in cells))
        super()._set(x, y, cells)


def cut_off(at: Driven) -> list[str]:
    """Return what is cut off: a title, a label, a button, a placeholder, a message or lines of words."""
    return [found for widget in at.app.screen.query("*") if _is_shown(widget) for found in _missing(at, widget)]


def _beyond(draw: Callable[[Canvas], None], width: int) -> Iterator[str]:
    canvas = _Noting(width)
    draw(canvas)
    yield from (f"drawn beyond the edge: {words!r}" for words in sorted(canvas.missing))


def _is_shown(widget: Widget) -> bool:
    return widget.visible and all(each.display for each in widget.ancestors_with_self if isinstance(each, Widget))


def _missing(at: Driven, widget: Widget) -> Iterator[str]:
    match widget:
        case Button():
            yield from _of_button(at, widget)
        case Input() if cell_len(widget.placeholder) > widget.content_size.width:
            yield f"placeholder {widget.placeholder!r}"
        case Head() if not set(widget._title().split()) <= set(widget.render().plain.split()):
            yield f"title {widget._title()!r}"
        case Head() | StepLine():
            yield from _beyond(widget._draw, widget.size.width)
        case Body():
            yield from _of_body(widget)
        case Static() if not _is_whole(at, widget):
            yield f"words {widget.visual!s:.40}"
    edges = {widget.border_title: widget.styles.border_top, widget.border_subtitle: widget.styles.border_bottom}
    for words, (edge, _colour) in edges.items():
        if words and edge and cell_len(Content.from_markup(words).plain) > widget.size.width - 4:
            yield f"in the border {words!r}"


def _of_button(at: Driven, button: Button) -> Iterator[str]:
    if str(button.label) and not _is_whole(at, button):
        yield f"button {str(button.label)!r}"
    elif str(button.label) and cell_len(f"{button.label} ⏎") > button.content_size.width:
        yield f"label {str(button.label)!r}"


def _of_body(body: Body) -> Iterator[str]:
    if body.virtual_size.height > body.size.height and not body.can_focus:
        yield "lines of the body"
    for block in body.shown:
        yield from _beyond(partial(block.draw, moment=Moment(body.size.height)), body.size.width)


def _is_whole(at: Driven, widget: Widget) -> bool:
    """Return whether all of a widget is within what is around it, or can be scrolled to."""
    if not widget.size.area and not widget.region.area:
        return not widget.display or widget.has_class("-empty")
    if any(isinstance(each, Widget) and each.is_scrollable and each.max_scroll_y for each in widget.ancestors):
        return True
    place = at.app.screen.find_widget(widget)
    return place.clip.contains_region(place.region) and at.app.screen.region.contains_region(place.region)
