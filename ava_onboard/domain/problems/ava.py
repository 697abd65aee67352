"""The Ava server and its answers: codes A01 to A14."""

from ava_onboard.domain.failure import Exit, Problem
from ava_onboard.domain.problems import remedies
from ava_onboard.locales import N_

NOT_AVA = Problem(
    "A01",
    N_("{host} answers, but not as an Ava server does."),
    N_("Try another network."),
    Exit.AVA_REFUSED,
    remedies.CHECK_ADDRESS,
)
AVA_REFUSED_KEY = Problem(
    "A02",
    N_("Ava does not accept a key of this form."),
    N_("Copy the key again from Vapi: it must have 10 to 255 characters."),
    Exit.AVA_REFUSED,
)
AVA_LIMITED = Problem(
    "A03",
    N_("Ava is getting too many requests."),
    remedies.WAIT,
    Exit.UNREACHABLE,
)
AVA_DOWN = Problem(
    "A04",
    N_("Ava is having a problem."),
    N_("Wait a minute, then try again. If it keeps happening, give this code to Ava's support."),
    Exit.UNREACHABLE,
)
AVA_UNREADABLE = Problem(
    "A05",
    N_("Ava's answer makes no sense to this program."),
    remedies.REPORT_CODE,
    Exit.AVA_REFUSED,
)
NOT_CONFIRMED = Problem(
    "A06",
    N_("Ava accepted the key, but then showed a different one."),
    remedies.SEND_AGAIN,
    Exit.AVA_REFUSED,
)
STILL_THERE = Problem(
    "A07",
    N_("Ava was asked to delete the key, but still has one."),
    N_("Delete it again. If it keeps happening, give this code to Ava's support."),
    Exit.AVA_REFUSED,
)
AVA_REFUSED = Problem(
    "A08",
    N_("Ava refused the request."),
    remedies.REPORT_CODE,
    Exit.AVA_REFUSED,
)
KEY_UNUSABLE = Problem(
    "A11",
    N_("Vapi refuses the key when Ava uses it."),
    N_(
        "It may be a key of Vapi Europe, while this Ava uses only the main region, or it was deleted since. Create a "
        "key at https://dashboard.vapi.ai and paste it here."
    ),
    Exit.NEEDS_ATTENTION,
)
KEY_NOT_FOUND = Problem(
    "A12",
    N_("Ava does not find the key when it needs it."),
    remedies.SEND_AGAIN,
    Exit.NEEDS_ATTENTION,
)
NOT_TESTABLE = Problem(
    "A13",
    N_("This Ava server cannot test whether it can use the key."),
    N_("In Ava, open your assistants to see whether they are there."),
    Exit.AVA_REFUSED,
)
NO_SYNCHRONISATION = Problem(
    "A14",
    N_("This Ava server cannot synchronise assistants from here."),
    N_("In Ava, choose or create an assistant again."),
    Exit.AVA_REFUSED,
)

REFUTED = (KEY_UNUSABLE, KEY_NOT_FOUND)
"""After these, Ava cannot use the key. Any other failure says nothing about it."""
