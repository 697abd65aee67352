import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import event, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.db.engine import opened
from ava_onboard.backend.db.models import LoginAttempt
from ava_onboard.backend.security import login_limits
from ava_onboard.backend.security.login_limits import LoginLimitedError, LoginLimits
from tests.backend.conftest import PASSWORD, Backend, Template, running, served, settings_for
from tests.backend.db.places import sqlite_only

LOGIN = "/api/v1/auth/login"
REFUSED = (401, {"detail": "Invalid credentials"})


@pytest.fixture(autouse=True)
def refused_without_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login_limits, "_PAUSE", 0)


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def small(engine: AsyncEngine, clock: Callable[[], float] = time.time) -> LoginLimits:
    """Three failures per account and address, four per account, five per address, seven per site, within a minute."""
    few: dict[str, Any] = {
        "login_failures_per_account": 3,
        "login_failures_per_account_in_all": 4,
        "login_failures_per_address": 5,
        "login_failures_per_site": 7,
        "login_window": 60,
    }
    return LoginLimits(engine, settings_for("sqlite+aiosqlite://", **few), clock)


@pytest_asyncio.fixture
async def engine(template: Template) -> AsyncIterator[AsyncEngine]:
    with template.databases.new(template.url) as url:
        async with opened(url) as engine:
            yield engine


async def kept(engine: AsyncEngine) -> list[Any]:
    async with engine.connect() as connection:
        return list(await connection.execute(select(LoginAttempt)))


async def test_an_attempt_is_possible_again_once_a_failure_leaves_the_window(engine: AsyncEngine) -> None:
    clock = Clock()
    limits = small(engine, clock)
    for _ in range(3):
        await limits.begin("a@b.c", "192.0.2.1")
        clock.now += 10

    with pytest.raises(LoginLimitedError) as caught:
        await limits.begin("a@b.c", "192.0.2.1")
    assert caught.value.retry_after == 31

    clock.now += 30
    await limits.begin("a@b.c", "192.0.2.1")
    with pytest.raises(LoginLimitedError):
        await limits.begin("a@b.c", "192.0.2.1")


async def test_a_success_does_not_count(engine: AsyncEngine) -> None:
    limits = small(engine)
    for _ in range(20):
        await limits.take_back(await limits.begin("a@b.c", "192.0.2.1"))


@pytest.mark.parametrize("spelling", ["A@B.C", " a@b.c "])
async def test_every_spelling_of_an_account_is_that_account(engine: AsyncEngine, spelling: str) -> None:
    limits = small(engine)
    for _ in range(3):
        await limits.begin("a@b.c", "192.0.2.1")

    with pytest.raises(LoginLimitedError):
        await limits.begin(spelling, "192.0.2.1")


@pytest.mark.parametrize(
    ("address", "same", "other"),
    [
        ("192.0.2.1", "::ffff:192.0.2.1", "192.0.2.2"),
        ("64:ff9b::c000:201", "192.0.2.1", "64:ff9b::c000:202"),  # 192.0.2.1 and 192.0.2.2 behind a translator
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::", "2001:db8:1:3::1"),
        (None, None, "192.0.2.1"),
    ],
)
async def test_an_address_is_limited_across_accounts(
    engine: AsyncEngine, address: str | None, same: str | None, other: str
) -> None:
    limits = small(engine)
    for number in range(5):
        await limits.begin(f"{number}@b.c", address)

    with pytest.raises(LoginLimitedError):
        await limits.begin("new@b.c", same)
    await limits.begin("new@b.c", other)


async def test_old_attempts_are_deleted_and_refused_ones_not_stored(engine: AsyncEngine) -> None:
    clock = Clock()
    limits = small(engine, clock)
    for number in range(30):
        with suppress(LoginLimitedError):
            await limits.begin("a@b.c", f"192.0.2.{number}")
    assert len(await kept(engine)) == 4

    clock.now += 60
    await limits.begin("other@b.c", "192.0.2.1")
    assert len(await kept(engine)) == 1


async def test_a_site_of_ipv6_has_a_limit_of_its_own(engine: AsyncEngine) -> None:
    limits = small(engine)
    for number in range(7):
        await limits.begin(f"{number}@b.c", f"2001:db8:1:{number}::1")

    with pytest.raises(LoginLimitedError):
        await limits.begin("new@b.c", "2001:db8:1:ffff::1")
    await limits.begin("new@b.c", "2001:db8:2::1")
    await limits.begin("new@b.c", "192.0.2.1")


async def test_a_stranger_locks_only_the_place_where_they_guess(engine: AsyncEngine) -> None:
    clock = Clock()
    limits = small(engine, clock)
    for _ in range(20):
        with suppress(LoginLimitedError):
            while True:
                await limits.begin("a@b.c", "203.0.113.66")
        await limits.succeed(await limits.begin("a@b.c", "192.0.2.1"))
        clock.now += 30


async def test_strangers_everywhere_do_not_lock_out_an_owner_at_a_known_place(
    engine: AsyncEngine,
) -> None:
    limits = small(engine)
    await limits.succeed(await limits.begin("a@b.c", "192.0.2.1"))
    for number in range(10):
        with suppress(LoginLimitedError):
            await limits.begin("a@b.c", f"203.0.113.{number}")

    await limits.begin("A@b.c ", "192.0.2.1")
    with pytest.raises(LoginLimitedError):
        await limits.begin("a@b.c", "192.0.2.2")


async def test_a_known_place_may_guess_no_more_often_than_others(engine: AsyncEngine) -> None:
    limits = small(engine)
    await limits.succeed(await limits.begin("a@b.c", "192.0.2.1"))
    for _ in range(3):
        await limits.begin("a@b.c", "192.0.2.1")

    with pytest.raises(LoginLimitedError):
        await limits.begin("a@b.c", "192.0.2.1")


async def test_a_place_is_forgotten_after_90_days(engine: AsyncEngine) -> None:
    clock = Clock()
    limits = small(engine, clock)
    await limits.succeed(await limits.begin("a@b.c", "192.0.2.1"))
    clock.now += 90 * 24 * 3600
    for number in range(4):
        await limits.begin("a@b.c", f"203.0.113.{number}")

    with pytest.raises(LoginLimitedError):
        await limits.begin("a@b.c", "192.0.2.1")


@pytest.mark.parametrize("back", [30, 90, 24 * 3600])
async def test_a_clock_that_steps_back_locks_nobody_for_longer_than_the_window(engine: AsyncEngine, back: int) -> None:
    clock = Clock(now=1_000_000.0)
    limits = small(engine, clock)
    for _ in range(3):
        await limits.begin("a@b.c", "192.0.2.1")
    clock.now -= back
    (ended,) = await asyncio.gather(limits.begin("a@b.c", "192.0.2.1"), return_exceptions=True)
    assert getattr(ended, "retry_after", 0) <= 61
    clock.now += 121
    await limits.begin("a@b.c", "192.0.2.1")


async def test_an_address_over_its_limit_is_refused_without_the_database(engine: AsyncEngine) -> None:
    limits = small(engine)
    for number in range(5):
        await limits.begin(f"{number}@b.c", "192.0.2.1")
    with pytest.raises(LoginLimitedError):
        await limits.begin("a@b.c", "192.0.2.1")
    began = 0

    def count(*_: object) -> None:
        nonlocal began
        began += 1

    event.listen(engine.sync_engine, "begin", count)
    for number in range(300):
        with pytest.raises(LoginLimitedError):
            await limits.begin(f"more-{number}@b.c", "192.0.2.1")

    assert began == 0


async def test_many_attempts_from_one_address_use_one_connection(engine: AsyncEngine) -> None:
    limits = small(engine)
    in_use, most = 0, 0

    def lent(*_: object) -> None:
        nonlocal in_use, most
        in_use += 1
        most = max(most, in_use)

    def returned(*_: object) -> None:
        nonlocal in_use
        in_use -= 1

    event.listen(engine.sync_engine, "checkout", lent)
    event.listen(engine.sync_engine, "checkin", returned)
    many = (limits.begin(f"{number}@b.c", "192.0.2.1") for number in range(300))
    ended = await asyncio.gather(*many, return_exceptions=True)

    assert sum(isinstance(each, LoginLimitedError) for each in ended) == 295
    assert most == 1


async def test_identifiers_are_stored_as_digests_only(engine: AsyncEngine) -> None:
    await small(engine).begin("correct horse battery", "192.0.2.1")

    shown = repr(await kept(engine))
    assert "horse" not in shown
    assert "192.0.2.1" not in shown


async def test_processes_share_the_limits(template: Template) -> None:
    with template.databases.new(template.url) as url:
        settings = settings_for(url, login_failures_per_account=4)
        async with served(template, settings) as one, served(template, settings) as other:
            both = [one, other] * 6
            answers = await asyncio.gather(*(attempt(each, one.alice.email, "wrong") for each in both))

    assert sorted(answer.status_code for answer in answers) == [401] * 4 + [429] * 8


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


async def test_parallel_attempts_do_not_slip_through(template: Template) -> None:
    async with running(template, login_failures_per_account=3) as backend:
        answers = await asyncio.gather(*(attempt(backend, backend.alice.email, "wrong") for _ in range(12)))

    assert sorted(answer.status_code for answer in answers) == [401] * 3 + [429] * 9


@sqlite_only
async def test_an_outage_does_not_count_as_a_wrong_password(template: Template) -> None:
    async with running(template, login_failures_per_account=1) as backend:
        async with backend.engine.begin() as connection:
            await connection.execute(text("ALTER TABLE users RENAME TO away"))
        for _ in range(3):
            assert (await attempt(backend, backend.alice.email, PASSWORD)).status_code >= 500
        async with backend.engine.begin() as connection:
            await connection.execute(text("ALTER TABLE away RENAME TO users"))

        assert (await attempt(backend, backend.alice.email, PASSWORD)).status_code == 200
