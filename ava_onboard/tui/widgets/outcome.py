"""The line of a dialog that says what is being waited for, and then how it ended."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic

from ava_onboard.onboarding import patience
from ava_onboard.text.line import Line, Tone
from ava_onboard.tui.widgets.frame import FRAMES_A_SECOND
from ava_onboard.tui.widgets.lines import rows
from ava_onboard.tui.widgets.rows import Row, Rows


class Outcome(Rows):
    """Lines that say how something ended; while it lasts, a moving sign, what is waited for and for how long.

    Args:
        ended: Returns the lines for the end.
    """

    def __init__(self, ended: Callable[[], Sequence[Row]]) -> None:
        self._ended = ended
        self._awaited: Callable[[int | None], str] | None = None
        self._began, self._frame = 0.0, 0
        super().__init__(self._current, classes="outcome")

    @contextmanager
    def waiting(self, words: Callable[[int | None], str]) -> Iterator[None]:
        """Say what is waited for while the work inside lasts.

        Args:
            words: Returns it: with None at first, then with the seconds that it has taken.
        """
        self._awaited, self._began, self._frame = words, monotonic(), 0
        timer = self.set_interval(1 if self._still else 1 / FRAMES_A_SECOND, self._next_frame)
        self.redraw()
        try:
            yield
        finally:
            timer.stop()
            self._awaited = None
            self.redraw()

    @property
    def _still(self) -> bool:
        return self.app.animation_level == "none"

    def _next_frame(self) -> None:
        self._frame += 1
        self.redraw()

    def _current(self) -> Sequence[Row]:
        if self._awaited is None:
            return self._ended()
        seconds = monotonic() - self._began
        words = self._awaited(int(seconds) if seconds >= patience.SECONDS else None)
        return rows([Line("…" if self._still else "●○"[self._frame // 6 % 2], Tone.ACTIVE, words)])
