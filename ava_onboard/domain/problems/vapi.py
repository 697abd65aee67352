"""Vapi, and its answers about a key: codes V01 to V06."""

from ava_onboard.domain.failure import Exit, Problem
from ava_onboard.locales import N_

VAPI_LIMITED = Problem(
    "V01",
    N_("Vapi is receiving too many requests and did not look at the key."),
    N_("Wait a moment, then try again."),
    Exit.UNREACHABLE,
)
VAPI_DOWN = Problem(
    "V02",
    N_("Vapi has a problem of its own and did not look at the key."),
    N_("See https://status.vapi.ai, then try again."),
    Exit.UNREACHABLE,
)
VAPI_UNREADABLE = Problem(
    "V03",
    N_("Something other than Vapi answered, so nothing is known about the key."),
    N_("Sign in to this network first if it shows a welcome page, then try again."),
    Exit.UNREACHABLE,
)
VAPI_BLOCKED = Problem(
    "V04",
    N_("Vapi's protection turned this program away; it did not look at the key."),
    N_("Try from another network, or update ava-onboard."),
    Exit.UNREACHABLE,
)
KEY_UNKNOWN = Problem(
    "V05",
    N_("Vapi does not accept this key."),
    N_("Copy the private key again from the page of API keys and paste it here."),
    Exit.KEY_REFUSED,
)
KEY_FORBIDDEN = Problem(
    "V06",
    N_("Vapi knows this key, but it may not manage assistants."),
    N_("Create a new private key without restrictions and paste it here."),
    Exit.KEY_REFUSED,
)
