"""Signing in to Ava: codes S01 to S07."""

from ava_onboard.domain.failure import Exit, Problem
from ava_onboard.locales import N_

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
