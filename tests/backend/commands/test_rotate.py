"""`rotate` in its own process, interrupted or killed in the middle."""

import asyncio
import os
import signal
import sqlite3
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, suppress
from datetime import UTC, datetime
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import func, insert, select

from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.models import User
from ava_onboard.backend.db.schema import migrate
from ava_onboard.backend.db.vapi_keys import Keys
from ava_onboard.backend.security.key_ring import KeyRing
from ava_onboard.backend.security.key_rotation import BATCH
from ava_onboard.backend.settings import Settings
from ava_onboard.domain.api_key import ApiKey
from tests.backend.conftest import settings_for
from tests.backend.db.places import Databases, sqlite_file
from tests.backend.serving import environment

TENANTS = 10 * BATCH
COMMAND = [sys.executable, "-m", "ava_onboard.backend", "rotate"]


async def fill(settings: Settings) -> dict[UUID, ApiKey]:
    """Tenants with keys under the old master key."""
    ring = KeyRing(settings.master_key_bytes(), "old")
    keys = {uuid4(): ApiKey(f"key-of-tenant-{number}") for number in range(TENANTS)}
    usual = {"name": "", "locale": "en", "password_hash": "", "created_at": datetime.now(UTC)}
    rows = [
        {"id": user, "vapi_key_ciphertext": ring.seal(key, user).ciphertext, "vapi_key_master": "old", **usual}
        for user, key in keys.items()
    ]
    async with opened(settings.database_url) as engine, engine.begin() as connection:
        await connection.execute(insert(User), rows)
    return keys


async def rotated(url: str) -> int:
    async with opened(url) as engine, engine.connect() as connection:
        query = select(func.count()).where(User.vapi_key_master == "new")
        return (await connection.execute(query)).scalar_one()


async def read(settings: Settings, users: list[UUID]) -> dict[UUID, ApiKey | None]:
    async with opened(settings.database_url) as engine:
        keys = Keys(engine, KeyRing(settings.master_key_bytes(), "new"))
        return {user: await keys.read(user) for user in users}


@asynccontextmanager
async def blocked(kind: str, url: str, users: list[UUID]) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Lock rows in the middle of a rotation; yields a function that returns once the rotation waits for them."""
    if kind == "sqlite":
        # Polls without pauses: an unstopped rotation ends within moments.
        with closing(sqlite3.connect(sqlite_file(url), isolation_level=None, timeout=0)) as locker:

            async def waits() -> None:
                while not locker.execute("SELECT 1 FROM users WHERE vapi_key_master = 'new' LIMIT 1").fetchall():
                    pass
                while not locker.in_transaction:
                    with suppress(sqlite3.OperationalError):
                        locker.execute("BEGIN IMMEDIATE")

            yield waits
    else:
        plain = url.replace("+asyncpg", "")
        holder, watcher = await asyncpg.connect(plain), await asyncpg.connect(plain)
        await holder.execute("BEGIN")
        await holder.execute("SELECT 1 FROM users WHERE id = $1 FOR UPDATE", sorted(users)[TENANTS // 2])

        async def waits() -> None:
            while not await watcher.fetchval("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"):
                pass

        yield waits
        await holder.close()
        await watcher.close()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without asking them")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
async def test_an_interrupted_rotation_has_done_whole_batches_and_the_next_does_the_rest(
    databases: Databases, number: signal.Signals, code: int
) -> None:
    with databases.new() as url:
        await asyncio.to_thread(migrate, url)
        settings = settings_for(url)
        keys = await fill(settings)
        surroundings = os.environ | environment(settings)
        if databases.kind == "sqlite":
            surroundings["AVA_BACKEND_DATABASE_URL"] += "?timeout=2"  # the statement in progress is finished

        async with blocked(databases.kind, url, list(keys)) as waits:
            process = await asyncio.create_subprocess_exec(*COMMAND, env=surroundings, stdout=PIPE, stderr=PIPE)
            await waits()
            process.send_signal(number)
            out, errors = await process.communicate()

        assert (process.returncode, errors) == (code, b"")
        done = await whole_batches(url)
        assert out.decode().startswith(f"Interrupted. Re-encrypted: {done};")
        await assert_the_next_does_the_rest(settings, keys, surroundings, done)


@pytest.mark.slow
async def test_a_killed_rotation_has_done_whole_batches_and_the_next_does_the_rest(
    databases: Databases,
) -> None:
    with databases.new() as url:
        await asyncio.to_thread(migrate, url)
        settings = settings_for(url)
        keys = await fill(settings)
        surroundings = os.environ | environment(settings)

        async with blocked(databases.kind, url, list(keys)) as waits:
            process = await asyncio.create_subprocess_exec(*COMMAND, env=surroundings, stdout=PIPE)
            await waits()
            process.kill()
            await process.communicate()

        await assert_the_next_does_the_rest(settings, keys, surroundings, await whole_batches(url))


async def whole_batches(url: str) -> int:
    """Return how many rows a rotation has done: some, not all, and whole batches."""
    done = await rotated(url)
    assert 0 < done < TENANTS
    assert done % BATCH == 0
    return done


async def assert_the_next_does_the_rest(
    settings: Settings, keys: dict[UUID, ApiKey], surroundings: dict[str, str], done: int
) -> None:
    assert await read(settings, list(keys)) == keys
    again = await asyncio.create_subprocess_exec(*COMMAND, env=surroundings, stdout=PIPE)
    out, _ = await again.communicate()
    assert again.returncode == 0
    assert out.decode().startswith(f"Re-encrypted: {TENANTS - done};")
    assert await read(settings, list(keys)) == keys
