"""Show a line of text in the app: its tone becomes a style of the theme."""

from collections.abc import Iterable

from textual.content import Content

from ava_onboard.text.line import Line, Tone, Weight
from ava_onboard.tui.drawing.tones import STYLES
from ava_onboard.tui.widgets.rows import Row
from ava_onboard.tui.widgets.words import bold


def rows(lines: Iterable[Line]) -> list[Row]:
    """Return the lines as rows, each with its sign in front."""
    return [Row(words(line), line.sign, _style(line)) for line in lines]


def words(line: Line) -> Content:
    """Return the words: marks are bold, and the tone colours a result and what has no sign."""
    content = bold(line.words, "bold $warning" if line.tone is Tone.STEP else "bold")
    coloured = line.weight is Weight.RESULT or not line.sign
    style = _style(line) if coloured else "bold" if line.weight is Weight.TITLE else ""
    return content.stylize(style) if style else content


def _style(line: Line) -> str:
    style = STYLES[line.tone]
    return style if line.weight is Weight.NORMAL else f"bold {style}".rstrip()
