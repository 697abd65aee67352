"""`check` and `forget-unreadable` as an operator calls them."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import update

from ava_onboard.backend.__main__ import main
from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.models import User
from ava_onboard.backend.db.schema import migrate
from ava_onboard.backend.db.vapi_keys import Keys
from ava_onboard.backend.security.key_ring import KeyRing
from ava_onboard.backend.settings import Settings
from ava_onboard.domain.api_key import ApiKey
from tests.backend.commands.running import NEW, Captured
from tests.backend.db.test_faults import add

FINE, LOST, DAMAGED, NONE = (UUID(int=number) for number in range(1, 5))


@pytest.fixture
def stored(configured: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Four accounts: one with a key, one under a master key that is gone, one damaged, one without a key."""
    migrate(configured)
    settings = Settings.from_environment()

    async def fill() -> None:
        await add(configured, [FINE, LOST, DAMAGED, NONE])
        async with opened(configured) as engine:
            for user, name in ((FINE, "new"), (DAMAGED, "new"), (LOST, "old")):
                await Keys(engine, KeyRing(settings.master_key_bytes(), name)).save(user, ApiKey("8f14e45f-MARKED"))
            async with engine.begin() as connection:
                change = update(User).where(User.id == DAMAGED).values(vapi_key_ciphertext=b"x" * 40)
                await connection.execute(change)

    asyncio.run(fill())
    monkeypatch.setenv("AVA_BACKEND_MASTER_KEYS", f"new:{NEW}")
    return configured


def test_what_cannot_be_read_is_named_and_nothing_changes(stored: str, capsys: Captured) -> None:
    for _ in range(2):
        assert main(["check"]) == 1
        out = capsys.readouterr().out
        assert f"{LOST}: master key 'old' is not in the ring" in out
        assert f"{DAMAGED}: the stored key was altered" in out
        assert str(FINE) not in out
        assert out.endswith("Readable: 1 under new. Not readable: 2.\n")


def test_what_cannot_be_read_is_forgotten_only_if_asked_for(stored: str, capsys: Captured) -> None:
    assert main(["forget-unreadable"]) == 2
    assert main(["forget-unreadable", "--yes"]) == 0
    assert "Not readable: 2, forgotten: 2." in capsys.readouterr().out

    assert main(["check"]) == 0
    assert capsys.readouterr().out == "Readable: 1 under new. Not readable: 0.\n"
