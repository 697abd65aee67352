"""The Ava server and its answers: codes A01 to A08."""

from ava_onboard.domain.failure import Exit, Problem
from ava_onboard.domain.problems import remedies
from ava_onboard.locales import N_

NOT_AVA = Problem(
    "A01",
    N_("{host} answers, but not as an Ava server does."),
    N_("If you have set AVA_API_URL, check it. If not, try another network."),
    Exit.AVA_REFUSED,
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
    N_("Send it again. If it keeps happening, give this code to Ava's support."),
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
