"""How a command can be used wrongly: a part of the catalogue. What was typed is never repeated: it may be a key.

``{option}`` and ``{choices}`` are words of the program itself.
"""

from ava_onboard.domain.failure import Exit, Problem
from ava_onboard.locales import N_

UNKNOWN_OPTION = Problem(
    "U01",
    N_("There is a command or option that is not known, or one that lacks its value."),
    N_("“ava-onboard --help” shows all of them."),
    Exit.USAGE,
)
NOBODY_TO_ASK = Problem(
    "U02",
    N_("An answer is needed, and nobody can be asked here."),
    N_("Give it on stdin."),
    Exit.USAGE,
)
CONFIRMATION_NEEDED = Problem(
    "U03",
    N_("Nobody can be asked here whether this is meant, so it was not done."),
    N_("If it is meant, add --yes."),
    Exit.USAGE,
)
NOT_A_KEY = Problem(
    "U04",
    N_("This is not a key, so Vapi was not asked."),
    N_("Copy the private key again from the page of API keys and paste it here."),
    Exit.USAGE,
)
NO_SUCH_PROFILE = Problem(
    "U05",
    N_("There is no profile of this name on this computer."),
    N_("“ava-onboard profiles” lists those that there are."),
    Exit.USAGE,
)
NO_SUCH_CODE = Problem(
    "U06",
    N_("There is no such code."),
    N_("A code is one letter and two digits, such as V05."),
    Exit.USAGE,
)
NO_SUCH_VALUE = Problem(
    "U08",
    N_("{option} cannot have this value."),
    N_("Possible: {choices}."),
    Exit.USAGE,
)
NOT_TOGETHER = Problem(
    "U09",
    N_("These cannot be used together: {choices}."),
    N_("Use one of them."),
    Exit.USAGE,
)
ACCOUNT_INCOMPLETE = Problem(
    "U07",
    N_("Account and password are both needed."),
    N_("Give both: the account in the first line, the password in the next."),
    Exit.USAGE,
)
