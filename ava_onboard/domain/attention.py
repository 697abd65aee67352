"""A key that needs attention: what speaks against it, what to do next, and what there is to choose from."""

from enum import Enum

from ava_onboard.locales import N_


class Concern(Enum):
    """What speaks against a key that Ava has; the value is the sentence about it."""

    BEING_DELETED = N_("Deleting the key stopped before the end.")
    DIFFERENT = N_("Ava has another key ({ava}) than this computer ({here}).")
    REFUSED = N_("Vapi refuses this key, so Ava cannot use it.")
    UNUSABLE = N_("Ava has this key, but cannot use it.")
    EUROPEAN = N_("This is a key of Vapi Europe, and it is not known yet whether Ava can use it.")
    UNCHECKED = N_("It is not known yet whether Vapi accepts this key.")


class Choice(Enum):
    """One of several things to do next; the value is the button's text."""

    SEND = N_("Send mine to Ava")
    SEND_ANYWAY = N_("Send it anyway")
    """The key on this computer was saved for another Ava account."""
    KEEP_AVAS = N_("Keep Ava's key")
    """The key on this computer is deleted, so that only Ava's is left."""
    REPLACE = N_("Use another key")


class Action(Enum):
    """The one thing to do next; the value is the button's text."""

    NONE = ""
    START = N_("Get a key")
    SIGN_IN = N_("Sign in to Ava")
    SEND = N_("Send to Ava")
    CHOOSE = "choose"
    """One of ``Status.choices``: none of them is the obvious one."""
    CHECK = N_("Check now")
    REPLACE = Choice.REPLACE.value
    CREATE = N_("Create another key")
    """Ava cannot use any key like this one."""
    RETRY = N_("Try again")
    UNLOCK = "unlock"
    """Its words depend on the store; see ``Status.action_words``."""
    DELETE = N_("Finish deleting")
