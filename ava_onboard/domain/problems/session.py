"""Signing in to Ava: codes S01 to S11."""

from ava_onboard.domain.failure import Exit, Problem
from ava_onboard.locales import N_

SIGN_IN_NEEDED = Problem(
    "S01",
    N_("You need to sign in to Ava."),
    N_("Sign in, then try again."),
    Exit.SIGN_IN,
)
WRONG_CREDENTIALS = Problem(
    "S02",
    N_("Ava does not recognise this account and password."),
    N_("Phone: with its country code (+33612345678). E-mail and password: check the capitals."),
    Exit.SIGN_IN,
)
SESSION_ENDED = Problem(
    "S03",
    N_("Your Ava session has expired."),
    N_("Sign in again, and you will carry on where you were."),
    Exit.SIGN_IN,
)
ACCOUNT_GONE = Problem(
    "S04",
    N_("This Ava account no longer exists."),
    N_("Sign in with another account."),
    Exit.SIGN_IN,
)
TOKEN_REFUSED = Problem(
    "S05",
    N_("Ava does not accept this access token. It may be incomplete, or have expired."),
    N_("Get a new token, or sign in with your password."),
    Exit.SIGN_IN,
)
ENVIRONMENT_TOKEN_REFUSED = Problem(
    "S06",
    N_("Ava does not accept the token in AVA_TOKEN. It may be incomplete, or have expired."),
    N_("Replace it, or unset the variable and sign in."),
    Exit.SIGN_IN,
)
TOO_MANY_SIGN_INS = Problem(
    "S07",
    N_("Too many sign-in attempts, for this account or from this network."),
    N_("Wait a while, then sign in again."),
    Exit.UNREACHABLE,
)
KEY_OF_OTHER_ACCOUNT = Problem(
    "S11",
    N_("The key on this computer was saved for another Ava account, so it was not sent to this one."),
    N_("Use another key, or send this one if it is meant for this account too."),
    Exit.SIGN_IN,
)
