"""The passphrase of the protected file."""

from ava_onboard.domain.secret import SHORTEST_PASSPHRASE
from ava_onboard.locales import N_, _

REMOVE = N_("Remove the protected file?")


def if_forgotten() -> str:
    """Return what is lost with a forgotten passphrase."""
    return _("If you forget it, the copy on this computer is lost. What Ava has stays there.")


def too_short() -> str:
    """Return how long a passphrase must be."""
    return _("The passphrase needs at least {count} characters.").format(count=SHORTEST_PASSPHRASE)


def differ() -> str:
    """Return that the two passphrases differ."""
    return _("The two do not match.")
