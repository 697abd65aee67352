"""Wrong usage of a command: codes U01 to U14. What was typed may be a key: it is repeated only where it cannot be one.

``{option}`` and ``{choices}`` are the program's own words, ``{typed}`` is a name that was typed.
"""

from ava_onboard.domain.failure import Exit, Problem
from ava_onboard.domain.problems import remedies
from ava_onboard.locales import N_

UNKNOWN_OPTION = Problem(
    "U01",
    N_("Unknown command or option, or an option without its value."),
    N_("“ava-onboard --help” lists them all."),
    Exit.USAGE,
    sentence_if_typed=N_("“{typed}” is not a command or option here, or a value is missing, or there is one too many."),
)
NOBODY_TO_ASK = Problem(
    "U02",
    N_("This command needs an answer, but it cannot ask for it here."),
    N_("Provide it on stdin."),
    Exit.USAGE,
)
CONFIRMATION_NEEDED = Problem(
    "U03",
    N_("This needs a confirmation, but the command cannot ask for it here. Nothing was done."),
    N_("To go ahead, add --yes."),
    Exit.USAGE,
)
NOT_A_KEY = Problem(
    "U04",
    N_("This is not a key, so it was not sent to Vapi."),
    remedies.COPY_AGAIN,
    Exit.USAGE,
)
NO_SUCH_PROFILE = Problem(
    "U05",
    N_("There is no profile with this name on this computer."),
    N_("“ava-onboard profiles” lists the profiles."),
    Exit.USAGE,
)
NO_SUCH_CODE = Problem(
    "U06",
    N_("This code does not exist."),
    N_("A code is one letter and two digits, such as V05."),
    Exit.USAGE,
)
NO_SUCH_VALUE = Problem(
    "U08",
    N_("{option} does not accept this value."),
    N_("Possible values: {choices}."),
    Exit.USAGE,
)
NOT_TOGETHER = Problem(
    "U09",
    N_("These cannot be used together: {choices}."),
    N_("Use only one of them."),
    Exit.USAGE,
)
ACCOUNT_INCOMPLETE = Problem(
    "U07",
    N_("Both the account and the password are needed."),
    N_("Provide both: the account on the first line, the password on the next."),
    Exit.USAGE,
)
UNREADABLE = Problem(
    "U10",
    N_("A character could not be read, so what was entered was not used."),
    N_("Use UTF-8 in your terminal or file, then enter it again."),
    Exit.USAGE,
)
MISTYPED_COMMAND = Problem(
    "U12",
    N_("There is no command of this name."),
    remedies.DID_YOU_MEAN,
    Exit.USAGE,
)
MISTYPED_CODE = Problem(
    "U13",
    N_("There is no code of this name."),
    remedies.DID_YOU_MEAN,
    Exit.USAGE,
)
NOT_A_REPORT = Problem(
    "U14",
    N_("This file cannot be read as a report of “ava-onboard doctor”."),
    N_("Ask for the file that “ava-onboard doctor --bundle” has written."),
    Exit.USAGE,
)
NO_CONSOLE = Problem(
    "U15",
    N_("This window of Git Bash cannot hide what you type, so nothing was asked."),
    N_("Put “winpty” in front of the command, or use Windows Terminal."),
    Exit.USAGE,
)
TOO_LONG = Problem(
    "U11",
    N_("What was entered is too long, so it was not used."),
    N_("Copy only what is asked for, then enter it again."),
    Exit.USAGE,
)
KEY_NOT_ASKED_FOR = Problem(
    "U16",
    N_("That is a Vapi key, so it was not used here."),
    N_("Enter what is asked for instead."),
    Exit.USAGE,
)
