"""What can go wrong with the protected file, which takes the place of the keyring: a part of the catalogue.

``{file}`` is where it is.
"""

from ava_onboard.domain.failure import Exit, Problem
from ava_onboard.locales import N_

FILE_DAMAGED = Problem(
    "K09",
    N_("The protected file cannot be used: it is damaged, or belongs to another profile."),
    N_("Restore {file} from a backup, or delete it: what Ava has is not affected."),
    Exit.NOWHERE_TO_KEEP,
)
WRONG_PASSPHRASE = Problem(
    "K11",
    N_("This passphrase does not open the protected file."),
    N_("Try again. If you have forgotten it, delete {file}: what Ava has is not affected."),
    Exit.NOWHERE_TO_KEEP,
)
FILE_LOCKED = Problem(
    "K12",
    N_("Your passphrase is needed to open the protected file."),
    N_("Enter it, or set AVA_ONBOARD_PASSPHRASE."),
    Exit.NOWHERE_TO_KEEP,
)
FILE_FAILED = Problem(
    "K13",
    N_("The protected file {file} cannot be read, or cannot be written."),
    N_("Check its folder and the free disk space. Or go on without a copy here: Ava still gets the key."),
    Exit.NOWHERE_TO_KEEP,
)

FILE_PROBLEMS = (FILE_DAMAGED, WRONG_PASSPHRASE, FILE_LOCKED, FILE_FAILED)
"""All of them."""
FILE_CLOSED = (WRONG_PASSPHRASE, FILE_LOCKED)
"""Those that a passphrase mends."""
