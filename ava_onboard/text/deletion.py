"""Deleting the key: the question, and the end."""

from ava_onboard.locales import N_, _
from ava_onboard.text.line import Line, Tone

QUESTION = N_("Delete your key?")
CONSEQUENCE = N_(
    "It is deleted from Ava first, then from this computer. Your assistants stay in your Vapi account, but Ava can no "
    "longer use them."
)
AT_VAPI = N_("In Vapi, the key stays valid until you delete it there.")


QUESTION_HERE = N_("Delete the key on this computer?")
WITHOUT_SIGNING_IN = N_(
    "Has the account been deleted, or can you not sign in? Then the copy here can still be deleted."
)
CONSEQUENCE_HERE = N_("Only this computer's copy is deleted. What Ava has stays there.")


def question_about(account: str) -> str:
    """Return the question about the key of another account."""
    return _("Delete {name}'s key?").format(name=account)


def under_way() -> Line:
    """Say that the key is being deleted."""
    return Line("…", Tone.ACTIVE, _("Deleting the key…"))


def done() -> str:
    """Say that the key has been deleted."""
    return _("The key has been deleted.")


def done_here() -> str:
    """Say that the key on this computer has been deleted."""
    return _("The key on this computer has been deleted.")


def nothing_deleted() -> str:
    """Say that nothing was deleted."""
    return _("Nothing was deleted.")


def nothing_removed() -> str:
    """Say that nothing was removed."""
    return _("Nothing was removed.")
