"""Signing in to Ava and out of it."""

from ava_onboard import locales
from ava_onboard.domain import identifier, problems
from ava_onboard.domain.failure import Failure
from ava_onboard.locales import _
from ava_onboard.text import problem
from ava_onboard.text.line import Line, Tone, text


def why(reason: Failure | None, *, for_support: bool = False) -> str:
    """Return why Ava asks for an account, and which one.

    Args:
        reason: Why Ava asks; None if signing in was chosen.
        for_support: Whether it is for letting support follow, not for the key.
    """
    website = _("Use the account you have on Ava's website.")
    if reason is None:
        return website
    if reason.problem is problems.SIGN_IN_NEEDED:
        for_key = _("Ava has to know who you are before it takes your key.")
        purpose = _("Ava has to know who you are before support can follow.") if for_support else for_key
        return f"{purpose} {website}"
    return f"{reason.sentence} {reason.remedy}"


def identifier_label() -> str:
    """Return the label of the account's name."""
    return _("E-mail, or phone with country code (+33, +1)")


def spelling(typed: str) -> str | None:
    """Return how Ava is told who signs in, if that is not exactly what was typed."""
    first, *others = identifier.spellings(typed, locales.country())
    if not others:
        return None
    if identifier.phone(typed, locales.country()):
        return _("Ava expects phone numbers with their country code: {suggestion} is tried first.").format(
            suggestion=first
        )
    return _("{suggestion} is tried first, then what you typed.").format(suggestion=first)


def not_signed_in(failure: Failure, typed: str) -> list[Line]:
    """Return what happened and what to do; after a refusal, what to look at in what was typed.

    Args:
        failure: Why signing in failed.
        typed: The account as it was typed.
    """
    happened, remedy, *rest = problem.lines(failure)
    if failure.problem is not problems.WRONG_CREDENTIALS:
        return [happened, remedy, *rest]
    account = (
        _("E-mail: spelled as when you signed up, often all in lower case.")
        if "@" in typed
        else _("Phone: with the country code and no first zero, +33612345678.")
    )
    return [happened, text(account), text(_("Password: show it with Ctrl+T, and check capitals and spaces.")), *rest]


def forgotten() -> Line:
    """Return what to do about a forgotten password."""
    return Line("▸", Tone.NOTE, _("This program cannot reset it. Ask Ava's support."))


def password_label() -> str:
    """Return the label of the password."""
    return _("Password")


def token_label() -> str:
    """Return the label of an access token."""
    return _("Access token")


def signed_in(name: str) -> str:
    """Say that ``name`` is signed in."""
    return _("Signed in as {name}").format(name=name)


def signed_out() -> str:
    """Say that the person is signed out."""
    return _("Signed out of Ava.")


def token_still_used() -> str:
    """Say that AVA_TOKEN is still used after signing out."""
    return _("AVA_TOKEN is set: it is still used with Ava.")
