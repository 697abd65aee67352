"""What a tenant notices, and what is left, when the database or the backend fails."""

import asyncio
import sqlite3
from collections.abc import Coroutine
from contextlib import closing
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from sqlalchemy import insert

from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.models import User
from ava_onboard.backend.db.vapi_keys import Keys
from ava_onboard.backend.security.key_ring import KeyRing
from ava_onboard.backend.security.tokens import Tokens
from ava_onboard.backend.settings import Settings
from ava_onboard.domain.api_key import ApiKey
from tests.backend.conftest import KEY_PATH, PASSWORD, Backend, Template, running, settings_for
from tests.backend.db.places import postgresql_only, sqlite_file, sqlite_only
from tests.backend.db.postgres import PostgresServer
from tests.backend.serving import environment, serving

KEY = {"vapi_api_key": "8f14e45f-faults"}
LOGIN = "/api/v1/auth/login"


def assert_unavailable(answer: httpx.Response) -> None:
    assert (answer.status_code, answer.json()) == (503, {"detail": "The database is not available"})
    assert int(answer.headers["retry-after"]) > 0


def every_call(backend: Backend) -> list[Coroutine[Any, Any, httpx.Response]]:
    """Make every call that uses the database. Afterwards the tenant has no key."""
    return [
        *writing_calls(backend),
        backend.client.get(KEY_PATH, headers=backend.alice.headers),
        backend.client.post("/api/v1/auth/refresh", json={"refresh_token": backend.tokens.refresh(backend.alice.id)}),
        backend.client.get("/api/v1/auth/me", headers=backend.alice.headers),
        backend.client.get("/api/v1/assistants", headers=backend.alice.headers),
        backend.client.post("/api/v1/assistants", headers=backend.alice.headers, json={"name": "Accueil"}),
    ]


def writing_calls(backend: Backend) -> list[Coroutine[Any, Any, httpx.Response]]:
    return [
        backend.client.post(KEY_PATH, headers=backend.alice.headers, json=KEY),
        backend.client.delete(KEY_PATH, headers=backend.alice.headers),
        backend.client.post(LOGIN, json={"identifier": backend.alice.email, "password": PASSWORD}),
    ]


async def assert_works(backend: Backend) -> None:
    given = [(await call).status_code for call in every_call(backend)]
    assert given == [200] * 6 + [400] * 2  # without a key, Vapi is not called
    assert (await backend.client.get("/readyz")).status_code == 200


async def assert_not_ready(backend: Backend) -> None:
    answer = await backend.client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"detail": "Not ready"})
    assert int(answer.headers["retry-after"]) > 0


@postgresql_only
async def test_every_call_reports_that_postgresql_is_down_and_works_afterwards(
    backend: Backend, postgres_server: PostgresServer
) -> None:
    await assert_works(backend)

    await asyncio.to_thread(postgres_server.stop)
    try:
        # Twice: broken connections first, then refused ones.
        for _ in range(2):
            for call in every_call(backend):
                assert_unavailable(await call)
            await assert_not_ready(backend)
        assert (await backend.client.get("/healthz")).status_code == 200
    finally:
        await asyncio.to_thread(postgres_server.start)

    await assert_works(backend)


@postgresql_only
async def test_a_restart_between_two_requests_goes_unnoticed(backend: Backend, postgres_server: PostgresServer) -> None:
    await assert_works(backend)
    await asyncio.to_thread(postgres_server.stop)
    await asyncio.to_thread(postgres_server.start)

    await assert_works(backend)


@postgresql_only
async def test_a_request_that_postgresql_aborts_is_answered(backend: Backend, postgres_server: PostgresServer) -> None:
    url = backend.settings.database_url.replace("+asyncpg", "")
    locker, watcher = await asyncpg.connect(url), await asyncpg.connect(url)
    await locker.execute("BEGIN")
    await locker.execute("UPDATE users SET name = name WHERE id = $1", backend.alice.id)
    request = asyncio.create_task(backend.client.post(KEY_PATH, headers=backend.alice.headers, json=KEY))
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    while not await watcher.fetchval(waiting):
        assert not request.done()

    try:
        await asyncio.to_thread(postgres_server.stop)
    finally:
        await asyncio.to_thread(postgres_server.start)
        locker.terminate()
        watcher.terminate()

    assert_unavailable(await request)
    assert (await backend.client.post(KEY_PATH, headers=backend.alice.headers, json=KEY)).status_code == 200


@sqlite_only
async def test_reads_work_and_writes_report_it_while_another_process_locks_sqlite(template: Template) -> None:
    with template.databases.new(template.url) as url, closing(sqlite3.connect(sqlite_file(url))) as locker:
        async with running(template, database_url=f"{url}?timeout=0.05") as backend:
            client, headers = backend.client, backend.alice.headers
            assert (await client.post(KEY_PATH, headers=headers, json=KEY)).status_code == 200

            locker.execute("BEGIN IMMEDIATE")
            assert_unavailable(await client.post(KEY_PATH, headers=headers, json=KEY))
            assert_unavailable(await client.delete(KEY_PATH, headers=headers))
            assert (await client.get(KEY_PATH, headers=headers)).json()["has_vapi_key"]
            login = {"identifier": backend.alice.email, "password": PASSWORD}
            assert_unavailable(await client.post(LOGIN, json=login))  # failed attempts could not be counted

            locker.rollback()
            assert (await client.delete(KEY_PATH, headers=headers)).status_code == 200


@pytest.mark.slow
async def test_several_processes_share_a_database_and_one_of_two_saves_wins_entirely(template: Template) -> None:
    with template.databases.new(template.url) as url:
        settings = settings_for(url)
        headers = headers_of(settings, template.alice)
        keys = [ApiKey(f"{number:08}-at-once") for number in range(40)]
        with serving(environment(settings)) as one, serving(environment(settings)) as other:
            async with httpx.AsyncClient(headers=headers, timeout=60) as client:
                saves = [
                    client.post(server.url + KEY_PATH, json={"vapi_api_key": key.reveal()})
                    for server, key in zip([one, other] * 20, keys, strict=True)
                ]
                assert {answer.status_code for answer in await asyncio.gather(*saves)} == {200}

                shown = [(await client.get(server.url + KEY_PATH)).json() for server in (one, other)]
                async with opened(url) as engine:
                    kept = await Keys(engine, ring_of(settings)).read(template.alice)
                assert kept in keys
                assert kept is not None
                assert [answer["vapi_api_key_preview"] for answer in shown] == [kept.preview] * 2


async def add(url: str, tenants: list[UUID]) -> None:
    rows = [
        {"id": tenant, "name": "", "locale": "en", "password_hash": "", "created_at": datetime.now(UTC)}
        for tenant in tenants
    ]
    async with opened(url) as engine, engine.begin() as connection:
        await connection.execute(insert(User), rows)


def headers_of(settings: Settings, tenant: UUID) -> dict[str, str]:
    return {"Authorization": f"Bearer {Tokens(settings).access(tenant)}"}


def ring_of(settings: Settings) -> KeyRing:
    return KeyRing(settings.master_key_bytes(), settings.current_master_key)
