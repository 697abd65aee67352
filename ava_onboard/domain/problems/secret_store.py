"""Keeping secrets on this computer: codes of every kind of store, K01 to K14.

``{file}`` is where the protected file is, ``{entry}`` the name of an entry in the keyring.
"""

from ava_onboard.domain.failure import Exit, Problem
from ava_onboard.domain.problems import remedies
from ava_onboard.locales import N_

NO_KEYRING = Problem(
    "K01",
    N_("This computer has no keyring to keep the key in."),
    N_("You can go on without a copy on this computer: Ava still gets the key."),
    Exit.NOWHERE_TO_KEEP,
)
KEYRING_LOCKED = Problem(
    "K02",
    N_("This computer's keyring is locked."),
    N_("Unlock it, then try again."),
    Exit.NOWHERE_TO_KEEP,
)
KEYRING_SILENT = Problem(
    "K03",
    N_("This computer's keyring is not answering. It may be waiting for you in another window."),
    N_("Answer in its window, then try again."),
    Exit.NOWHERE_TO_KEEP,
)
NOT_KEPT = Problem(
    "K04",
    N_("The keyring said it kept the key, but does not give it back."),
    remedies.KEEP_NO_COPY,
    Exit.NOWHERE_TO_KEEP,
)
KEYRING_UNSAFE = Problem(
    "K05",
    N_("The keyring found here would keep the key in a readable file, so it is not used."),
    remedies.KEEP_NO_COPY,
    Exit.NOWHERE_TO_KEEP,
)
KEYRING_MISCONFIGURED = Problem(
    "K06",
    N_("The keyring chosen in PYTHON_KEYRING_BACKEND, or in its settings file, cannot be used."),
    N_("Remove that setting, then try again."),
    Exit.NOWHERE_TO_KEEP,
)
KEYRING_FAILED = Problem(
    "K07",
    N_("This computer's keyring reported an error."),
    remedies.TRY_AGAIN,
    Exit.NOWHERE_TO_KEEP,
)
NOTHING_KEPT = Problem(
    "K08",
    N_("There is no key on this computer to send to Ava."),
    N_("Paste your key and save it."),
    Exit.NOT_CONFIGURED,
)
TOO_LONG_FOR_WINDOWS = Problem(
    "K10",
    N_("Windows cannot keep your Ava session: it has more than 1,280 characters."),
    N_("You can go on. Next time, you will sign in again."),
    Exit.NOWHERE_TO_KEEP,
)
NOT_DELETED = Problem(
    "K14",
    N_("The keyring deleted the secret, but still gives one of that name back."),
    N_("Delete the entries “{entry}” in your keyring's own program."),
    Exit.NOWHERE_TO_KEEP,
)

FILE_DAMAGED = Problem(
    "K09",
    N_("The protected file cannot be used: it is damaged, or belongs to another profile."),
    N_("Restore {file} from a backup. If you delete it, a key that Ava does not have yet is lost."),
    Exit.NOWHERE_TO_KEEP,
)
WRONG_PASSPHRASE = Problem(
    "K11",
    N_("This passphrase does not open the protected file."),
    N_("Try again: capitals and the keyboard layout count."),
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

NOWHERE = (NO_KEYRING, KEYRING_UNSAFE)
"""With these, the computer has no such store, so nothing was ever kept there, unless the computer has changed."""
UNCERTAIN = (KEYRING_SILENT,)
"""What was being written may still be kept; only reading it shows."""
LOCKED = (FILE_LOCKED,)
"""The store waits for its passphrase."""
REFUSED = (WRONG_PASSPHRASE,)
"""The passphrase is not the right one."""
CLOSED = LOCKED + REFUSED
"""Entering the right passphrase solves these."""
