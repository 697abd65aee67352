import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from sqlalchemy import insert, select, update

from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.models import User
from ava_onboard.backend.db.vapi_keys import Keys
from ava_onboard.backend.security import key_rotation
from ava_onboard.backend.security.key_ring import KeyRing
from ava_onboard.backend.security.key_ring_check import WrongMasterKeyError
from ava_onboard.backend.security.key_rotation import Rotation, count_stale, rotate
from ava_onboard.domain.api_key import ApiKey
from tests.backend.conftest import KEY_PATH, Backend

TENANTS = 23


class Old:
    """The rows of many tenants under the old master key, and the rings before and after."""

    def __init__(self, backend: Backend) -> None:
        self.ring = masters = backend.settings.master_key_bytes()
        self.engine = backend.engine
        self.before = KeyRing(masters, "old")
        self.after = KeyRing(masters, "new")
        self.keys = {uuid4(): ApiKey(f"key-of-tenant-{number}") for number in range(TENANTS)}

    async def fill(self) -> None:
        now = datetime.now(UTC)
        rows = [
            {"id": user, "email": f"{user}@a.fr", "name": "A", "locale": "fr", "password_hash": "", "created_at": now}
            for user in self.keys
        ]
        async with self.engine.begin() as connection:
            await connection.execute(insert(User), rows)
        keys = Keys(self.engine, self.before)
        for user, key in self.keys.items():
            await keys.save(user, key)

    async def masters(self) -> list[str]:
        query = select(User.vapi_key_master).where(User.vapi_key_master.is_not(None))
        async with self.engine.connect() as connection:
            return sorted(str(row[0]) for row in await connection.execute(query))

    async def read_all(self) -> dict[UUID, ApiKey | None]:
        keys = Keys(self.engine, self.after)
        return {user: await keys.read(user) for user in self.keys}


@pytest_asyncio.fixture
async def old(backend: Backend) -> Old:
    rows = Old(backend)
    await rows.fill()
    return rows


async def test_every_row_moves_to_the_current_master_key(old: Old) -> None:
    done = Rotation()
    await rotate(old.engine, old.after, done, batch=5)

    assert (done.rotated, done.overtaken, done.unreadable) == (TENANTS, 0, [])
    assert await old.masters() == ["new"] * TENANTS
    assert await count_stale(old.engine, old.after) == 0
    assert await old.read_all() == old.keys


async def test_a_dry_run_counts_and_writes_nothing(old: Old) -> None:
    done = Rotation()
    await rotate(old.engine, old.after, done, dry_run=True, batch=5)

    assert done.rotated == TENANTS
    assert await old.masters() == ["old"] * TENANTS


async def test_a_stopped_rotation_continues_with_the_rest(old: Old) -> None:
    done = Rotation()
    task: asyncio.Task[None]

    def stop(now: Rotation) -> None:
        if now.rotated >= 10:
            task.cancel()

    task = asyncio.create_task(rotate(old.engine, old.after, done, batch=5, progress=stop))
    await asyncio.wait([task])

    assert task.cancelled()
    assert await count_stale(old.engine, old.after) == TENANTS - done.rotated
    assert await old.read_all() == old.keys

    again = Rotation()
    await rotate(old.engine, old.after, again, batch=5)
    assert done.rotated + again.rotated == TENANTS
    assert await old.read_all() == old.keys


async def test_two_parallel_rotations_do_every_row_once(old: Old, backend: Backend) -> None:
    one, other = Rotation(), Rotation()
    async with opened(backend.settings.database_url) as engine:
        await asyncio.gather(
            rotate(old.engine, old.after, one, batch=2),
            rotate(engine, old.after, other, batch=3),
        )

    assert one.rotated + other.rotated == TENANTS
    assert one.unreadable == other.unreadable == []
    assert await old.masters() == ["new"] * TENANTS
    assert await old.read_all() == old.keys


async def test_a_key_changed_during_the_rotation_stays(old: Old, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, *_ = old.keys
    keys = Keys(old.engine, old.before)
    write = key_rotation._write

    async def overtaken(*arguments: Any) -> None:
        await keys.save(first, ApiKey("changed-meanwhile"))
        await keys.delete(second)
        await write(*arguments)

    monkeypatch.setattr(key_rotation, "_write", overtaken)
    done = Rotation()
    await rotate(old.engine, old.after, done)

    assert (done.rotated, done.overtaken) == (TENANTS - 2, 2)
    assert await old.read_all() == old.keys | {first: ApiKey("changed-meanwhile"), second: None}
    assert await count_stale(old.engine, old.after) == 1


async def test_saves_during_a_rotation_are_not_lost(old: Old) -> None:
    keys = Keys(old.engine, old.before)  # as a server does that still has the old master key as the current one
    saved = {user: ApiKey(f"saved-meanwhile-{user}") for user in old.keys}
    done = Rotation()

    async with asyncio.TaskGroup() as group:
        group.create_task(rotate(old.engine, old.after, done, batch=1))
        for user, key in saved.items():
            group.create_task(keys.save(user, key))

    assert await old.read_all() == saved


async def test_an_unreadable_row_is_named_and_left_unchanged(old: Old) -> None:
    broken, *_ = old.keys
    async with old.engine.begin() as connection:
        await connection.execute(update(User).where(User.id == broken).values(vapi_key_ciphertext=b"x" * 40))
    done = Rotation()
    await rotate(old.engine, old.after, done, batch=5)

    assert (done.rotated, done.unreadable) == (TENANTS - 1, [broken])
    assert await count_stale(old.engine, old.after) == 1


@pytest.mark.parametrize("wrong", ["old", "new"])
async def test_a_ring_that_does_not_fit_the_rows_is_refused_before_any_write(old: Old, wrong: str) -> None:
    under_new, *_ = old.keys
    await Keys(old.engine, old.after).save(under_new, ApiKey("under-the-new-one"))
    keys = old.ring | {wrong: bytes(32)}
    done = Rotation()

    with pytest.raises(WrongMasterKeyError, match=f"the master key {wrong} in the ring"):
        await rotate(old.engine, KeyRing(keys, "new"), done)

    assert done == Rotation()
    assert await old.masters() == ["new"] + ["old"] * (TENANTS - 1)


async def test_a_rotated_key_is_shown_as_before(backend: Backend) -> None:
    ring = KeyRing(backend.settings.master_key_bytes(), "old")
    await Keys(backend.engine, ring).save(backend.alice.id, ApiKey("8f14e45f-rotated"))
    await rotate(backend.engine, KeyRing(backend.settings.master_key_bytes(), "new"), Rotation())

    shown = await backend.client.get(KEY_PATH, headers=backend.alice.headers)
    assert shown.json() == {"has_vapi_key": True, "vapi_api_key_preview": "8f14e45f..."}
