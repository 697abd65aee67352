"""Vapi's REST API: list one assistant, with the key to check."""

import contextlib
from collections.abc import Mapping

import httpx

from ava_onboard.adapters.http.answer import Answer
from ava_onboard.adapters.http.client import Service
from ava_onboard.adapters.http.retries import Retries
from ava_onboard.domain import problems
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import Problem, ProblemError
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
        settings: Mapping[Region, str] = {},
    ) -> None:
        """Reach each region.

        Args:
            client: The client.
            urls: The base URL of each region, in the order to ask.
            deadline: Seconds for a whole call.
            retries: Which requests are retried; None for none.
            settings: The variables that have set these addresses, where one has.
        """
        self._services = {
            region: Service(client, "Vapi", url, deadline, retries, setting=settings.get(region))
            for region, url in urls.items()
        }

    @property
    def regions(self) -> tuple[Region, ...]:
        """The regions that can be asked, in that order."""
        return tuple(self._services)

    async def check(self, key: ApiKey, region: Region) -> Verdict:
        """Check the key with one region. Every failure is an ``Undecided``; nothing is raised."""
        service = self._services[region]
        try:
            answer = await service.ask("GET", "/assistant?limit=1", bearer=key)
        except ProblemError as error:
            return Undecided(error.failure, region)
        return _verdict(answer, region, service)

    async def warm_up(self) -> None:
        """Open the connection to the first region ahead of time, without a key."""
        service = self._services[self.regions[0]]
        with contextlib.suppress(ProblemError):
            await service.ask("HEAD", "/", retry_when_limited=False)


def _verdict(answer: Answer, region: Region, service: Service) -> Verdict:
    """Return the verdict that an answer stands for. Only Vapi itself, in JSON, accepts or refuses a key."""
    if answer.status == 200 and (accepted := _accepted(answer.json(), region)):
        return accepted
    if answer.status == 401 and not answer.html:
        return Rejected(Refusal.UNKNOWN, (region,))
    if answer.status == 403 and _is_error_of_vapi(answer):
        return Rejected(Refusal.FORBIDDEN, (region,))
    return Undecided(service.failed(_problem(answer.status), answer).failure, region)


def _accepted(body: object, region: Region) -> Accepted | None:
    if not isinstance(body, list) or not all(isinstance(assistant, dict) for assistant in body):
        return None
    organisation = next((assistant.get("orgId") for assistant in body), None)
    shown = isinstance(organisation, str) and organisation.isprintable() and 0 < len(organisation) <= 64
    return Accepted(region, organisation if shown else None, len(body))


def _is_error_of_vapi(answer: Answer) -> bool:
    """Return whether the error is Vapi's own: those of a proxy have no ``message``, or are plain text."""
    body = answer.json()
    return isinstance(body, dict) and "message" in body


def _problem(status: int) -> Problem:
    if status == 429:
        return problems.VAPI_LIMITED
    if status == 403:
        return problems.VAPI_BLOCKED
    return problems.VAPI_DOWN if status >= 500 else problems.VAPI_UNREADABLE
