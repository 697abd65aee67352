"""The sample keys and the demo account of the sandbox.

None of them is secret: only the servers of this package know them. The keys look like the UUIDs that Vapi issues today
for private and public keys alike, and end in `facade` and a number, so that a log or a picture shows what they are.
Their first eight characters, which a preview shows, differ.
"""

from dataclasses import dataclass
from typing import Final

from ava_onboard.locales import N_


@dataclass(frozen=True, slots=True)
class Sample:
    """A key that makes Vapi behave in one way.

    Attributes:
        name: Its name in options and in `sandbox --json`.
        key: The text to paste.
        behaviour: What it does, in one sentence, translated when shown.
    """

    name: str
    key: str
    behaviour: str


VALID: Final = "valid"
SK_LIVE: Final = "sk_live"
OTHER: Final = "other"
EMPTY: Final = "empty"
PUBLIC: Final = "public"
UNKNOWN: Final = "unknown"
EU: Final = "eu"
FORBIDDEN: Final = "forbidden"
LIMITED: Final = "limited"
LIMITED_RETRY: Final = "limited_retry"
DOWN: Final = "down"
HTML: Final = "html"
SLOW: Final = "slow"
HANG: Final = "hang"
CUT: Final = "cut"

SAMPLES: Final = (
    Sample(VALID, "8f14e45f-fade-4dad-8bad-facade000001", N_("Accepted: three assistants.")),
    Sample(SK_LIVE, "sk_live_ava-sandbox-facade000002", N_("Accepted: like the key in Ava's guide.")),
    Sample(OTHER, "c9f0f895-fade-4dad-8bad-facade000003", N_("Accepted: another organisation.")),
    Sample(EMPTY, "45c48cce-fade-4dad-8bad-facade000004", N_("Accepted: no assistant yet.")),
    Sample(PUBLIC, "d3d94468-fade-4dad-8bad-facade000005", N_("Refused: the public key.")),
    Sample(UNKNOWN, "6512bd43-fade-4dad-8bad-facade000006", N_("Refused: unknown to Vapi.")),
    Sample(EU, "c20ad4d7-fade-4dad-8bad-facade000007", N_("Accepted by Vapi Europe only.")),
    Sample(FORBIDDEN, "c51ce410-fade-4dad-8bad-facade000008", N_("Refused: not allowed to list assistants.")),
    Sample(LIMITED, "aab32389-fade-4dad-8bad-facade000009", N_("Undecided: too many requests.")),
    Sample(LIMITED_RETRY, "9bf31c7f-fade-4dad-8bad-facade00000a", N_("Undecided: too many requests, wait 1 s.")),
    Sample(DOWN, "c74d97b0-fade-4dad-8bad-facade00000b", N_("Undecided: Vapi is down.")),
    Sample(HTML, "70efdf2e-fade-4dad-8bad-facade00000c", N_("Undecided: a web page answers instead.")),
    Sample(SLOW, "6f4922f4-fade-4dad-8bad-facade00000d", N_("Accepted, after two seconds.")),
    Sample(HANG, "1f0e3dad-fade-4dad-8bad-facade00000e", N_("Undecided: Vapi never answers.")),
    Sample(CUT, "98f13708-fade-4dad-8bad-facade00000f", N_("Undecided: the connection is cut.")),
)
KEYS: Final = {sample.name: sample.key for sample in SAMPLES}

ACCOUNT_IDENTIFIER: Final = "demo@ava.ai"
ACCOUNT_PHONE: Final = "+33612345678"
ACCOUNT_NAME: Final = "Camille Demo"
ACCOUNT_PASSWORD: Final = "demo-ava-2026"  # noqa: S105 - printed by the sandbox on purpose
ACCOUNT_LOCALE: Final = "fr"

_NAMES = {sample.key: sample.name for sample in SAMPLES}


def name_of(key: str | None) -> str | None:
    """Return the name of a sample key.

    Args:
        key: The text of a key; None if a request had none.

    Returns:
        The sample's name, which is a key of `KEYS`; None for any other text.
    """
    return None if key is None else _NAMES.get(key)
