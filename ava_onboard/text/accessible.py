"""Accessible mode: that it is on, why, and how to turn it off."""

from ava_onboard.locales import _
from ava_onboard.text import keys

OFF = "--no-accessible"
"""The option that turns it off, whatever has turned it on."""


def is_on(by: str) -> str:
    """Say that it is on, why, and how to turn it off.

    Args:
        by: The option or variable that has turned it on; empty if the person did so in the menu.
    """
    if by:
        return _("Accessible mode is on: {name} asks for it. To turn it off, start with {option}.").format(
            name=by, option=OFF
        )
    return _(
        "Accessible mode is on: you chose it in the menu. To turn it off, start with {option} and press {key}."
    ).format(option=OFF, key=keys.named("F10"))


def entry(*, on: bool) -> str:
    """Return whether it is chosen, as an entry of the menu."""
    return _("Accessible mode: on") if on else _("Accessible mode: off")


def chosen(*, on: bool) -> str:
    """Return what the choice changes, and how to come back."""
    if on:
        return _("From the next start, line by line. {option} opens this screen again.").format(option=OFF)
    return _("The next start opens this screen.")
