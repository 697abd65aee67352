"""The descriptions of commands, for ``--help`` and for line mode's list of answers."""

from ava_onboard.locales import N_

PROGRAM = N_("Connect your own Vapi key to Ava, in four steps.")
STATUS = N_("show the state of your key")
SYNC = N_("send Ava the key kept on this computer")
DELETE = N_("delete the key from Ava and from this computer")
LOGOUT = N_("sign out of Ava; the key stays")
FAQ = N_("show the frequently asked questions")
