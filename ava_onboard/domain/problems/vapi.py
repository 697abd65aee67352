"""Vapi, and its answers about a key: codes V01 to V06."""

from ava_onboard.domain.failure import Exit, Problem
from ava_onboard.domain.problems import remedies
from ava_onboard.locales import N_

VAPI_LIMITED = Problem(
    "V01",
    N_("Vapi is getting too many requests and has not checked the key."),
    remedies.WAIT,
    Exit.UNREACHABLE,
)
VAPI_DOWN = Problem(
    "V02",
    N_("Vapi is having a problem and has not checked the key."),
    N_("Look at https://status.vapi.ai, then try again."),
    Exit.UNREACHABLE,
)
VAPI_UNREADABLE = Problem(
    "V03",
    N_("Something other than Vapi answered, so the key has not been checked."),
    remedies.OPEN_WELCOME_PAGE,
    Exit.UNREACHABLE,
    remedies.CHECK_ADDRESS,
)
VAPI_BLOCKED = Problem(
    "V04",
    N_("Vapi's protection blocked this program before the key was checked."),
    N_("Try another network, or update ava-onboard."),
    Exit.UNREACHABLE,
)
KEY_UNKNOWN = Problem(
    "V05",
    N_("Vapi refuses this key."),
    remedies.COPY_AGAIN,
    Exit.KEY_REFUSED,
)
KEY_FORBIDDEN = Problem(
    "V06",
    N_("Vapi knows this key, but does not let it list assistants."),
    N_("Create another private key. Refused again? Ask an Admin of the organisation."),
    Exit.KEY_REFUSED,
)

KEY_REFUSED = (KEY_UNKNOWN, KEY_FORBIDDEN)
"""Vapi's refusals of a key."""
