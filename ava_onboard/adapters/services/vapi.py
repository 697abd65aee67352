"""Vapi's REST API: one question, asked with the key itself."""

import contextlib
from collections.abc import Mapping

import httpx

from ava_onboard.adapters.http.client import Answer, Service
from ava_onboard.adapters.http.retries import Retries
from ava_onboard.domain import problems
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import Failure, Problem, ProblemError
from ava_onboard.domain.verdict import Accepted, Refusal, Region, Rejected, Undecided, Verdict


class HttpVapi:
    """Vapi over HTTP."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        urls: Mapping[Region, str],
        *,
        deadline: float = 15.0,
        retries: Retries | None = None,
    ) -> None:
        """``urls``: base URL of each region, the first to ask first. ``deadline``: seconds for a whole call."""
        self._services = {region: Service(client, "Vapi", url, deadline, retries) for region, url in urls.items()}

    @property
    def regions(self) -> tuple[Region, ...]:
        """The regions that can be asked, the first one first."""
        return tuple(self._services)

    async def check(self, key: ApiKey, region: Region) -> Verdict:
        """Ask one region about the key. Every failure is an ``Undecided``; nothing is raised."""
        service = self._services[region]
        try:
            answer = await service.ask("GET", "/assistant?limit=1", bearer=key)
        except ProblemError as error:
            return Undecided(error.failure, region)
        return _verdict(answer, region, service)

    async def warm_up(self) -> None:
        """Open the connection to the first region, without a key."""
        service = self._services[self.regions[0]]
        with contextlib.suppress(ProblemError):
            await service.ask("HEAD", "/", comes_back=False)


def _verdict(answer: Answer, region: Region, service: Service) -> Verdict:
    """Vapi's answer in the domain's words: only Vapi itself, speaking JSON, can say something about a key."""
    if answer.status == 200 and (accepted := _accepted(answer.json(), region)):
        return accepted
    if answer.status == 401 and not answer.html:
        return Rejected(Refusal.UNKNOWN, (region,))
    if answer.status == 403 and _is_error_of_vapi(answer):
        return Rejected(Refusal.FORBIDDEN, (region,))
    values = {"service": service.name, "host": service.host}
    return Undecided(Failure(_problem(answer.status), values, answer.request_id, answer.retry_after), region)


def _accepted(body: object, region: Region) -> Accepted | None:
    if not isinstance(body, list) or not all(isinstance(assistant, dict) for assistant in body):
        return None
    organisation = next((assistant.get("orgId") for assistant in body), None)
    shown = isinstance(organisation, str) and organisation.isprintable() and 0 < len(organisation) <= 64
    return Accepted(region, organisation if shown else None, len(body))


def _is_error_of_vapi(answer: Answer) -> bool:
    """Vapi's errors have a ``message``; those of the network in front of it do not, or are plain text."""
    body = answer.json()
    return isinstance(body, dict) and "message" in body


def _problem(status: int) -> Problem:
    if status == 429:
        return problems.VAPI_LIMITED
    if status == 403:
        return problems.VAPI_BLOCKED
    return problems.VAPI_DOWN if status >= 500 else problems.VAPI_UNREADABLE
