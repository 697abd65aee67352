"""States of the key that support may be asked about: codes E01 to E10."""

from ava_onboard.domain.attention import Concern
from ava_onboard.domain.failure import Exit, Problem
from ava_onboard.domain.problems import remedies
from ava_onboard.locales import N_

REFUSED_AT_AVA = Problem(
    "E01",
    N_("Ava has a key that Vapi refuses, so Ava cannot use it."),
    N_("Paste another key and save it."),
    Exit.KEY_REFUSED,
)
KEYS_DIFFER = Problem(
    "E02",
    N_("Ava and this computer have different keys."),
    N_("Choose which one stays: send the one here to Ava, or keep Ava's."),
    Exit.NEEDS_ATTENTION,
)
NOT_SENT_YET = Problem(
    "E03",
    N_("The key is on this computer, but not at Ava yet."),
    N_("Send it to Ava: the button, or “ava-onboard sync”, does it."),
    Exit.NOT_CONFIGURED,
)
SIGNED_OUT = Problem(
    "E04",
    N_("You are not signed in to Ava here, so Ava was not asked."),
    N_("Sign in to Ava."),
    Exit.SIGN_IN,
)
DELETION_INTERRUPTED = Problem(
    "E05",
    Concern.BEING_DELETED.value,
    N_("Finish deleting: the button, or “ava-onboard delete”, does it."),
    Exit.NEEDS_ATTENTION,
)
GONE_AT_AVA = Problem(
    "E06",
    N_("Ava had this key, but has none now."),
    N_("Send it again if Ava should use it, or delete it here too."),
    Exit.NOT_CONFIGURED,
)
EUROPEAN_KEY = Problem(
    "E07",
    N_("Ava has a key of Vapi Europe, and it is not known yet whether Ava can use it."),
    remedies.CHECK_NOW,
    Exit.NEEDS_ATTENTION,
)
NEVER_CHECKED = Problem(
    "E08",
    N_("Ava has a key that neither Vapi nor Ava has tried yet."),
    remedies.CHECK_NOW,
    Exit.NEEDS_ATTENTION,
)
STOPPED_BEFORE_KEPT = Problem(
    "E09",
    N_("The program stopped before the key was kept, so it is not on this computer."),
    remedies.COPY_AGAIN,
    Exit.NOT_CONFIGURED,
)
STOPPED_WHILE_KEPT = Problem(
    "E10",
    N_("The program stopped while the key was being kept. Whether it is on this computer is not known yet."),
    remedies.TRY_AGAIN,
    Exit.NOT_CONFIGURED,
)
