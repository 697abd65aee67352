"""Settings, this computer and the demo: codes C and D."""

from ava_onboard.domain.failure import Exit, Problem
from ava_onboard.locales import N_

INSECURE_URL = Problem(
    "C01",
    N_("{name} is not a secure address: it must begin with https://."),
    N_("Correct {name}: http:// is only allowed for this computer itself."),
    Exit.USAGE,
)
BAD_SETTING = Problem(
    "C02",
    N_("The value of {name} cannot be used."),
    N_("Correct or remove {name}."),
    Exit.USAGE,
)
STATE_NOT_WRITTEN = Problem(
    "C03",
    N_("Your place could not be saved: the folder {folder} cannot be written to."),
    N_("You can go on; next time you will start from step 1."),
    Exit.UNEXPECTED,
)
CLOCK_WRONG = Problem(
    "C05",
    N_("This computer's clock is wrong, and secure connections depend on it."),
    N_("Turn on automatic date and time on this computer, then try again."),
    Exit.UNREACHABLE,
)
REPORT_NOT_WRITTEN = Problem(
    "C06",
    N_("The report was not written: {name} already exists, or its folder cannot be written to."),
    N_("Choose another file."),
    Exit.UNEXPECTED,
)
STATE_OF_NEWER_VERSION = Problem(
    "C07",
    N_("Your place is neither read nor saved: a newer version of ava-onboard has written to {folder}."),
    N_("You can go on. Update ava-onboard to see and save your place."),
    Exit.UNEXPECTED,
)
STATE_NOT_READ = Problem(
    "C08",
    N_("Your place could not be read: {file} is not a regular file, or its disk does not answer."),
    N_("Move it away, or wait until its disk answers again. Then start again."),
    Exit.UNEXPECTED,
)
NO_HOME = Problem(
    "C09",
    N_("This computer has no folder for your files: HOME is not set, and this user has no home directory."),
    N_("Set AVA_ONBOARD_HOME to a folder of yours."),
    Exit.USAGE,
)
BAD_SYSTEM_PROXY = Problem(
    "C10",
    N_("The proxy in this computer's network settings cannot be used."),
    N_("Correct or remove it there, or ask your IT department. SOCKS proxies cannot be used."),
    Exit.USAGE,
)
STATE_IN_USE = Problem(
    "C11",
    N_("Your place could not be saved: another program has {file} open."),
    N_("Close that program: an editor, a backup or a virus scanner. You can go on meanwhile."),
    Exit.UNEXPECTED,
)
DEMO_NOT_INSTALLED = Problem(
    "D01",
    N_("The demo needs packages that are not installed."),
    N_("Install them from a checkout: pip install '.[demo]'"),
    Exit.USAGE,
)
