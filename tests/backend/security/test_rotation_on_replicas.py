"""A new master key on several servers of one database, in the order of docs/operate/backup.md: none stops for it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from ava_onboard.backend.security.key_ring import KeyRing, UnreadableKeyError
from ava_onboard.backend.security.key_rotation import Rotation, count_stale, rotate
from ava_onboard.backend.settings import Settings
from ava_onboard.domain.api_key import ApiKey
from tests.backend.conftest import KEY_PATH, Backend, Template, served, settings_for

Ring = tuple[str, ...]
"""Names of the master keys of a server; the first one encrypts."""
STEPS: list[tuple[Ring, Ring]] = [
    (("1",), ("1",)),
    (("1", "2"), ("1",)),
    (("1", "2"), ("1", "2")),
    (("2", "1"), ("1", "2")),
    (("2", "1"), ("2", "1")),
]
"""The rings of two servers before `rotate`: at each moment one of them is restarted with its next ring."""
AFTERWARDS: list[tuple[Ring, Ring]] = [(("2", "1"), ("2", "1")), (("2",), ("2", "1")), (("2",), ("2",))]


@asynccontextmanager
async def replicas(template: Template, settings: Settings, rings: tuple[Ring, Ring]) -> AsyncIterator[list[Backend]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(served(template, with_ring(settings, ring))) for ring in rings]


def with_ring(settings: Settings, ring: Ring) -> Settings:
    keys = {name: settings.master_keys[name] for name in ring}
    return settings.model_copy(update={"master_keys": keys, "current_master_key": ring[0]})


@pytest.fixture
def settings(template: Template) -> Settings:
    made = settings_for(template.url)
    return made.model_copy(update={"master_keys": {"1": made.master_keys["old"], "2": made.master_keys["new"]}})


async def assert_all_works(servers: list[Backend]) -> None:
    """A key that any server saves is read by every server, and all are ready."""
    for number, saving in enumerate(servers):
        key = f"8f14e45f-saved-by-{number}"
        answer = await saving.client.post(KEY_PATH, headers=saving.alice.headers, json={"vapi_api_key": key})
        assert answer.status_code == 200
        for reading in servers:
            assert await reading.keys.read(reading.alice.id) == ApiKey(key)
            assert (await reading.client.get("/readyz")).status_code == 200


async def test_every_server_reads_every_key_at_each_step(template: Template, settings: Settings) -> None:
    with template.databases.new(template.url) as url:
        on_copy = settings.model_copy(update={"database_url": url})
        for rings in STEPS:
            async with replicas(template, on_copy, rings) as servers:
                await assert_all_works(servers)
                if rings == STEPS[0]:
                    await servers[0].keys.save(servers[0].bob.id, ApiKey("8f14e45f-from-before"))
        async with replicas(template, on_copy, STEPS[-1]) as servers:
            ring = KeyRing(on_copy.master_key_bytes(), "2")
            await rotate(servers[0].engine, ring, Rotation())
            assert await count_stale(servers[0].engine, ring) == 0
        for rings in AFTERWARDS:
            async with replicas(template, on_copy, rings) as servers:
                await assert_all_works(servers)
                assert await servers[0].keys.read(servers[0].bob.id) == ApiKey("8f14e45f-from-before")


async def test_a_server_that_was_left_out_cannot_use_what_the_others_save(
    template: Template, settings: Settings
) -> None:
    with template.databases.new(template.url) as url:
        on_copy = settings.model_copy(update={"database_url": url})
        async with replicas(template, on_copy, (("2", "1"), ("1",))) as (ahead, behind):
            await ahead.keys.save(ahead.alice.id, ApiKey("8f14e45f-too-early"))

            with pytest.raises(UnreadableKeyError):
                await behind.keys.read(behind.alice.id)
            assert (await behind.client.get("/readyz")).status_code == 503
