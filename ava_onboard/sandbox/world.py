"""The whole sandbox: both regions of Vapi and the Ava backend, started and stopped together.

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
    """Three servers on free loopback ports, with the demo account and the sample keys. Usable as a context manager.

    Attributes:
        ava_url: Base URL of the Ava backend, without a trailing slash. URLs are known after `start`.
        vapi_url: Base URL of Vapi.
        vapi_eu_url: Base URL of Vapi's European region.
        token: An access token of the demo account, valid for 30 days.
        database: The backend's SQLite file, in a temporary folder that `stop` deletes.
        keys: The sample keys by name.
        ava_faults: The faults that Ava shows.
        vapi_faults: The faults that Vapi shows.
        vapi_eu_faults: The faults that Vapi's European region shows.
        requests: The requests to the three servers.
    """

    ava_url: str
    vapi_url: str
    vapi_eu_url: str
    token: str
    database: "Path"

    def __init__(self, *, form: Form = Form.DEPLOYED, slow_seconds: float = 2, one_region: bool = False) -> None:
        """Prepare a sandbox; nothing runs before `start`.

        Args:
            form: The form of Ava's answers.
            slow_seconds: Seconds that the `slow` key waits for its answer.
            one_region: Whether Ava knows only Vapi's main region, as deployed servers do.
        """
        self._one_region = one_region
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
        """Create the database and start the three servers, which answer when this returns.

        Raises:
            StartError: A server could not start. Nothing is left behind.
        """
        self._servers = servers = Servers()
        self.vapi_url = servers.add(
            "vapi", self._wrapped("vapi", self._vapi.app, self.vapi_faults, self._vapi.own_fault)
        )
        self.vapi_eu_url = servers.add(
            "vapi_eu", self._wrapped("vapi_eu", self._vapi_eu.app, self.vapi_eu_faults, self._vapi_eu.own_fault)
        )
        try:
            elsewhere = self.vapi_url if self._one_region else self.vapi_eu_url
            self._ava = AvaServer(form=self._form, vapi_url=self.vapi_url, vapi_eu_url=elsewhere)
            self.database = self._ava.database
            self.token = self._ava.token
            self.ava_url = servers.add("ava", self._wrapped("ava", self._ava.app, self.ava_faults, self._ava.own_fault))
            servers.start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the servers and delete the database. Does nothing if nothing runs."""
        if self._servers is not None:
            self._servers.stop()
        if self._ava is not None:
            self._ava.remove()
        self._servers = self._ava = None

    def reset(self) -> None:
        """Reset a started sandbox: faults, requests, assistants, and the keys that Ava stores."""
        for faults in (self.ava_faults, self.vapi_faults, self.vapi_eu_faults):
            faults.clear()
        self._vapi.reset()
        self._vapi_eu.reset()
        if self._ava is not None:
            self._ava.reset()
        self.requests.clear()

    def leave_ava_unprotected(self) -> None:
        """Let a started Ava show its settings without a token, until `reset`."""
        if self._ava is not None:
            self._ava.unprotected = True

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _wrapped(
        self, name: str, app: "ASGIApp", faults: Faults, own_fault: "Callable[[Scope], Fault | None]" = no_fault
    ) -> RequestLogMiddleware:
        """Put the request log and the faults in front of an application."""
        return RequestLogMiddleware(FaultMiddleware(app, faults=faults, own=own_fault), log=self.requests, server=name)
