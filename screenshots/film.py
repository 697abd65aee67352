"""A terminal's screen as a moving picture: an SVG that plays by itself, without a script and without a player."""

from typing import Any, NamedTuple

from picture import HEIGHT, LETTERS, MARGIN, lines_of, size, window

from tests.terminal.screen import Terminal

SHORTEST = 0.08
"""Seconds between two looks at the screen."""
QUIET = 0.05
"""Seconds without a change after which a picture is taken as whole."""


class Frame(NamedTuple):
    """What was on the screen, and for how many seconds it is shown."""

    lines: list[str]
    seconds: float


class Film:
    """Films what happens in a terminal.

    Args:
        at: The terminal.
    """

    def __init__(self, at: Terminal) -> None:
        self._at = at
        self.frames: list[Frame] = []

    def see(self, text: str) -> None:
        """Film until ``text`` is on the screen, as fast as it happens."""
        while not self._at.says(text):
            self._look()
            if self._at.exit_code is not None:
                raise AssertionError(f"ended before {text!r}\n{self._at.text}")

    def hold(self, seconds: float) -> None:
        """Film until nothing moves, then show that for some seconds more."""
        self._at.still()
        self._add(seconds)

    def type(self, text: str) -> None:
        """Film how ``text`` is typed."""
        for letter in text:
            self._at.press(letter)
            self._look()

    def _look(self) -> None:
        self._at.watch(SHORTEST - QUIET)
        self._at.still(QUIET)
        self._add(SHORTEST)

    def _add(self, seconds: float) -> None:
        if not self._at.text.strip():
            return  # the program is starting
        lines = lines_of(self._at.screen)
        if self.frames and self.frames[-1].lines == lines:
            seconds += self.frames.pop().seconds
        self.frames.append(Frame(lines, seconds))

    def svg(self) -> str:
        """Return the film. Anyone who has asked for less motion sees its last picture."""
        screen: Any = self._at.screen
        width, height = size(screen)
        ids: dict[str, str] = {}
        pictures = [self._picture(number * width, frame, ids) for number, frame in enumerate(self.frames)]
        lines = "\n".join(f'<g id="{name}">{line}</g>' for line, name in ids.items())
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
            f" {LETTERS}>\n<style>{self._style(width)}</style>\n<defs>{lines}</defs>\n{window(screen)}\n"
            f'<g class="film">{"".join(pictures)}</g></svg>\n'
        )

    def _picture(self, left: int, frame: Frame, ids: dict[str, str]) -> str:
        used = (
            f'<use href="#{ids.setdefault(line, f"l{len(ids)}")}" x="{left + MARGIN}" y="{number * HEIGHT + MARGIN}"/>'
            for number, line in enumerate(frame.lines)
            if line
        )
        return "".join(used)

    def _style(self, width: int) -> str:
        """The strip of pictures stands still behind the window, then jumps to the next one."""
        whole, so_far, steps = sum(frame.seconds for frame in self.frames), 0.0, []
        for number, frame in enumerate(self.frames):
            steps.append(f"{100 * so_far / whole:.2f}%{{transform:translateX(-{number * width}px)}}")
            so_far += frame.seconds
        last = f"translateX(-{(len(self.frames) - 1) * width}px)"
        return (
            f"@keyframes film{{{''.join(steps)}100%{{transform:{last}}}}}"
            f".film{{animation:film {whole:.1f}s steps(1,end) infinite}}"
            f"@media (prefers-reduced-motion:reduce){{.film{{animation:none;transform:{last}}}}}"
        )
