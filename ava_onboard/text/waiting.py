"""What to show while something takes longer than a moment."""

from ava_onboard.locales import _
from ava_onboard.text import keys


def ava() -> str:
    """Return that Ava has not answered yet."""
    return _("Ava has not answered yet. Waking up can take a minute.")


def asking_ava() -> str:
    """Return that Ava is being asked, before it can be called late."""
    return _("Waiting for Ava. Its first answer can take a minute.")


def vapi(stop: str | None = None) -> str:
    """Return that Vapi has not answered yet; ``stop`` is the key that ends the wait."""
    late = _("Vapi has not answered yet.")
    if stop is None:
        return late
    return late + " " + _("{key} to stop; nothing is lost.").format(key=keys.named(stop))


def keyring() -> str:
    """Return that the keyring has not answered yet."""
    return _("Your keyring may be asking for its password in another window.")


def keyring_window() -> str:
    """Return that the keyring is showing a window."""
    return _("Unlock your keyring in the window that has opened.")


def desktop() -> str:
    """Return that a browser or a clipboard has not answered yet."""
    return _("Your computer is taking a while.")
