"""Settings, this computer and the demo: codes C and D."""

from ava_onboard.domain.failure import Exit, Problem
from ava_onboard.locales import N_

INSECURE_URL = Problem(
    "C01",
    N_("{name} is not a secure address: it must begin with https://."),
    N_("Correct {name}; only this computer itself may be reached with http://."),
    Exit.USAGE,
)
BAD_SETTING = Problem(
    "C02",
    N_("{name} has a value that cannot be used."),
    N_("Correct or remove {name}."),
    Exit.USAGE,
)
STATE_NOT_WRITTEN = Problem(
    "C03",
    N_("Where you are could not be remembered: the folder {folder} cannot be written."),
    N_("You can go on; next time you will start from the first step."),
    Exit.UNEXPECTED,
)
CLOCK_WRONG = Problem(
    "C05",
    N_("The clock of this computer is wrong, and secure connections depend on it."),
    N_("Let this computer set its date and time by itself, then try again."),
    Exit.UNREACHABLE,
)
REPORT_NOT_WRITTEN = Problem(
    "C06",
    N_("The report could not be written: {name} exists already, or its folder cannot be written."),
    N_("Name another file."),
    Exit.UNEXPECTED,
)
DEMO_NOT_INSTALLED = Problem(
    "D01",
    N_("The demo needs packages that are not installed."),
    N_("Install them with: pip install 'ava-onboard[demo]'"),
    Exit.USAGE,
)
