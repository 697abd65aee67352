"""What can go wrong on the way to a service: a part of the catalogue.

``{service}`` is Ava or Vapi, ``{host}`` its address, or that of the proxy.
"""

from ava_onboard.domain.failure import Exit, Problem
from ava_onboard.locales import N_

HOST_NOT_FOUND = Problem(
    "N01",
    N_("{service} cannot be found from here: the address {host} has no answer."),
    N_("Check that this computer is on the internet, then try again."),
    Exit.UNREACHABLE,
)
UNREACHABLE = Problem(
    "N02",
    N_("{service} cannot be reached at {host}."),
    N_("Check the connection of this computer, then try again. A firewall or proxy may stand in between."),
    Exit.UNREACHABLE,
)
TIMED_OUT = Problem(
    "N03",
    N_("{service} did not answer in time."),
    N_("Wait a moment, then try again."),
    Exit.UNREACHABLE,
)
TLS_FAILED = Problem(
    "N04",
    N_("The secure connection to {service} could not be verified."),
    N_("A company network may be reading along: ask your IT department, or try from another network."),
    Exit.UNREACHABLE,
)
CONNECTION_CUT = Problem(
    "N05",
    N_("The connection to {service} was cut before the answer was complete."),
    N_("Try again."),
    Exit.UNREACHABLE,
)
REDIRECTED = Problem(
    "N06",
    N_("{service} sends us on to another address, which we do not follow with a secret in hand."),
    N_("Sign in to this network first if it shows a welcome page, then try again."),
    Exit.UNREACHABLE,
)
PROXY_UNREACHABLE = Problem(
    "N07",
    N_("The proxy {host}, which this computer is set to use, cannot be reached."),
    N_("Switch on the VPN if there is one, or correct the proxy settings of this computer (HTTPS_PROXY)."),
    Exit.UNREACHABLE,
)
PROXY_REFUSED = Problem(
    "N08",
    N_("The proxy of this network refuses the way to {service}."),
    N_("Ask your IT department to allow {host}, or try from another network."),
    Exit.UNREACHABLE,
)
NAME_UNKNOWN = Problem(
    "N09",
    N_("{service} cannot be found: nobody knows the name {host}, though other names are known."),
    N_("Check AVA_API_URL or VAPI_API_URL if you have set it; otherwise ask whoever looks after your network."),
    Exit.UNREACHABLE,
)
PROXY_WANTS_PASSWORD = Problem(
    "N10",
    N_("The proxy of this network wants to know who you are."),
    N_("Put user name and password into the address in HTTPS_PROXY, or ask your IT department."),
    Exit.UNREACHABLE,
)
CERTIFICATE_OUT_OF_TIME = Problem(
    "N11",
    N_("By the clock of this computer, the certificate of {service} is not valid yet or no longer."),
    N_("Check date and time of this computer: they are the likely cause. “ava-onboard doctor” compares them."),
    Exit.UNREACHABLE,
)
NOT_TLS = Problem(
    "N12",
    N_("No secure connection to {service} can be made: {host} does not speak TLS, or not as this program does."),
    N_("Check address and port. A firewall in between can do that too: try from another network."),
    Exit.UNREACHABLE,
)
