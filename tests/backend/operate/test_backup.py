"""The page about backups is true: its commands are run as they stand, with and without the ring."""

import asyncio
import re
import shutil
import sys
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from sqlalchemy import make_url, select

from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.models import User
from ava_onboard.backend.db.vapi_keys import Keys
from ava_onboard.backend.security.key_ring import KeyRing
from ava_onboard.backend.settings import Settings
from ava_onboard.domain.api_key import ApiKey
from tests.backend.operate.pages import Outcome, Shell, commands

pytestmark = [
    pytest.mark.database,
    pytest.mark.process,
    pytest.mark.skipif(sys.platform == "win32", reason="the pages are for a Unix shell"),
]
KEY = ApiKey("8f14e45f-MARKED-to-be-restored")
BACK_UP, RESTORE, CHECK, FORGET = range(4)
"""The blocks of the page."""


@pytest.fixture(scope="module")
def backed_up(user: Shell) -> Shell:
    """Install, store a key, and make a backup of the database; keep the ring elsewhere."""
    for block in commands("install.md")[:5]:
        assert user.run(block).exit_code == 0
    asyncio.run(with_keys(user, lambda keys, tenant: keys.save(tenant, KEY)))
    assert user.run(commands("backup.md")[BACK_UP]) == Outcome(0, "")
    shutil.copy(user.home / "ava" / "master-keys", user.home / "master-keys")
    return user


@pytest.fixture
def restored(backed_up: Shell) -> Shell:
    """Lose the database, and restore it from the backup."""
    assert backed_up.run("sudo -u postgres dropdb ava") == Outcome(0, "")
    assert backed_up.run(commands("backup.md")[RESTORE]) == Outcome(0, "")
    return backed_up


def test_database_and_ring_bring_every_key_back(restored: Shell) -> None:
    shutil.copy(restored.home / "master-keys", restored.home / "ava" / "master-keys")

    outcome = restored.run(commands("backup.md")[CHECK])

    assert outcome.exit_code == 0, outcome.printed
    assert outcome.printed.endswith("Readable: 1 under 1. Not readable: 0.\n")
    assert asyncio.run(with_keys(restored, lambda keys, tenant: keys.read(tenant))) == KEY


def test_the_dump_alone_does_not_hold_the_key(backed_up: Shell) -> None:
    dumped = backed_up.run("sudo -u postgres pg_restore --file=- < ava.dump")

    assert "camille@example.com" in dumped.printed
    assert "MARKED" not in dumped.printed
    assert not (backed_up.home / "ava" / "ava.dump").stat().st_mode & 0o077


def test_without_the_ring_the_keys_are_lost_and_the_accounts_are_not(restored: Shell) -> None:
    run = "venv/bin/python -m ava_onboard.backend"
    (restored.home / "ava" / "master-keys").unlink()
    impostor = restored.run(f"printf '1:%s\\n' \"$({run} new-master-key)\" > master-keys; {run} rotate")
    assert impostor.exit_code == 1
    assert "Nothing was changed: the master key 1 in the ring is not the one" in impostor.printed

    page = commands("backup.md")[FORGET]
    make, forget = page.splitlines()
    assert restored.run(make) == Outcome(0, "")
    found = restored.run(f"{run} check")
    assert found.exit_code == 1
    assert "master key '1' is not in the ring" in found.printed

    assert restored.run(forget).exit_code == 0
    assert restored.run(f"{run} check").printed == "Readable: none. Not readable: 0.\n"
    assert "camille@example.com" in restored.run(f"{run} users list").printed
    asyncio.run(with_keys(restored, lambda keys, tenant: keys.save(tenant, KEY)))
    assert restored.run(f"{run} check").printed == "Readable: 1 under 2. Not readable: 0.\n"


async def with_keys(user: Shell, use: Callable[[Keys, UUID], Awaitable[ApiKey | None]]) -> ApiKey | None:
    """Use the keys as a server of this user does, for the only account."""
    variables = dict(re.findall(r"^(AVA_BACKEND_\w+|PGPORT)=(.*)$", user.run("env").printed, re.MULTILINE))
    port = int(variables.pop("PGPORT"))
    settings = Settings.from_environment(variables)
    ring = KeyRing(settings.master_key_bytes(), settings.current_master_key)
    url = make_url(settings.database_url).set(port=port).render_as_string(hide_password=False)
    async with opened(url) as engine:
        async with engine.connect() as connection:
            tenant = (await connection.execute(select(User.id))).scalar_one()
        return await use(Keys(engine, ring), tenant)
