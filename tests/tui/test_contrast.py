"""What is on the screens can be read: measured on the cells, in every palette.

The figures are WCAG's: words 4.5:1, edges of controls and what has the focus 3:1. Decoration has the colour ``faint``.
"""

import functools
import unicodedata
from collections.abc import Iterator

import pytest
from rich.color import Color, ColorSystem
from rich.segment import Segment
from textual.geometry import Region
from textual.widgets import Button, Input

from ava_onboard.tui import themes
from ava_onboard.tui.app import OnboardApp
from tests.repeats import first
from tests.snapshots.capture import Shown
from tests.snapshots.states import STATES
from tests.tui.driving import Driven

pytestmark = pytest.mark.picture

PALETTES = [("truecolor", themes.DARK), ("truecolor", themes.LIGHT), ("256", themes.DARK), ("256", themes.LIGHT)]
PALETTES += [("standard", themes.DARK), (themes.NO_COLOURS, themes.DARK), (themes.NO_COLOURS, themes.LIGHT)]

SHOWN = (
    "step-1",
    "step-4",
    "rejected",
    "card-configured",
    "sign-in-refused",
    "menu",
    "unlock",
    "live-claimed",
    "live-code",
    "live-followed",
    "page-opened",
    "step-2",
    "step-3",
    "checking",
    "hint-name",
    "accepted",
    "undecided-down",
    "no-keyring",
    "sending",
    "saved",
    "card-looking",
    "card-rejected",
    "card-vapi-refuses",
    "card-another-key-at-ava",
    "card-not-configured",
    "delete-asked",
    "sign-in-demo",
    "help",
    "faq",
    "support",
    "demo-keys",
    "profiles",
    "profiles-name",
    "new-passphrase-short",
    "no-browser",
    "qr-account",
)

TYPICAL = 7
"""How many of them have every tone and every kind of control: ``make test`` shows these."""

_SYSTEMS = {"256": ColorSystem.EIGHT_BIT, "standard": ColorSystem.STANDARD}
_SIXTEEN = (  # noqa: SIM905 - one line in place of sixteen
    "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff"
).split()
"""The sixteen colours as a Linux console and VGA show them; each terminal has its own."""

_NOT_READ = "·•"
"""Dots that stand for what is hidden."""


@functools.cache
def shown(colour: str, colours: str) -> str:
    """The colour that a terminal gets: with fewer colours, the one that Rich takes in its place."""
    found = Color.parse(colour)
    if colours in _SYSTEMS:
        found = found.downgrade(_SYSTEMS[colours])
    if colours == "standard" and found.number is not None:
        return f"#{_SIXTEEN[found.number]}"
    return found.get_truecolor().hex


@functools.cache
def contrast(one: str, other: str) -> float:
    """WCAG's ratio of two colours, ``#rrggbb``."""
    dim, bright = sorted(map(_luminance, (one, other)))
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def cells(at: Driven, colours: str) -> Iterator[tuple[int, int, str, str, str]]:
    """Yield column, line, character, ink and paper of each cell with something in it."""
    for y, strip in enumerate(at.app.screen._compositor.render_strips()):
        x = 0
        for text, style, _ in strip:
            for sign in text:
                if not sign.isspace():
                    assert style is not None
                    assert style.color is not None
                    assert style.bgcolor is not None
                    ink, paper = (shown(colour.get_truecolor().hex, colours) for colour in (style.color, style.bgcolor))
                    yield x, y, sign, *((paper, ink) if style.reverse else (ink, paper))
                x += Segment(sign).cell_length


async def in_palette(at: Driven, colours: str, theme: str) -> None:
    """Show the screen as a terminal with this many colours does."""
    at.app._colours = colours
    at.app.theme = themes.other(theme)
    at.app.theme = theme
    await at.pilot.pause()
    at.app.refresh_css(animate=False)
    await at.pilot.pause()


@pytest.mark.parametrize("name", first(SHOWN, TYPICAL))
async def test_everything_can_be_read(name: str) -> None:
    async with Shown(STATES[name]).running((80, 24)) as at:
        for colours, theme in PALETTES:
            await in_palette(at, colours, theme)
            assert unreadable(at, colours, theme) == [], (colours, theme)


def unreadable(at: Driven, colours: str, theme: str) -> list[str]:
    """What is less readable than it must be, on the screen in front."""
    front = _front(at.app)
    faint = shown(themes.palette(theme, colours)["faint"], colours)
    found = set()
    for x, y, sign, ink, paper in cells(at, colours):
        if not front.contains(x, y) or ink == faint or sign in _NOT_READ:
            continue
        is_word = unicodedata.category(sign)[0] in "LNPS" and not _is_line(sign)
        least = 4.5 if is_word else 3.0
        if contrast(ink, paper) < least - 0.05 and not (not is_word and ink == paper):
            found.add(f"{sign} {ink} on {paper}: {contrast(ink, paper):.1f}")
    return sorted(found)


def _is_line(sign: str) -> bool:
    """Whether it is part of a frame, of a bar or of large letters."""
    return "─" <= sign <= "▟" or sign == "🔑"


def _front(app: OnboardApp) -> Region:
    """The part of the screen that can be used: the dialog, if there is one."""
    dialogs = app.screen.query(".dialog")
    return dialogs.first().region if dialogs else app.screen.region


@pytest.mark.parametrize(
    "name",
    first(["step-4", "card-another-key-at-ava", "delete-asked", "step-1", "card-configured", "sign-in", "unlock"], 3),
)
async def test_the_focus_can_be_seen(name: str) -> None:
    async with Shown(STATES[name]).running((80, 24)) as at:
        for colours, theme in PALETTES:
            await in_palette(at, colours, theme)
            for control in [control for control in at.app.screen.focus_chain if isinstance(control, Button | Input)]:
                at.app.screen.set_focus(None)
                await at.pilot.pause()
                before = _look(at, control.region, colours)
                control.focus()
                await at.pilot.pause()
                after = _look(at, control.region, colours)
                best = max((contrast(one, other) for one, other in zip(before, after, strict=False)), default=1)
                assert best >= 2.95, (colours, theme, control)


def _look(at: Driven, region: Region, colours: str) -> list[str]:
    """The colour that fills each cell of the left edge: of the line drawn there, or of the paper behind words."""
    found = []
    strips = at.app.screen._compositor.render_strips()
    for y in range(region.y, region.bottom):
        x = 0
        for text, style, _ in strips[y]:
            for sign in text:
                if region.x <= x < region.x + 2 and style and style.bgcolor:
                    drawn = style.color if _is_line(sign) and style.color else style.bgcolor
                    found.append(shown(drawn.get_truecolor().hex, colours))
                x += Segment(sign).cell_length
    return found


@pytest.mark.parametrize("terminal", [{"TERM": "linux"}, {"TERM": "xterm-256color", "COLORTERM": "truecolor"}])
@pytest.mark.parametrize("theme", [themes.DARK, themes.LIGHT])
def test_without_colours_no_title_is_darker_or_lighter_than_the_words_below_it(
    terminal: dict[str, str], theme: str
) -> None:
    colours = themes.palette(theme, themes.of_terminal({**terminal, "NO_COLOR": "1"}))
    assert {colours[role] for role in ("accent", "good", "warning", "bad")} == {colours["text"]}
