"""Call Vapi with a tenant's own key."""

import asyncio
import zlib
from typing import Any, NamedTuple, Self, TypeVar

import httpx

from ava_onboard import USER_AGENT
from ava_onboard.backend.metrics import metrics
from ava_onboard.backend.settings import Settings
from ava_onboard.contract.assistants import Assistant
from ava_onboard.contract.parse import parse
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.verdict import Region

DEADLINE = 15.0
"""Seconds for a call, both regions together."""
LISTED = 100
LARGEST = 8 * 1024 * 1024
"""Bytes of an answer, after decompression."""
_NOT_UNDERSTOOD = "Vapi's answer cannot be understood"


class VapiError(Exception):
    """Vapi gave no usable answer. The message is for the tenant, and never holds the key or Vapi's text."""

    def __init__(self, message: str, outcome: str) -> None:
        """Create the error.

        Args:
            message: The sentence.
            outcome: One word for the metrics.
        """
        super().__init__(message)
        self.outcome = outcome


class KeyRefusedError(VapiError):
    """Vapi does not know the key: first this region, then, if it leaves `Vapi`, none of them."""


class Answer(NamedTuple):
    """What Vapi answered."""

    status: int
    content: bytes
    html: bool
    """Whether it is a web page, which is not Vapi's."""
    retry_after: float | None
    """Seconds to wait, if Vapi said so in seconds."""


_Shape = TypeVar("_Shape")


class Vapi:
    """Both regions of Vapi. A key belongs to one of them: if the first refuses it, the second is tried.

    Nothing about a tenant is kept between calls.
    """

    def __init__(self, settings: Settings) -> None:
        self.regions = {Region.US: settings.vapi_url, Region.EU: settings.vapi_eu_url}
        """The base URL of each region, in the order to ask."""
        self._client: httpx.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._client is not None:
            await self._client.aclose()

    async def assistants(self, key: ApiKey) -> list[Assistant]:
        """List the newest assistants of the key's organisation.

        Raises:
            KeyRefusedError: Vapi refused the key.
            VapiError: Vapi refused the request or failed.
        """
        return await self._use(list[Assistant], key, "GET", f"/assistant?limit={LISTED}")

    async def create_assistant(self, key: ApiKey, fields: dict[str, Any]) -> Assistant:
        """Create an assistant.

        Args:
            key: The tenant's key.
            fields: As Vapi's `POST /assistant` takes them.

        Raises:
            KeyRefusedError: Vapi refused the key.
            VapiError: Vapi refused the request or failed.
        """
        return await self._use(Assistant, key, "POST", "/assistant", fields)

    async def _use(
        self, shape: type[_Shape], key: ApiKey, method: str, path: str, body: dict[str, Any] | None = None
    ) -> _Shape:
        try:
            answer = _read(shape, await self._ask(key, method, path, body))
        except VapiError as error:
            metrics.vapi_call(error.outcome)
            raise
        metrics.vapi_call("accepted")
        return answer

    async def _ask(self, key: ApiKey, method: str, path: str, body: dict[str, Any] | None) -> bytes:
        try:
            async with asyncio.timeout(DEADLINE):
                us, eu = self.regions.values()
                try:
                    return await self._call(us, key, method, path, body)
                except KeyRefusedError:
                    return await self._call(eu, key, method, path, body)
        except (TimeoutError, httpx.TimeoutException):
            raise VapiError("Vapi did not answer in time", "timeout") from None
        except httpx.HTTPError:
            raise VapiError("Vapi cannot be reached", "unreachable") from None

    async def send(
        self, region: str, key: ApiKey, method: str, path: str, body: dict[str, Any] | None = None
    ) -> Answer:
        """Send one request to a region, and return its answer, whatever it is.

        Raises:
            VapiError: The answer is too large.
            httpx.HTTPError: There is none.
        """
        if self._client is None:  # created on first use: reading the system's certificates is slow
            headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"}
            self._client = httpx.AsyncClient(headers=headers, timeout=DEADLINE)
        headers = {"Authorization": f"Bearer {key.reveal()}"}
        request = self._client.build_request(method, region + path, headers=headers, json=body)
        answer = await self._client.send(request, stream=True)
        try:
            content = await _content(answer)
        finally:
            await answer.aclose()
        wait = answer.headers.get("Retry-After", "")
        seconds = float(wait) if wait.isascii() and wait.isdigit() else None
        html = "html" in answer.headers.get("Content-Type", "") or content.lstrip()[:1] == b"<"
        return Answer(answer.status_code, content, html, seconds)

    async def _call(self, region: str, key: ApiKey, method: str, path: str, body: dict[str, Any] | None) -> bytes:
        answer = await self.send(region, key, method, path, body)
        match answer.status:
            case 200 | 201:
                return answer.content
            case 401:
                raise KeyRefusedError("Vapi refused the key", "key_refused")
            case 403 if answer.content.strip().startswith(b"error code:"):
                raise VapiError("Vapi's network blocked the request", "blocked")
            case 403:
                raise VapiError("Vapi does not allow this with the key", "forbidden")
            case 429:
                raise VapiError("Vapi has too many requests from this key; try again later", "limited")
            case status if status < 500:
                raise VapiError(f"Vapi refused the request (status {status})", "rejected")
            case status:
                raise VapiError(f"Vapi failed (status {status})", "failed")


async def _content(answer: httpx.Response) -> bytes:
    """Read an answer, which comes from a service that this one does not control.

    It is decompressed here, as httpx decompresses each piece whole, and a small one can hold a thousand times its size.
    """
    coding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("gzip", "x-gzip", "identity", ""):
        raise VapiError(_NOT_UNDERSTOOD, "unusable")
    unzip = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16) if coding.endswith("gzip") else None
    content = bytearray()
    try:
        async for piece in answer.aiter_raw():
            content += unzip.decompress(piece, LARGEST + 1 - len(content)) if unzip else piece
            if len(content) > LARGEST:
                raise VapiError("Vapi's answer is too large", "unusable")
    except zlib.error:
        raise VapiError(_NOT_UNDERSTOOD, "unusable") from None
    if unzip and content and not unzip.eof:
        raise VapiError(_NOT_UNDERSTOOD, "unusable")
    return bytes(content)


def _read(shape: type[_Shape], answer: bytes) -> _Shape:
    found = parse(shape, answer)
    if found is None:
        raise VapiError(_NOT_UNDERSTOOD, "unusable")
    return found
