"""Names of places and actions that more than one screen shows."""

from ava_onboard.locales import N_

SETTINGS = N_("Settings ▸ Vapi")
FAQ = N_("Frequently asked questions")
HELP = N_("Help and shortcuts")
SAMPLE_KEYS = N_("Sample keys")
COPY_LINK = N_("Copy link")
OPEN_PAGE = N_("Open the page")
OPEN_AGAIN = N_("Open again")
COPY_NAME = N_("Copy the name")
SIGN_IN = N_("Sign in")
ANY_SERVICE = N_("Ava or Vapi")
YOUR_KEY = N_("Your key")
