"""What to show while something takes longer than a moment."""

from ava_onboard.domain.store_kind import KEYRING, StoreKind
from ava_onboard.locales import _
from ava_onboard.text import keys, store_words


def ava() -> str:
    """Say that Ava has not answered yet, which is all that is known: it may be starting, or refuse connections."""
    return _("Ava has not answered yet. Still trying: this can take a minute.")


def asking_ava() -> str:
    """Say that Ava is being asked, before it can be called late."""
    return _("Waiting for Ava. Its first answer can take a minute.")


def signing_in(seconds: int | None) -> str:
    """Say that Ava is being asked who is signing in, and for how long; None before that is worth saying."""
    if seconds is None:
        return asking_ava()
    return _("Waiting for Ava: {count}\u00a0s. Its first answer can take a minute.").format(count=seconds)


def vapi() -> str:
    """Say that Vapi has not answered yet, and how long its two regions have."""
    return _("Vapi has not answered yet. This can take half a minute.")


def stopping(key: str) -> str:
    """Say with which key to stop asking Vapi, and that this costs nothing."""
    return _("{key} to stop; nothing is lost.").format(key=keys.named(key))


def store(kind: StoreKind) -> str:
    """Say that the secret store in use has not answered yet."""
    return _(store_words.waiting_for_keyring() if kind is KEYRING else store_words.of(kind).waiting)


def so_far(words: str, seconds: float | None) -> str:
    """Return ``words``, which say what is waited for; when they are said again, with the time that it has taken."""
    if seconds is None:
        return words
    return _("{words} ({count}\u00a0s)").format(words=words, count=round(seconds))


def keyring_window() -> str:
    """Say that the keyring is showing a window."""
    return _("Unlock your keyring in the window that has opened.")


def desktop() -> str:
    """Say that a browser or a clipboard has not answered yet."""
    return _("Your computer is taking a while.")


def bell(*, rings: bool) -> str:
    """Return whether the end of a long wait is told with a bell."""
    return _("Bell after a long wait: on") if rings else _("Bell after a long wait: off")


def may_stop() -> str:
    """Return how to stop waiting, and that this undoes nothing."""
    return _("{key} to stop waiting. What is done stays done.").format(key=keys.named("Esc"))
