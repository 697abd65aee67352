"""Ava's colours, dark and light."""

from textual.theme import Theme

from ava_onboard.onboarding.profiles import Profile

DARK = Theme(
    name="ava-dark",
    dark=True,
    primary="#8B9DFF",
    secondary="#5B6AD0",
    accent="#F0B95B",
    success="#52C98B",
    warning="#F0B95B",
    error="#F4717F",
    foreground="#E7E9F3",
    background="#10121B",
    surface="#171A26",
    panel="#222638",
    variables={"footer-key-foreground": "#8B9DFF", "input-cursor-text-style": "none", "muted": "#969DB5"},
)
LIGHT = Theme(
    name="ava-light",
    dark=False,
    primary="#3F4FC4",
    secondary="#6B79DB",
    accent="#9A5B00",
    success="#1A7A4A",
    warning="#9A5B00",
    error="#B8273A",
    foreground="#1B1E2E",
    background="#F6F7FC",
    surface="#FFFFFF",
    panel="#E6E9F5",
    variables={"footer-key-foreground": "#3F4FC4", "input-cursor-text-style": "none", "muted": "#5A6079"},
)
ALL = {theme.name: theme for theme in (DARK, LIGHT)}


def other(name: str) -> str:
    """Return the name of the theme that a switch leads to."""
    return LIGHT.name if name == DARK.name else DARK.name


def chosen(profile: Profile, otherwise: str = DARK.name) -> str:
    """Return the name of the theme chosen in ``profile``, or ``otherwise``."""
    remembered = profile.onboarding.progress.theme
    return remembered if remembered in ALL else otherwise
