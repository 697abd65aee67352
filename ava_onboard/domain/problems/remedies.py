"""What to do about more than one problem."""

from ava_onboard.locales import N_

WAIT = N_("Wait a moment, then try again.")
TRY_AGAIN = N_("Try again.")
SEND_AGAIN = N_("Send it again. If it keeps happening, give this code to Ava's support.")
REPORT_CODE = N_("Try again. If it keeps happening, give this code to Ava's support.")
CHECK_ADDRESS = N_("Check the address {host}, which was set with {name}.")
OPEN_WELCOME_PAGE = N_("If this network has a welcome page, sign in there first, then try again.")
CHECK_NOW = N_("Check now: Ava then tries it.")
DID_YOU_MEAN = N_("Did you mean {choices}?")
COPY_AGAIN = N_("Copy the private key again from Vapi's API Keys page and paste it here.")
KEEP_NO_COPY = N_("Go on without a copy on this computer: Ava still gets the key.")
