"""Who is signed in to the page: sessions end when they should, and only then."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from ava_onboard.backend.db.administration import remove, set_disabled, sign_out
from ava_onboard.backend.pages import cookies
from ava_onboard.backend.security.tokens import LEEWAY
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.sandbox.samples import KEYS
from ava_onboard.sandbox.world import World
from tests.backend.api.test_revocation import change_password, disable
from tests.backend.conftest import KEY_PATH, Backend, Template
from tests.backend.db.places import sqlite_only
from tests.backend.pages.conftest import open_backend
from tests.backend.pages.test_journey import DELETE, SAVE
from tests.backend.pages.visitor import SETTINGS, Visitor, words

SIGN_IN, SIGN_OUT = f"{SETTINGS}/sign-in", f"{SETTINGS}/sign-out"


@pytest.mark.parametrize("change", [disable, change_password, sign_out, remove])
async def test_what_revokes_tokens_ends_the_session_of_the_page(
    backend: Backend, alice: Visitor, change: Callable[[AsyncEngine, UUID], Awaitable[None]]
) -> None:
    await change(backend.engine, backend.alice.id)

    answer = await alice.post(SAVE, key=KEYS["valid"])
    assert answer.url.path == SIGN_IN
    assert "Your Ava session has expired. Nothing was changed. If you had pasted a key, paste it again." in words(
        answer
    )
    assert cookies.SESSION not in alice.client.cookies


async def test_signing_out_ends_the_session_also_for_a_copy_of_its_cookie(backend: Backend, alice: Visitor) -> None:
    other, copy = Visitor(backend.app), alice.client.cookies[cookies.SESSION]
    await other.sign_in(backend.alice.email)

    assert "Signed out of Ava." in words(await alice.post(SIGN_OUT))
    alice.client.cookies.set(cookies.SESSION, copy, "ava.test")
    assert (await alice.get()).url.path == SIGN_IN
    assert (await other.get()).url.path == SETTINGS


@sqlite_only
async def test_a_session_that_expires_in_the_middle_saves_nothing(template: Template, world: World) -> None:
    async with open_backend(template, world, page_lifetime=-LEEWAY - 1) as backend:
        expired = Visitor(backend.app)
        await expired.sign_in(backend.alice.email)  # leads back to the form: the session is over already
        assert expired.answers[-1].url.path == SIGN_IN
    async with open_backend(template, world) as backend:
        alice = Visitor(backend.app)
        await alice.sign_in(backend.alice.email)
        alice.client.cookies.set(cookies.SESSION, "nonsense", "ava.test")
        answer = await alice.post(SAVE, key=KEYS["valid"])
        assert (answer.status_code, answer.url.path) == (200, SIGN_IN)
        assert "session has expired" in words(answer)
        assert await backend.keys.read(backend.alice.id) is None


@sqlite_only
async def test_the_tokens_of_the_page_and_of_the_api_do_not_open_each_other(backend: Backend, alice: Visitor) -> None:
    token = alice.client.cookies[cookies.SESSION]
    for path in (KEY_PATH, "/api/v1/auth/me", "/api/v1/assistants"):
        assert (await backend.client.get(path, headers=backend.headers_of(token))).status_code == 401
    refreshed = await backend.client.post("/api/v1/auth/refresh", json={"refresh_token": token})
    assert refreshed.status_code == 401

    for other in (backend.tokens.access(backend.alice.id), backend.tokens.refresh(backend.alice.id)):
        alice.client.cookies.set(cookies.SESSION, other, "ava.test")
        assert (await alice.get()).url.path == SIGN_IN


@sqlite_only
async def test_somebody_who_is_not_signed_in_gets_nowhere(backend: Backend, visitor: Visitor) -> None:
    for path in (SETTINGS, DELETE):
        assert (await visitor.get(path)).url.path == SIGN_IN
    for path in (SAVE, DELETE, SIGN_OUT, f"{SETTINGS}/check", f"{SETTINGS}/check-stored"):
        answer = await visitor.client.post(path, data={"token": "x", "key": KEYS["valid"]})
        assert (answer.status_code, answer.headers["Location"]) == (303, SIGN_IN)


@sqlite_only
@pytest.mark.parametrize("typed", ["alice@example.com", "ALICE@Example.com", "06 12 34 56 78", "+33 6 12 34 56 78"])
async def test_an_account_is_named_as_people_spell_it(backend: Backend, typed: str) -> None:
    visitor = Visitor(backend.app, language="fr-FR,fr;q=0.9")
    assert (await visitor.sign_in(typed)).url.path == SETTINGS


@sqlite_only
async def test_a_wrong_password_shows_its_code_and_keeps_what_was_typed(backend: Backend, visitor: Visitor) -> None:
    for typed, shown in (("alice@example.com", "alice@example.com"), ("MARKED-password", "")):
        answer = await visitor.sign_in(typed, "MARKED-password")
        assert answer.url.path == SIGN_IN
        assert "Code S02, situation " in words(answer)
        assert f'value="{shown}"' in answer.text
        assert "MARKED" not in answer.text
    await set_disabled(backend.engine, backend.alice.id, disabled=True)
    assert "Code S02" in words(await visitor.sign_in(backend.alice.email))


@sqlite_only
async def test_without_cookies_the_page_says_so(backend: Backend, visitor: Visitor) -> None:
    await visitor.get(SIGN_IN)
    visitor.client.cookies.clear()
    answer = await visitor.post(SIGN_IN, identifier=backend.alice.email, password="x")
    assert answer.status_code == 403
    assert "did not send back the cookie" in words(answer)


async def test_a_form_that_is_sent_twice_is_saved_once_and_nobody_sees_an_error(
    backend: Backend, alice: Visitor
) -> None:
    answers = await asyncio.gather(*(alice.send(SAVE, key=KEYS["valid"]) for _ in range(2)))
    assert [answer.headers.get("Location") for answer in answers] == [f"{SETTINGS}?done=saved"] * 2
    assert await backend.keys.read(backend.alice.id) == ApiKey(KEYS["valid"])

    await alice.get(DELETE)
    answers = await asyncio.gather(*(alice.send(DELETE) for _ in range(2)))
    assert [answer.status_code for answer in answers] == [303] * 2
    assert await backend.keys.read(backend.alice.id) is None


@sqlite_only
async def test_a_second_tab_of_another_session_changes_nothing(backend: Backend, alice: Visitor) -> None:
    old_tab = alice.answers[-1]
    await alice.post(SIGN_OUT)
    await alice.sign_in(backend.bob.email)

    alice.answers.append(old_tab)
    answer = await alice.post(SAVE, key=KEYS["valid"])
    assert answer.status_code == 403
    assert "Nothing was changed." in words(answer)
    assert await backend.keys.read(backend.bob.id) is None
    assert await backend.keys.read(backend.alice.id) is None
