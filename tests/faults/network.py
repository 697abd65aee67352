"""Network faults that hit the requests of one stage only."""

import asyncio
import contextlib
import gzip
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from ava_onboard.sandbox import deployed_ava
from ava_onboard.sandbox.faults import Fault, Faults
from tests.adapters.http.test_client import own_certificate
from tests.adapters.loopback import Loopback, answer, closed_port, reset, serving

SLOW, LIMIT = 0.15, 1.0
"""Seconds that a slow answer takes, and after which a hanging call is given up."""

ANSWERS = {
    "reset half-way": Fault.cut(),
    "slow within the limit": Fault.slow(SLOW),
    "hang beyond it": Fault.hang(),
    "401": Fault.status(401),
    "403": Fault.status(403, {"message": "Forbidden", "detail": "Not authenticated"}),
    "404": Fault.status(404),
    "422": Fault.status(422, {"detail": [{"type": "string_too_short", "input": "the key"}]}),
    "429": Fault.status(429),
    "429, Retry-After": Fault.status(429, retry_after=2),
    "500": Fault.status(500),
    "502": Fault.html(502),
    "429, then free": Fault.status(429),
    "502, then awake": Fault.html(502),
    "HTML": Fault.html(200),
    "truncated JSON": Fault.truncated_json(),
    "wrong JSON": Fault.status(200, {"unexpected": True}),
    "bomb": Fault("answer", 200, gzip.compress(b"[" + b" " * 20_000_000), {"content-encoding": "gzip"}),
    "Brotli": Fault("answer", 200, b"\x8b\x02\x80[]\x03", {"content-encoding": "br"}),
    "511": Fault.status(511),
    "429 for years": Fault.status(429, retry_after=10**9),
    "answer lost": Fault.lost_answer(),
}
"""Faults of a server that was reached."""

TIMES = {"429, then free": 2, "502, then awake": 2}
"""Faults that pass by themselves after this number of requests."""

FAULTS_OF_PROOF = {f"Ava: {name}": fault for name, fault in deployed_ava.ASSISTANTS.items()}
"""What a deployed Ava answers when it is asked to use the key."""

REFUTING = {"Ava: authentication failed", "Ava: no key", "Ava: not configured"}
"""Those that show that Ava cannot use it. The others leave what Vapi says of the key."""

FAULTS = ["refused", "no such name", "certificate", "reset", "redirect elsewhere", *ANSWERS]
"""All faults of the network."""


@dataclass(frozen=True)
class Call:
    """The requests that a fault hits."""

    method: str
    path: str


_SETTINGS = "/api/v1/vapi-settings"
CALLS = {
    "check": Call("GET", "/assistant"),
    "keep": Call("POST", _SETTINGS),
    "send": Call("POST", _SETTINGS),
    "confirm": Call("GET", _SETTINGS),
    "prove": Call("GET", deployed_ava.PATH),
    "renew": Call("POST", "/api/v1/auth/refresh"),
    "delete": Call("DELETE", _SETTINGS),
}
"""The request of each stage; of keeping, which has none, the next one."""


class Detour(httpx.AsyncBaseTransport):
    """Sends the requests of one call to another address, over real sockets like all others."""

    def __init__(self, straight: httpx.AsyncBaseTransport) -> None:
        self.straight = straight
        self.call: Call | None = None
        self.to: httpx.URL | None = None
        self.met: Callable[[], None] = lambda: None
        """Called as soon as such a request is on its way."""
        self.answered: Callable[[], None] = lambda: None
        """Called as soon as it is answered, before the program sees the answer."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        concerned = self.call == Call(request.method, request.url.path)
        if concerned:
            self.met()
            if self.to:
                request.url = request.url.copy_with(scheme=self.to.scheme, host=self.to.host, port=self.to.port)
        response = await self.straight.handle_async_request(request)
        if concerned:
            self.answered()
        return response

    async def aclose(self) -> None:
        await self.straight.aclose()


@contextlib.asynccontextmanager
async def arranged(name: str, call: Call, detour: Detour, faults: Faults, folder: Path) -> AsyncIterator[Loopback]:
    """Make one fault happen; gives a server elsewhere that must be given no secret."""
    tls: ssl.SSLContext | None = own_certificate(folder)[0] if name == "certificate" else None
    async with serving(reset if name == "reset" else answer(200, {}), tls) as elsewhere:
        addresses = {
            "refused": f"http://127.0.0.1:{closed_port()}",
            "no such name": "http://ava.invalid",
            "certificate": elsewhere.url,
            "reset": elsewhere.url,
        }
        if name in addresses:
            detour.call, detour.to = call, httpx.URL(addresses[name])
        else:
            answers = ANSWERS | FAULTS_OF_PROOF | {"redirect elsewhere": Fault.redirect(f"{elsewhere.url}/here")}
            fault = answers[name]
            faults.add(fault, method=call.method, path=call.path, times=TIMES.get(name))
        try:
            yield elsewhere
        finally:
            detour.call = detour.to = None
            # A request that was given up is still held until the server sees it leave; clearing would carry it out.
            await asyncio.to_thread(faults.wait_for_none_held)
            faults.clear()
