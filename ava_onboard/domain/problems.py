"""Everything that can go wrong, in one catalogue.

A code is one letter and two digits, so that it can be read out on the phone. The letter says where:
A Ava, C configuration, D demo, K keyring, N network, S session, U usage, V Vapi, X unexpected.
"""

from collections.abc import Mapping

from ava_onboard.domain import file_problems, network_problems, usage_problems
from ava_onboard.domain.failure import Exit, Problem
from ava_onboard.locales import N_

# Vapi
VAPI_LIMITED = Problem(
    "V01",
    N_("Vapi is receiving too many requests and did not look at the key."),
    N_("Wait a moment, then try again."),
    Exit.UNREACHABLE,
)
VAPI_DOWN = Problem(
    "V02",
    N_("Vapi has a problem of its own and did not look at the key."),
    N_("See https://status.vapi.ai, then try again."),
    Exit.UNREACHABLE,
)
VAPI_UNREADABLE = Problem(
    "V03",
    N_("Something other than Vapi answered, so nothing is known about the key."),
    N_("Sign in to this network first if it shows a welcome page, then try again."),
    Exit.UNREACHABLE,
)
VAPI_BLOCKED = Problem(
    "V04",
    N_("Vapi's protection turned this program away; it did not look at the key."),
    N_("Try from another network, or update ava-onboard."),
    Exit.UNREACHABLE,
)
KEY_UNKNOWN = Problem(
    "V05",
    N_("Vapi does not accept this key."),
    N_("Copy the private key again from the page of API keys and paste it here."),
    Exit.KEY_REFUSED,
)
KEY_FORBIDDEN = Problem(
    "V06",
    N_("Vapi knows this key, but it may not manage assistants."),
    N_("Create a new private key without restrictions and paste it here."),
    Exit.KEY_REFUSED,
)

# Ava
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

# Session
SIGN_IN_NEEDED = Problem(
    "S01",
    N_("Ava needs to know who you are."),
    N_("Sign in to Ava."),
    Exit.SIGN_IN,
)
WRONG_CREDENTIALS = Problem(
    "S02",
    N_("Ava does not know this combination of account and password."),
    N_("Check both and try again: they are the ones you use on Ava's site."),
    Exit.SIGN_IN,
)
SESSION_ENDED = Problem(
    "S03",
    N_("Your session with Ava has ended."),
    N_("Sign in again: you carry on where you were."),
    Exit.SIGN_IN,
)
ACCOUNT_GONE = Problem(
    "S04",
    N_("The Ava account of this session no longer exists."),
    N_("Sign in with another account."),
    Exit.SIGN_IN,
)
TOKEN_REFUSED = Problem(
    "S05",
    N_("Ava does not accept this access token: it is wrong or has expired."),
    N_("Get a new token, or sign in with your password."),
    Exit.SIGN_IN,
)
ENVIRONMENT_TOKEN_REFUSED = Problem(
    "S06",
    N_("Ava does not accept the token in AVA_TOKEN: it is wrong or has expired."),
    N_("Put a new token there, or remove the variable and sign in."),
    Exit.SIGN_IN,
)
TOO_MANY_SIGN_INS = Problem(
    "S07",
    N_("There were too many attempts to sign in to Ava with this account or from this network."),
    N_("Wait, then sign in once more. Nothing is wrong with your account."),
    Exit.UNREACHABLE,
)

# Keyring
NO_KEYRING = Problem(
    "K01",
    N_("This computer has no keyring to keep the key in."),
    N_("You can go on without a local copy: Ava still gets the key."),
    Exit.NOWHERE_TO_KEEP,
)
KEYRING_LOCKED = Problem(
    "K02",
    N_("The keyring of this computer is locked."),
    N_("Unlock it, then try again."),
    Exit.NOWHERE_TO_KEEP,
)
KEYRING_SILENT = Problem(
    "K03",
    N_("The keyring of this computer does not answer. It may be waiting for you in another window."),
    N_("Answer its window, then try again."),
    Exit.NOWHERE_TO_KEEP,
)
NOT_KEPT = Problem(
    "K04",
    N_("The keyring said that it kept the key, but it does not give it back."),
    N_("Go on without a local copy: Ava still gets the key."),
    Exit.NOWHERE_TO_KEEP,
)
KEYRING_UNSAFE = Problem(
    "K05",
    N_("The keyring found here would keep the key in a readable file, so we do not use it."),
    N_("Go on without a local copy: Ava still gets the key."),
    Exit.NOWHERE_TO_KEEP,
)
KEYRING_MISCONFIGURED = Problem(
    "K06",
    N_("The keyring named in PYTHON_KEYRING_BACKEND, or in its settings file, cannot be used."),
    N_("Remove that setting, then try again."),
    Exit.NOWHERE_TO_KEEP,
)
KEYRING_FAILED = Problem(
    "K07",
    N_("The keyring of this computer reported an error."),
    N_("Try again."),
    Exit.NOWHERE_TO_KEEP,
)
NOTHING_KEPT = Problem(
    "K08",
    N_("There is no key on this computer to send."),
    N_("Paste your key, and save it."),
    Exit.NOT_CONFIGURED,
)

TOO_LONG_FOR_WINDOWS = Problem(
    "K10",
    N_("Windows keeps at most 1,280 characters in one entry, and your session with Ava is longer."),
    N_("You can go on: it lasts until you quit. Next time you sign in again."),
    Exit.NOWHERE_TO_KEEP,
)

# Configuration and the demo
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

UNEXPECTED = Problem(
    "X01",
    N_("Something unexpected happened. Nothing that was saved is lost."),
    N_("Start again: you come back to where you were. If it lasts, give this code to Ava's support."),
    Exit.UNEXPECTED,
)

NOWHERE = (NO_KEYRING, KEYRING_UNSAFE)
"""After these nothing can have been kept in the keyring, as far as this computer is the one that it was."""

CATALOGUE: Mapping[str, Problem] = {
    value.code: value
    for part in (globals(), vars(network_problems), vars(file_problems), vars(usage_problems))
    for value in part.values()
    if isinstance(value, Problem)
}
"""Every problem by its code."""
