"""Which blocks are shown, and how far apart, with the lines there are."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from textual.content import Content

from ava_onboard.tui.drawing.blocks import Block, Heading, Moment
from ava_onboard.tui.drawing.canvas import Canvas

_WORTH_LESS_ROOM = 4
"""Up to this rank, blocks are drawn closer rather than left out."""


class Arranged(NamedTuple):
    """The lines of a body, and the blocks that have found room."""

    lines: list[Content]
    shown: Sequence[Block]


def arrange(blocks: Sequence[Block], width: int, moment: Moment, *, closest: int = 0) -> Arranged:
    """Return the blocks that fit, in their order.

    Whatever could be left out leaves a line free at the end. If not even the first rank fits, all of it is returned,
    as close as it may be: the body can be scrolled.

    Args:
        blocks: The blocks.
        width: The cells of a line.
        moment: How many lines there are, and what else the drawings depend on.
        closest: The free lines between two blocks of the first rank at least.
    """
    ranks = sorted({block.rank for block in blocks}, reverse=True) or [1]
    drawings: dict[Moment, list[list[Content]]] = {}
    for rank in ranks:
        for at, gap in _ways(rank, moment, closest):
            if at not in drawings:
                drawings[at] = [_drawn(block, width, at) for block in blocks]
            chosen = [
                (block, lines)
                for block, lines in zip(blocks, drawings[at], strict=True)
                if block.rank <= rank < block.below and lines
            ]
            lines = _joined(chosen, gap)
            spare = moment.height - len(lines)
            if spare >= (gap > 1 or rank > 1):
                above = min(spare // 2, 2 if moment.tall else 1)
                return Arranged([Content()] * above + lines, [block for block, _ in chosen])
    return Arranged(lines, [block for block, _ in chosen])


def _ways(rank: int, moment: Moment, closest: int) -> Iterator[tuple[Moment, int]]:
    """Yield how the blocks are drawn and the gap between them, from the most room to the least.

    Lists are drawn closer before the gaps shrink: what belongs together stays closer than what does not.
    """
    closer = moment.closer if rank <= _WORTH_LESS_ROOM else moment
    yield moment, 2
    if closer != moment:
        yield closer, 2
    yield closer, 1
    if rank == 1:
        yield closer, closest


def _drawn(block: Block, width: int, moment: Moment) -> list[Content]:
    canvas = Canvas(width)
    block.draw(canvas, moment)
    lines = canvas.lines()
    while lines and not lines[-1].plain.strip():
        lines.pop()
    return lines


def _joined(chosen: Sequence[tuple[Block, list[Content]]], gap: int) -> list[Content]:
    lines: list[Content] = []
    for block, own in chosen:
        lines += own
        lines += [Content()] * (min(gap, 1) if isinstance(block, Heading) else gap)
    while lines and not lines[-1].plain:
        lines.pop()
    return lines
