"""Check a key with Vapi: the same three verdicts as the client's check, from where the backend is."""

import asyncio
import json

import httpx

from ava_onboard.backend.metrics import metrics
from ava_onboard.backend.vapi import DEADLINE, Answer, Vapi, VapiError
from ava_onboard.domain import problems
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import Failure, Problem
from ava_onboard.domain.problems import remedies
from ava_onboard.domain.vapi import QUESTION, in_regions, meaning
from ava_onboard.domain.verdict import Accepted, Refusal, Region, Rejected, Undecided, Verdict

_HERE = {
    problems.UNREACHABLE: problems.UNREACHABLE._replace(remedy=remedies.REPORT_CODE),
    problems.VAPI_BLOCKED: problems.VAPI_BLOCKED._replace(remedy=remedies.REPORT_CODE),
    problems.VAPI_UNREADABLE: problems.VAPI_UNREADABLE._replace(remedy=remedies.REPORT_CODE, remedy_if_set=None),
}
"""What the client suggests about these is about the customer's own network: here it is the backend's."""


async def check(vapi: Vapi, key: ApiKey) -> Verdict:
    """Ask Vapi about a key. The second region is asked only if the first does not know it. Nothing is raised."""
    until = asyncio.get_running_loop().time() + DEADLINE
    verdict = await in_regions(vapi.regions, lambda region: _asked(vapi, key, region, until))
    metrics.vapi_call(_outcome(verdict))
    return verdict


async def _asked(vapi: Vapi, key: ApiKey, region: Region, until: float) -> Verdict:
    """Return the verdict of one region; undecided at ``until``, in the time of the loop."""
    try:
        async with asyncio.timeout_at(until):
            answer = await vapi.send(vapi.regions[region], key, "GET", QUESTION)
    except (TimeoutError, httpx.TimeoutException):
        return _undecided(problems.TIMED_OUT, region)
    except (httpx.ConnectError, httpx.UnsupportedProtocol):
        return _undecided(problems.UNREACHABLE, region, host=httpx.URL(vapi.regions[region]).host)
    except httpx.HTTPError:
        return _undecided(problems.CONNECTION_CUT, region)
    except VapiError:
        return _undecided(problems.VAPI_UNREADABLE, region)
    found = meaning(answer.status, _json(answer), region, html=answer.html)
    if found is problems.VAPI_LIMITED:
        return Undecided(Failure(found, {}, None, answer.retry_after), region)
    return _undecided(found, region) if isinstance(found, Problem) else found


def _outcome(verdict: Verdict) -> str:
    match verdict:
        case Accepted():
            return "accepted"
        case Rejected(refusal=refusal):
            return "key_refused" if refusal is Refusal.UNKNOWN else "forbidden"
        case Undecided(failure=failure):
            return _OUTCOMES[failure.code]


_OUTCOMES = {
    problems.TIMED_OUT.code: "timeout",
    problems.UNREACHABLE.code: "unreachable",
    problems.CONNECTION_CUT.code: "unreachable",
    problems.VAPI_BLOCKED.code: "blocked",
    problems.VAPI_LIMITED.code: "limited",
    problems.VAPI_DOWN.code: "failed",
    problems.VAPI_UNREADABLE.code: "unusable",
}
"""The words of `VapiError.outcome`, by problem code."""


def _undecided(problem: Problem, region: Region, **values: str) -> Undecided:
    return Undecided(Failure(_HERE.get(problem, problem), {"service": "Vapi", **values}), region)


def _json(answer: Answer) -> object:
    try:
        return json.loads(answer.content)
    except (ValueError, RecursionError):
        return None
