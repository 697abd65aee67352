from uuid import UUID, uuid4

import httpx
import pytest

from ava_onboard.backend.security import call_limits
from ava_onboard.backend.security.call_limits import CallLimitedError, CallLimits
from tests.backend.conftest import KEY_PATH, Template, Tenant, running, served, settings_for
from tests.backend.db.places import sqlite_only

ALICE, BOB = UUID(int=1), UUID(int=2)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_each_tenant_may_make_as_many_calls_as_fit_into_a_minute() -> None:
    clock = Clock()
    limits = CallLimits(6, clock)
    for _ in range(6):
        limits.count(ALICE)
    with pytest.raises(CallLimitedError) as caught:
        limits.count(ALICE)
    assert caught.value.retry_after == 10
    limits.count(BOB)

    clock.now = 10
    limits.count(ALICE)
    with pytest.raises(CallLimitedError):
        limits.count(ALICE)


def test_tenants_that_are_limited_by_nothing_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_limits, "_BUCKETS", 10)
    clock = Clock()
    limits = CallLimits(6, clock)
    for _ in range(40):
        limits.count(uuid4())
        clock.now += 20

    assert len(limits._buckets) <= 10


@sqlite_only
async def test_a_tenant_with_too_many_calls_waits_and_the_others_do_not(template: Template) -> None:
    async with running(template, settings_calls_per_minute=2) as backend:
        for _ in range(2):
            assert (await backend.client.get(KEY_PATH, headers=backend.alice.headers)).status_code == 200
        limited = await backend.client.get(KEY_PATH, headers=backend.alice.headers)
        other = await backend.client.get(KEY_PATH, headers=backend.bob.headers)

    assert (limited.status_code, limited.json()) == (429, {"detail": "Too many calls"})
    assert limited.headers["retry-after"] == "30"
    assert other.status_code == 200


@sqlite_only
async def test_renewing_a_session_and_showing_its_account_are_limited_together(template: Template) -> None:
    async with running(template, session_calls_per_minute=2) as backend:

        async def me(tenant: Tenant) -> int:
            return (await backend.client.get("/api/v1/auth/me", headers=tenant.headers)).status_code

        async def refresh(token: str) -> httpx.Response:
            return await backend.client.post("/api/v1/auth/refresh", json={"refresh_token": token})

        first = await refresh(backend.tokens.refresh(backend.alice.id))
        assert [await me(backend.alice), await me(backend.alice)] == [200, 429]
        refused = await refresh(first.json()["refresh_token"])

        assert (refused.status_code, refused.json()) == (429, {"detail": "Too many calls"})
        assert int(refused.headers["retry-after"]) > 0
        assert await me(backend.bob) == 200
        assert (await backend.client.get(KEY_PATH, headers=backend.alice.headers)).status_code == 200


@sqlite_only
async def test_a_renewal_that_was_refused_for_their_number_works_later(template: Template) -> None:
    """The refused call has not used the token up."""
    with template.databases.new(template.url) as url:
        settings = settings_for(url, session_calls_per_minute=1)
        async with served(template, settings) as backend:
            token = backend.tokens.refresh(backend.alice.id)
            await backend.client.get("/api/v1/auth/me", headers=backend.alice.headers)
            refused = await backend.client.post("/api/v1/auth/refresh", json={"refresh_token": token})
        async with served(template, settings) as later:
            renewed = await later.client.post("/api/v1/auth/refresh", json={"refresh_token": token})

    assert (refused.status_code, renewed.status_code) == (429, 200)
