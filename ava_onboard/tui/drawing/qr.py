"""A link as a QR code, to open it on a phone."""

from dataclasses import dataclass

from ava_onboard.text import qr
from ava_onboard.tui.drawing.blocks import Moment, Ranked
from ava_onboard.tui.drawing.canvas import Canvas


@dataclass(frozen=True, slots=True)
class QrCode(Ranked):
    """An address as a QR code, black on white in every theme."""

    url: str

    def draw(self, canvas: Canvas, moment: Moment) -> None:
        """Draw it on the left."""
        for y, line in enumerate(qr.code(self.url)):
            canvas.put(0, y, line, "#000000 on #ffffff")
