"""What Vapi is asked about a key, and what it means by an answer: for this program and for Ava's backend.

The call and its statuses are those of Vapi's public documentation. The rest was seen in its answers: a 401 also stands
for a key of the other region, and a 403 in plain text is its CDN's, which blocks the program and not the key.
"""

from collections.abc import Awaitable, Callable, Iterable

from ava_onboard.domain import problems
from ava_onboard.domain.failure import Problem
from ava_onboard.domain.verdict import Accepted, Refusal, Region, Rejected, Verdict

QUESTION = "/assistant?limit=1"
"""What is read with the key to check: one assistant. It changes nothing, and works with a key that has none."""
_LONGEST_ORGANISATION = 64
"""Characters. Ids have 36; a longer text is not shown."""


def meaning(status: int, body: object, region: Region, *, html: bool) -> Accepted | Rejected | Problem:
    """Return what an answer to ``QUESTION`` means. Only Vapi itself, in JSON, accepts or refuses a key.

    Args:
        status: The HTTP status.
        body: The JSON of the body; None if it is none.
        region: The region that was asked.
        html: Whether the body is a web page, as of a proxy or a captive portal.

    Returns:
        The verdict; or why there is none: V01 to V04.
    """
    match status:
        case 200 if isinstance(body, list) and all(isinstance(assistant, dict) for assistant in body):
            return Accepted(region, _organisation(body), len(body))
        case 401 if not html:
            return Rejected(Refusal.UNKNOWN, (region,))
        case 403 if isinstance(body, dict) and "message" in body:  # a proxy's error has none, or is plain text
            return Rejected(Refusal.FORBIDDEN, (region,))
        case 403:
            return problems.VAPI_BLOCKED
        case 429:
            return problems.VAPI_LIMITED
        case _:
            return problems.VAPI_DOWN if status >= 500 else problems.VAPI_UNREADABLE


async def in_regions(regions: Iterable[Region], ask: Callable[[Region], Awaitable[Verdict]]) -> Verdict:
    """Return the verdict of the first region that knows the key, or that does not say; else the refusal of all.

    Args:
        regions: The regions, in the order to ask.
        ask: Asks one.
    """
    asked: list[Region] = []
    for region in regions:
        verdict = await ask(region)
        if not (isinstance(verdict, Rejected) and verdict.refusal is Refusal.UNKNOWN):
            return verdict
        asked.append(region)
    return Rejected(Refusal.UNKNOWN, tuple(asked))


def _organisation(assistants: list[dict[str, object]]) -> str | None:
    organisation = next((assistant.get("orgId") for assistant in assistants), None)
    if not (isinstance(organisation, str) and organisation.isprintable()):
        return None
    return organisation if 0 < len(organisation) <= _LONGEST_ORGANISATION else None
