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
from ava_onboard.domain.verdict import Accepted, Refusal, Region, Rejected, Undecided, Verdict

_PATH = "/assistant?limit=1"
# What the client suggests about these is about the customer's own network: here it is the backend's.
_UNREACHABLE = problems.UNREACHABLE._replace(remedy=remedies.REPORT_CODE)
_BLOCKED = problems.VAPI_BLOCKED._replace(remedy=remedies.REPORT_CODE)
_UNREADABLE = problems.VAPI_UNREADABLE._replace(remedy=remedies.REPORT_CODE, remedy_if_set=None)


async def check(vapi: Vapi, key: ApiKey) -> Verdict:
    """Ask Vapi about a key. The second region is asked only if the first does not know it. Nothing is raised."""
    verdict = await _asked(vapi, key)
    metrics.vapi_call(_outcome(verdict))
    return verdict


async def _asked(vapi: Vapi, key: ApiKey) -> Verdict:
    asked: list[Region] = []
    region, until = Region.US, asyncio.get_running_loop().time() + DEADLINE
    try:
        async with asyncio.timeout_at(until):
            for region, url in vapi.regions.items():
                verdict = _verdict(await vapi.send(url, key, "GET", _PATH), region)
                if not (isinstance(verdict, Rejected) and verdict.refusal is Refusal.UNKNOWN):
                    return verdict
                asked.append(region)
    except (TimeoutError, httpx.TimeoutException):
        return _undecided(problems.TIMED_OUT, region)
    except (httpx.ConnectError, httpx.UnsupportedProtocol):
        return _undecided(_UNREACHABLE, region, host=httpx.URL(vapi.regions[region]).host)
    except httpx.HTTPError:
        return _undecided(problems.CONNECTION_CUT, region)
    except VapiError:
        return _undecided(_UNREADABLE, region)
    return Rejected(Refusal.UNKNOWN, tuple(asked))


def _verdict(answer: Answer, region: Region) -> Verdict:
    """Return the verdict that an answer stands for. Only Vapi itself, in JSON, accepts or refuses a key."""
    body = _json(answer)
    match answer.status:
        case 200 if isinstance(body, list) and all(isinstance(assistant, dict) for assistant in body):
            organisation = next((assistant.get("orgId") for assistant in body), None)
            shown = isinstance(organisation, str) and organisation.isprintable() and 0 < len(organisation) <= 64
            return Accepted(region, organisation if shown else None, len(body))
        case 401 if "html" not in answer.media_type:
            return Rejected(Refusal.UNKNOWN, (region,))
        case 403 if isinstance(body, dict) and "message" in body:
            return Rejected(Refusal.FORBIDDEN, (region,))
        case 403:
            return _undecided(_BLOCKED, region)
        case 429:
            return Undecided(Failure(problems.VAPI_LIMITED, {}, None, answer.retry_after), region)
        case status if status >= 500:
            return _undecided(problems.VAPI_DOWN, region)
        case _:
            return _undecided(_UNREADABLE, region)


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
    return Undecided(Failure(problem, {"service": "Vapi", **values}), region)


def _json(answer: Answer) -> object:
    try:
        return json.loads(answer.content)
    except (ValueError, RecursionError):
        return None
