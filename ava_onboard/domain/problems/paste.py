"""What was pasted instead of a key: codes P01 to P19. The hints beside the field say it with the details."""

from ava_onboard.domain.failure import Exit, Problem
from ava_onboard.domain.problems import remedies
from ava_onboard.locales import N_

_COPY_ICON = N_("Click the copy icon beside the dots on Vapi's API Keys page, then paste again.")

PASTED_SEVERAL_KEYS = Problem(
    "P01", N_("Several keys were pasted at once."), N_("Paste only the private one."), Exit.USAGE
)
PASTED_ID = Problem(
    "P02",
    N_("What was pasted is labelled as an id, so it is not the key."),
    N_("Click the eye on Vapi's page: the key replaces the dots."),
    Exit.USAGE,
)
PASTED_PUBLIC = Problem(
    "P03",
    N_("The word “public” was pasted with the key."),
    N_("Take the key under Private API Keys, the upper block."),
    Exit.USAGE,
)
PASTED_CONTROL_SEQUENCE = Problem(
    "P04", N_("Part of a terminal's control sequence was pasted with the key."), remedies.COPY_AGAIN, Exit.USAGE
)
PASTED_NAME = Problem("P05", N_("The name of the key was pasted, not the key."), _COPY_ICON, Exit.USAGE)
PASTED_DOTS = Problem("P06", N_("The dots that hide the key were pasted, not the key."), _COPY_ICON, Exit.USAGE)
PASTED_EXAMPLE = Problem("P07", N_("An example from a guide was pasted."), remedies.COPY_AGAIN, Exit.USAGE)
PASTED_START = Problem("P08", N_("Only the start of a key was pasted."), _COPY_ICON, Exit.USAGE)
PASTED_ADDRESS = Problem("P09", N_("A web address was pasted."), remedies.COPY_AGAIN, Exit.USAGE)
PASTED_MAIL = Problem("P10", N_("An e-mail address was pasted."), remedies.COPY_AGAIN, Exit.USAGE)
PASTED_TOKEN = Problem("P11", N_("An access token was pasted: it starts with “eyJ”."), remedies.COPY_AGAIN, Exit.USAGE)
PASTED_OTHER_SERVICE = Problem("P12", N_("A key of another service was pasted."), remedies.COPY_AGAIN, Exit.USAGE)
PASTED_CUT = Problem("P13", N_("The key was cut: characters are missing."), _COPY_ICON, Exit.USAGE)
PASTED_MORE = Problem("P14", N_("More than a key was pasted."), _COPY_ICON, Exit.USAGE)
PASTED_WRONG_CHARACTER = Problem(
    "P15", N_("A character of the key is not one of 0–9 and a–f: it was probably typed."), _COPY_ICON, Exit.USAGE
)
PASTED_WHITE_SPACE = Problem(
    "P16", N_("There is a space or a line break inside the key."), remedies.COPY_AGAIN, Exit.USAGE
)
PASTED_FOREIGN = Problem(
    "P17", N_("There is a character inside the key that no key has."), remedies.COPY_AGAIN, Exit.USAGE
)
PASTED_TOO_SHORT = Problem("P18", N_("What was pasted is too short for a key."), _COPY_ICON, Exit.USAGE)
PASTED_TOO_LONG = Problem("P19", N_("What was pasted is too long for a key."), _COPY_ICON, Exit.USAGE)
