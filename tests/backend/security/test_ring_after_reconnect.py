"""Another database at the same address: the master key is proven to it before anything is saved."""

import asyncio
import shutil
from pathlib import Path

from sqlalchemy import update

from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.models import User
from ava_onboard.backend.security.key_ring import KeyRing
from ava_onboard.domain.api_key import ApiKey
from tests.backend.conftest import KEY_PATH, Backend, Template, running
from tests.backend.db.places import postgresql_only, sqlite_file, sqlite_only
from tests.backend.db.postgres import PostgresServer
from tests.backend.db.test_outages import administrator, name_of

KEY = {"vapi_api_key": "8f14e45f-after"}


async def save(backend: Backend) -> int:
    return (await backend.client.post(KEY_PATH, headers=backend.alice.headers, json=KEY)).status_code


async def fill_with_another_master_key(url: str, template: Template) -> None:
    """Put rows into a database that a master key of the same name, but not the same, has encrypted."""
    ring = KeyRing({"new": bytes(32)}, "new")
    async with opened(url) as engine, engine.begin() as connection:
        for user in (template.alice, template.bob):
            sealed = ring.seal(ApiKey("8f14e45f-other"), user)
            change = update(User).where(User.id == user)
            await connection.execute(
                change.values(
                    vapi_key_ciphertext=sealed.ciphertext, vapi_key_master="new", vapi_key_preview="8f14e45f..."
                )
            )


def replace(file: Path, other: Path) -> None:
    """Put another file in the place of a database that is open, without its log."""
    for left in ("-wal", "-shm"):
        Path(f"{file}{left}").unlink()
    other.replace(file)


@sqlite_only
async def test_a_file_that_replaces_the_database(template: Template, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    shutil.copy(sqlite_file(template.url), other)
    async with running(template) as backend:
        await fill_with_another_master_key(f"sqlite+aiosqlite:///{other}", template)
        assert await save(backend) == 200
        file = sqlite_file(backend.settings.database_url)
        await asyncio.to_thread(replace, file, other)

        assert await save(backend) == 503
        assert (await backend.client.get("/readyz")).status_code == 503


@postgresql_only
async def test_a_server_that_another_one_replaces(template: Template, postgres_server: PostgresServer) -> None:
    async with running(template) as backend:
        assert await save(backend) == 200
        await fill_with_another_master_key(backend.settings.database_url, template)
        async with administrator(postgres_server) as connection:
            query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1"
            await connection.execute(query.replace("$1", f"'{name_of(backend.settings.database_url)}'"))

        assert await save(backend) == 503
        assert (await backend.client.get(KEY_PATH, headers=backend.alice.headers)).status_code == 200
        assert (await backend.client.get("/readyz")).status_code == 503
