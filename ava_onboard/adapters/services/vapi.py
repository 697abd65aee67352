"""Vapi's REST API: list one assistant, with the key to check."""

import contextlib
from collections.abc import Mapping

import httpx

from ava_onboard.adapters.http.client import Service
from ava_onboard.adapters.http.retries import Retries
from ava_onboard.domain import vapi
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import Problem, ProblemError
from ava_onboard.domain.verdict import Region, Undecided, Verdict


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
            answer = await service.ask("GET", vapi.QUESTION, bearer=key)
            found = vapi.meaning(answer.status, answer.json(), region, html=answer.html)
            if isinstance(found, Problem):
                raise service.failed(found, answer)
        except ProblemError as error:
            return Undecided(error.failure, region)
        return found

    async def warm_up(self) -> None:
        """Open the connection to the first region ahead of time, without a key."""
        service = self._services[self.regions[0]]
        with contextlib.suppress(ProblemError):
            await service.ask("HEAD", "/", retry_when_limited=False)
