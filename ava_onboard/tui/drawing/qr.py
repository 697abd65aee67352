"""A link as a QR code, to open it on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass

from ava_onboard.text import qr
from ava_onboard.tui.drawing.blocks import Block, Moment, Ranked
from ava_onboard.tui.drawing.canvas import Canvas

COLOURS = "#000000 on #ffffff"
"""Black on white in every theme: phones expect it."""

_GAP = 3


@dataclass(eq=False, repr=False)
class WithQrCode(Ranked):
    """Other blocks on the left, and an address as a QR code on the right: black on white in every theme."""

    url: str
    beside: Sequence[Block]

    def draw(self, canvas: Canvas, moment: Moment) -> None:
        """Draw both."""
        lines, y = qr.code(self.url), 0
        x = canvas.width - len(lines[0])
        for block in self.beside:
            if block.below != Ranked.below:  # it stands in for another one of them
                continue
            part = Canvas(x - _GAP)
            block.draw(part, moment)
            canvas.paste(0, y, part)
            y += part.height + 1
        for row, line in enumerate(lines):
            canvas.put(x, row, line, COLOURS)
