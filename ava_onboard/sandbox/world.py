"""The whole embedded world: Vapi in both regions and the Ava backend, started and stopped together.

Example: `with World() as world: httpx.get(f"{world.ava_url}/healthz")`.
"""

from typing import TYPE_CHECKING, Self

from ava_onboard.backend.settings import Form
from ava_onboard.domain.verdict import Region
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.ava import AvaServer
from ava_onboard.sandbox.fault_middleware import FaultMiddleware, no_fault
from ava_onboard.sandbox.faults import Fault, Faults
from ava_onboard.sandbox.request_log import RequestLog, RequestLogMiddleware
from ava_onboard.sandbox.server import Servers
from ava_onboard.sandbox.vapi import VapiServer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.types import ASGIApp, Scope


class World:
    """Three servers on free loopback ports, with one demo account and sample keys. Usable as a context manager.

    Attributes:
        ava_url: Base URL of the Ava backend, without a slash at its end. URLs are known after `start`.
        vapi_url: Base URL of Vapi.
        vapi_eu_url: Base URL of Vapi's European region.
        token: An access token of the demo account, valid for 30 days.
        database: The backend's SQLite file, in a temporary folder that `stop` removes.
        keys: The sample keys by name.
        ava_faults: What goes wrong at Ava.
        vapi_faults: What goes wrong at Vapi.
        vapi_eu_faults: What goes wrong at Vapi's European region.
        requests: What the three servers were asked.
    """

    ava_url: str
    vapi_url: str
    vapi_eu_url: str
    token: str
    database: "Path"

    def __init__(self, *, form: Form = Form.DEPLOYED, slow_seconds: float = 2) -> None:
        """Prepare a world; nothing runs before `start`.

        Args:
            form: Which of the two known forms of answers the Ava backend gives.
            slow_seconds: How long the `slow` key waits for its answer.
        """
        self.keys = dict(samples.KEYS)
        self.ava_faults = Faults()
        self.vapi_faults = Faults()
        self.vapi_eu_faults = Faults()
        self.requests = RequestLog()
        self._form = form
        self._vapi = VapiServer(Region.US, slow_seconds=slow_seconds)
        self._vapi_eu = VapiServer(Region.EU)
        self._ava: AvaServer | None = None
        self._servers: Servers | None = None

    def start(self) -> None:
        """Create the database and start the three servers; all of them answer on return.

        Raises:
            StartError: A server could not start; nothing is left behind.
        """
        self._servers = Servers()
        self.vapi_url = self._add("vapi", self._vapi.app, self.vapi_faults, self._vapi.own_fault)
        self.vapi_eu_url = self._add("vapi_eu", self._vapi_eu.app, self.vapi_eu_faults, self._vapi_eu.own_fault)
        try:
            self._ava = AvaServer(form=self._form, vapi_url=self.vapi_url, vapi_eu_url=self.vapi_eu_url)
            self.database = self._ava.database
            self.token = self._ava.token
            self.ava_url = self._add("ava", self._ava.app, self.ava_faults)
            self._servers.start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the servers and remove the database. Harmless when nothing runs."""
        if self._servers is not None:
            self._servers.stop()
        if self._ava is not None:
            self._ava.remove()
        self._servers = self._ava = None

    def reset(self) -> None:
        """Forget what was done in a started world: faults, requests, assistants, and what Ava has stored."""
        for faults in (self.ava_faults, self.vapi_faults, self.vapi_eu_faults):
            faults.clear()
        self._vapi.reset()
        self._vapi_eu.reset()
        if self._ava is not None:
            self._ava.reset()
        self.requests.clear()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _add(
        self, name: str, app: "ASGIApp", faults: Faults, own_fault: "Callable[[Scope], Fault | None]" = no_fault
    ) -> str:
        assert self._servers is not None  # noqa: S101 - for the type checker
        faulty = FaultMiddleware(app, faults=faults, own=own_fault)
        return self._servers.add(name, RequestLogMiddleware(faulty, log=self.requests, server=name))
