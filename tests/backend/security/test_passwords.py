"""Hashes with other costs, as an adopted table may hold them, and many passwords in parallel."""

import asyncio
import threading
import unicodedata
from pathlib import Path
from typing import Any, Literal

import argon2
import bcrypt
import httpx
import pytest
from argon2 import PasswordHasher, Type
from sqlalchemy import select, update

from ava_onboard.backend.db.models import LoginAttempt, User
from ava_onboard.backend.security import passwords as module
from ava_onboard.backend.security.passwords import AT_ONCE, BusyError, Passwords
from ava_onboard.backend.security.turns import Turns
from tests.backend.conftest import PASSWORD, Backend
from tests.backend.db.places import sqlite_only

LOGIN = "/api/v1/auth/login"
ROUNDS, MEMORY = 3, 256
HASHERS = {
    "ours": PasswordHasher(ROUNDS, MEMORY, 1),
    "least": PasswordHasher(1, 8, 1),
    "fewer rounds": PasswordHasher(2, MEMORY, 1),
    "less memory": PasswordHasher(ROUNDS, 64, 1),
    "lanes": PasswordHasher(ROUNDS, MEMORY, 4),
    "argon2i": PasswordHasher(ROUNDS, MEMORY, 1, type=Type.I),
    "long": PasswordHasher(ROUNDS, MEMORY, 1, hash_len=64, salt_len=32),
}
NO_HASHES = [
    "",
    "plain",
    "$2b$12$short",
    "$2b$99$" + "a" * 53,
    "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$",
    "$argon2id$v=19$m=8,t=0,p=1$c2FsdHNhbHQ$MDEyMzQ1Njc4OWFiY2RlZg",
    "$argon2id$v=19$m=8,t=1,p=1$c$MDEyMzQ1Njc4OWFiY2RlZg",
]


@pytest.mark.parametrize("hasher", HASHERS.values(), ids=HASHERS)
async def test_only_its_password_matches_a_hash_of_any_cost(hasher: PasswordHasher) -> None:
    passwords = Passwords(rounds=ROUNDS, memory=MEMORY)
    stored = hasher.hash(PASSWORD)

    assert await passwords.match(stored, PASSWORD)
    assert not await passwords.match(stored, f"{PASSWORD}!")
    assert not await passwords.match(stored, "")


@pytest.mark.parametrize("stored", NO_HASHES)
async def test_no_password_matches_an_unreadable_hash(stored: str) -> None:
    passwords = Passwords(rounds=1, memory=8)

    for password in ("", stored, PASSWORD):
        assert not await passwords.match(stored, password)


@pytest.mark.parametrize("stored", [None, *NO_HASHES])
async def test_an_unknown_account_and_an_unreadable_hash_cost_a_whole_hash(
    stored: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    passwords = Passwords(rounds=ROUNDS, memory=MEMORY)
    costs = []
    verify = argon2.low_level.verify_secret

    def noted(stored: bytes, *rest: Any) -> bool:
        cost = argon2.extract_parameters(stored.decode())
        costs.append((cost.time_cost, cost.memory_cost, cost.parallelism, cost.hash_len))
        return verify(stored, *rest)

    monkeypatch.setattr(argon2._password_hasher, "verify_secret", noted)

    assert not await passwords.match(stored, "wrong")
    assert costs[-1] == (ROUNDS, MEMORY, 1, 32)


async def test_no_more_passwords_are_hashed_in_parallel_than_there_are_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    at_work, full, free = [0], threading.Event(), threading.Event()

    def verify(*_: object) -> bool:
        at_work.append(at_work[-1] + 1)
        if at_work[-1] == AT_ONCE:
            full.set()
        return free.wait(30) and False

    monkeypatch.setattr(Passwords, "_verify", verify)
    passwords = Passwords(rounds=1, memory=8)
    asked = [asyncio.create_task(passwords.match(None, "wrong")) for _ in range(AT_ONCE + 1)]
    await asyncio.sleep(0)
    await asyncio.to_thread(full.wait, 30)
    await asyncio.to_thread(lambda: None)  # runs after everything queued before
    most = at_work[-1]
    free.set()
    await asyncio.gather(*asked)

    assert most == AT_ONCE


async def test_a_cancelled_check_keeps_its_slot_until_its_thread_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started, free = threading.Semaphore(0), threading.Event()

    def verify(*_: object) -> bool:
        started.release()
        return free.wait(30)

    monkeypatch.setattr(Passwords, "_verify", verify)
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    passwords = Passwords(rounds=1, memory=8)
    asked = [asyncio.create_task(passwords.match("", "")) for _ in range(AT_ONCE)]
    await asyncio.sleep(0)
    for _ in asked:
        assert await asyncio.to_thread(started.acquire, timeout=30)
    for task in asked:
        task.cancel()
    await asyncio.wait(asked)

    with pytest.raises(BusyError):
        await passwords.match("", "")
    free.set()
    monkeypatch.setattr(module, "PATIENCE", 30)
    assert await passwords.match("", "")


@sqlite_only
async def test_a_sign_in_that_waits_too_long_is_refused_and_does_not_count_as_failed(
    backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = threading.Event()
    monkeypatch.setattr(Passwords, "_verify", lambda *_: free.wait(30) and False)
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    body = {"identifier": backend.alice.email, "password": PASSWORD}
    busy = [asyncio.create_task(backend.client.post(LOGIN, json=body)) for _ in range(AT_ONCE + 2)]
    refused: list[httpx.Response] = []
    while len(refused) < 2:
        done, _ = await asyncio.wait(busy, return_when=asyncio.FIRST_COMPLETED)
        refused += [task.result() for task in done]
        busy = [task for task in busy if task not in done]
    free.set()
    await asyncio.gather(*busy)

    for answer in refused:
        assert (answer.status_code, answer.json()) == (503, {"detail": "Too many sign in at this moment"})
        assert int(answer.headers["retry-after"]) > 0
    async with backend.engine.connect() as connection:
        counted = list(await connection.execute(select(LoginAttempt.id)))
    assert len(counted) == AT_ONCE


async def test_signing_in_renews_a_hash_of_another_cost(backend: Backend) -> None:
    async def stored() -> str:
        async with backend.engine.connect() as connection:
            query = select(User.password_hash).where(User.id == backend.alice.id)
            found: str = (await connection.execute(query)).scalar_one()
        return found

    async def sign_in(password: str) -> int:
        body = {"identifier": backend.alice.email, "password": password}
        return (await backend.client.post(LOGIN, json=body)).status_code

    old = HASHERS["lanes"].hash(PASSWORD)
    async with backend.engine.begin() as connection:
        await connection.execute(update(User).where(User.id == backend.alice.id).values(password_hash=old))

    assert (await sign_in("wrong"), await stored()) == (401, old)
    assert await sign_in(PASSWORD) == 200
    new = await stored()
    cost = argon2.extract_parameters(new)
    assert (cost.time_cost, cost.memory_cost, cost.parallelism) == (1, 8, 1)
    assert (await sign_in(PASSWORD), await stored()) == (200, new)
    assert await sign_in("wrong") == 401


async def test_a_password_does_not_wait_forever_for_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    free = threading.Event()
    monkeypatch.setattr(Passwords, "_verify", lambda *_: free.wait(30) and False)
    passwords = Passwords(rounds=1, memory=8)
    busy = [asyncio.create_task(passwords.match(None, "wrong")) for _ in range(AT_ONCE)]
    await asyncio.sleep(0)
    monkeypatch.setattr(module, "PATIENCE", 0.01)

    with pytest.raises(BusyError):
        await passwords.match(None, "wrong")
    free.set()
    await asyncio.gather(*busy)
    assert not await passwords.match(None, "wrong")


@pytest.mark.parametrize("kind", [b"2a", b"2b", b"2y"])
@pytest.mark.parametrize("password", [PASSWORD, "mot de passe à retenir", "x" * 100])
async def test_the_hash_of_an_application_with_bcrypt_is_checked_and_counts_as_outdated(
    kind: bytes, password: str
) -> None:
    passwords = Passwords(rounds=1, memory=8)
    salt = bcrypt.gensalt(4, b"2b")
    stored = bcrypt.hashpw(password.encode()[:72], salt).replace(b"$2b$", b"$" + kind + b"$", 1).decode()

    assert await passwords.match(stored, password)
    assert not await passwords.match(stored, f"!{password}")
    assert not await passwords.match(stored, f"{password[:5]}\0")
    assert passwords.is_outdated(stored)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
async def test_letters_may_be_typed_as_one_character_or_as_two(form: Literal["NFC", "NFD"]) -> None:
    passwords = Passwords(rounds=1, memory=8)
    stored = await passwords.hash(unicodedata.normalize("NFD", "café crème"))

    assert await passwords.match(stored, unicodedata.normalize(form, "café crème"))


async def test_a_password_that_was_hashed_as_typed_still_matches() -> None:
    passwords = Passwords(rounds=1, memory=8)
    typed = unicodedata.normalize("NFD", "café crème")

    assert await passwords.match(PasswordHasher(1, 8, 1).hash(typed), typed)


async def test_clients_take_turns() -> None:
    turns, served = Turns(1), []
    await turns.take("first")

    async def wait(party: str) -> None:
        await turns.take(party)
        served.append(party)
        turns.give_back()

    waiting = [asyncio.create_task(wait("attacker")) for _ in range(50)]
    waiting.append(asyncio.create_task(wait("victim")))
    await asyncio.sleep(0)
    turns.give_back()
    await asyncio.gather(*waiting)

    assert served.index("victim") == 1


async def test_a_turn_that_is_given_up_passes_to_the_next_waiter() -> None:
    turns = Turns(1)
    await turns.take("first")
    given_up, next_one = asyncio.create_task(turns.take("a")), asyncio.create_task(turns.take("b"))
    await asyncio.sleep(0)
    given_up.cancel()
    turns.give_back()

    await asyncio.wait_for(next_one, 5)


def test_the_quota_of_a_container_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quota = tmp_path / "cpu.max"
    monkeypatch.setattr(module, "_QUOTA", quota)
    found = []
    for text in ("max 100000", "100000 100000", "50000 100000", ""):
        quota.write_text(text)
        found.append(module.usable_cores())

    most = found[0]
    assert found == [most, 1, 1, most]
