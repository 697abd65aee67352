"""The time that our code adds to a check of a key over an open connection."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import httpx

from ava_onboard.adapters.http.client import new_client
from ava_onboard.adapters.http.retries import Retries
from ava_onboard.adapters.secrets.memory import MemoryStore
from ava_onboard.adapters.services.ava import HttpAva
from ava_onboard.adapters.services.vapi import HttpVapi
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.verdict import Accepted, Region
from ava_onboard.onboarding import Onboarding, Services
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World
from tests.saved_progress import ProgressInMemory


def pairs(count: int) -> list[tuple[float, float]]:
    """Milliseconds of a check as the app makes it, and of a bare request to the same server, in turn."""
    with World() as world:
        return asyncio.run(_measured(world, count))


async def _measured(world: World, count: int) -> list[tuple[float, float]]:
    key = ApiKey(samples.KEYS["valid"])
    async with new_client() as client, httpx.AsyncClient() as bare:
        retries = Retries()
        vapi = HttpVapi(client, {Region.US: world.vapi_url}, retries=retries)
        services = Services(vapi, HttpAva(client, world.ava_url, retries=retries), MemoryStore())

        async def connect() -> Services:
            return services

        onboarding = Onboarding(ProgressInMemory(), lambda: datetime.now(UTC), connect)
        # Vapi's network turns the name away that httpx gives itself, and so does the sandbox.
        headers = {"Authorization": f"Bearer {key.reveal()}", "User-Agent": "bench"}

        async def ours() -> None:
            assert isinstance(await onboarding.check(key), Accepted)

        async def floor() -> None:
            (await bare.get(f"{world.vapi_url}/assistant?limit=1", headers=headers)).raise_for_status()

        await onboarding.prepare()
        for warm in (ours, floor):
            await _milliseconds(warm)
        return [(await _milliseconds(ours), await _milliseconds(floor)) for _turn in range(count)]


async def _milliseconds(ask: Callable[[], Awaitable[None]]) -> float:
    start = time.perf_counter()
    await ask()
    return (time.perf_counter() - start) * 1000
