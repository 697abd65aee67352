"""What each stage does with each fault: the code it reports, or ``done`` if the fault does no harm."""

from .keyrings import DOUBLES, TROUBLES
from .network import FAULTS, FAULTS_OF_PROOF

DONE = "done"
STAGES = ["check", "keep", "send", "confirm", "prove", "renew", "delete"]

_OF_AVA = {
    "refused": "N02",
    "no such name": "N01",
    "certificate": "N04",
    "reset": "N05",
    "redirect elsewhere": "N06",
    "reset half-way": "N05",
    "slow within the limit": DONE,
    "hang beyond it": "N03",
    "401": "S05",
    "403": "S05",
    "404": "A01",
    "422": "A08",
    "429": "A03",
    "429, Retry-After": "A03",
    "429, then free": DONE,
    "500": "A04",
    "502": "A04",
    "502, then awake": DONE,
    "HTML": "A01",
    "truncated JSON": "A05",
    "wrong JSON": "A05",
    "bomb": "A05",
    "Brotli": "N15",
    "511": "N13",
    "429 for years": "A03",
    "answer lost": "N05",
}
_OF_VAPI = _OF_AVA | {
    "401": "V05",
    "403": "V06",
    "404": "V03",
    "422": "V03",
    "429": "V01",
    "429, Retry-After": "V01",
    "500": "V02",
    "502": "V02",
    "HTML": "V03",
    "truncated JSON": "V03",
    "wrong JSON": "V03",
    "bomb": "V03",
    "429 for years": "V01",
}
_OF_KEYRING = {
    "locked": "K02",
    "frozen": "K03",
    "gone": "K01",
    "null": "K01",
    "broken": "K07",
    "setting": "K06",
    "readable": "K05",
}
_ENTRIES = dict.fromkeys(DOUBLES, DONE)
"""More than one entry of a name matters only where one is to be deleted."""
_UNTOUCHED = dict.fromkeys(TROUBLES, DONE)

_CODES: dict[str, dict[str, str]] = {
    "check": _OF_VAPI | _UNTOUCHED,
    "keep": _OF_KEYRING | _ENTRIES,
    # A 2xx takes the key, whatever its body says; asking afterwards shows that it is not there.
    "send": _OF_AVA
    | _OF_KEYRING
    | _ENTRIES
    | {"422": "A02", "truncated JSON": "A06", "wrong JSON": "A06", "bomb": "A06", "Brotli": "A06"},
    "confirm": _OF_AVA | _UNTOUCHED,
    # Nothing is retried: a 429 or 502 that passes is not waited for, and the test is made again at the next look.
    "prove": _OF_AVA
    | _UNTOUCHED
    | {"404": "A13", "429, then free": "A03", "502, then awake": "A04"}
    | {
        "Ava: none yet": DONE,
        "Ava: bare objects": DONE,
        "Ava: authentication failed": "A11",
        "Ava: no key": "A12",
        "Ava: not configured": "A12",
        "Ava: circuit open": "A04",
        "Ava: no such call": "A13",
        "Ava: method not allowed": "A13",
        "Ava: not implemented": "A13",
        "Ava: gateway": "A04",
        "Ava: vapi down": "A04",
    },
    # Tokens that cannot be kept serve as long as the program runs.
    "renew": _OF_AVA | _UNTOUCHED | {"401": "S03", "403": "S03"},
    "delete": _OF_AVA
    | _OF_KEYRING
    | {"two entries": DONE, "endless entries": "K14"}
    | {"truncated JSON": "A07", "wrong JSON": "A07", "bomb": "A07", "Brotli": "A07"},
}


def stored(*, here: bool, there: bool) -> str:
    """Where the key is, in a few letters."""
    return f"here {'yes' if here else 'no'}, Ava {'yes' if there else 'no'}"


DEATHS = ["killed before it", "killed after it"]
"""The process is, before the request of the stage is sent (the key is kept) or after it is answered (is kept)."""
REAL = {"locked": "K02", "frozen": "K03", "gone": "K07", "null": "K01"}
"""What a real keyring can be brought into, and the code of it. A bus that goes once it was there is an error (K07)."""
ROWS = [*FAULTS, *FAULTS_OF_PROOF, *TROUBLES, *DEATHS, *(f"{trouble}, real" for trouble in REAL)]
CELLS = [(stage, fault, _CODES[stage][fault]) for fault in ROWS for stage in STAGES if fault in _CODES[stage]]
"""Keeping needs no network; every other stage meets every fault. The answers about use belong to proving."""
KILLED_CELLS = [(stage, fault) for fault in DEATHS for stage in STAGES]
REAL_CELLS = [
    (stage, f"{trouble}, real", code if stage in {"keep", "send", "delete"} else DONE)
    for trouble, code in REAL.items()
    for stage in STAGES
    if trouble != "frozen" or stage not in {"keep", "delete"}  # a write that lands late is a test of its own
]
