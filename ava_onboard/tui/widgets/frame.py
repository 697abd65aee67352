"""The frame that every screen has: its head, the progress line, the body and the row of actions."""

from collections.abc import Callable, Sequence
from time import monotonic

from rich.cells import cell_len
from textual import getters
from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.layout import Layout, WidgetPlacement
from textual.layouts.horizontal import HorizontalLayout
from textual.timer import Timer
from textual.widget import Widget

from ava_onboard.domain.progress import STEPS, Journey, Step
from ava_onboard.text.guide import short_name
from ava_onboard.tui.drawing.arrangement import Arranged, arrange
from ava_onboard.tui.drawing.blocks import Block, Moment
from ava_onboard.tui.drawing.canvas import Canvas, drawn
from ava_onboard.tui.drawing.tones import STYLES
from ava_onboard.tui.shell import Shell
from ava_onboard.tui.widgets.bars import badge_text

_WORDMARK = ["▄▀▄ █ █ ▄▀▄", "█▀█ ▀▄▀ █▀█"]
_MARGIN = 14
"""Where the title starts, beside the wordmark."""

FRAMES_A_SECOND = 12


class Frame(Vertical):
    """The column in the middle of the window that everything else is in."""


class _WrappingRow(HorizontalLayout):
    """A row that wraps, like words: no button is cut off where there is no room beside the others."""

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> list[WidgetPlacement]:
        placed: list[WidgetPlacement] = []
        left = top = bottom = 0
        for placement in super().arrange(parent, children, size, greedy):
            region = placement.region
            if region.x > left and region.right - left > size.width:
                left, top = region.x, bottom
            placed.append(placement._replace(region=region.translate((-left, top))))
            bottom = max(bottom, top + region.bottom)
        return placed


class Actions(Container):
    """The buttons: in one row, or in more where it is narrow."""

    _row = _WrappingRow()

    @property
    def layout(self) -> Layout:
        """The row, which style sheets cannot name."""
        return self._row


class Head(Widget):
    """The title and the badge; below, what is going on, or the last message.

    Args:
        title: Returns the title.
        doing: Returns what is going on, such as "Step 1 of 4".
    """

    app = getters.app(Shell)

    def __init__(self, title: Callable[[], str], doing: Callable[[], str]) -> None:
        super().__init__()
        self._title = title
        self._doing = doing

    def render(self) -> Content:
        """Return the lines."""
        return drawn(self.size.width, self._draw)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return two lines; one where lines are few, and more only for a message that needs them."""
        canvas = Canvas(width)
        self._draw(canvas)
        return canvas.height

    def redraw(self) -> None:
        """Show the current state; everything below moves only if a message needs more lines or fewer."""
        height = self.get_content_height(self.container_size, self.container_size, self.size.width)
        self.refresh(layout=height != self.size.height)

    def _draw(self, canvas: Canvas) -> None:
        short = self.screen.has_class("-tiny")
        if short:
            canvas.put(0, 0, " AVA ", "bold $background on $accent")
        else:
            colours = self.app.theme_variables
            canvas.gradient(0, 0, _WORDMARK, colours["accent"], colours["glow"])
        margin = 6 if short else _MARGIN
        right, below = self._draw_right(canvas, short=short)
        y = canvas.wrap(margin, 0, right - margin - 1, self._title(), "bold $text")
        if message := self.app.message:
            words = f"{message.sign} {message.words}".lstrip()
            canvas.wrap(margin, y, below - margin, words, f"bold {STYLES[message.tone]}")
        elif not short:
            canvas.wrap(margin, y, below - margin, self._doing(), "$muted")

    def _draw_right(self, canvas: Canvas, *, short: bool) -> tuple[int, int]:
        """Draw the badge, and the mark of an unusual run below or beside it; return where both lines end for others."""
        badge = badge_text(self.app.badge())
        x = canvas.width - badge.cell_length
        canvas.put(x, 0, badge.plain, badge.spans[0].style)
        mark = f" {self.app.mark()} " if self.app.mark() else ""
        style = "bold $background on $warning"
        if mark and short:
            x -= cell_len(mark) + 2
            canvas.put(x, 0, mark, style)
            return x, canvas.width
        below = canvas.width - cell_len(mark)
        canvas.put(below, 1, mark, style)
        return x, below - 2 if mark else canvas.width


class StepLine(Widget):
    """The four steps in one line over the full width: what is done, and what is open. Each can be clicked.

    Args:
        journey: Returns the open step and the steps done.
        begun: Returns whether the open step has begun; then half of its line is bright.
    """

    def __init__(self, journey: Callable[[], Journey], begun: Callable[[], bool]) -> None:
        super().__init__()
        self._journey = journey
        self._begun = begun

    def render(self) -> Content:
        """Return the line, and the names below it; where it is narrow, only the open step has a name."""
        return drawn(self.size.width, self._draw)

    def redraw(self) -> None:
        """Show the current state."""
        self.refresh()

    def _draw(self, canvas: Canvas) -> None:
        journey, x = self._journey(), 0
        lengths = _lengths(canvas.width, journey.step)
        all_named = min(lengths) >= _longest_name()
        for step, length in zip(STEPS, lengths, strict=True):
            is_open, done = step is journey.step, step in journey.done
            sign, colour = ("✓", "$good") if done else ("●", "$accent") if is_open else ("○", "$muted")
            bright = length if done else length // (1 if self._begun() else 2) if is_open else 0
            canvas.put(x, 0, "━" * length, "$faint")
            canvas.put(x, 0, "━" * bright, colour)
            words = f"{step.number} {short_name(step)}" if is_open or all_named else f"{step.number}"
            link = f"@click=screen.open_step('{step}')"
            canvas.put(x, 1, sign, f"bold {colour}" if is_open else colour)
            canvas.put(x + 2, 1, words, f"bold $text {link}" if is_open else f"$muted {link}")
            x += length + 2


def _lengths(width: int, present: Step) -> list[int]:
    """Return how long each piece of the line is: alike, or the open step's as long as its name needs."""
    equal = (width - 6) // 4
    longest = _longest_name()
    lengths = [equal if equal >= longest else (width - 6 - longest) // 3] * 4
    lengths[-1 if equal >= longest else present.number - 1] += width - 6 - sum(lengths)
    return lengths


def _longest_name() -> int:
    """Return the cells that the longest name takes up with its sign and its number."""
    return max(len(short_name(step)) for step in STEPS) + 4


class Body(VerticalScroll, can_focus=False):
    """What a screen is about: blocks, as many and as far apart as there are lines.

    Args:
        blocks: Returns the blocks.
        closest: The free lines between two blocks at least, however few lines there are.
    """

    def __init__(self, blocks: Callable[[], Sequence[Block]], *, closest: int = 0) -> None:
        super().__init__()
        self._drawing = _Drawing(blocks, closest)

    def compose(self) -> ComposeResult:
        """Lay out the one canvas."""
        yield self._drawing

    def redraw(self) -> None:
        """Show the current blocks."""
        self._drawing.redraw()

    @property
    def shown(self) -> Sequence[Block]:
        """The blocks that have found room."""
        return self._drawing.arranged(self.size).shown

    def move(self, *, moving: bool) -> None:
        """Start or stop to repaint 12 times a second; where nothing may move, once a second, for the seconds."""
        self._drawing.move(moving=moving)


class _Drawing(Widget):
    """The canvas of a body, at least as high as the body."""

    def __init__(self, blocks: Callable[[], Sequence[Block]], closest: int) -> None:
        super().__init__()
        self._blocks = blocks
        self._closest = closest
        self._began = 0.0
        self._frame: int | None = None
        self._timer: Timer | None = None
        self._arranged: dict[Size, Arranged] = {}
        """What was drawn since the last change: Textual asks several times for each picture."""

    def arranged(self, room: Size) -> Arranged:
        """Return what fits into ``room``."""
        if room not in self._arranged:
            seconds = int(monotonic() - self._began) if self._timer else 0
            moment = Moment(room.height, self._frame, seconds)
            self._arranged[room] = arrange(self._blocks(), room.width, moment, closest=self._closest)
        return self._arranged[room]

    def notify_style_update(self) -> None:
        """Redraw with another theme: a gradient takes its colours from it."""
        self._arranged.clear()
        super().notify_style_update()

    def redraw(self) -> None:
        """Show the current blocks."""
        self._arranged.clear()
        height = self.get_content_height(self.container_size, self.container_size, self.size.width)
        self.refresh(layout=height != self.size.height)

    def render(self) -> Content:
        """Return the lines."""
        return Content("\n").join(self.arranged(Size(self.size.width, self.container_size.height)).lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return as many lines as the body has, or more if not even the most important blocks fit."""
        return max(container.height, len(self.arranged(Size(width, container.height)).lines))

    def move(self, *, moving: bool) -> None:
        """Start or stop the one timer."""
        if self._timer:
            self._timer.stop()
        self._timer, self._frame = None, None
        if moving:
            still = self.app.animation_level == "none"
            self._began, self._frame = monotonic(), None if still else 0
            self._timer = self.set_interval(1 if still else 1 / FRAMES_A_SECOND, self._next_frame)
        self._repaint()

    def _next_frame(self) -> None:
        self._frame = None if self._frame is None else self._frame + 1
        self._repaint()

    def _repaint(self) -> None:
        self._arranged.clear()
        self.refresh()
