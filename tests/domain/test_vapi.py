"""What Vapi's answers mean, and which region is asked when."""

import pytest

from ava_onboard.domain import problems, vapi
from ava_onboard.domain.failure import Failure, Problem
from ava_onboard.domain.verdict import Accepted, Refusal, Region, Rejected, Undecided, Verdict

ERROR = {"message": "Invalid Key", "statusCode": 401}


@pytest.mark.parametrize(
    ("status", "body", "html", "means"),
    [
        (200, [], False, Accepted(Region.US, None, 0)),
        (200, [{"orgId": "o-1"}], False, Accepted(Region.US, "o-1", 1)),
        (200, [{"orgId": "o" * 65}], False, Accepted(Region.US, None, 1)),
        (200, [{"orgId": "\x1b[2J"}], False, Accepted(Region.US, None, 1)),
        (200, {"not": "a list"}, False, problems.VAPI_UNREADABLE),
        (401, ERROR, False, Rejected(Refusal.UNKNOWN, (Region.US,))),
        (401, None, True, problems.VAPI_UNREADABLE),
        (403, ERROR, False, Rejected(Refusal.FORBIDDEN, (Region.US,))),
        (403, None, False, problems.VAPI_BLOCKED),
        (404, ERROR, False, problems.VAPI_UNREADABLE),
        (429, None, False, problems.VAPI_LIMITED),
        (503, None, True, problems.VAPI_DOWN),
    ],
)
def test_only_vapi_itself_accepts_or_refuses(
    status: int, body: object, html: bool, means: Accepted | Rejected | Problem
) -> None:
    assert vapi.meaning(status, body, Region.US, html=html) == means


@pytest.mark.parametrize(
    ("first", "verdict", "asked"),
    [
        (Rejected(Refusal.UNKNOWN, (Region.US,)), Rejected(Refusal.UNKNOWN, tuple(Region)), list(Region)),
        (Rejected(Refusal.FORBIDDEN, (Region.US,)), Rejected(Refusal.FORBIDDEN, (Region.US,)), [Region.US]),
        (Undecided(Failure(problems.VAPI_DOWN)), Undecided(Failure(problems.VAPI_DOWN)), [Region.US]),
        (Accepted(Region.US), Accepted(Region.US), [Region.US]),
    ],
)
async def test_the_next_region_is_asked_only_if_one_does_not_know_the_key(
    first: Verdict, verdict: Verdict, asked: list[Region]
) -> None:
    seen = []

    async def ask(region: Region) -> Verdict:
        seen.append(region)
        return first if region is Region.US else Rejected(Refusal.UNKNOWN, (region,))

    assert await vapi.in_regions(Region, ask) == verdict
    assert seen == asked
