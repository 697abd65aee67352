"""A key at Ava that needs attention: what speaks against it, and what there is to choose from."""

from enum import Enum

from ava_onboard.locales import N_


class Concern(Enum):
    """What speaks against a key that Ava has; the value is the sentence about it."""

    DIFFERENT = N_("Ava has another key ({ava}) than this computer ({here}).")
    REFUSED = N_("Vapi refuses this key, so Ava cannot use it. Replace it.")
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
