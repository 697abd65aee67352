"""The Ava server and its answers: codes A01 to A08."""

from ava_onboard.domain.failure import Exit, Problem
from ava_onboard.locales import N_

NOT_AVA = Problem(
    "A01",
    N_("{host} answers, but it is not an Ava backend."),
    N_("Check the address in AVA_API_URL."),
    Exit.AVA_REFUSED,
)
AVA_REFUSED_KEY = Problem(
    "A02",
    N_("Ava refused the form of this key."),
    N_("Copy the key again from Vapi: it has between 10 and 255 characters."),
    Exit.AVA_REFUSED,
)
AVA_LIMITED = Problem(
    "A03",
    N_("Ava is receiving too many requests."),
    N_("Wait a moment, then try again."),
    Exit.UNREACHABLE,
)
AVA_DOWN = Problem(
    "A04",
    N_("Ava has a problem of its own at the moment."),
    N_("Wait a minute, then try again. If it lasts, give this code to Ava's support."),
    Exit.UNREACHABLE,
)
AVA_UNREADABLE = Problem(
    "A05",
    N_("Ava's answer could not be understood."),
    N_("Try again. If it lasts, give this code to Ava's support."),
    Exit.AVA_REFUSED,
)
NOT_CONFIRMED = Problem(
    "A06",
    N_("Ava took the key, but shows another one when asked."),
    N_("Send it once more. If it lasts, give this code to Ava's support."),
    Exit.AVA_REFUSED,
)
STILL_THERE = Problem(
    "A07",
    N_("Ava was asked to delete the key, but still shows one."),
    N_("Delete it once more. If it lasts, give this code to Ava's support."),
    Exit.AVA_REFUSED,
)
AVA_REFUSED = Problem(
    "A08",
    N_("Ava refused the request."),
    N_("Try again. If it lasts, give this code to Ava's support."),
    Exit.AVA_REFUSED,
)
