"""What is left of a thousand saves when the servers are killed in the middle."""

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from uuid import UUID, uuid4

import httpx
import pytest

from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.vapi_keys import Keys
from ava_onboard.backend.settings import Settings
from ava_onboard.domain.api_key import ApiKey
from tests.backend.conftest import KEY_PATH, Template, settings_for
from tests.backend.db.test_faults import add, headers_of, ring_of
from tests.backend.serving import environment, serving

TENANTS = 1_000
ACKNOWLEDGED = 300
"""Saves after which the servers are killed."""
IN_FLIGHT = 300
"""Saves that wait for an answer at once. With all of them, the servers may answer the last before the first is read."""
PROCESSES = {"sqlite": 1, "postgresql": 2}


@pytest.fixture
def room_for_connections() -> Iterator[None]:
    """Raise the limit of open files, which is 256 on some systems."""
    if sys.platform == "win32":
        yield
        return
    import resource  # Windows has no such module

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = TENANTS + 500
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted if hard < 0 else min(wanted, hard)), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.slow
@pytest.mark.usefixtures("room_for_connections")
async def test_acknowledged_saves_survive_a_kill_and_every_row_decrypts(template: Template) -> None:
    with template.databases.new(template.url) as url:
        settings = settings_for(url)
        tenants = [uuid4() for _ in range(TENANTS)]
        await add(url, tenants)
        sent = {tenant: ApiKey(f"{tenant.hex[:8]}-{tenant}") for tenant in tenants}

        acknowledged = await save_until_the_kill(settings, sent, PROCESSES[template.databases.kind])

        assert ACKNOWLEDGED <= len(acknowledged) < TENANTS
        headers = headers_of(settings, tenants[0])
        with serving(environment(settings)) as again:
            async with httpx.AsyncClient(headers=headers) as client:
                assert (await client.get(again.url + KEY_PATH)).status_code == 200
        async with opened(url) as engine:
            keys = Keys(engine, ring_of(settings))
            for tenant in tenants:
                kept = await keys.read(tenant)
                assert kept == sent[tenant] or (kept is None and tenant not in acknowledged)
                assert (await keys.shown(tenant)).preview == (kept and kept.preview)


async def save_until_the_kill(settings: Settings, sent: dict[UUID, ApiKey], processes: int) -> set[UUID]:
    """Save for all tenants in parallel, each over its own connection; return those acknowledged before the kill."""
    acknowledged: set[UUID] = set()
    room = asyncio.Semaphore(IN_FLIGHT)
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(environment(settings))) for _ in range(processes)]
        ports = [servers[number % processes].port for number in range(len(sent))]
        connections = await asyncio.gather(*(asyncio.open_connection("127.0.0.1", port) for port in ports))

        async def save(tenant: UUID, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            status = b""
            async with room:
                with suppress(OSError):  # the server has already been killed
                    writer.write(save_request(settings, tenant, sent[tenant]))
                    status = await reader.readline()
            if status:
                assert status == b"HTTP/1.1 200 OK\r\n"
                acknowledged.add(tenant)
            if len(acknowledged) >= ACKNOWLEDGED:
                for server in servers:
                    server.kill()
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

        await asyncio.gather(*(save(tenant, *pair) for tenant, pair in zip(sent, connections, strict=True)))
    return acknowledged


def save_request(settings: Settings, tenant: UUID, key: ApiKey) -> bytes:
    """Send by hand: httpx takes longer for a thousand requests than the server."""
    body = json.dumps({"vapi_api_key": key.reveal()})
    headers = {
        "Host": "127.0.0.1",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        **headers_of(settings, tenant),
    }
    lines = [f"POST {KEY_PATH} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", body]
    return "\r\n".join(lines).encode()
