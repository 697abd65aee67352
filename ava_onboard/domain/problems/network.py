"""The way to a service: codes N01 to N15.

``{service}`` is Ava or Vapi, ``{host}`` its address or the proxy's, ``{name}`` a setting, ``{encoding}`` a format.
"""

from ava_onboard.domain.failure import Exit, Problem
from ava_onboard.domain.problems import remedies
from ava_onboard.locales import N_

HOST_NOT_FOUND = Problem(
    "N01",
    N_("{service} cannot be found from here: no address is known for {host}."),
    N_("Check that this computer is connected to the internet, then try again."),
    Exit.UNREACHABLE,
)
UNREACHABLE = Problem(
    "N02",
    N_("{service} cannot be reached at {host}."),
    N_("Check this computer's internet connection, then try again. A firewall or proxy may be in the way."),
    Exit.UNREACHABLE,
)
TIMED_OUT = Problem(
    "N03",
    N_("{service} has not answered in time."),
    remedies.WAIT,
    Exit.UNREACHABLE,
)
TLS_FAILED = Problem(
    "N04",
    N_("The secure connection to {service} could not be verified."),
    N_("A company network may be intercepting it: ask your IT department, or try another network."),
    Exit.UNREACHABLE,
)
CONNECTION_CUT = Problem(
    "N05",
    N_("The connection to {service} was cut before the answer was complete."),
    remedies.TRY_AGAIN,
    Exit.UNREACHABLE,
)
REDIRECTED = Problem(
    "N06",
    N_("{service} redirects to another address. Nothing secret was sent there."),
    remedies.OPEN_WELCOME_PAGE,
    Exit.UNREACHABLE,
)
PROXY_UNREACHABLE = Problem(
    "N07",
    N_("This computer is set to use the proxy {host}, which cannot be reached."),
    N_("Turn on the VPN if you have one, or correct this computer's proxy settings ({name})."),
    Exit.UNREACHABLE,
)
PROXY_REFUSED = Problem(
    "N08",
    N_("This network's proxy does not let this program reach {service}."),
    N_("Ask your IT department to allow {host}, or try another network."),
    Exit.UNREACHABLE,
)
NAME_UNKNOWN = Problem(
    "N09",
    N_("{service} cannot be found: the name {host} is unknown here, although other names are known."),
    N_("Ask your network administrator."),
    Exit.UNREACHABLE,
    remedies.CHECK_ADDRESS,
)
PROXY_WANTS_PASSWORD = Problem(
    "N10",
    N_("This network's proxy asks for a user name and password."),
    N_("Add them to the proxy's address ({name}), or ask your IT department."),
    Exit.UNREACHABLE,
)
CERTIFICATE_OUT_OF_TIME = Problem(
    "N11",
    N_("According to this computer's clock, the certificate of {service} is out of date or not valid yet."),
    N_("Check this computer's date and time first. “ava-onboard doctor” compares them with the services'."),
    Exit.UNREACHABLE,
)
NOT_TLS = Problem(
    "N12",
    N_("No secure connection to {service}: {host} does not use TLS, or not a version this program supports."),
    N_("A firewall can cause this: try another network."),
    Exit.UNREACHABLE,
    N_("Check the address {host} and its port: it was set with {name}. A firewall can cause this too."),
)
SIGN_IN_TO_NETWORK = Problem(
    "N13",
    N_("This network asks you to sign in before {service} can be reached."),
    N_("Open any web page in your browser and sign in to the network, then try again."),
    Exit.UNREACHABLE,
)
TLS_FAILED_WITH_SETTING = Problem(
    "N14",
    N_("The secure connection to {service} could not be verified with the certificates from {name}."),
    N_("Correct or remove {name}, or ask your IT department."),
    Exit.UNREACHABLE,
)
COMPRESSED = Problem(
    "N15",
    N_("The answer of {service} arrived compressed ({encoding}), in a form that this program cannot read."),
    N_("A proxy or security software has probably compressed it: ask your IT department, or try another network."),
    Exit.UNREACHABLE,
)
