import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from ava_onboard.backend import login_limits
from ava_onboard.backend.login_limits import LoginLimitedError, LoginLimits
from ava_onboard.backend.settings import Settings

from .conftest import PASSWORD, Backend, Template, running, settings_for
from .databases.places import sqlite_only

LOGIN = "/api/v1/auth/login"
REFUSED = (401, {"detail": "Invalid credentials"})


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def small(**changes: Any) -> Settings:
    usual = {"login_failures_per_account": 3, "login_failures_per_address": 5, "login_window": 60}
    return settings_for("sqlite+aiosqlite://", **(usual | changes))


def test_a_place_is_free_again_once_its_failure_has_left_the_window() -> None:
    clock = Clock()
    limits = LoginLimits(small(), clock)
    for _ in range(3):
        limits.begin("a@b.c", "192.0.2.1")
        clock.now += 10

    with pytest.raises(LoginLimitedError) as caught:
        limits.begin("a@b.c", "192.0.2.1")
    assert caught.value.retry_after == 31

    clock.now += 30
    limits.begin("a@b.c", "192.0.2.1")
    with pytest.raises(LoginLimitedError):
        limits.begin("a@b.c", "192.0.2.1")


def test_a_success_does_not_count() -> None:
    limits = LoginLimits(small())
    for _ in range(20):
        limits.take_back(limits.begin("a@b.c", "192.0.2.1"))


@pytest.mark.parametrize("spelling", ["A@B.C", " a@b.c "])
def test_every_spelling_of_an_account_is_that_account(spelling: str) -> None:
    limits = LoginLimits(small())
    for number in range(3):
        limits.begin("a@b.c", f"192.0.2.{number}")

    with pytest.raises(LoginLimitedError):
        limits.begin(spelling, "192.0.2.9")


@pytest.mark.parametrize(
    ("address", "same", "other"),
    [
        ("192.0.2.1", "::ffff:192.0.2.1", "192.0.2.2"),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::", "2001:db8:1:3::1"),
        (None, None, "192.0.2.1"),
    ],
)
def test_an_address_is_limited_over_all_accounts(address: str | None, same: str | None, other: str) -> None:
    limits = LoginLimits(small())
    for number in range(5):
        limits.begin(f"{number}@b.c", address)

    with pytest.raises(LoginLimitedError):
        limits.begin("new@b.c", same)
    limits.begin("new@b.c", other)


def test_memory_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login_limits, "REMEMBERED", 10)
    limits = LoginLimits(small())
    for number in range(100):
        limits.begin(f"{number}@b.c", f"192.0.2.{number}")

    assert len(limits._accounts._failures) == len(limits._addresses._failures) == 10


async def attempt(backend: Backend, identifier: str, password: str) -> httpx.Response:
    return await backend.client.post(LOGIN, json={"identifier": identifier, "password": password})


@sqlite_only
@pytest.mark.parametrize("identifier", ["alice@example.com", "nobody@example.com"])
async def test_known_and_unknown_accounts_are_limited_alike(template: Template, identifier: str) -> None:
    async with running(template, login_failures_per_account=2) as backend:
        for _ in range(2):
            answer = await attempt(backend, identifier, "wrong")
            assert (answer.status_code, answer.json()) == REFUSED

        for password in ("wrong", PASSWORD):
            limited = await attempt(backend, identifier, password)
            assert (limited.status_code, limited.json()) == (429, {"detail": "Too many failed attempts"})
            assert 0 < int(limited.headers["retry-after"]) <= 901

        assert (await attempt(backend, backend.bob.email, PASSWORD)).status_code == 200


@sqlite_only
async def test_many_attempts_at_once_do_not_slip_through(template: Template) -> None:
    async with running(template, login_failures_per_account=3) as backend:
        answers = await asyncio.gather(*(attempt(backend, backend.alice.email, "wrong") for _ in range(12)))

    assert sorted(answer.status_code for answer in answers) == [401] * 3 + [429] * 9


@sqlite_only
async def test_an_outage_is_nobodys_wrong_password(template: Template) -> None:
    async with running(template, login_failures_per_account=1) as backend:
        async with backend.engine.begin() as connection:
            await connection.execute(text("ALTER TABLE users RENAME TO away"))
        for _ in range(3):
            assert (await attempt(backend, backend.alice.email, PASSWORD)).status_code >= 500
        async with backend.engine.begin() as connection:
            await connection.execute(text("ALTER TABLE away RENAME TO users"))

        assert (await attempt(backend, backend.alice.email, PASSWORD)).status_code == 200
