"""The colours: one palette for each theme and for each number of colours that a terminal can show.

A colour is named by its role. Style sheets and texts use these names and no others (``$accent``, ``$good``):

- ``background``, ``panel`` (behind numbers and chosen lines), ``faint`` (decoration only), ``line`` (edges of controls)
- ``text``, ``muted`` (of less importance), ``accent`` (names and keys)
- ``primary``: the main button at rest, ``on-primary`` its words; ``focus``: what has the focus, ``on-focus`` its words
- ``good``, ``warning`` (also what is written on Vapi's page), ``bad``
- ``glow``: the end of the wordmark's gradient

``tests/tui/test_contrast.py`` measures them on the screens: words at least 4.5:1, controls and the focus at least 3:1.
"""

from collections.abc import Mapping
from functools import cache

from rich.console import Console
from textual import constants
from textual.theme import Theme

from ava_onboard.onboarding.profiles import Profile

DARK, LIGHT = "ava-dark", "ava-light"
"""The two themes. Their names are saved."""

NO_COLOURS = "none"
"""What a person has chosen who sets ``NO_COLOR``."""

_ROLES = "background panel faint line muted text accent primary on-primary focus on-focus good warning bad glow"
_DARK = (
    "#0F1117 #1D2130 #3A4056 #6C7494 #A2A9C0 #ECEEF6 #A5B3FF #4A59D2 #FFFFFF #C9D2FF #10121B #6BDCA1 #F2C063 #FF8C96"
    " #6BDCA1"
)
_LIGHT = (
    "#FBFBFE #ECEEF8 #C3C8DC #7C839F #565D78 #171A28 #3A48C0 #7381EC #0B0D1A #1F2A8F #FFFFFF #14693E #7F4A00 #B3202F"
    " #14805A"
)
_DARK_256 = (  # entries of the table of 256 colours; Rich shows some greys one step beside
    "#121212 #262626 #444444 #767676 #b2b2b2 #eeeeee #afafff #5f5fd7 #ffffff #d7d7ff #121212 #87d7af #ffd787 #ff8787"
    " #afafff"
)
_LIGHT_256 = (
    "#ffffff #f5f5f5 #c6c6c6 #808080 #585858 #1c1c1c #5f5faf #8787ff #121212 #262626 #ffffff #005f00 #875f00 #af0000"
    " #5f5faf"
)
_SIXTEEN = (  # light on black only: on white, a terminal's own green and yellow cannot be read
    "#000000 #000000 #555555 #5555ff #aaaaaa #ffffff #55ffff #5555ff #ffffff #ffffff #000000 #55ff55 #ffff55 #ff5555"
    " #55ffff"
)


def _without_hues(colours: str) -> str:
    """Return the colours for a terminal that shows greys in their place: what a hue would set apart is bright."""
    by_role = dict(zip(_ROLES.split(), colours.split(), strict=True))
    bright = dict.fromkeys(("accent", "good", "warning", "bad", "glow"), by_role["text"])
    return " ".join({**by_role, **bright}.values())


_PALETTES: Mapping[str, Mapping[str, str]] = {
    "truecolor": {DARK: _DARK, LIGHT: _LIGHT},
    "256": {DARK: _DARK_256, LIGHT: _LIGHT_256},
    "standard": {DARK: _SIXTEEN, LIGHT: _SIXTEEN},
    NO_COLOURS: {DARK: _without_hues(_DARK), LIGHT: _without_hues(_LIGHT)},
}
"""By Rich's name for what the terminal can show. One that knows no colours gets the sixteen, for the styles."""

COLOUR_SYSTEMS = tuple(_PALETTES)


def palette(name: str, colours: str) -> dict[str, str]:
    """Return the colours of a theme by role, as ``#rrggbb``."""
    return dict(zip(_ROLES.split(), _PALETTES[colours][name].split(), strict=True))


def of_terminal(environment: Mapping[str, str]) -> str:
    """Return how many colours to show: ``NO_COLOURS``, or from ``COLORTERM`` and ``TERM`` a name of Rich."""
    if "NO_COLOR" in environment:
        return NO_COLOURS
    found: str | None = Console(
        color_system=constants.COLOR_SYSTEM,  # type: ignore[arg-type]  # Textual has checked it
        force_terminal=True,
        legacy_windows=False,
        _environ=environment,
    ).color_system
    return found if found and found in _PALETTES else "standard"


def has_two(colours: str) -> bool:
    """Return whether dark and light differ with this number of colours."""
    themes = _PALETTES[colours]
    return themes[DARK] != themes[LIGHT]


@cache
def for_colours(colours: str) -> dict[str, Theme]:
    """Return both themes by name, in the colours that the terminal can show."""
    dark = {DARK: True, LIGHT: not has_two(colours)}
    return {name: _theme(name, palette(name, colours), dark=dark[name]) for name in dark}


def other(name: str) -> str:
    """Return the name of the theme that a switch leads to."""
    return LIGHT if name == DARK else DARK


def chosen(profile: Profile, otherwise: str = DARK) -> str:
    """Return the name of the theme chosen in ``profile``, or ``otherwise``."""
    remembered = profile.onboarding.progress.theme
    return remembered if remembered in (DARK, LIGHT) else otherwise


def _theme(name: str, colours: dict[str, str], *, dark: bool) -> Theme:
    """Return the palette as Textual takes it, with the names that Textual's own widgets use."""
    of_widgets = {
        "input-cursor-background": colours["focus"],
        "input-cursor-foreground": colours["on-focus"],
        "input-cursor-text-style": "none",
        "input-selection-background": colours["primary"],
        "block-cursor-background": colours["focus"],
        "block-cursor-foreground": colours["on-focus"],
        "block-cursor-blurred-background": colours["panel"],
        "block-cursor-blurred-foreground": colours["text"],
        "border": colours["focus"],
        "border-blurred": colours["line"],
        "scrollbar": colours["line"],
        "scrollbar-background": colours["background"],
    }
    return Theme(
        name=name,
        dark=dark,
        primary=colours["primary"],
        accent=colours["accent"],
        success=colours["good"],
        warning=colours["warning"],
        error=colours["bad"],
        foreground=colours["text"],
        background=colours["background"],
        surface=colours["background"],
        panel=colours["panel"],
        variables={**of_widgets, **colours},
    )
