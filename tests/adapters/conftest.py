"""A client for loopback."""

import ssl
from collections.abc import AsyncIterator

import httpx
import pytest

from ava_onboard.adapters.http.client import new_client


@pytest.fixture(autouse=True)
def _no_settings_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with new_client(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) as client:
        yield client
