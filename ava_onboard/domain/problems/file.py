"""What can go wrong with the protected file, which takes the place of the keyring: a part of the catalogue.

``{file}`` is where it is.
"""

from ava_onboard.domain.failure import Exit, Problem
from ava_onboard.locales import N_

FILE_DAMAGED = Problem(
    "K09",
    N_("The protected file on this computer cannot be used: it is damaged, or was not made for this profile."),
    N_("Put back a copy of {file}, or remove the file: Ava keeps its own copy of the key."),
    Exit.NOWHERE_TO_KEEP,
)
WRONG_PASSPHRASE = Problem(
    "K11",
    N_("This passphrase does not open the protected file."),
    N_("Try again. If it is forgotten, remove the file {file}: Ava keeps its own copy of the key."),
    Exit.NOWHERE_TO_KEEP,
)
FILE_LOCKED = Problem(
    "K12",
    N_("The protected file on this computer needs your passphrase."),
    N_("Enter it, or set AVA_ONBOARD_PASSPHRASE."),
    Exit.NOWHERE_TO_KEEP,
)
FILE_FAILED = Problem(
    "K13",
    N_("The protected file {file} cannot be read or written."),
    N_("Check the folder and the space on the disk. You can go on without a local copy: Ava still gets the key."),
    Exit.NOWHERE_TO_KEEP,
)

FILE_PROBLEMS = (FILE_DAMAGED, WRONG_PASSPHRASE, FILE_LOCKED, FILE_FAILED)
"""All of them."""
FILE_CLOSED = (WRONG_PASSPHRASE, FILE_LOCKED)
"""Those that a passphrase mends."""
