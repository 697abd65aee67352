"""Signing in to Ava and out of it."""

from ava_onboard import locales
from ava_onboard.domain import identifier
from ava_onboard.locales import _


def identifier_label() -> str:
    """Return the label of the account's name."""
    return _("E-mail or phone (+33…, +1…)")


def spelling(typed: str) -> str | None:
    """Return how Ava is told who signs in, if that is not exactly what was typed."""
    first, *others = identifier.spellings(typed, locales.country())
    if not others:
        return None
    if identifier.phone(typed, locales.country()):
        return _("Ava knows phone numbers by their country code: {suggestion} is tried first.").format(suggestion=first)
    return _("{suggestion} is tried first, then what you typed.").format(suggestion=first)


def password_label() -> str:
    """Return the label of the password."""
    return _("Password")


def token_label() -> str:
    """Return the label of an access token."""
    return _("Access token")


def signed_in(name: str) -> str:
    """Return that ``name`` is signed in."""
    return _("Signed in as {name}").format(name=name)


def signed_out() -> str:
    """Return that the person is signed out."""
    return _("Signed out of Ava.")


def token_still_used() -> str:
    """Return that AVA_TOKEN is still used after signing out."""
    return _("AVA_TOKEN is set: it is still used with Ava.")
