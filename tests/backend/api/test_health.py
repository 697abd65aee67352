import asyncio
import logging

import pytest
from sqlalchemy import event, text, update

from ava_onboard.backend.api.routes.health import WRITES_PER_MINUTE, NotReadyError, ReadinessCheck
from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.errors import DatabaseUnavailableError
from ava_onboard.backend.db.models import LoginAttempt, User
from ava_onboard.backend.db.schema import VERSION_TABLE, revisions
from ava_onboard.backend.db.vapi_keys import Keys
from ava_onboard.backend.security.key_ring import KeyRing
from ava_onboard.backend.settings import new_master_key
from ava_onboard.domain.api_key import ApiKey
from tests.backend.conftest import KEY_PATH, Backend, Template, running, served

LATEST = revisions()[-1]

NOT_READY = (503, {"detail": "Not ready"})


async def test_a_migrated_database_and_a_complete_ring_are_ready(backend: Backend) -> None:
    answer = await backend.client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (f"UPDATE {VERSION_TABLE} SET version_num = '0001'", f"at revision 0001, not at {LATEST}"),
        (f"DROP TABLE {VERSION_TABLE}", f"at revision None, not at {LATEST}"),
        ("DROP TABLE users", "the database cannot be used"),
    ],
)
async def test_the_log_says_what_is_missing_and_the_answer_does_not(
    backend: Backend, caplog: pytest.LogCaptureFixture, statement: str, reason: str
) -> None:
    async with backend.engine.begin() as connection:
        await connection.execute(text(statement))

    answer = await backend.client.get("/readyz")

    assert (answer.status_code, answer.json()) == NOT_READY
    assert reason in caplog.text
    assert (await backend.client.get("/healthz")).status_code == 200


async def test_a_newer_schema_is_ready(backend: Backend) -> None:
    async with backend.engine.begin() as connection:
        await connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))

    assert (await backend.client.get("/readyz")).status_code == 200


async def test_rows_under_an_unknown_master_key_make_it_not_ready(backend: Backend) -> None:
    async def put(name: str | None) -> None:
        async with backend.engine.begin() as connection:
            await connection.execute(update(User).where(User.id == backend.alice.id).values(vapi_key_master=name))

    assert (await backend.client.get("/readyz")).status_code == 200
    await put("retired")
    answer = await backend.client.get("/readyz")
    assert (answer.status_code, answer.json()) == NOT_READY

    await put(None)
    assert (await backend.client.get("/readyz")).status_code == 200


@pytest.mark.parametrize("wrong", ["old", "new"])
async def test_a_different_master_key_under_the_same_name_is_not_ready_and_saves_nothing(
    template: Template, caplog: pytest.LogCaptureFixture, wrong: str
) -> None:
    async with running(template) as backend:
        for name, tenant in (("old", backend.alice), ("new", backend.bob)):
            ring = KeyRing(backend.settings.master_key_bytes(), name)
            await Keys(backend.engine, ring).save(tenant.id, ApiKey("8f14e45f-before"))
        mistaken = backend.settings.model_copy(
            update={
                "master_keys": backend.settings.master_keys | {wrong: new_master_key()},
                "current_master_key": wrong,
            }
        )
        async with served(template, mistaken) as other:
            ready = await other.client.get("/readyz")
            saves = [
                other.client.post(KEY_PATH, headers=other.alice.headers, json={"vapi_api_key": "8f14e45f-after"})
                for _ in range(5)
            ]
            answers = await asyncio.gather(*saves)

        assert (ready.status_code, ready.json()) == NOT_READY
        for answer in answers:
            assert (answer.status_code, answer.json()) == (503, {"detail": "The stored key cannot be read"})
            assert "retry-after" not in answer.headers  # waiting does not help
        assert f"the master key {wrong} in the ring is not the one" in caplog.text
        assert await backend.keys.read(backend.alice.id) == ApiKey("8f14e45f-before")
        assert (await backend.client.get("/readyz")).status_code == 200


async def test_a_damaged_row_says_nothing_about_the_master_key(backend: Backend) -> None:
    for tenant in (backend.alice, backend.bob):
        await backend.keys.save(tenant.id, ApiKey("8f14e45f-key"))
    async with backend.engine.begin() as connection:
        change = update(User).where(User.id == backend.alice.id).values(vapi_key_ciphertext=b"x" * 40)
        await connection.execute(change)

    assert (await backend.client.get("/readyz")).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_a_probe_may_ask_with_head(backend: Backend, path: str) -> None:
    answer = await backend.client.head(path)

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["x-request-id"]


async def test_probes_at_the_same_moment_share_one_check(backend: Backend) -> None:
    began = 0

    def count(*_: object) -> None:
        nonlocal began
        began += 1

    check = ReadinessCheck(backend.engine, KeyRing(backend.settings.master_key_bytes(), "new"))
    event.listen(backend.engine.sync_engine, "begin", count)
    await asyncio.gather(*(check.run() for _ in range(50)))

    assert began == 1


async def test_a_ring_that_does_not_decrypt_is_not_ready(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    ring = KeyRing(backend.settings.master_key_bytes(), "new")
    monkeypatch.setattr(ring, "open", lambda *_: None)

    with pytest.raises(NotReadyError, match="key ring"):
        await ReadinessCheck(backend.engine, ring).run()


async def test_a_database_that_cannot_be_opened_is_not_ready(
    template: Template, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "MARKEDpassword"
    url = f"postgresql+asyncpg://ava:{secret}@127.0.0.1:1/ava"
    with caplog.at_level(logging.DEBUG):
        async with opened(url) as engine, running(template) as backend:
            check = ReadinessCheck(engine, KeyRing(backend.settings.master_key_bytes(), "new"))
            with pytest.raises(DatabaseUnavailableError):
                await check.run()

    assert secret not in caplog.text


async def test_asking_in_a_loop_writes_a_limited_number_of_times(backend: Backend) -> None:
    check, now = timed(backend)
    written: list[str] = []
    event.listen(
        backend.engine.sync_engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: written.append(statement) if "INSERT" in statement else None,
    )
    for _ in range(WRITES_PER_MINUTE + 10):
        await check.run()
    assert len(written) == WRITES_PER_MINUTE

    now[0] += 60 / WRITES_PER_MINUTE
    await check.run()
    assert len(written) == WRITES_PER_MINUTE + 1


async def test_a_database_that_took_no_write_is_not_ready_until_it_has_taken_one(backend: Backend) -> None:
    check, now = timed(backend)

    async def rename(before: str, after: str) -> None:
        async with backend.engine.begin() as connection:
            await connection.execute(text(f"ALTER TABLE {before} RENAME TO {after}"))

    await rename(LoginAttempt.__tablename__, "away")
    for _ in range(WRITES_PER_MINUTE):
        with pytest.raises(DatabaseUnavailableError):
            await check.run()
    await rename("away", LoginAttempt.__tablename__)
    with pytest.raises(NotReadyError, match="took no write"):
        await check.run()

    now[0] += 60 / WRITES_PER_MINUTE
    await check.run()
    await check.run()


def timed(backend: Backend) -> tuple[ReadinessCheck, list[float]]:
    """Return a check, and its clock."""
    now = [0.0]
    return ReadinessCheck(backend.engine, KeyRing(backend.settings.master_key_bytes(), "new"), lambda: now[0]), now
