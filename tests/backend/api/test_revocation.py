"""Tokens that are revoked, and refresh tokens that are used twice."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.db.administration import set_disabled, set_hash, sign_out
from ava_onboard.backend.security.passwords import Passwords
from tests.backend.conftest import KEY_PATH, PASSWORD, Backend, Template, running, served
from tests.backend.db.places import sqlite_only

LOGIN = "/api/v1/auth/login"
REFRESH = "/api/v1/auth/refresh"
ME = "/api/v1/auth/me"
INVALID = (401, {"detail": "Invalid token"})


async def disable(engine: AsyncEngine, user: UUID) -> None:
    await set_disabled(engine, user, disabled=True)


async def change_password(engine: AsyncEngine, user: UUID) -> None:
    await set_hash(engine, user, await Passwords(rounds=1, memory=8).hash("another password"))


async def signed_in(backend: Backend, password: str = PASSWORD) -> Any:
    answer = await backend.client.post(LOGIN, json={"identifier": backend.alice.email, "password": password})
    assert answer.status_code == 200
    return answer.json()


async def renewed(backend: Backend, refresh: str) -> tuple[int, Any]:
    answer = await backend.client.post(REFRESH, json={"refresh_token": refresh})
    return answer.status_code, answer.json()


@pytest.mark.parametrize("change", [disable, change_password, sign_out])
async def test_every_token_of_an_account_can_be_revoked(
    backend: Backend, change: Callable[[AsyncEngine, UUID], Awaitable[None]]
) -> None:
    session = await signed_in(backend)
    _, second = await renewed(backend, session["refresh_token"])
    await change(backend.engine, backend.alice.id)

    for token in (session["access_token"], second["access_token"]):
        for method, path in (("GET", KEY_PATH), ("DELETE", KEY_PATH), ("GET", ME), ("GET", "/api/v1/assistants")):
            answer = await backend.client.request(method, path, headers=backend.headers_of(token))
            assert (answer.status_code, answer.json()) == INVALID
    assert await renewed(backend, second["refresh_token"]) == INVALID
    assert (await backend.client.get(KEY_PATH, headers=backend.bob.headers)).status_code == 200


async def test_a_disabled_account_cannot_sign_in_until_it_is_enabled(backend: Backend) -> None:
    credentials = {"identifier": backend.alice.email, "password": PASSWORD}
    await disable(backend.engine, backend.alice.id)
    refused = await backend.client.post(LOGIN, json=credentials)
    assert (refused.status_code, refused.json()) == (401, {"detail": "Invalid credentials"})

    await set_disabled(backend.engine, backend.alice.id, disabled=False)
    session = await signed_in(backend)
    answer = await backend.client.get(KEY_PATH, headers=backend.headers_of(session["access_token"]))
    assert answer.status_code == 200


async def test_a_refresh_token_that_is_used_after_its_successor_ends_the_session_for_both(backend: Backend) -> None:
    first = (await signed_in(backend))["refresh_token"]
    _, second = await renewed(backend, first)
    _, third = await renewed(backend, second["refresh_token"])

    assert await renewed(backend, first) == INVALID
    assert await renewed(backend, second["refresh_token"]) == INVALID
    assert await renewed(backend, third["refresh_token"]) == INVALID


async def test_a_refresh_token_whose_answer_was_lost_is_accepted_again(backend: Backend) -> None:
    first = (await signed_in(backend))["refresh_token"]
    _, lost = await renewed(backend, first)
    _, second = await renewed(backend, first)
    status, _third = await renewed(backend, second["refresh_token"])

    assert status == 200
    assert await renewed(backend, lost["refresh_token"]) == INVALID


async def test_using_a_successor_of_a_stolen_refresh_token_ends_the_session(backend: Backend) -> None:
    stolen = (await signed_in(backend))["refresh_token"]
    _, of_thief = await renewed(backend, stolen)
    _, of_owner = await renewed(backend, stolen)

    assert await renewed(backend, of_thief["refresh_token"]) == INVALID
    assert await renewed(backend, of_owner["refresh_token"]) == INVALID


async def test_uses_at_the_same_moment_are_answered_as_if_one_came_after_the_other(backend: Backend) -> None:
    """Two windows of one person may renew at once, which is not a reason to end the session."""
    first = (await signed_in(backend))["refresh_token"]
    answers = await asyncio.gather(*(renewed(backend, first) for _ in range(6)))
    assert [status for status, _ in answers] == [200] * 6
    assert (await renewed(backend, first))[0] == 200


async def test_of_several_uses_at_the_same_moment_one_answer_at_most_stays_good(backend: Backend) -> None:
    first = (await signed_in(backend))["refresh_token"]
    answers = await asyncio.gather(*(renewed(backend, first) for _ in range(6)))

    later = [await renewed(backend, answer["refresh_token"]) for status, answer in answers if status == 200]
    assert sum(status == 200 for status, _ in later) <= 1


async def test_a_reused_refresh_token_signs_the_user_out_everywhere_at_once(backend: Backend) -> None:
    one, other = await signed_in(backend), await signed_in(backend)
    _, second = await renewed(backend, one["refresh_token"])
    _, third = await renewed(backend, second["refresh_token"])
    await renewed(backend, one["refresh_token"])

    for session in (one, second, third, other):
        answer = await backend.client.get(KEY_PATH, headers=backend.headers_of(session["access_token"]))
        assert answer.status_code == 401
        assert await renewed(backend, session["refresh_token"]) == INVALID


async def test_a_reused_refresh_token_ends_nothing_a_second_time(backend: Backend) -> None:
    first = (await signed_in(backend))["refresh_token"]
    _, second = await renewed(backend, first)
    await renewed(backend, second["refresh_token"])
    assert await renewed(backend, first) == INVALID

    anew = await signed_in(backend)
    assert await renewed(backend, first) == INVALID
    answer = await backend.client.get(KEY_PATH, headers=backend.headers_of(anew["access_token"]))
    assert answer.status_code == 200


async def test_a_reused_refresh_token_signs_nobody_else_out(backend: Backend) -> None:
    first = (await signed_in(backend))["refresh_token"]
    _, second = await renewed(backend, first)
    await renewed(backend, second["refresh_token"])
    assert await renewed(backend, first) == INVALID

    assert (await backend.client.get(KEY_PATH, headers=backend.bob.headers)).status_code == 200


@sqlite_only
async def test_tokens_of_another_secret_in_the_ring_are_accepted(template: Template) -> None:
    async with running(template) as backend:
        old, new = backend.settings.token_secret, SecretStr(secrets.token_hex(32))
        both = backend.settings.model_copy(update={"token_secret": new, "other_token_secrets": (old,)})
        only_new = backend.settings.model_copy(update={"token_secret": new})
        async with served(template, both) as during, served(template, only_new) as after:
            statuses = [
                (
                    await each.client.get(KEY_PATH, headers=each.headers_of(issuer.tokens.access(each.alice.id)))
                ).status_code
                for each, issuer in ((during, backend), (during, during), (after, during), (after, backend))
            ]

    assert statuses == [200, 200, 200, 401]
